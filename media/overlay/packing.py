"""Pictures with a band in packets: as program stream packs, with a tone where one is wanted, or raw."""

from __future__ import annotations

from camproof.media.overlay.model import OverlayClip
from camproof.media.packets import StreamOptions
from camproof.media.tables.raw_cut import cut_front, cut_scene, cut_text, text_room
from camproof.media.tone import SAMPLE_HZ, tone_alaw
from camproof.protocols.ps import PsMuxer

__all__ = ["BandPacker", "raw_payloads"]


class BandPacker:
    """Packs the pictures of a clip with a band.

    :param options: habits of the camera; a sound track of a file is not carried.
    """

    def __init__(self, overlay: OverlayClip, options: StreamOptions) -> None:
        self._clip = overlay.clip
        self._tone_hz = options.tone_hz
        sound = "G711A" if self._tone_hz else None
        self._muxer, self._scales = (
            PsMuxer(overlay.clip.codec, sound, options=options.mux) for _ in range(2)
        )

    def pack(self, unit: bytes, place: int, number: int, at_90k: int) -> bytes:
        """The pack of an access unit.

        :param place: of its picture in the loop.
        :param number: of the picture among those that have been or could be shown; the tone goes on with it.
        :param at_90k: its time stamp, never before the last one.
        """
        key = self._clip.units[place].key
        return self._muxer.pack(unit, at_90k, at_90k, key, self._sound(number, at_90k))

    def octets(self, place: int, size: int) -> int:
        """Of the pack of an access unit of ``size`` bytes, without the samples of the tone in it."""
        sound = [(b"", 0)] if self._tone_hz else []
        return len(self._scales.pack(bytes(size), 0, 0, self._clip.units[place].key, sound))

    def samples(self, first: int, end: int) -> int:
        """Octets of the tone that goes with the pictures ``first`` to ``end``, the last excluded."""
        return self._sample(end) - self._sample(first) if self._tone_hz else 0

    def _sample(self, number: int) -> int:
        return round(number * SAMPLE_HZ / self._clip.fps)

    def _sound(self, number: int, at_90k: int) -> list[tuple[bytes, int]]:
        """The tone for as long as the picture is shown."""
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
