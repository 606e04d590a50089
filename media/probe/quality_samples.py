"""Short runs of coded pictures of a stream, kept so that their faults can be looked for when it is over."""

from __future__ import annotations

from camproof.media.detect.sampler import PictureRun, RunSampler
from camproof.media.receive.frame import ReceivedFrame

__all__ = ["QualitySamples"]

_MOST_SAMPLES = 24
_LEAST_APART_S = 2.0


class QualitySamples:
    """Give it every picture in decoding order.

    A sample is half a second from a key picture on, as scenarios take it. Samples begin two seconds apart and
    more; where there are more than 24, every second one goes, and they stand twice as far apart from then on.
    Pictures that are shown before the key picture which they follow cannot be decoded from there: they are
    left out.
    """

    def __init__(self) -> None:
        self.samples: list[PictureRun] = []
        self._sampler = RunSampler()
        self._apart_s = _LEAST_APART_S
        self._key_shown_s: float | None = None

    def take(self, frame: ReceivedFrame, shown_s: float | None) -> None:
        """The next picture, and when it is to be shown, where that is known."""
        if frame.key:
            self._key_shown_s = shown_s
        elif shown_s is not None and self._key_shown_s is not None and shown_s < self._key_shown_s:
            return
        self._sampler.frame(frame)
        run = self._sampler.take()
        if run is None or (self.samples and abs(_begin_s(run) - _begin_s(self.samples[-1])) < self._apart_s):
            return
        self.samples.append(run)
        if len(self.samples) > _MOST_SAMPLES:
            self.samples = self.samples[::2]
            self._apart_s *= 2


def _begin_s(run: PictureRun) -> float:
    return run.times_s[0]
