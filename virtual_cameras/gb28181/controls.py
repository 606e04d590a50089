"""DeviceControl on a camera (GB/T 28181-2022 A.2.3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp import (
    AlarmReset,
    DragArea,
    DragZoom,
    FormatSdCard,
    GuardOrder,
    HomePosition,
    KeyFrame,
    Manscdp,
    PrecisePosition,
    PtzOrder,
    PtzParams,
    RecordOrder,
    TeleBoot,
    UnknownOrder,
    needs_response,
    read_control,
)
from camproof.virtual_cameras.body.camera import Camera
from camproof.virtual_cameras.body.head import HomePosition as Home
from camproof.virtual_cameras.body.head import Position
from camproof.virtual_cameras.gb28181.ptz import apply_ptz
from camproof.virtual_cameras.gb28181.values import integer_of
from camproof.virtual_cameras.personality import Personality

__all__ = ["ControlOutcome", "apply_control"]

_WITH_RESPONSE = frozenset({"recordcmd", "guardcmd", "alarmcmd", "homeposition", "deviceupgrade"})


@dataclass(frozen=True, slots=True)
class ControlOutcome:
    """What a control came to.

    :param result: for the Response; None where the standard wants only the SIP 200.
    :param effect: what the face has to do besides.
    """

    result: Literal["OK", "ERROR"] | None = None
    effect: Literal["key-frame", "reboot"] | None = None


DONE = ControlOutcome()
OK = ControlOutcome("OK")
ERROR = ControlOutcome("ERROR")


def apply_control(camera: Camera, message: Manscdp, personality: Personality, now_s: float) -> ControlOutcome:
    """Carry out the order of a DeviceControl; refuse what is not known, where a refusal has a place."""
    order, _ = read_control(message)
    match order:
        case PtzOrder(ptz, params):
            names = params or PtzParams()
            apply_ptz(camera, ptz.command, names.preset_name, names.cruise_track_name, now_s)
        case TeleBoot():
            return ControlOutcome(effect="reboot")
        case RecordOrder(start):
            camera.storage.set_recording(start, camera.clock.read_s(now_s))
            return OK
        case GuardOrder(on):
            camera.alarms.guarded = on
            return OK
        case AlarmReset():
            camera.alarms.reset(integer_of(order.method) or None, integer_of(order.alarm_type) or None)
            return OK
        case KeyFrame():
            return _key_frame(camera, message, personality)
        case DragZoom(zoom_in, area):
            _drag(camera, area, zoom_in, now_s)
        case HomePosition():
            return _home(camera, order, now_s)
        case PrecisePosition() if camera.edition is Edition.GB2022:
            _precise(camera, order, now_s)
        case FormatSdCard(number) if camera.edition is Edition.GB2022:
            _format(camera, number, now_s)
        case UnknownOrder(name):
            return ERROR if name.lower() in _WITH_RESPONSE else DONE
        case _:
            return ERROR if needs_response(order) else DONE
    return DONE


def _key_frame(camera: Camera, message: Manscdp, personality: Personality) -> ControlOutcome:
    own = any(entry.name == camera.edition.key_frame_element for entry in message.fields)
    if own or personality.accepts_other_key_frame_spelling:
        return ControlOutcome(effect="key-frame")
    return DONE


def _drag(camera: Camera, area: DragArea, zoom_in: bool, now_s: float) -> None:
    """Areas that lie outside the window are ignored."""
    values = (area.length, area.width, area.mid_x, area.mid_y, area.length_x, area.length_y)
    width, height, x, y, box_x, box_y = (-1 if value is None else value for value in values)
    sound = 0 < box_x <= width and 0 < box_y <= height and 0 <= x <= width and 0 <= y <= height
    if sound:
        camera.head.drag((width, height), (x, y), (box_x, box_y), zoom_in=zoom_in, now_s=now_s)


def _home(camera: Camera, order: HomePosition, now_s: float) -> ControlOutcome:
    """Only what is named changes."""
    old = camera.head.home
    reset_s = old.reset_time_s if order.reset_time_s is None else order.reset_time_s
    preset = old.preset if order.preset_index is None else order.preset_index
    if order.enabled not in (0, 1) or not 0 <= preset <= 255 or not 0 <= reset_s <= 86_400:
        return ERROR
    camera.head.set_home(Home(order.enabled == 1, reset_s, preset), now_s)
    return OK


def _precise(camera: Camera, order: PrecisePosition, now_s: float) -> None:
    here = camera.head.at(now_s)
    pan = here.pan if order.pan is None else order.pan % 360.0
    tilt = here.tilt if order.tilt is None else order.tilt
    zoom = here.zoom if order.zoom is None else order.zoom
    camera.head.go(Position(pan, tilt, zoom), now_s)


def _format(camera: Camera, number: int, now_s: float) -> None:
    cards = [card for card in camera.storage.cards if number in (0, card.number)]
    for card in cards:
        card.format(now_s)
    if cards:
        camera.storage.erase(camera.clock.read_s(now_s))
