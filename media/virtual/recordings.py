"""What a recorder sends, by numbers: :class:`camproof.media.history.HistoryPlayout` without bytes."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from camproof.media.clips.model import Clip
from camproof.media.history import HistoryPlayout
from camproof.media.recorded import Span
from camproof.media.stamp import TruthStamp
from camproof.media.virtual.tables import UnitTable
from camproof.media.virtual.units import UNIT, Units

__all__ = ["Recording"]

_SENT = ("flight", "place", "frame", "capture_us", "due_ns")


class _Numbers:
    """Recorded pictures that are only counted; ``last`` is the one that was asked for last."""

    def __init__(self, table: UnitTable) -> None:
        self._table = table
        self._upto = np.append(0, np.cumsum(table.octets))
        self.last = 0

    @property
    def clip(self) -> Clip:
        return self._table.clip

    def payloads(self, index: int, dts_90k: int, stamp: TruthStamp) -> list[bytes]:  # noqa: ARG002
        self.last = index
        return []

    def octets(self, first: int, end: int) -> int:
        return self._before(end) - self._before(first)

    def _before(self, index: int) -> int:
        loop, place = divmod(index, self._table.frames)
        return int(loop * self._upto[-1] + self._upto[place])


class Recording:
    """A span of recorded time on its way.

    :ivar playout: takes commands.
    :ivar ended: whether its last picture has been sent.
    """

    def __init__(
        self,
        table: UnitTable,
        start_s: float,
        end_s: float,
        scale: float,
        *,
        camera: int,
        recorded: Iterable[Span] | None,
    ) -> None:
        self._table = table
        self._numbers = _Numbers(table)
        self.playout = HistoryPlayout(
            self._numbers, start_s, end_s, scale, camera_number=camera, recorded=recorded
        )
        self.ended = False

    @property
    def longest_s(self) -> float:
        """How long it goes on at most, at its pace; shorter where not all was recorded."""
        playout = self.playout
        left_s = playout.length_s - playout.position_s if playout.scale > 0 else playout.position_s
        return max(0.0, left_s) / abs(playout.scale)

    def take(self, flight: int, base: int, due_ns: int, until_ns: int) -> tuple[Units, int]:
        """The pictures that are due from ``due_ns`` up to ``until_ns``, and when the next one is.

        :param base: of its table in the library.
        """
        rows = []
        while due_ns <= until_ns:
            frame = self.playout.next_frame()
            if frame is None:
                self.ended = True
                break
            assert frame.stamp is not None
            place = base + self._numbers.last % self._table.frames
            rows.append((flight, place, frame.stamp.frame, frame.stamp.capture_us, due_ns))
            due_ns += round(frame.interval_s * 1e9)
        units = np.zeros(len(rows), UNIT)
        for name, column in zip(_SENT, zip(*rows, strict=True), strict=False):
            units[name] = column
        return units, due_ns
