"""How frames follow each other: time between them, and whether their RTP timestamps go on evenly."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FrameClock", "FrameStep"]

_HALF = 1 << 31
_MASK = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class FrameStep:
    """A frame began and the one before it is known.

    :param interval_ms: between the first packets of the two.
    :param irregular: its timestamp step is off the usual one by more than half.
    """

    interval_ms: float
    irregular: bool


class FrameClock:
    """Fed with packets in the order of their numbers; a frame begins with a new timestamp.

    Frames that begin behind a missing packet are not judged, so that loss is not taken for a fault of the
    sender's clock.

    :ivar step: the usual timestamp step, the last that came twice in a row within 2 %; 0 before.
    """

    def __init__(self) -> None:
        self.step = 0
        self._timestamp: int | None = None
        self._first_s = 0.0
        self._last_step = 0
        self._follows = True

    @property
    def place(self) -> tuple[int, float, int]:
        """Timestamp and first arrival of the last frame, and the step to it; zeros before there is one."""
        return self._timestamp or 0, self._first_s, self._last_step

    def go_on(self, timestamp: int, first_s: float, step: int, last_step: int) -> None:
        """Frames were followed elsewhere up to here, the last one from ``first_s`` on."""
        self._timestamp, self._first_s = timestamp & _MASK, first_s
        self.step, self._last_step, self._follows = step, last_step, True

    def gap(self) -> None:
        """A packet is missing here."""
        self._follows = False

    def packet(self, timestamp: int, arrival_s: float) -> FrameStep | None:
        """The next packet; returns the step when a frame begins that can be judged."""
        follows, self._follows = self._follows, True
        before = self._timestamp
        if timestamp == before:
            return None
        interval_s, self._first_s = arrival_s - self._first_s, arrival_s
        self._timestamp = timestamp
        if before is None or not follows:
            return None
        step = (timestamp - before + _HALF & _MASK) - _HALF
        irregular = self.step > 0 and abs(step - self.step) * 2 > self.step
        if step > 0 and abs(step - self._last_step) * 50 <= self._last_step:
            self.step = step
        self._last_step = step
        return FrameStep(max(0.0, interval_s * 1000), irregular)
