"""What a recorder sends: a span of recorded time, at any pace, with jumps, also backwards.

The recording is the clip in a loop over all of time: picture ``n`` since 1970 is always the same coded
picture, so what is played back can be told from its stamp and is the same in every run.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from camproof.media.clips.model import CLOCK_HZ, Clip
from camproof.media.errors import ClipError
from camproof.media.frame_source import capture_shift_us
from camproof.media.packets import PLAIN, OutFrame, StreamOptions, packet_table
from camproof.media.recorded import RecordedPictures, Span, recorded_us
from camproof.media.stamp import TruthStamp, stamp_text

__all__ = ["MAX_SCALE", "MIN_SCALE", "HistoryPictures", "HistoryPlayout"]

MIN_SCALE, MAX_SCALE = 0.25, 16.0


class HistoryPictures(Protocol):
    """What recorded pictures are; ``index`` is the number of a picture since 1970."""

    @property
    def clip(self) -> Clip:
        """Times and key pictures of the loop."""

    def payloads(self, index: int, dts_90k: int, stamp: TruthStamp) -> list[bytes]:
        """The RTP payloads of a picture."""

    def octets(self, first: int, end: int) -> int:
        """Program stream octets of the pictures ``first`` to ``end``, the last excluded."""


class _PlainRecording:
    """The pictures of a clip as they are."""

    def __init__(self, clip: Clip, options: StreamOptions) -> None:
        self.clip = clip
        self._table = packet_table(clip, options)

    def payloads(self, index: int, dts_90k: int, stamp: TruthStamp) -> list[bytes]:
        templates = self._table.templates
        text = stamp_text(stamp.camera, stamp.frame, stamp.capture_us)
        return templates[index % len(templates)].fill(dts_90k, text)

    def octets(self, first: int, end: int) -> int:
        return self._table.octets(first, end)


class HistoryPlayout:
    """Plays the span from ``start_s`` to ``end_s`` of epoch time, then ends.

    Play starts at the key picture at or before ``start_s`` and jumps over what was not recorded. Stamps carry
    the time of recording and the number of the picture since 1970. A negative scale sends key pictures only,
    from the last to the first.
    Timestamps in the program stream advance by recorded time, whatever the pace; a gap shows as a jump.

    :param pictures: a clip, which ``options`` pack, or what else was recorded (``BandedRecording``).
    :param start_s, end_s: seconds since 1970.
    :param recorded: spans of that time of which there are pictures; None means all of it.
    :param scale: 0.25..16 or the same below 0; 1.0 is the pace of recording.
    """

    def __init__(
        self,
        pictures: Clip | HistoryPictures,
        start_s: float,
        end_s: float,
        scale: float = 1.0,
        *,
        camera_number: int,
        options: StreamOptions = PLAIN,
        recorded: Iterable[Span] | None = None,
    ) -> None:
        if not start_s < end_s:
            raise ClipError("A span of history must end after it starts.")
        self._source = _PlainRecording(pictures, options) if isinstance(pictures, Clip) else pictures
        self._clip = clip = self._source.clip
        self._camera = camera_number
        self._first = clip.key_before(int(start_s * clip.fps))
        self._start = int(start_s * clip.fps)
        self._end = max(self._start + 1, round(end_s * clip.fps))
        self._pictures = RecordedPictures(clip, self._first, self._end, recorded)
        self._ticks = 0
        self._scale = 1.0
        self._until: int | None = None
        self._index = self._first
        self._go_to(self._first)
        self.set_scale(scale)

    @property
    def position_s(self) -> float:
        """Seconds from the start of the span to the next picture."""
        return (self._index - self._start) / self._clip.fps

    @property
    def length_s(self) -> float:
        """Seconds from the start of the span to its end."""
        return (self._end - self._start) / self._clip.fps

    @property
    def octets(self) -> int:
        """Program stream octets of the whole span, played forwards from its start to its end."""
        return sum(self._source.octets(low, high) for low, high in self._pictures.ranges)

    @property
    def scale(self) -> float:
        """The pace; below 0 backwards."""
        return self._scale

    def set_scale(self, scale: float) -> None:
        """Change the pace.

        :raises ClipError: outside 0.25..16, either sign.
        """
        if not MIN_SCALE <= abs(scale) <= MAX_SCALE:
            raise ClipError(f"A scale of {scale:g} cannot be played; it goes from 0.25 to 16, or below 0.")
        if (scale < 0) != (self._scale < 0):
            self._scale = scale
            self._until = None
            self._go_to(self._clip.key_before(min(self._index, self._end - 1)))
        self._scale = scale

    def seek(self, npt_s: float) -> None:
        """Jump to the key picture at or before ``npt_s`` seconds from the start, kept inside the span."""
        wanted = self._start + int(max(0.0, npt_s) * self._clip.fps)
        self._go_to(self._end if wanted >= self._end else self._clip.key_before(wanted))

    def stop_at(self, npt_s: float | None) -> None:
        """End at this place rather than at the end (backwards: the start) of the span; None for there."""
        self._until = None if npt_s is None else self._start + round(npt_s * self._clip.fps)

    def force_key_frame(self) -> None:
        """Go on with the next key picture."""
        self._index = self._clip.key_after(self._index)

    def _go_to(self, index: int) -> None:
        """Stand at a picture, or at the next recorded one in the direction of play."""
        place = self._recorded(index)
        if place is None:
            place = self._end if self._scale > 0 else self._first - 1
        self._index = place

    def _recorded(self, index: int) -> int | None:
        if self._scale > 0:
            return self._pictures.at_or_after(index)
        return self._pictures.key_at_or_before(index)

    def next_frame(self) -> OutFrame | None:
        """The picture that is due now; None at the end of the span (or at its start, when going
        backwards).
        """
        index = self._recorded(self._index) if self._first <= self._index < self._end else None
        if index is None or self._is_past(index):
            return None
        self._ticks += abs(index - self._index)
        self._index = index + 1 if self._scale > 0 else self._clip.key_before(index - 1)
        steps = abs(self._index - index)
        return self._emit(index, steps)

    def _is_past(self, index: int) -> bool:
        if self._until is None:
            return False
        return index >= self._until if self._scale > 0 else index < self._until

    def _emit(self, index: int, steps: int) -> OutFrame:
        clip = self._clip
        unit = clip.units[index % len(clip.units)]
        shift = capture_shift_us(clip, unit.pts_90k - unit.dts_90k)
        stamp = TruthStamp(self._camera, index & 0xFFFFFFFF, recorded_us(clip, index) - shift)
        dts_90k = round(self._ticks * CLOCK_HZ / clip.fps)
        self._ticks += steps
        payloads = self._source.payloads(index, dts_90k, stamp)
        return OutFrame(payloads, steps / clip.fps / abs(self._scale), unit.key, stamp)
