"""What the strips of a stream's pictures say: which camera, what is missing, standstills, latency."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from camproof.media.detect.detectors import FreezeDetector
from camproof.media.overlay.strip import StripTruth, capture_near, strip_bits, truth_of
from camproof.media.probe.strip_samples import KeptPicture
from camproof.media.receive.report import Percentiles

__all__ = ["StripAccount", "StripReport"]

_FRAMES = 256


@dataclass(frozen=True, slots=True)
class StripReport:
    """What was read of a sample of a stream's pictures, decoded.

    :param pictures: of the sample; ``undecoded`` of them gave no picture.
    :param sent_size: (width, height) in which the strips were made; None where there are none.
    :param read: pictures with a strip whose checksum is right.
    :param cameras: numbers (low 20 bits) with how many pictures they had.
    :param missing, repeated: by the frame numbers of pictures that follow each other in the sample.
    :param freezes, frozen_s: the same strip for a second and more.
    :param latency_ms: arrival less capture time; of pictures less than 9 hours old.
    :param compared: pictures with a strip and an SEI stamp; ``differing`` of them do not say the same.
    """

    pictures: int = 0
    undecoded: int = 0
    sent_size: tuple[int, int] | None = None
    read: int = 0
    cameras: tuple[tuple[int, int], ...] = ()
    missing: int = 0
    repeated: int = 0
    freezes: int = 0
    frozen_s: float = 0.0
    latency_ms: Percentiles = field(default_factory=Percentiles)
    compared: int = 0
    differing: int = 0

    @property
    def read_share(self) -> float | None:
        """Of the pictures that were decoded, 0..1."""
        decoded = self.pictures - self.undecoded
        return self.read / decoded if decoded else None


class StripAccount:
    """Give it the strips in the order in which their pictures are shown."""

    def __init__(self) -> None:
        self._newest: StripTruth | None = None
        self._freeze = FreezeDetector()
        self._at_s = 0.0
        self._cameras: Counter[int] = Counter()
        self._missing = self._repeated = self._freezes = self._compared = self._differing = 0
        self._frozen_s = 0.0
        self._latencies_ms: list[float] = []

    def strip(self, truth: StripTruth, picture: KeptPicture) -> None:
        """The strip of a picture."""
        self._cameras[truth.camera] += 1
        self._at_s = max(self._at_s, picture.at_s)
        self._freeze.frame(self._at_s, truth)
        self._follow(truth, picture.at_s)
        stamp = picture.stamp
        if stamp is not None:
            self._compared += 1
            said = truth_of(strip_bits(stamp.camera, stamp.frame, stamp.capture_us))
            self._differing += truth != said

    def _follow(self, truth: StripTruth, at_s: float) -> None:
        newest = self._newest
        if newest is not None and newest.camera == truth.camera:
            step = (truth.frame - newest.frame + _FRAMES // 2) % _FRAMES - _FRAMES // 2
            if step <= 0:
                self._repeated += 1
                return
            self._missing += step - 1
        self._newest = truth
        arrival_us = round(at_s * 1e6)
        self._latencies_ms.append((arrival_us - capture_near(truth, arrival_us)) / 1000)

    def gap(self) -> None:
        """What comes next does not follow what came."""
        spans = [(found.from_s, found.to_s) for found in self._freeze.findings()]
        self._freezes += len(spans)
        self._frozen_s += sum((self._at_s if to_s is None else to_s) - from_s for from_s, to_s in spans)
        self._freeze, self._newest = FreezeDetector(), None

    def report(self, pictures: int, undecoded: int, sent_size: tuple[int, int] | None) -> StripReport:
        """Everything; the stream has ended."""
        self.gap()
        return StripReport(
            pictures=pictures,
            undecoded=undecoded,
            sent_size=sent_size,
            read=self._cameras.total(),
            cameras=tuple(sorted(self._cameras.items())),
            missing=self._missing,
            repeated=self._repeated,
            freezes=self._freezes,
            frozen_s=self._frozen_s,
            latency_ms=Percentiles.of(self._latencies_ms),
            compared=self._compared,
            differing=self._differing,
        )
