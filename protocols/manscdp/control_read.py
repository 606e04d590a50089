"""DeviceControl messages as a device reads them."""

from __future__ import annotations

from collections.abc import Callable

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import LocalProtocolError, ManscdpError
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.gb28181.ptz import decode
from camproof.protocols.manscdp.control import (
    CLAUSE,
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

__all__ = ["read_control"]

Found = tuple[ControlOrder, tuple[Deviation, ...]]
"""An order and what was wrong with it."""


def read_control(message: Manscdp, edition: Edition | None = None) -> Found:
    """The first order of a DeviceControl message, and what was wrong with it.

    An order that is unknown or unreadable comes as :class:`UnknownOrder`, so that a device can ignore it.

    :param edition: the writer's, to note the key frame command of the other edition.
    :raises LocalProtocolError: the message is no DeviceControl.
    """
    if message.cmd_type.lower() != "devicecontrol":
        raise LocalProtocolError(f"{message.cmd_type} is not DeviceControl")
    for entry in message.fields:
        reader = _READERS.get(entry.name.lower())
        if reader:
            return _read(reader, message, entry, edition)
    name = message.fields[0].name if message.fields else ""
    return _unknown(message, name, "DeviceControl has no order of the standard")


def _read(reader: Reader, message: Manscdp, entry: Node, edition: Edition | None) -> Found:
    try:
        order, notes = reader(message, entry)
    except ManscdpError as error:
        return _unknown(message, entry.name, error.what)
    if isinstance(order, KeyFrame) and edition is not None and entry.name != edition.key_frame_element:
        notes = (*notes, _note("DeviceControl spells the key frame command of the other edition", entry.name))
    return order, notes


def _unknown(message: Manscdp, name: str, why: str) -> Found:
    return UnknownOrder(name, why, message.fields), (_note(why, name),)


def _note(what: str, name: str) -> Deviation:
    return Deviation(what, "MANSCDP DeviceControl", CLAUSE, name.encode("utf-8", "replace")[:64])


def _choice(entry: Node, yes: str, no: str) -> bool:
    """True for the first word, False for the second, in any capital letters."""
    word = entry.text.strip().lower()
    if word not in {yes.lower(), no.lower()}:
        raise ManscdpError(f"{entry.name} is neither {yes} nor {no}", clause=CLAUSE)
    return word == yes.lower()


def _only(entry: Node, word: str) -> None:
    if entry.text.strip().lower() != word.lower():
        raise ManscdpError(f"{entry.name} is not {word}", clause=CLAUSE)


def _ptz(message: Manscdp, entry: Node) -> Found:
    ptz = decode(entry.text)
    params = message.field("PTZCmdParams")
    return PtzOrder(ptz, PtzParams.from_node(params) if params else None), ptz.deviations


def _boot(_message: Manscdp, entry: Node) -> Found:
    _only(entry, "Boot")
    return TeleBoot(), ()


def _record(message: Manscdp, entry: Node) -> Found:
    start = _choice(entry, "Record", "StopRecord")
    number = message.text("StreamNumber")
    known = number.isascii() and number.isdigit() and len(number) < 4
    notes = (_note("StreamNumber is not a number", number),) if number and not known else ()
    return RecordOrder(start, int(number) if known else None), notes


def _guard(_message: Manscdp, entry: Node) -> Found:
    return GuardOrder(_choice(entry, "SetGuard", "ResetGuard")), ()


def _alarm(message: Manscdp, entry: Node) -> Found:
    _only(entry, "ResetAlarm")
    info = message.field("Info")
    return (AlarmReset.from_node(info) if info else AlarmReset()), ()


def _key_frame(_message: Manscdp, entry: Node) -> Found:
    _only(entry, "Send")
    return KeyFrame(), ()


def _drag(_message: Manscdp, entry: Node) -> Found:
    area = DragArea.from_node(entry)
    return DragZoom(entry.name.lower() == "dragzoomin", area), area.deviations


def _format(_message: Manscdp, entry: Node) -> Found:
    number = entry.text.strip()
    if not (number.isascii() and number.isdigit() and len(number) < 4):
        raise ManscdpError("FormatSDCard is not a card number", clause=CLAUSE)
    return FormatSdCard(int(number)), ()


def _track(message: Manscdp, entry: Node) -> Found:
    mode = {"auto": "Auto", "manual": "Manual", "stop": "Stop"}.get(entry.text.strip().lower())
    if mode is None:
        raise ManscdpError("TargetTrack is none of Auto, Manual, Stop", clause=CLAUSE)
    area = message.field("TargetArea")
    return TargetTrack(mode, message.text("DeviceID2"), DragArea.from_node(area) if area else None), ()


Reader = Callable[[Manscdp, Node], Found]


def _of(kind: type[HomePosition] | type[PrecisePosition] | type[DeviceUpgrade]) -> Reader:
    def read(_message: Manscdp, entry: Node) -> Found:
        value = kind.from_node(entry)
        return value, value.deviations

    return read


_READERS: dict[str, Reader] = {
    "ptzcmd": _ptz,
    "teleboot": _boot,
    "recordcmd": _record,
    "guardcmd": _guard,
    "alarmcmd": _alarm,
    "iframecmd": _key_frame,
    "ifamecmd": _key_frame,
    "dragzoomin": _drag,
    "dragzoomout": _drag,
    "homeposition": _of(HomePosition),
    "ptzprecisectrl": _of(PrecisePosition),
    "deviceupgrade": _of(DeviceUpgrade),
    "formatsdcard": _format,
    "targettrack": _track,
}
