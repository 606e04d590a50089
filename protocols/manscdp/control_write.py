"""DeviceControl messages of a platform."""

from __future__ import annotations

from typing import Literal

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.gb28181.ptz import PtzCommand, PtzMessage, encode
from camproof.protocols.manscdp.control import (
    ControlOrder,
    DragZoom,
    FormatSdCard,
    GuardOrder,
    KeyFrame,
    PtzOrder,
    RecordOrder,
    TargetTrack,
    TeleBoot,
    UnknownOrder,
)
from camproof.protocols.manscdp.node import Manscdp, Node
from camproof.protocols.manscdp.orders import AlarmReset, DeviceUpgrade, DragArea, PrecisePosition, PtzParams
from camproof.protocols.manscdp.positions import HomePosition

__all__ = [
    "control_alarm_reset",
    "control_drag_zoom",
    "control_format_sd_card",
    "control_guard",
    "control_home_position",
    "control_iframe",
    "control_message",
    "control_precise_position",
    "control_ptz",
    "control_record",
    "control_target_track",
    "control_teleboot",
    "control_upgrade",
]


def control_message(
    sn: int, device_id: str, order: ControlOrder, edition: Edition = Edition.GB2022
) -> Manscdp:
    """The message of an order, spelled as ``edition`` spells it."""
    return Manscdp("Control", "DeviceControl", sn, device_id, _fields(order, edition))


def _fields(order: ControlOrder, edition: Edition) -> tuple[Node, ...]:
    match order:
        case PtzOrder(ptz, params):
            names = (params.to_node("PTZCmdParams", edition),) if params and edition is Edition.GB2022 else ()
            return (Node("PTZCmd", encode(ptz.command, ptz.address)), *names)
        case TeleBoot():
            return (Node("TeleBoot", "Boot"),)
        case RecordOrder(start, stream_number):
            number = () if stream_number is None else (Node("StreamNumber", str(stream_number)),)
            return (Node("RecordCmd", "Record" if start else "StopRecord"), *number)
        case GuardOrder(on):
            return (Node("GuardCmd", "SetGuard" if on else "ResetGuard"),)
        case KeyFrame():
            return (Node(edition.key_frame_element, "Send"),)
        case AlarmReset():
            info = order.to_nodes(edition)
            return (Node("AlarmCmd", "ResetAlarm"), *((Node("Info", children=info),) if info else ()))
        case TargetTrack(mode, panorama_id, area):
            second = (Node("DeviceID2", panorama_id),) if panorama_id else ()
            return (Node("TargetTrack", mode), *second, *((area.to_node("TargetArea"),) if area else ()))
        case FormatSdCard(number):
            return (Node("FormatSDCard", str(number)),)
        case DragZoom(zoom_in, area):
            return (area.to_node("DragZoomIn" if zoom_in else "DragZoomOut", edition),)
        case HomePosition():
            return (order.to_node("HomePosition", edition),)
        case PrecisePosition():
            return (order.to_node("PTZPreciseCtrl", edition),)
        case DeviceUpgrade():
            return (order.to_node("DeviceUpgrade", edition),)
        case UnknownOrder(_, _, fields):
            return fields


def control_ptz(
    sn: int,
    device_id: str,
    command: PtzCommand,
    *,
    address: int = 1,
    params: PtzParams | None = None,
    edition: Edition = Edition.GB2022,
) -> Manscdp:
    """PTZCmd; ``params`` names a preset or cruise track (2022)."""
    return control_message(sn, device_id, PtzOrder(PtzMessage(command, address), params), edition)


def control_record(sn: int, device_id: str, start: bool, *, stream_number: int | None = None) -> Manscdp:
    """Starts or stops recording; a stream number is for 2022."""
    return control_message(sn, device_id, RecordOrder(start, stream_number))


def control_guard(sn: int, device_id: str, on: bool) -> Manscdp:
    """Arms or disarms."""
    return control_message(sn, device_id, GuardOrder(on))


def control_alarm_reset(sn: int, device_id: str, *, method: str = "", alarm_type: str = "") -> Manscdp:
    """Ends an alarm."""
    return control_message(sn, device_id, AlarmReset(method=method, alarm_type=alarm_type))


def control_iframe(sn: int, device_id: str, edition: Edition) -> Manscdp:
    """Asks for a key frame: IFameCmd in 2016, IFrameCmd in 2022."""
    return control_message(sn, device_id, KeyFrame(), edition)


def control_drag_zoom(sn: int, device_id: str, zoom_in: bool, area: DragArea) -> Manscdp:
    """Zooms in on an area of the picture, or out of it."""
    return control_message(sn, device_id, DragZoom(zoom_in, area))


def control_home_position(sn: int, device_id: str, position: HomePosition) -> Manscdp:
    """Sets where the head returns to, and after how long."""
    return control_message(sn, device_id, position)


def control_teleboot(sn: int, device_id: str) -> Manscdp:
    """Restarts the device."""
    return control_message(sn, device_id, TeleBoot())


def control_precise_position(sn: int, device_id: str, position: PrecisePosition) -> Manscdp:
    """Goes to an exact position (2022)."""
    return control_message(sn, device_id, position)


def control_upgrade(sn: int, device_id: str, upgrade: DeviceUpgrade) -> Manscdp:
    """Orders a firmware upgrade (2022)."""
    return control_message(sn, device_id, upgrade)


def control_format_sd_card(sn: int, device_id: str, number: int = 0) -> Manscdp:
    """Formats a storage card, 0 all (2022)."""
    if number < 0:
        raise LocalProtocolError(f"storage card {number} is below 0")
    return control_message(sn, device_id, FormatSdCard(number))


def control_target_track(
    sn: int,
    device_id: str,
    mode: Literal["Auto", "Manual", "Stop"],
    *,
    panorama_id: str = "",
    area: DragArea | None = None,
) -> Manscdp:
    """Follows a target (2022)."""
    return control_message(sn, device_id, TargetTrack(mode, panorama_id, area))
