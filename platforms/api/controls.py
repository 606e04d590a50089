"""Routes: what devices can be told to do. All but talk answer ``{"done": true}`` when it has been done."""

from __future__ import annotations

from fastapi import APIRouter

from camproof.media import ToneSource
from camproof.platforms.api.access import On
from camproof.platforms.api.bodies import (
    BasicParamBody,
    BroadcastBody,
    ChannelBody,
    CruiseBody,
    DragZoomBody,
    HomePositionBody,
    PrecisePositionBody,
    PresetBody,
    PtzBody,
    SwitchBody,
    TalkBody,
)
from camproof.protocols.gb28181 import ptz
from camproof.protocols.manscdp import BasicParam, HomePosition, PrecisePosition

__all__ = ["router"]

router = APIRouter(prefix="/platforms/{platform}/devices/{device}", tags=["controls"])
Done = dict[str, bool]
DONE: Done = {"done": True}


@router.post("/ptz")
async def move(device: str, body: PtzBody, on: On) -> Done:
    """Move, zoom, focus, iris, or stop."""
    await on.ptz(device, body.command(), channel=body.channel)
    return DONE


@router.post("/preset")
async def preset(device: str, body: PresetBody, on: On) -> Done:
    """Store, call or delete a position."""
    await on.ptz(device, ptz.Preset(body.operation, body.number), channel=body.channel)
    return DONE


@router.post("/cruise")
async def cruise(device: str, body: CruiseBody, on: On) -> Done:
    """Steer a tour over presets."""
    await on.ptz(device, ptz.Cruise(body.operation, body.group, body.value), channel=body.channel)
    return DONE


@router.post("/drag-zoom")
async def drag_zoom(device: str, body: DragZoomBody, on: On) -> Done:
    """Zoom in on a box of the picture, or out of it."""
    await on.drag_zoom(device, body.zoom_in, body.area(), channel=body.channel)
    return DONE


@router.post("/precise-position")
async def precise_position(device: str, body: PrecisePositionBody, on: On) -> Done:
    """Go to an exact place (2022)."""
    position = PrecisePosition(pan=body.pan, tilt=body.tilt, zoom=body.zoom)
    await on.precise_position(device, position, channel=body.channel)
    return DONE


@router.post("/record")
async def record(device: str, body: SwitchBody, on: On) -> Done:
    """Start or stop recording in the device."""
    await on.record(device, body.on, channel=body.channel)
    return DONE


@router.post("/guard")
async def guard(device: str, body: SwitchBody, on: On) -> Done:
    """Arm or disarm."""
    await on.guard(device, body.on, channel=body.channel)
    return DONE


@router.post("/reset-alarm")
async def reset_alarm(device: str, body: ChannelBody, on: On) -> Done:
    """End an alarm, so that the device may raise a new one."""
    await on.reset_alarm(device, channel=body.channel)
    return DONE


@router.post("/key-frame")
async def key_frame(device: str, body: ChannelBody, on: On) -> Done:
    """Ask for a key frame."""
    await on.key_frame(device, channel=body.channel)
    return DONE


@router.post("/reboot")
async def reboot(device: str, body: ChannelBody, on: On) -> Done:
    """Start the device anew."""
    await on.reboot(device, channel=body.channel)
    return DONE


@router.post("/home-position")
async def home_position(device: str, body: HomePositionBody, on: On) -> Done:
    """Say where the head goes when nobody steers it."""
    position = HomePosition(
        enabled=int(body.enabled), reset_time_s=body.reset_time_s, preset_index=body.preset
    )
    await on.set_home_position(device, position, channel=body.channel)
    return DONE


@router.post("/config")
async def basic_param(device: str, body: BasicParamBody, on: On) -> Done:
    """Set name, registration and keepalive."""
    basic = BasicParam(
        device_name=body.name or "",
        expiration_s=body.expiration_s,
        heartbeat_interval_s=body.heartbeat_interval_s,
        heartbeat_count=body.heartbeat_count,
    )
    await on.device_config(device, basic, channel=body.channel)
    return DONE


@router.post("/broadcast")
async def broadcast(device: str, body: BroadcastBody, on: On) -> Done:
    """Send a test tone to an audio output; answers when the tone is over."""
    session = await on.broadcast(
        device, body.target or device, ToneSource(body.tone_hz, seconds=body.seconds)
    )
    await session.wait_finished(body.seconds + 5.0)
    await session.stop()
    return DONE


@router.post("/talk")
async def talk(device: str, body: TalkBody, on: On) -> dict[str, int]:
    """Send a test tone and listen to the device (2016 Talk).

    Answers when the tone is over and the device has been heard as long, with what was heard; a device that
    says nothing is listened to for 3 s more.
    """
    source = ToneSource(body.tone_hz, seconds=body.seconds)
    session = await on.talk(device, body.channel, source, body.transport)
    try:
        await session.wait_finished(body.seconds + 5.0)
        await session.wait_heard(body.seconds, timeout_s=3.0)
    finally:
        await session.stop()
    heard = session.receiver.report() if session.receiver is not None else None
    return {
        "sent_packets": session.sender.stats.packets,
        "heard_packets": heard.packets if heard is not None else 0,
        "lost_packets": heard.lost if heard is not None else 0,
    }
