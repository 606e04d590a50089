"""What a live camera sends: a clip in an endless loop, stamped with its own truth; and a tone for talk."""

from __future__ import annotations

from collections.abc import Callable

from camproof.media.clips.model import CLOCK_HZ, Clip
from camproof.media.frame_source import capture_shift_us
from camproof.media.packets import PLAIN, OutFrame, StreamOptions, packet_table
from camproof.media.stamp import TruthStamp, stamp_text
from camproof.media.tone import SAMPLE_HZ, tone_alaw

__all__ = ["ClipPlayout", "ToneSource"]


class ClipPlayout:
    """Plays a clip without end; timestamps go on over the loop.

    :param camera_number: u32 written into every picture.
    :param clock: µs since 1970 by the camera's own clock; a wrong clock shows in the stamps.
    :param first: running number of the first picture; play starts at the key picture at or before it.
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
        self._camera = camera_number
        self._clock = clock
        self._options = options
        self._sent = 0
        self._frame = 0
        self._frozen = False
        self._set_clip(clip, clip.key_before(first))

    def _set_clip(self, clip: Clip, index: int) -> None:
        self._clip = clip
        self._table = packet_table(clip, self._options)
        self._index = index
        self._held: tuple[int, TruthStamp] | None = None

    @property
    def frozen(self) -> bool:
        """While set, the last key picture is sent again and again with the same stamp; RTP goes on."""
        return self._frozen

    @frozen.setter
    def frozen(self, value: bool) -> None:
        if self._frozen and not value:
            self.force_key_frame()
        self._frozen = value

    def show(self, clip: Clip) -> None:
        """Change the picture from the next frame on (another scene, a black picture)."""
        self._set_clip(clip, 0)

    def force_key_frame(self) -> None:
        """Go on with the next key picture of the clip."""
        self._index = self._clip.key_after(self._index)

    def set_scale(self, scale: float) -> None:
        """A live picture has one pace only."""

    def seek(self, npt_s: float) -> None:
        """A live picture has no other place."""

    def next_frame(self) -> OutFrame:
        """The frame that is due now."""
        if self._frozen:
            self._held = self._held or self._fresh_key()
            return self._emit(*self._held)
        place = self._index % len(self._table.templates)
        stamp = self._stamp(place)
        if self._table.templates[place].key:
            self._held = (place, stamp)
        self._index += 1
        return self._emit(place, stamp)

    def _fresh_key(self) -> tuple[int, TruthStamp]:
        self.force_key_frame()
        place = self._index % len(self._table.templates)
        return place, self._stamp(place)

    def _stamp(self, place: int) -> TruthStamp:
        shift = capture_shift_us(self._clip, self._table.templates[place].reorder_90k)
        stamp = TruthStamp(self._camera, self._frame, self._clock() - shift)
        self._frame = self._frame + 1 & 0xFFFFFFFF
        return stamp

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
