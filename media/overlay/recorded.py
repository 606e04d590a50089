"""A recording under a band: what was burned in when it was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import accumulate

from camproof.media.clips.model import Clip
from camproof.media.overlay.model import OverlayClip, OverlayText
from camproof.media.overlay.packing import BandPacker
from camproof.media.packets import PLAIN, StreamOptions, cut
from camproof.media.recorded import recorded_us
from camproof.media.stamp import TruthStamp

__all__ = ["BandedRecording"]

_US = 1_000_000
_EXACT_S = 3600


class BandedRecording:
    """See ``HistoryPictures``: picture ``n`` since 1970 shows the second of its recording.

    :param text: name and place.
    :param zone_s: what the camera's time zone adds to its clock for the text.
    """

    def __init__(
        self, overlay: OverlayClip, text: OverlayText, *, zone_s: int = 0, options: StreamOptions = PLAIN
    ) -> None:
        self._overlay = overlay
        self._text = text
        self._zone_s = zone_s
        self._packer = BandPacker(overlay, options)
        self._still_octets = cache(self._measure_still)

    @property
    def clip(self) -> Clip:
        """Times and key pictures."""
        return self._overlay.clip

    def payloads(self, index: int, dts_90k: int, stamp: TruthStamp) -> list[bytes]:
        """The packets of a picture; one that is no key picture comes behind the one before it."""
        place = index % len(self.clip.units)
        unit = self._overlay.compose(place, stamp, self._text, self._clock_s(index), self._clock_s(index - 1))
        return cut(self._packer.pack(unit, place, index, dts_90k))

    def octets(self, first: int, end: int) -> int:
        """Program stream octets of the pictures ``first`` to ``end``, the last excluded; takes some 50 µs for
        each second of them. Of more than an hour, those of the first are taken for all.
        """
        most = round(_EXACT_S * self.clip.fps)
        if end - first > most:
            return self.octets(first, first + most) * (end - first) // most
        places = len(self.clip.units)
        upto = (0, *accumulate(self._still_octets(place) for place in range(places)))
        loops = [divmod(index, places) for index in (first, end)]
        begin, after = (loop * upto[-1] + upto[place] for loop, place in loops)
        fresh = {*self._keys(first, end), *self._new_seconds(first, end)}
        texts = sum(self._octets(index) - self._still_octets(index % places) for index in fresh)
        return after - begin + texts + self._packer.samples(first, end)

    def _clock_s(self, index: int) -> int:
        return recorded_us(self.clip, index) // _US + self._zone_s

    def _measure_still(self, place: int) -> int:
        """Of a picture whose text changes nothing; of a key picture, which has none such, without a text."""
        return self._measure(place, b"" if self.clip.units[place].key else self._overlay.still(place))

    def _octets(self, index: int) -> int:
        """Of a key picture, or of one that sets the clock."""
        place, clock_s = index % len(self.clip.units), self._clock_s(index)
        if self.clip.units[place].key:
            return self._measure(place, self._overlay.full(place, self._text, clock_s))
        return self._measure(place, self._overlay.tick(place, self._clock_s(index - 1), clock_s))

    def _measure(self, place: int, text: bytes) -> int:
        overlay = self._overlay
        return self._packer.octets(
            place, len(overlay.front(place).data) + len(text) + len(overlay.scene(place))
        )

    def _keys(self, first: int, end: int) -> Iterator[int]:
        index = self.clip.key_after(first)
        while index < end:
            yield index
            index = self.clip.key_after(index + 1)

    def _new_seconds(self, first: int, end: int) -> Iterator[int]:
        """The first picture of each second, where the one before shows another."""
        for second in range(self._clock_s(first - 1) + 1, self._clock_s(end - 1) + 1):
            index = int((second - self._zone_s) * self.clip.fps) - 1
            while self._clock_s(index) < second:
                index += 1
            if index >= first:
                yield index
