"""What a picture of the timing needs of a stream: a row of numbers for each packet and each frame."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.protocols.rtp import JitterMeter, RtpPacket

__all__ = ["PacketTimes", "Timeline"]

MAX_PACKETS = 500_000
_MODULO = 1 << 32
_JUMP_S = 10.0
_MAX_GAP = 20_000


@dataclass(frozen=True, slots=True)
class PacketTimes:
    """Arrays of one length, a value a packet in the order of arrival.

    :param seen: packets that came; the arrays may hold fewer.
    :param start_s: arrival of the first packet, on the clock of the arrivals.
    :param at_s: arrival, seconds since the first packet.
    :param delay_ms: arrival against RTP time, less that of the quickest packet; behind a jump of a clock by
        more than 10 s the quickest is another one.
    :param jitter_ms: the RFC 3550 estimate at the packet.
    :param lost_at_s: seconds since the first packet of each hole in the numbers; lost: packets missing in it.
    """

    seen: int
    start_s: float
    at_s: NDArray[np.float64]
    delay_ms: NDArray[np.float64]
    jitter_ms: NDArray[np.float64]
    size: NDArray[np.uint32]
    lost_at_s: NDArray[np.float64]
    lost: NDArray[np.int64]


class Timeline:
    """Collects; at most 500 000 packets, and counts the others."""

    def __init__(self, clock_hz: int) -> None:
        self._clock_hz = clock_hz
        self._jitter = JitterMeter(clock_hz)
        self._at_s = array("d")
        self._rtp = array("q")
        self._sequence = array("H")
        self._size = array("I")
        self._jitter_ms = array("f")
        self._seen = 0

    def packet(self, packet: RtpPacket, at_s: float) -> None:
        """A packet of the stream came."""
        self._seen += 1
        if len(self._at_s) >= MAX_PACKETS:
            return
        before = self._rtp[-1] if self._rtp else packet.timestamp
        step = (packet.timestamp - before) % _MODULO
        self._rtp.append(before + (step - _MODULO if step >= _MODULO // 2 else step))
        self._at_s.append(at_s)
        self._sequence.append(packet.sequence)
        self._size.append(len(packet.payload))
        self._jitter.packet(packet.timestamp, at_s)
        self._jitter_ms.append(self._jitter.jitter_ms)

    def times(self) -> PacketTimes:
        """Everything so far."""
        at_s = np.array(self._at_s, dtype=np.float64)
        rtp = np.array(self._rtp, dtype=np.int64)
        start_s = self._at_s[0] if self._at_s else 0.0
        at_s -= start_s
        sequence = np.array(self._sequence, dtype=np.int64)
        lost_at_s, lost = _holes(sequence, at_s)
        return PacketTimes(
            seen=self._seen,
            start_s=start_s,
            at_s=at_s,
            delay_ms=_delay_ms(at_s, rtp / self._clock_hz),
            jitter_ms=np.array(self._jitter_ms, dtype=np.float64),
            size=np.array(self._size, dtype=np.uint32),
            lost_at_s=lost_at_s,
            lost=lost,
        )


def _delay_ms(at_s: NDArray[np.float64], rtp_s: NDArray[np.float64]) -> NDArray[np.float64]:
    if not len(at_s):
        return at_s
    transit = at_s - (rtp_s - rtp_s[0])
    starts = np.flatnonzero(np.abs(np.diff(transit, prepend=np.inf)) > _JUMP_S)
    quickest = np.minimum.reduceat(transit, starts)
    sizes = np.diff(starts, append=len(transit))
    result: NDArray[np.float64] = (transit - np.repeat(quickest, sizes)) * 1000
    return result


def _holes(
    sequence: NDArray[np.int64], at_s: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Where numbers are missing for good: time of the first packet behind each hole, and its width."""
    if len(sequence) < 2:
        return np.empty(0), np.empty(0, dtype=np.int64)
    steps = (np.diff(sequence) + 0x8000) % 0x10000 - 0x8000
    numbers = np.concatenate(([0], np.cumsum(steps)))
    order = np.argsort(numbers, kind="stable")
    widths = np.diff(numbers[order]) - 1
    behind = np.flatnonzero((widths > 0) & (widths <= _MAX_GAP))
    return at_s[order[behind + 1]], widths[behind]
