"""Counting packets by their sequence numbers (RFC 3550 6.4.1 and A.1, A.3).

Reordering is not loss: a number that was jumped over is missing until it comes late or the stream ends. A
gap of up to ``max_gap`` is loss, so that a link that was down for seconds shows as lost packets; a wider
jump, or numbers from the past in a row, is a sender that started anew. Where only numbers that had been
jumped over come, 16 in a row, the one far ahead was wrong (a flipped bit): it is a stray, and counting goes
on below it.
"""

from __future__ import annotations

from itertools import islice

__all__ = ["LATE_IN_A_ROW", "SequenceTracker"]

MAX_MISORDER = 100
MAX_MISSING = 4096
LATE_IN_A_ROW = 16
_HALF = 0x8000


class SequenceTracker:
    """Extended sequence numbers and the counts that follow from them.

    :param max_gap: the widest jump forward that still is loss, in packets, below 32 768.
    :param max_missing: so many of the newest missing numbers are remembered, at least 100; one that comes
        when it is forgotten is a stray.

    Counts: ``received`` different packets, ``duplicates``, ``reordered`` (came after a higher number; also in
    ``received``), ``restarts``, ``strays`` (fit nowhere; not in ``received``), ``corrections`` (times that a
    number far ahead proved to be wrong).
    """

    __slots__ = (
        "_after_late", "_base", "_earlier", "_expected_prior", "_late_run", "_max_gap", "_max_missing",
        "_missing", "_probe", "_received_prior",
        "corrections", "duplicates", "highest", "received", "reordered", "restarts", "strays",
    )  # fmt: skip

    def __init__(self, *, max_gap: int = 20_000, max_missing: int = MAX_MISSING) -> None:
        self._max_gap = min(max_gap, _HALF - 1)
        self._max_missing = max(max_missing, MAX_MISORDER)
        self._base = 0
        self._earlier = 0
        self._missing: dict[int, None] = {}
        self._probe = -1
        self._late_run, self._after_late = 0, -1
        self._expected_prior = 0
        self._received_prior = 0
        self.highest = -1
        self.received = 0
        self.duplicates = 0
        self.reordered = 0
        self.restarts = 0
        self.strays = 0
        self.corrections = 0

    def packet(self, sequence: int) -> int:
        """Take one packet's 16-bit number; returns its extended number (may lie below the highest)."""
        step = (sequence - self.highest) & 0xFFFF
        if step == 1 and self.received:
            self.highest += 1
            self.received += 1
            self._late_run = 0
            return self.highest
        if not self.received:
            self._base = self.highest = sequence
            self.received = 1
            return sequence
        if step == 0:
            self.duplicates += 1
            return self.highest
        return self._forward(sequence, step) if step < _HALF else self._backward(sequence, step)

    def in_order(self, count: int) -> None:
        """The next ``count`` packets came with the numbers after the highest one: as that many calls."""
        self.highest += count
        self.received += count
        self._late_run = 0

    def go_on(self, highest: int, expected: int, received: int) -> None:
        """Counting was done elsewhere up to here; numbers that were missing are forgotten."""
        self.highest, self.received = highest, received
        self._base, self._earlier = highest + 1 - expected, 0
        self._missing.clear()
        self._late_run = 0

    def _forward(self, sequence: int, step: int) -> int:
        if step > self._max_gap:
            return self._jump(sequence)
        first_missing = max(self.highest + 1, self.highest + step - self._max_missing)
        self.highest += step
        self.received += 1
        self._late_run = 0
        self._remember_missing(first_missing, self.highest)
        return self.highest

    def _remember_missing(self, start: int, end: int) -> None:
        missing = self._missing
        surplus = len(missing) + end - start - self._max_missing
        if surplus >= len(missing):
            missing.clear()
        elif surplus > 0:
            for number in [*islice(missing, surplus)]:
                del missing[number]
        missing.update(dict.fromkeys(range(start, end)))

    def _backward(self, sequence: int, step: int) -> int:
        extended = self.highest + step - 0x10000
        if extended in self._missing:
            del self._missing[extended]
            return self._late(extended)
        if self._base - MAX_MISORDER <= extended < self._base:
            self._remember_missing(extended + 1, self._base)
            self._base = extended
            return self._late(extended)
        if extended >= self.highest - MAX_MISORDER:
            self.duplicates += 1
            return extended
        return self._jump(sequence)

    def _late(self, extended: int) -> int:
        self.reordered += 1
        self.received += 1
        self._late_run = self._late_run + 1 if extended == self._after_late else 1
        self._after_late = extended + 1
        if self._late_run == LATE_IN_A_ROW:
            self._step_back(extended)
        return extended

    def _step_back(self, extended: int) -> None:
        """What came from further ahead had a wrong number."""
        ahead = range(extended + 1, self.highest + 1)
        wrong = sum(number not in self._missing for number in ahead)
        for number in ahead:
            self._missing.pop(number, None)
        self.received -= wrong
        self.strays += wrong
        self.reordered -= self._late_run
        self.highest, self._late_run = extended, 0
        self.corrections += 1

    def _jump(self, sequence: int) -> int:
        """Two packets in a row from elsewhere are a sender that started anew; one alone is a stray."""
        if sequence != self._probe:
            self._probe = (sequence + 1) & 0xFFFF
            self.strays += 1
            return sequence
        self._earlier += self.highest - self._base + 1
        self._missing.clear()
        self.strays -= 1
        self.restarts += 1
        self.received += 2
        self._probe = -1
        cycle = (self.highest | 0xFFFF) + 1
        self.highest = cycle + sequence
        self._base = self.highest - 1
        return self.highest

    @property
    def expected(self) -> int:
        """Packets that should have come: from the lowest to the highest number, over all restarts."""
        return self._earlier + (self.highest - self._base + 1 if self.received else 0)

    @property
    def lost(self) -> int:
        """Expected but never received."""
        return self.expected - self.received

    def report_loss(self) -> tuple[int, int]:
        """(fraction lost of 256 since the last call, cumulative loss) for a report block (RFC 3550 A.3)."""
        expected, received = self.expected, self.received + self.duplicates
        interval = expected - self._expected_prior
        lost = interval - (received - self._received_prior)
        self._expected_prior, self._received_prior = expected, received
        fraction = (lost << 8) // interval if interval > 0 and lost > 0 else 0
        return min(fraction, 255), expected - received
