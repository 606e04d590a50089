"""Routes: streams, subscriptions, and what has been seen."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from camproof.platforms.api.access import On, Stream
from camproof.platforms.api.bodies import ScaleBody, SeekBody, StreamBody, SubscriptionBody
from camproof.platforms.api.plain import plain, plain_session
from camproof.platforms.detectors import (
    clock_findings,
    intruder_findings,
    offline_findings,
    stream_findings,
)
from camproof.platforms.errors import DeviceUnknown, NotPossible
from camproof.platforms.platform import Platform
from camproof.platforms.session import LiveSession, PlaybackSession

__all__ = ["router"]

router = APIRouter(prefix="/platforms/{platform}")
Plain = dict[str, Any]


@router.post("/streams", tags=["streams"], status_code=201)
async def start(body: StreamBody, on: On) -> Plain:
    """Start a stream and wait for its first key frame. A stream without one is stopped again (504)."""
    session = await _start(body, on)
    if body.wait_s:
        try:
            await session.first_key_frame(body.wait_s)
        except BaseException:
            await session.stop()
            raise
    return plain_session(session)


async def _start(body: StreamBody, on: Platform) -> LiveSession:
    channel = body.channel or body.device
    if body.kind == "live":
        return await on.play(body.device, channel, body.transport, stream=body.stream)
    if body.kind == "playback":
        return await on.playback(body.device, channel, body.start, body.end, body.transport)
    return await on.download(body.device, channel, body.start, body.end, body.transport, speed=body.speed)


@router.get("/streams", tags=["streams"])
async def streams(on: On) -> list[Plain]:
    """All open streams, with their figures so far."""
    return [plain_session(session) for session in on.sessions.values()]


@router.get("/streams/{call}", tags=["streams"])
async def stream(session: Stream) -> Plain:
    """One stream, with its figures so far."""
    return plain_session(session)


@router.delete("/streams/{call}", tags=["streams"])
async def stop(session: Stream) -> Plain:
    """Stop a stream; gives its figures."""
    await session.stop()
    return plain_session(session)


@router.post("/streams/{call}/pause", tags=["streams"])
async def pause(session: Stream) -> Plain:
    """Hold a playback."""
    await _history(session).pause()
    return plain_session(session)


@router.post("/streams/{call}/resume", tags=["streams"])
async def resume(session: Stream) -> Plain:
    """Let a playback go on."""
    await _history(session).resume()
    return plain_session(session)


@router.post("/streams/{call}/seek", tags=["streams"])
async def seek(body: SeekBody, session: Stream) -> Plain:
    """Go to a place of a playback."""
    await _history(session).seek(body.npt_s)
    return plain_session(session)


@router.post("/streams/{call}/scale", tags=["streams"])
async def scale(body: ScaleBody, session: Stream) -> Plain:
    """Change the pace of a playback."""
    await _history(session).scale(body.factor)
    return plain_session(session)


def _history(session: LiveSession) -> PlaybackSession:
    if not isinstance(session, PlaybackSession):
        raise NotPossible("A live stream cannot be steered; only playback and download can.")
    return session


@router.post("/devices/{device}/subscriptions", tags=["subscriptions"], status_code=201)
async def subscribe(device: str, body: SubscriptionBody, on: On) -> Plain:
    """Subscribe to catalogue changes, alarms, positions or PTZ positions."""
    if body.kind == "catalog":
        name = await on.subscribe_catalog(device, expires_s=body.expires_s)
    elif body.kind == "alarm":
        name = await on.subscribe_alarms(device, expires_s=body.expires_s)
    elif body.kind == "position":
        name = await on.subscribe_position(device, interval_s=body.interval_s, expires_s=body.expires_s)
    else:
        name = await on.subscribe_ptz_position(device, expires_s=body.expires_s)
    return {"subscription": name, "device": device, "kind": body.kind}


@router.get("/subscriptions", tags=["subscriptions"])
async def subscriptions(on: On) -> list[Plain]:
    """All subscriptions that have not ended."""
    return [
        {"subscription": name, "device": device, "kind": kind} for name, device, kind in on.subscriptions()
    ]


@router.delete("/subscriptions/{subscription}", tags=["subscriptions"])
async def unsubscribe(subscription: str, on: On) -> Plain:
    """End a subscription."""
    if all(name != subscription for name, _, _ in on.subscriptions()):
        raise DeviceUnknown(f"There is no subscription {subscription}.")
    await on.unsubscribe(subscription)
    return {"done": True}


@router.get("/observations", tags=["evidence"])
async def observations(
    on: On, kind: str = "", device: str = "", from_s: float = 0.0, limit: int = 1000
) -> list[Plain]:
    """What has been seen, the newest ``limit`` of it; ``kind`` may be several, joined by commas."""
    kinds = [word.strip() for word in kind.split(",") if word.strip()]
    found = on.observations.select(*kinds, device=device, from_s=from_s)
    return [entry.as_dict() for entry in found[-max(0, limit) :]] if limit > 0 else []


@router.get("/alarms", tags=["evidence"])
async def alarms(on: On, device: str = "") -> list[Plain]:
    """All alarms."""
    return [entry.as_dict() for entry in on.observations.select("alarm", device=device)]


@router.get("/positions", tags=["evidence"])
async def positions(on: On, device: str = "") -> list[Plain]:
    """All position reports."""
    return [entry.as_dict() for entry in on.observations.select("position", device=device)]


@router.get("/deviations", tags=["evidence"])
async def deviations(on: On) -> list[Plain]:
    """Departures from the standard, counted by device."""
    return [{**plain(entry), "first": plain(entry.first)} for entry in on.deviations.all()]


@router.get("/findings", tags=["evidence"])
async def findings(on: On) -> list[Plain]:
    """What the detectors make of it: off-line, wrong clocks, intruders, faults of the open streams."""
    origin_s = on.observations.origin_s
    found = (
        *offline_findings(on.observations, heartbeat_interval_s=on.config.heartbeat_interval_s),
        *intruder_findings(on.observations),
        *clock_findings(on.observations, lambda at_s: on.wall_s(at_s + origin_s)),
        *stream_findings(on.sessions.values()),
    )
    return [finding.as_dict() for finding in sorted(found, key=lambda finding: finding.from_s)]
