"""What a live camera sends: a clip in an endless loop, stamped with its own truth; and a tone for talk."""

from __future__ import annotations

from collections.abc import Callable

from camproof.media.clips.model import CLOCK_HZ, Clip
from camproof.media.frame_source import capture_shift_us
from camproof.media.live_playout import LivePlayout
from camproof.media.packets import PLAIN, OutFrame, StreamOptions, packet_table
from camproof.media.stamp import TruthStamp, stamp_text
from camproof.media.tone import SAMPLE_HZ, tone_alaw

__all__ = ["ClipPlayout", "ToneSource"]


class ClipPlayout(LivePlayout):
    """Plays a clip without end; timestamps go on over the loop.

    :param camera_number, clock, first: as for :class:`LivePlayout`.
    """

    def __init__(
        self,
        clip: Clip,
        camera_number: int,
        clock: Callable[[], int],
        *,
        first: int = 0,
        options: StreamOptions = PLAIN,
    ) -> None:
        self._options = options
        super().__init__(clip, camera_number, clock, first)

    def _enter(self, clip: Clip, index: int) -> None:
        super()._enter(clip, index)
        self._table = packet_table(clip, self._options)

    def show(self, clip: Clip) -> None:
        """Change the picture from the next frame on (another scene, a black picture)."""
        self._enter(clip, 0)

    def _loop(self) -> int:
        return len(self._table.templates)

    def _capture_shift_us(self, place: int) -> int:
        return capture_shift_us(self._clip, self._table.templates[place].reorder_90k)

    def _emit(self, place: int, stamp: TruthStamp) -> OutFrame:
        fps, template = self._clip.fps, self._table.templates[place]
        dts_90k = round(self._sent * CLOCK_HZ / fps)
        self._sent += 1
        payloads = template.fill(dts_90k, stamp_text(stamp.camera, stamp.frame, stamp.capture_us))
        return OutFrame(payloads, 1 / fps, template.key, stamp)


class ToneSource:
    """A G.711 A-law tone in packets of 20 ms, for broadcast and talk.

    :param hz: whole number.
    :param seconds: length; None goes on for ever.
    """

    _SAMPLES = SAMPLE_HZ // 50

    def __init__(self, hz: int = 1000, *, seconds: float | None = None) -> None:
        self._hz = hz
        self._first = 0
        self._end = None if seconds is None else round(seconds * SAMPLE_HZ)

    def next_frame(self) -> OutFrame | None:
        """160 bytes of sound; None at the end."""
        if self._end is not None and self._first >= self._end:
            return None
        data = tone_alaw(self._hz, self._first, self._SAMPLES)
        self._first += self._SAMPLES
        return OutFrame((data,), self._SAMPLES / SAMPLE_HZ, key=True)

    def force_key_frame(self) -> None:
        """Sound has no key pictures."""

    def set_scale(self, scale: float) -> None:
        """A tone has one pace only."""

    def seek(self, npt_s: float) -> None:
        """A tone has no places."""
