"""Which pictures of an endless loop were recorded: spans of time as ranges of picture numbers."""

from __future__ import annotations

from collections.abc import Iterable

from camproof.media.clips.model import Clip

__all__ = ["RecordedPictures", "Span", "recorded_us"]

Span = tuple[float, float]
_TOUCH_S = 0.001


def recorded_us(clip: Clip, index: int) -> int:
    """When picture ``index`` since 1970 left the camera, µs."""
    return round(index * 1_000_000 / clip.fps)


class RecordedPictures:
    """The pictures that a playback may show, between two picture numbers since 1970.

    A recording begins with its first key picture. Recordings that touch are one.

    :param first, end: the span that is played; ``first`` is a key picture.
    :param spans: recorded spans in seconds since 1970; None means that all was recorded.
    """

    def __init__(self, clip: Clip, first: int, end: int, spans: Iterable[Span] | None) -> None:
        self._clip = clip
        if spans is None:
            self.ranges: tuple[tuple[int, int], ...] = ((first, end),)
            return
        found = (
            (clip.key_after(_ceil(low * clip.fps)), round(high * clip.fps)) for low, high in _joined(spans)
        )
        cut = ((max(first, low), min(end, high)) for low, high in found)
        self.ranges = tuple((low, high) for low, high in cut if low < high)

    def at_or_after(self, index: int) -> int | None:
        """The nearest recorded picture from ``index`` on; None when there is none."""
        return next((max(low, index) for low, high in self.ranges if index < high), None)

    def key_at_or_before(self, index: int) -> int | None:
        """The nearest recorded key picture up to ``index``; None when there is none."""
        for low, high in reversed(self.ranges):
            if low <= index:
                return self._clip.key_before(min(index, high - 1))
        return None


def _ceil(value: float) -> int:
    """The next whole number; what is whole but for rounding stays."""
    return -int(-(value - 1e-6) // 1)


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1] + _TOUCH_S:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined
