"""Packets put into the order of their numbers before they are read; what comes too late counts as a gap."""

from __future__ import annotations

from camproof.protocols.rtp import RtpPacket
from camproof.protocols.rtp.sequence import LATE_IN_A_ROW

__all__ = ["HOLD_S", "Delivered", "DeliveryOrder"]

Delivered = tuple[RtpPacket, float] | None
_MAX_WAITING = 256
HOLD_S = 0.2


class DeliveryOrder:
    """Holds packets back while one before them may still come.

    A packet that comes later than that is left out. Where only such packets come, 16 in a row, it was the
    number far ahead that was wrong (a flipped bit), and reading goes on with theirs.

    :param hold_s: for at most this long, and for at most 256 packets; 0 over TCP, where nothing can overtake.
    """

    def __init__(self, hold_s: float = HOLD_S) -> None:
        self._hold_s = hold_s
        self._next: int | None = None
        self._late, self._after_late = 0, -1
        self._waiting: dict[int, tuple[RtpPacket, float]] = {}

    @property
    def waiting(self) -> int:
        """Packets that are held back now."""
        return len(self._waiting)

    def reset(self) -> None:
        """The sender started anew: the next number is taken as it comes."""
        self._next = None
        self._waiting.clear()

    def push(self, number: int, packet: RtpPacket, arrival_s: float) -> list[Delivered]:
        """Packets with their arrival that can be read now, in order; None stands for a gap.

        :param number: extended sequence number; each may be given once.
        """
        if self._next is None:
            self._next = number
        if number == self._next and not self._waiting:
            self._next += 1
            return [(packet, arrival_s)]
        if number < self._next:
            return self._come_late(number, packet, arrival_s)
        self._late = 0
        self._waiting[number] = (packet, arrival_s)
        delivered = self._take_row()
        while self._waiting and self._waited_enough(arrival_s):
            delivered.append(None)
            self._next = min(self._waiting)
            delivered += self._take_row()
        return delivered

    def _come_late(self, number: int, packet: RtpPacket, arrival_s: float) -> list[Delivered]:
        self._late = self._late + 1 if number == self._after_late else 1
        self._after_late = number + 1
        if self._late < LATE_IN_A_ROW:
            return []
        self.reset()
        self._late, self._next = 0, number + 1
        return [None, (packet, arrival_s)]

    def flush(self) -> list[Delivered]:
        """Everything that still waits; the stream has ended."""
        delivered: list[Delivered] = []
        while self._waiting:
            delivered.append(None)
            self._next = min(self._waiting)
            delivered += self._take_row()
        return delivered

    def _take_row(self) -> list[Delivered]:
        assert self._next is not None
        row: list[Delivered] = []
        while (item := self._waiting.pop(self._next, None)) is not None:
            row.append(item)
            self._next += 1
        return row

    def _waited_enough(self, now_s: float) -> bool:
        if len(self._waiting) > _MAX_WAITING:
            return True
        first_s = next(iter(self._waiting.values()))[1]
        return now_s - first_s >= self._hold_s
