"""The eight bytes of ``PTZCmd`` (GB/T 28181-2022 A.3): values in, 16 hex characters out, and back.

:func:`encode` and :func:`decode` are inverse of each other for every command below. A command that the clause
does not name decodes to :class:`Unknown` with a deviation; bytes that contradict themselves are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import LocalProtocolError, ManscdpError

__all__ = [
    "Auxiliary",
    "Cruise",
    "CruiseOperation",
    "Lens",
    "LensStop",
    "Move",
    "Preset",
    "PresetOperation",
    "PtzCommand",
    "PtzMessage",
    "Scan",
    "ScanOperation",
    "Stop",
    "Unknown",
    "decode",
    "encode",
]

CLAUSE = "GB/T 28181-2022 A.3"

Sign = Literal[-1, 0, 1]
PresetOperation = Literal["set", "call", "delete"]
CruiseOperation = Literal["add", "delete", "delete-group", "speed", "dwell", "start"]
ScanOperation = Literal["start", "left", "right", "speed"]

_PRESET: dict[int, PresetOperation] = {0x81: "set", 0x82: "call", 0x83: "delete"}
_CRUISE: dict[int, CruiseOperation] = {
    0x84: "add",
    0x85: "delete",
    0x86: "speed",
    0x87: "dwell",
    0x88: "start",
}
_SCAN: dict[int, ScanOperation] = {0: "start", 1: "left", 2: "right"}
_PRESET_CODE = {operation: code for code, operation in _PRESET.items()}
_CRUISE_CODE = {**{operation: code for code, operation in _CRUISE.items()}, "delete-group": 0x85}
_SCAN_CODE = {operation: code for code, operation in _SCAN.items()}

Quad = tuple[int, int, int, int]
"""Command byte, data 1 and 2 (0-255), data 3 (0-15)."""


def _within(value: int, highest: int, what: str) -> None:
    if not 0 <= value <= highest:
        raise LocalProtocolError(f"{what} {value} is outside 0-{highest}")


def _signs(what: str, *values: int) -> None:
    if not set(values) <= {-1, 0, 1}:
        raise LocalProtocolError(f"{what}: a direction is -1, 0 or 1")
    if not any(values):
        raise LocalProtocolError(f"{what} needs a direction; to end a motion send a stop")


@dataclass(frozen=True, slots=True)
class Move:
    """Motion of the head and zoom until a stop comes.

    :param pan: -1 left, 1 right.
    :param tilt: -1 down, 1 up.
    :param zoom: -1 out, 1 in.
    :param pan_speed: 0-255.
    :param tilt_speed: 0-255.
    :param zoom_speed: 0-15.
    """

    pan: Sign = 0
    tilt: Sign = 0
    zoom: Sign = 0
    pan_speed: int = 0
    tilt_speed: int = 0
    zoom_speed: int = 0

    def __post_init__(self) -> None:
        _signs("Move", self.pan, self.tilt, self.zoom)
        _within(self.pan_speed, 255, "pan speed")
        _within(self.tilt_speed, 255, "tilt speed")
        _within(self.zoom_speed, 15, "zoom speed")


@dataclass(frozen=True, slots=True)
class Stop:
    """End of every motion, cruise and scan."""


@dataclass(frozen=True, slots=True)
class Lens:
    """Motion of the lens until a stop comes.

    :param focus: -1 far, 1 near.
    :param iris: -1 close, 1 open.
    :param focus_speed: 0-255.
    :param iris_speed: 0-255.
    """

    focus: Sign = 0
    iris: Sign = 0
    focus_speed: int = 0
    iris_speed: int = 0

    def __post_init__(self) -> None:
        _signs("Lens", self.focus, self.iris)
        _within(self.focus_speed, 255, "focus speed")
        _within(self.iris_speed, 255, "iris speed")


@dataclass(frozen=True, slots=True)
class LensStop:
    """End of the lens' motion."""


@dataclass(frozen=True, slots=True)
class Preset:
    """Stores, calls or deletes preset position ``number`` (1-255; 0 is reserved)."""

    operation: PresetOperation
    number: int

    def __post_init__(self) -> None:
        _within(self.number, 255, "preset")


@dataclass(frozen=True, slots=True)
class Cruise:
    """A tour over presets.

    :param operation: "add" or "delete" a point, "delete-group", "speed", "dwell" or "start".
    :param group: tour number, 0-255.
    :param value: preset number (add, delete), speed 0-4095, or dwell in seconds 0-4095; 0 otherwise.
    """

    operation: CruiseOperation
    group: int
    value: int = 0

    def __post_init__(self) -> None:
        _within(self.group, 255, "cruise group")
        _within(self.value, 4095 if self.operation in {"speed", "dwell"} else 255, "cruise value")
        if self.operation == "delete" and self.value == 0:
            raise LocalProtocolError("deleting cruise point 0 deletes the whole group; say delete-group")
        if self.operation in {"delete-group", "start"} and self.value:
            raise LocalProtocolError(f"cruise {self.operation} takes no value")


@dataclass(frozen=True, slots=True)
class Scan:
    """A sweep between two limits.

    :param operation: "start", set the "left" or "right" limit here, or "speed".
    :param group: scan number, 0-255.
    :param speed: 0-4095, for "speed" alone.
    """

    operation: ScanOperation
    group: int
    speed: int = 0

    def __post_init__(self) -> None:
        _within(self.group, 255, "scan group")
        _within(self.speed, 4095 if self.operation == "speed" else 0, "scan speed")


@dataclass(frozen=True, slots=True)
class Auxiliary:
    """Switch ``number`` (0-255) on or off; 1 is the wiper."""

    number: int
    on: bool

    def __post_init__(self) -> None:
        _within(self.number, 255, "auxiliary switch")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A command that A.3 does not name: its byte 4, data 1 and 2 (0-255) and data 3 (0-15)."""

    code: int
    data1: int = 0
    data2: int = 0
    data3: int = 0

    def __post_init__(self) -> None:
        for value, highest in ((self.code, 255), (self.data1, 255), (self.data2, 255), (self.data3, 15)):
            _within(value, highest, "byte")


PtzCommand = Move | Stop | Lens | LensStop | Preset | Cruise | Scan | Auxiliary | Unknown


@dataclass(frozen=True, slots=True)
class PtzMessage:
    """A decoded ``PTZCmd``.

    :param address: 0-4095, 0 is the broadcast address; not used for routing.
    """

    command: PtzCommand
    address: int = 1
    deviations: tuple[Deviation, ...] = ()


def encode(command: PtzCommand, address: int = 1) -> str:
    """The 16 upper-case hex characters of a command for ``address`` (0-4095)."""
    _within(address, 0xFFF, "address")
    code, data1, data2, data3 = _quad(command)
    head = bytes((0xA5, 0x0F, address & 0xFF, code, data1, data2, data3 << 4 | address >> 8))
    return (head + bytes((sum(head) & 0xFF,))).hex().upper()


def _quad(command: PtzCommand) -> Quad:
    match command:
        case Move(pan, tilt, zoom, pan_speed, tilt_speed, zoom_speed):
            code = _bits(zoom, 0x10, 0x20) | _bits(tilt, 0x08, 0x04) | _bits(pan, 0x01, 0x02)
            return code, pan_speed, tilt_speed, zoom_speed
        case Lens(focus, iris, focus_speed, iris_speed):
            return 0x40 | _bits(iris, 0x04, 0x08) | _bits(focus, 0x02, 0x01), focus_speed, iris_speed, 0
        case Stop():
            return 0, 0, 0, 0
        case LensStop():
            return 0x40, 0, 0, 0
        case Preset(operation, number):
            return _PRESET_CODE[operation], 0, number, 0
        case Cruise(operation, group, value):
            return _CRUISE_CODE[operation], group, value & 0xFF, value >> 8
        case Scan("speed", group, speed):
            return 0x8A, group, speed & 0xFF, speed >> 8
        case Scan(operation, group):
            return 0x89, group, _SCAN_CODE[operation], 0
        case Auxiliary(number, on):
            return 0x8C if on else 0x8D, number, 0, 0
        case Unknown(code, data1, data2, data3):
            return code, data1, data2, data3


def _bits(sign: int, plus: int, minus: int) -> int:
    return {1: plus, -1: minus}.get(sign, 0)


def decode(text: str, *, strict: bool = False) -> PtzMessage:
    """Reads a ``PTZCmd``.

    :raises ManscdpError: not 16 hex characters, wrong first byte, combination code or checksum, or two
        opposite directions at once; with ``strict`` also at the first deviation.
    """
    data, deviations = _hex_bytes(text)
    if data[0] != 0xA5:
        raise _refuse("the first byte is not A5")
    if (10 + 5 + (data[1] >> 4)) & 0x0F != data[1] & 0x0F:
        raise _refuse("the combination code in byte 2 is wrong")
    if sum(data[:7]) & 0xFF != data[7]:
        raise _refuse("the checksum is wrong")
    if data[1] >> 4:
        deviations.append(_deviation("PTZCmd has a version other than 1.0", text))
    command = _command((data[3], data[4], data[5], data[6] >> 4))
    if isinstance(command, Unknown):
        deviations.append(_deviation("PTZCmd has an unknown command", text))
    elif isinstance(command, Preset) and command.number == 0:
        deviations.append(_deviation("PTZCmd names the reserved preset 0", text))
    if strict and deviations:
        raise _refuse(deviations[0].what)
    return PtzMessage(command, data[2] | (data[6] & 0x0F) << 8, tuple(deviations))


def _hex_bytes(text: str) -> tuple[bytes, list[Deviation]]:
    bare = text.strip()
    if not re.fullmatch(r"[0-9A-Fa-f]{16}", bare):
        raise _refuse("PTZCmd is not 16 hex characters")
    deviations = []
    if bare != text or bare != bare.upper():
        deviations.append(_deviation("PTZCmd is not written as 16 upper-case hex characters", text))
    return bytes.fromhex(bare), deviations


def _command(quad: Quad) -> PtzCommand:
    code, data1, data2, data3 = quad
    if code < 0x40:
        return _move(quad)
    if code < 0x50:
        return _lens(quad)
    if code in _PRESET:
        return Preset(_PRESET[code], data2)
    if code in _CRUISE:
        return _cruise(quad)
    if code == 0x89 and data2 in _SCAN:
        return Scan(_SCAN[data2], data1)
    if code == 0x8A:
        return Scan("speed", data1, data2 | data3 << 8)
    if code in {0x8C, 0x8D}:
        return Auxiliary(data1, on=code == 0x8C)
    return Unknown(code, data1, data2, data3)


def _move(quad: Quad) -> PtzCommand:
    code, data1, data2, data3 = quad
    if not code:
        return Stop()
    return Move(
        _sign(code, 0x01, 0x02), _sign(code, 0x08, 0x04), _sign(code, 0x10, 0x20), data1, data2, data3
    )


def _lens(quad: Quad) -> PtzCommand:
    code, data1, data2, _ = quad
    return Lens(_sign(code, 0x02, 0x01), _sign(code, 0x04, 0x08), data1, data2) if code & 0x0F else LensStop()


def _cruise(quad: Quad) -> Cruise:
    code, group, low, high = quad
    operation = _CRUISE[code]
    if operation in {"speed", "dwell"}:
        return Cruise(operation, group, low | high << 8)
    if operation == "delete" and low == 0:
        return Cruise("delete-group", group)
    return Cruise(operation, group, 0 if operation == "start" else low)


def _sign(code: int, plus: int, minus: int) -> Sign:
    if code & plus and code & minus:
        raise _refuse("two opposite directions are set at once")
    return 1 if code & plus else -1 if code & minus else 0


def _refuse(what: str) -> ManscdpError:
    return ManscdpError(what, where="MANSCDP DeviceControl/PTZCmd", clause=CLAUSE)


def _deviation(what: str, text: str) -> Deviation:
    return Deviation(what, "MANSCDP DeviceControl/PTZCmd", CLAUSE, text.encode("utf-8", "replace")[:64])
