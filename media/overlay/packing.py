"""Pictures with a band in packets: as program stream packs, with sound where it is wanted, or raw."""

from __future__ import annotations

from fractions import Fraction

from camproof.media.overlay.model import OverlayClip
from camproof.media.packets import StreamOptions
from camproof.media.sound_track import exact_fps
from camproof.media.tables.raw_cut import cut_front, cut_scene, cut_text, text_room
from camproof.media.tone import SAMPLE_HZ, tone_alaw
from camproof.protocols.ps import PsMuxer

__all__ = ["BandPacker", "raw_payloads"]


class BandPacker:
    """Packs the pictures of a clip with a band.

    :param options: habits of the camera, and its sound, of which the first frame begins with picture 0.
    """

    def __init__(self, overlay: OverlayClip, options: StreamOptions) -> None:
        self._clip = overlay.clip
        self._fps = exact_fps(overlay.clip)
        self._track = options.sound
        self._tone_hz = 0 if options.sound is not None else options.tone_hz
        self._muxer, self._scales = (
            PsMuxer(overlay.clip.codec, options.sound_codec, options=options.mux) for _ in range(2)
        )

    def pack(self, unit: bytes, place: int, number: int, at_90k: int) -> bytes:
        """The pack of an access unit.

        :param place: of its picture in the loop.
        :param number: of the picture among those that have been or could be shown; the sound goes on with it.
        :param at_90k: its time stamp, never before the last one.
        """
        key = self._clip.units[place].key
        return self._muxer.pack(unit, at_90k, at_90k, key, self._sound(number, at_90k))

    def octets(self, place: int, size: int) -> int:
        """Of the pack of an access unit of ``size`` bytes, without what :meth:`samples` counts."""
        return self._weigh(place, size, [(b"", 0)] if self._tone_hz else [])

    def samples(self, first: int, end: int) -> int:
        """Octets of the sound that goes with the pictures ``first`` to ``end``, the last excluded."""
        if self._track is not None:
            return self._track_octets(end) - self._track_octets(first)
        return self._sample(end) - self._sample(first) if self._tone_hz else 0

    def _weigh(self, place: int, size: int, sound: list[tuple[bytes, int]]) -> int:
        return len(self._scales.pack(bytes(size), 0, 0, self._clip.units[place].key, sound))

    def _track_octets(self, number: int) -> int:
        """Of the coded frames, and what each is wrapped in, that begin before a picture."""
        assert self._track is not None
        wrapped = self._weigh(0, 0, [(b"", 0)]) - self._weigh(0, 0, [])
        begun = -(-Fraction(number) / self._fps * self._track.rate_hz // self._track.samples)
        turns, rest = divmod(begun, len(self._track.frames))
        sizes = [len(frame) for frame in self._track.frames]
        return begun * wrapped + turns * sum(sizes) + sum(sizes[:rest])

    def _sample(self, number: int) -> int:
        return round(number * SAMPLE_HZ / self._clip.fps)

    def _sound(self, number: int, at_90k: int) -> list[tuple[bytes, int]]:
        """Coded frames that begin while the picture is shown, or the tone for as long."""
        if self._track is not None:
            span = self._track.within(number / self._fps, (number + 1) / self._fps)
            return [(data, at_90k + ticks) for data, ticks in span]
        if not self._tone_hz:
            return []
        return [(tone_alaw(self._tone_hz, self._sample(number), self.samples(number, number + 1)), at_90k)]


def raw_payloads(overlay: OverlayClip, unit: bytes, place: int) -> list[bytes]:
    """The packets of an access unit without a container (RFC 6184, RFC 7798), as ``raw_banded_table`` cuts.

    :param unit: of the picture at this place in the loop.
    """
    codec, scene = overlay.clip.codec, overlay.scene(place)
    text_at, scene_at = len(overlay.front(place).data), len(unit) - len(scene)
    front = cut_front(codec, unit[:text_at])
    text = cut_text(codec, unit[text_at:scene_at], text_room(codec, front))
    return [*front[:-1], front[-1] + text.joins, *text.payloads, *cut_scene(codec, scene)]
