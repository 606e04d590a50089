"""One line for each coded picture of a stream, and the figures that follow from the lines."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from camproof.media.receive.report import Percentiles

__all__ = ["FrameFigures", "FrameLog"]

MAX_FRAMES = 500_000
_NONE = Percentiles()


@dataclass(frozen=True, slots=True)
class FrameFigures:
    """What the pictures of a span were like.

    :param interval_ms: from one picture to the next, in the order of time.
    :param gop_frames, gop_s: from one key picture to the next.
    :param types: pictures by type, "I", "P", "B"; "" where the bytes do not tell.
    """

    frames: int = 0
    key_frames: int = 0
    octets: int = 0
    span_s: float = 0.0
    interval_ms: Percentiles = _NONE
    gop_frames: Percentiles = _NONE
    gop_s: Percentiles = _NONE
    size_octets: Percentiles = _NONE
    key_size_octets: Percentiles = _NONE
    types: dict[str, int] = field(default_factory=dict)

    @property
    def frame_rate(self) -> float | None:
        """Pictures a second from the intervals; None below two pictures."""
        return (self.frames - 1) / self.span_s if self.span_s > 0 else None

    @property
    def bitrate_kbit(self) -> float | None:
        """Octets of the pictures over the time they are shown; None below two pictures."""
        rate = self.frame_rate
        return None if rate is None else self.octets * 8 / 1000 * rate / self.frames


class FrameLog:
    """Collects; at most 500 000 pictures, ``full`` tells when there were more."""

    def __init__(self) -> None:
        self.at_s = array("d")
        self.size = array("I")
        self.key = bytearray()
        self.damaged = bytearray()
        self._types: Counter[str] = Counter()
        self.full = False

    def add(self, at_s: float, size: int, *, key: bool, damaged: bool = False, kind: str = "") -> None:
        """A picture. :param at_s: of its arrival, or in a file the time at which it is shown."""
        if len(self.at_s) >= MAX_FRAMES:
            self.full = True
            return
        self.at_s.append(at_s)
        self.size.append(size)
        self.key.append(key)
        self.damaged.append(damaged)
        self._types[kind] += 1

    def figures(self) -> FrameFigures:
        """Everything so far."""
        times, keys = sorted(self.at_s), [place for place, key in enumerate(self.key) if key]
        key_times = [self.at_s[place] for place in keys]
        return FrameFigures(
            frames=len(times),
            key_frames=len(keys),
            octets=sum(self.size),
            span_s=times[-1] - times[0] if times else 0.0,
            interval_ms=Percentiles.of([step * 1000 for step in _steps(times)]),
            gop_frames=Percentiles.of(_steps(keys)),
            gop_s=Percentiles.of(_steps(key_times)),
            size_octets=Percentiles.of(self.size),
            key_size_octets=Percentiles.of([self.size[place] for place in keys]),
            types=dict(self._types),
        )


def _steps(values: Sequence[float]) -> list[float]:
    return [after - before for before, after in pairwise(values)]
