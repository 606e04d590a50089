"""DeviceControl: what a platform orders, as one value for each order (GB/T 28181-2022 Annex A.2.3).

The platform writes with :func:`~camproof.protocols.manscdp.control_message` or the
``control_...`` shorthands, the device reads with
:func:`~camproof.protocols.manscdp.read_control`. :func:`needs_response` says which orders get a Response
besides the SIP 200.
"""

from __future__ import annotations

from dataclasses import dataclass

from camproof.protocols.gb28181.ptz import PtzMessage
from camproof.protocols.manscdp.node import Node
from camproof.protocols.manscdp.orders import (
    AlarmReset,
    DeviceUpgrade,
    DragArea,
    PrecisePosition,
    PtzParams,
    TargetArea,
)
from camproof.protocols.manscdp.positions import HomePosition

__all__ = [
    "ControlOrder",
    "DragZoom",
    "FormatSdCard",
    "GuardOrder",
    "KeyFrame",
    "PtzOrder",
    "RecordOrder",
    "TargetTrack",
    "TeleBoot",
    "UnknownOrder",
    "needs_response",
]

CLAUSE = "GB/T 28181-2022 A.2.3.1"


@dataclass(frozen=True, slots=True)
class PtzOrder:
    """PTZCmd. ``params`` names a preset or cruise track (2022)."""

    ptz: PtzMessage
    params: PtzParams | None = None


@dataclass(frozen=True, slots=True)
class TeleBoot:
    """Boot again."""


@dataclass(frozen=True, slots=True)
class RecordOrder:
    """Start or stop recording of stream ``stream_number`` (0 main; None leaves it out)."""

    start: bool
    stream_number: int | None = None


@dataclass(frozen=True, slots=True)
class GuardOrder:
    """Arm (``on``) or disarm."""

    on: bool


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """Send a key frame now."""


@dataclass(frozen=True, slots=True)
class DragZoom:
    """Bring an area of the picture to the middle, larger (``zoom_in``) or smaller."""

    zoom_in: bool
    area: DragArea


@dataclass(frozen=True, slots=True)
class FormatSdCard:
    """Format storage card ``number``, 0 all (2022)."""

    number: int


@dataclass(frozen=True, slots=True)
class TargetTrack:
    """Follow a target (2022).

    :param mode: Auto, Manual or Stop.
    :param panorama_id: code of the panorama channel (DeviceID2).
    """

    mode: str
    panorama_id: str = ""
    area: TargetArea | None = None


@dataclass(frozen=True, slots=True)
class UnknownOrder:
    """An order that is not in the standard, or one whose value cannot be read; ``why`` says which."""

    name: str
    why: str
    fields: tuple[Node, ...] = ()


ControlOrder = (
    PtzOrder
    | TeleBoot
    | RecordOrder
    | GuardOrder
    | AlarmReset
    | KeyFrame
    | DragZoom
    | HomePosition
    | PrecisePosition
    | DeviceUpgrade
    | FormatSdCard
    | TargetTrack
    | UnknownOrder
)

_WITH_RESPONSE = (RecordOrder, GuardOrder, AlarmReset, HomePosition, DeviceUpgrade)


def needs_response(order: ControlOrder) -> bool:
    """True if the device answers with a Response of its own; the others get only the SIP 200."""
    return isinstance(order, _WITH_RESPONSE)
