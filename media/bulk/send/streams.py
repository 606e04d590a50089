"""What a stream in flight owns: one record of numbers and one socket address; the rest it shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.kernel import SOCKADDR, address_of, sockaddrs
from camproof.media.errors import MediaTransportError
from camproof.media.overlay.model import OverlayText
from camproof.protocols.flow import Address

__all__ = ["NOTHING_HELD", "NO_PHASE", "STREAM", "SendSpec", "StreamBook"]

NOTHING_HELD = NO_PHASE = -1
NO_TEXT = OverlayText("")
_FIRST_CAPACITY = 64
_NOWHERE: Address = ("127.0.0.1", 0)

STREAM = np.dtype(
    [
        (name, kind)
        for kind, names in (
            (np.bool_, "alive up frozen skipping"),
            (np.uint8, "payload_type channel"),
            (
                np.int64,
                "place sent born_ns delay_ns phase_ns zero_ns due_ns dts_base first_timestamp sequence ssrc",
            ),
            (np.int64, "camera frame clock_us held held_frame held_us"),
            (np.int64, "slots slot_ns part zone_s shown_s flight_due_ns flight_place"),
            (np.int64, "flight_row flight_packets flight_sequence flight_timestamp"),
            (np.int64, "frames packets octets refused dropped lost"),
            (np.float64, "period_ns ticks drift"),
        )
        for name in names.split()
    ],
    align=True,
)
"""A stream: the place of its next picture in the library, how many pictures were due since ``zero_ns``, its
numbers (sequence, timestamp, stamp), what it holds while frozen, the frame whose parts are on their way, and
its counters.
"""


_NAMES = STREAM.names or ()
_PLAIN = np.dtype(f"V{STREAM.itemsize}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SendSpec:
    """One stream to be sent.

    :param remote: IPv4 address and port; RTCP goes to the port above. None waits for a TCP connection.
    :param camera: u32 written into every picture's stamp.
    :param phase: 0 to 1, the share of a frame interval after which its first picture is due. None spreads
        the pictures of all such streams evenly over the frame interval, whenever these first begin (up to an
        interval later): those of streams that are added together are due in the order of their numbers, so
        that what is near in memory is used together.
    :param delay_s: how long after it was added a stream begins; streams that begin together send their key
        pictures together.
    :param spread: share of the frame interval over which a frame's packets leave; 0 sends them at once.
    :param sequence, timestamp: the first ones of RTP.
    :param first: running number of the first picture; play starts at the key picture at or before it.
    :param clock_offset_s: how far the camera's clock is ahead at the start.
    :param drift_ppm: how much faster than the true one the camera's clock runs; its pictures come so, too.
    :param text: what a clip with a band shows beside the clock; nothing where none is given.
    :param zone_s: what the camera's time zone adds to the clock that is shown.
    :param channel: of an interleaved connection (RFC 2326 10.12); RTCP takes the next.
    """

    remote: Address | None
    ssrc: int
    camera: int = 0
    payload_type: int = 96
    phase: float | None = None
    delay_s: float = 0.0
    spread: float = 0.0
    sequence: int = 0
    timestamp: int = 0
    first: int = 0
    clock_offset_s: float = 0.0
    drift_ppm: float = 0.0
    channel: int = 0
    text: OverlayText = NO_TEXT
    zone_s: int = 0


class StreamBook:
    """The records of all streams; a stream's number is its row, given anew after it has left.

    :ivar state: STREAM records.
    :ivar names: SOCKADDR records, which begin at ``names_address``.
    """

    def __init__(self) -> None:
        self.state: NDArray[Any] = np.zeros(_FIRST_CAPACITY, STREAM)
        self.names: NDArray[Any] = np.zeros(_FIRST_CAPACITY, SOCKADDR)
        self.names_address = address_of(self.names)
        self.size = 0
        self.texts: dict[int, OverlayText] = {}
        self._free: list[int] = []

    def copy(self, streams: NDArray[np.int64]) -> NDArray[Any]:
        """Copies of records, gathered as plain bytes: numpy's way, field by field, is 15 times slower."""
        return self.state.view(_PLAIN)[streams].view(STREAM)

    def record(self, stream: int) -> dict[str, Any]:
        """A copy of one record as plain numbers: what is asked one by one is quicker so."""
        return dict(zip(_NAMES, self.state[stream].item(), strict=True))

    def put(self, streams: NDArray[np.int64], records: NDArray[Any]) -> None:
        """Write records back."""
        self.state.view(_PLAIN)[streams] = records.view(_PLAIN)

    def take(self, specs: Sequence[SendSpec]) -> NDArray[np.int64]:
        """Numbers for new streams; what their specs say is written down, and nothing else.

        :raises MediaTransportError: for a host that is not an IPv4 address.
        """
        names = _names(specs)
        again = [self._free.pop() for _ in range(min(len(self._free), len(specs)))]
        fresh = range(self.size, self.size + len(specs) - len(again))
        self._grow(fresh.stop)
        streams = np.array([*again, *fresh], np.int64)
        self.state[streams] = _records(specs)
        self.names[streams] = names
        self.texts.update((stream, spec.text) for stream, spec in zip(streams.tolist(), specs, strict=True))
        return streams

    def give_back(self, streams: NDArray[np.int64]) -> None:
        """These streams have left; their numbers may be given to others."""
        self.state["alive"][streams] = False
        self._free.extend(streams.tolist())
        for stream in streams.tolist():
            self.texts.pop(stream, None)

    def alive(self) -> NDArray[np.int64]:
        """The numbers of all streams that are there."""
        return np.flatnonzero(self.state["alive"][: self.size])

    def require(self, streams: Iterable[int]) -> NDArray[np.int64]:
        """The numbers as an array.

        :raises MediaTransportError: where one is not of a stream that is there.
        """
        numbers = np.fromiter(streams, np.int64)
        known = (numbers >= 0) & (numbers < self.size)
        if not known.all() or not self.state["alive"][numbers].all():
            raise MediaTransportError("There is no such stream; it was stopped or never started.")
        return numbers

    def _grow(self, size: int) -> None:
        if size > len(self.state):
            capacity = max(size, 2 * len(self.state))
            self.state = _longer(self.state, capacity)
            self.names = _longer(self.names, capacity)
            self.names_address = address_of(self.names)
        self.size = max(self.size, size)


def _longer(records: NDArray[Any], capacity: int) -> NDArray[Any]:
    grown = np.zeros(capacity, records.dtype)
    grown[: len(records)] = records
    return grown


def _names(specs: Sequence[SendSpec]) -> NDArray[Any]:
    try:
        return sockaddrs([spec.remote or _NOWHERE for spec in specs])
    except (OSError, OverflowError, ValueError) as error:
        raise MediaTransportError(f"A stream cannot be sent there: {error}.") from error


def _records(specs: Sequence[SendSpec]) -> NDArray[Any]:
    records = np.zeros(len(specs), STREAM)
    records["alive"] = True
    records["held"], records["shown_s"] = NOTHING_HELD, NOTHING_HELD
    for name in ("payload_type", "sequence", "ssrc", "camera", "channel", "zone_s"):
        records[name] = [getattr(spec, name) for spec in specs]
    records["first_timestamp"] = [spec.timestamp for spec in specs]
    records["clock_us"] = [round(spec.clock_offset_s * 1e6) for spec in specs]
    records["drift"] = [spec.drift_ppm * 1e-6 for spec in specs]
    return records
