"""One second of a stream in numbers."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

__all__ = ["Bucket", "Counts"]


@dataclass(frozen=True, slots=True)
class Counts:
    """Running counts of the sequence numbers."""

    expected: int = 0
    received: int = 0
    duplicates: int = 0
    reordered: int = 0

    def since(self, before: Counts) -> Counts:
        """What came on top of ``before``."""
        return Counts(
            self.expected - before.expected,
            self.received - before.received,
            self.duplicates - before.duplicates,
            self.reordered - before.reordered,
        )


@dataclass(slots=True)
class Bucket:
    """What came in one whole second of monotonic time.

    :param counts: sequence numbers in this second; filled when the second is over.
    :param gap_s: longest time between two packets inside this second.
    :param latencies_ms: of each new stamped picture.
    :param intervals_ms: between frames that followed each other without a missing packet.
    :param gops: pictures from key picture to key picture, of each that ended here.
    """

    second: int
    first_s: float
    last_s: float
    packets: int = 0
    octets: int = 0
    counts: Counts = field(default_factory=Counts)
    gap_s: float = 0.0
    jitter_ms: float = 0.0
    worst_jitter_ms: float = 0.0
    wrong_ssrc: int = 0
    unreadable: int = 0
    frames: int = 0
    key_frames: int = 0
    damaged_frames: int = 0
    audio_frames: int = 0
    stamped_frames: int = 0
    repeated_frames: int = 0
    missing_frames: int = 0
    sender_reports: int = 0
    goodbyes: int = 0
    latencies_ms: array[float] = field(default_factory=lambda: array("d"))
    intervals_ms: array[float] = field(default_factory=lambda: array("d"))
    gops: array[int] = field(default_factory=lambda: array("l"))
    irregular_timestamps: int = 0
    cameras: dict[int, int] = field(default_factory=dict)

    def packet(self, size: int, arrival_s: float) -> None:
        """A packet of the stream with ``size`` payload bytes."""
        if self.packets:
            self.gap_s = max(self.gap_s, arrival_s - self.last_s)
        else:
            self.first_s = arrival_s
        self.last_s = arrival_s
        self.packets += 1
        self.octets += size
