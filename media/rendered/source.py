"""A camera whose picture follows its state, as a source of frames for a sender.

Once the scene is drawn, each call of ``next_frame`` is one tick of the camera: the view is read, a picture of
it is ordered, and the one that was ordered a tick before leaves. When drawing and coding cannot follow, ticks
go by without an order; they are counted, and picture numbers do not skip, so that a receiver does not take
them for loss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from camproof.media.clips.model import CLOCK_HZ
from camproof.media.packets import PLAIN, OutFrame, StreamOptions, cut
from camproof.media.rendered.view import CameraView
from camproof.media.rendered.worker import CodedPicture, Order, RenderWorker
from camproof.media.stamp import TruthStamp
from camproof.media.tone import SAMPLE_HZ, tone_alaw
from camproof.protocols.ps import PsMuxer

if TYPE_CHECKING:
    from camproof.media.clips.synthetic import SyntheticSpec
    from camproof.media.rendered.band import PaintedBand

__all__ = ["RenderedSource"]

_BACKLOG = 2


class RenderedSource:
    """Draws and codes live; ``close`` it at the end.

    :param spec: scene, size and coding; ``seconds`` is the loop of what moves in the scene.
    :param view: read at each tick, in the thread that calls ``next_frame``.
    :param camera_number: u32 written into every picture.
    :param clock: µs since 1970 by the camera's own clock.
    :param band: strip, text and clock over each picture; None for none.
    :ivar skipped: ticks that went by without a picture because the encoder was late.
    """

    def __init__(
        self,
        spec: SyntheticSpec,
        view: Callable[[], CameraView],
        camera_number: int,
        clock: Callable[[], int],
        *,
        options: StreamOptions = PLAIN,
        band: PaintedBand | None = None,
    ) -> None:
        self._spec = spec
        self._view = view
        self._camera = camera_number
        self._clock = clock
        self._options = options
        self._muxer = PsMuxer(spec.codec, options.sound_codec, options=options.mux)
        self._worker = RenderWorker(spec, band)
        self._tick = self._frame = self._heard = 0
        self._key_wanted = False
        self._last_stamp: TruthStamp | None = None
        self.skipped = 0

    @property
    def failure(self) -> str:
        """Why there are no more pictures; empty while all is well."""
        return self._worker.failure

    def next_frame(self) -> OutFrame | None:
        """The picture that is ready, one without payloads when none is; None when the encoder gave up."""
        if self._worker.failure:
            return None
        if self._worker.ready:
            self._order()
            self._tick += 1
        try:
            coded = self._worker.done.popleft()
        except IndexError:
            return OutFrame((), 1 / self._spec.fps, key=False)
        return OutFrame(cut(self._pack(coded)), 1 / self._spec.fps, coded.key, coded.stamp)

    def force_key_frame(self) -> None:
        """The next picture that is ordered is a key picture."""
        self._key_wanted = True

    def set_scale(self, scale: float) -> None:
        """A live picture has one pace only."""

    def seek(self, npt_s: float) -> None:
        """A live picture has no other place."""

    def close(self) -> None:
        """End the thread that draws."""
        self._worker.close()

    def _order(self) -> None:
        view = self._view()
        fresh = self._last_stamp is None or not view.frozen
        stamp = TruthStamp(self._camera, self._frame, self._clock()) if fresh else self._last_stamp
        assert stamp is not None
        late = len(self._worker.done) >= _BACKLOG
        if late or not self._worker.take(Order(view, stamp, self._tick, self._key_wanted)):
            self.skipped += 1
            return
        self._key_wanted = False
        if fresh:
            self._last_stamp = stamp
            self._frame = self._frame + 1 & 0xFFFFFFFF

    def _pack(self, coded: CodedPicture) -> bytes:
        dts = round(coded.tick * CLOCK_HZ / self._spec.fps)
        sound = [(data, round(begin_s * CLOCK_HZ)) for data, begin_s in self._sound(coded.tick + 1)]
        return self._muxer.pack(coded.data, dts, None, coded.key, sound)

    def _sound(self, end: int) -> Iterator[tuple[bytes, Fraction]]:
        """What was heard since the last picture, up to the end of a tick, with the time it begins at."""
        first, self._heard = self._heard, end
        begin_s, end_s = Fraction(first, self._spec.fps), Fraction(end, self._spec.fps)
        if self._options.sound is not None:
            for data, ticks in self._options.sound.within(begin_s, end_s):
                yield data, begin_s + Fraction(ticks, CLOCK_HZ)
        elif self._options.tone_hz:
            low, high = round(begin_s * SAMPLE_HZ), round(end_s * SAMPLE_HZ)
            yield tone_alaw(self._options.tone_hz, low, high - low), begin_s
