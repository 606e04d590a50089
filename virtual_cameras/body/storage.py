"""What a camera has recorded: a made-up archive of the past days, with gaps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Card", "Recording", "RecordingKind", "Storage"]

RecordingKind = Literal["time", "alarm", "manual"]
Span = tuple[float, float]
FORMAT_S = 20.0


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded file: epoch seconds, octets."""

    start_s: float
    end_s: float
    size: int
    kind: RecordingKind = "time"


@dataclass(slots=True)
class Card:
    """A memory card; sizes in MB."""

    number: int = 1
    name: str = "sd1"
    capacity_mb: int = 262_144
    used_share: float = 0.8
    format_ends_s: float | None = None

    def format_progress(self, now_s: float) -> int | None:
        """Per cent of a running formatting; None when none runs."""
        if self.format_ends_s is None or now_s >= self.format_ends_s:
            return None
        return max(0, round(100 * (1 - (self.format_ends_s - now_s) / FORMAT_S)))

    def format(self, now_s: float) -> None:
        self.format_ends_s = now_s + FORMAT_S
        self.used_share = 0.0


@dataclass(slots=True)
class Storage:
    """Recordings in files of ``segment_s`` over the last ``days``, cut where nothing was recorded.

    :param gaps: spans (epoch seconds) without a recording; the last one may be open (infinite) while the
        camera does not record.
    :param octets_per_s: to give files a size.
    """

    days: float = 7.0
    segment_s: float = 3600.0
    gaps: list[Span] = field(default_factory=list)
    octets_per_s: float = 125_000.0
    cards: list[Card] = field(default_factory=lambda: [Card()])
    recording: bool = True
    full: bool = False
    _resumes: bool = field(default=True, repr=False)

    def set_recording(self, on: bool, epoch_s: float) -> None:
        """Start or stop recording at a time of the camera's clock; what is full cannot start."""
        if on and self.full:
            return
        if on and not self.recording:
            self.gaps = [(start, epoch_s if end == float("inf") else end) for start, end in self.gaps]
        elif not on and self.recording:
            self.gaps.append((epoch_s, float("inf")))
        self.recording = on

    def set_full(self, full: bool, epoch_s: float) -> None:
        """No room is left on any card, or there is room again; recordings stop and go on with it."""
        if full == self.full:
            return
        self.full = full
        if full:
            self._resumes = self.recording
            self.set_recording(on=False, epoch_s=epoch_s)
        elif self._resumes:
            self.set_recording(on=True, epoch_s=epoch_s)

    def free_mb(self, card: Card) -> int:
        """Room on one of the cards."""
        return 0 if self.full else round(card.capacity_mb * (1 - card.used_share))

    def lose(self, start_s: float, end_s: float) -> None:
        """Note a span in which nothing could be recorded, as without power."""
        if self.recording and end_s > start_s:
            self.gaps.append((start_s, end_s))

    def erase(self, epoch_s: float) -> None:
        """Formatting: everything until now is gone."""
        self.gaps = [(0.0, epoch_s), *(gap for gap in self.gaps if gap[1] > epoch_s)]

    def find(self, start_s: float, end_s: float, epoch_s: float) -> list[Recording]:
        """Files that touch a span, oldest first, as the archive stands at ``epoch_s``."""
        first = max(start_s, epoch_s - self.days * 86_400)
        last = min(end_s, epoch_s)
        found: list[Recording] = []
        edge = first - first % self.segment_s
        while edge < last:
            segment = (max(edge, epoch_s - self.days * 86_400), min(edge + self.segment_s, epoch_s))
            found += [self._file(piece) for piece in _without(segment, self.gaps)]
            edge += self.segment_s
        return [one for one in found if one.end_s > first and one.start_s < last]

    def covered_s(self, start_s: float, end_s: float, epoch_s: float) -> float:
        """Recorded seconds within a span."""
        return sum(
            min(one.end_s, end_s) - max(one.start_s, start_s) for one in self.find(start_s, end_s, epoch_s)
        )

    def _file(self, piece: Span) -> Recording:
        return Recording(piece[0], piece[1], int((piece[1] - piece[0]) * self.octets_per_s))


def _without(span: Span, gaps: list[Span]) -> list[Span]:
    """What is left of a span; pieces shorter than a second are dropped."""
    pieces = [span]
    for low, high in gaps:
        pieces = [
            part
            for start, end in pieces
            for part in ((start, min(end, low)), (max(start, high), end))
            if part[1] > part[0]
        ]
    return [(start, end) for start, end in pieces if end - start >= 1.0]
