"""Keeps a short run of coded pictures of a stream, so that it can be decoded and looked at elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field

from camproof.media.receive.frame import ReceivedFrame

__all__ = ["PictureRun", "RunSampler"]

_PICTURES = 8
_APART_S = 0.08
"""What the detectors of :mod:`camproof.media.diagnosis` were scored at: 8 pictures, 80 ms apart."""
_SPAN_S = (_PICTURES - 1) * _APART_S
_SLACK_S = 0.005
_MOST_UNITS = 64
_MOST_BYTES = 4 << 20


@dataclass(frozen=True, slots=True)
class PictureRun:
    """Access units in decoding order, the first a key picture.

    :param times_s: monotonic time at which each came.
    :param step: every which picture is to be looked at.
    """

    codec: str
    units: tuple[bytes, ...] = field(repr=False)
    times_s: tuple[float, ...]

    @property
    def step(self) -> int:
        if len(self.times_s) < 3:
            return 1
        apart_s = (self.times_s[-1] - self.times_s[0]) / (len(self.times_s) - 1)
        return max(1, round(_APART_S / max(apart_s, 1e-3)))


class RunSampler:
    """Give it each frame; it holds the last run that is whole and the one that is coming in.

    A run begins with a key picture and goes on for half a second, to the next key picture or to 4 MB, so
    that a stream costs at most 8 MB, and 300 kB at 2 Mbit/s. Pictures of which bytes are missing spoil
    their run. A stream of key pictures alone is taken as it comes.
    """

    def __init__(self) -> None:
        self._whole: PictureRun | None = None
        self._codec = ""
        self._units: list[bytes] = []
        self._times_s: list[float] = []
        self._bytes = 0
        self._open = self._keys_only = False

    def frame(self, frame: ReceivedFrame) -> None:
        """A frame came (give this to the receiver as a sink)."""
        if not frame.video:
            return
        if frame.damaged:
            self._drop()
        elif frame.key and not (self._open and self._keys_only):
            self._end()
            self._codec, self._open, self._keys_only = frame.codec, True, True
            self._add(frame)
        elif self._open:
            self._keys_only = self._keys_only and frame.key
            self._add(frame)

    def take(self) -> PictureRun | None:
        """The last whole run, once; None where there is none since the last call."""
        run, self._whole = self._whole, None
        return run

    def _add(self, frame: ReceivedFrame) -> None:
        if self._units and self._bytes + len(frame.data) > _MOST_BYTES:
            self._end()
            return
        self._units.append(frame.data)
        self._times_s.append(frame.arrival_s)
        self._bytes += len(frame.data)
        if frame.arrival_s - self._times_s[0] >= _SPAN_S - _SLACK_S or len(self._units) >= _MOST_UNITS:
            self._end()

    def _end(self) -> None:
        if self._units:
            self._whole = PictureRun(self._codec, tuple(self._units), tuple(self._times_s))
        self._drop()

    def _drop(self) -> None:
        self._units, self._times_s, self._bytes = [], [], 0
        self._open = self._keys_only = False
