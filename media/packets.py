"""Packet tables: a clip as RTP payloads that are made once; a frame in flight changes only its first packet.

What changes from frame to frame (SCR, PTS, DTS and the 40 characters of the stamp) lies in the first packets
of the program stream pack; everything behind is shared by all cameras that play the clip.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from camproof.media.clips.model import AccessUnit, Clip
from camproof.media.pack_walk import walk_packs
from camproof.media.stamp import STAMP_TEXT_SIZE, TruthStamp, find_stamp_text, stamp_access_unit
from camproof.media.tone import SAMPLE_HZ, tone_alaw
from camproof.protocols.ps import MuxOptions, PsMuxer
from camproof.protocols.ps.timestamps import encode_scr, encode_timestamp

__all__ = ["PAYLOAD_SIZE", "PLAIN", "OutFrame", "PacketTable", "StreamOptions", "Template", "packet_table"]

PAYLOAD_SIZE = 1388
_SCR = slice(4, 10)
_PTS_SIZE = 5
_NO_STAMP = TruthStamp(0, 0, 0)


@dataclass(frozen=True, slots=True)
class OutFrame:
    """One frame ready to be sent.

    :param payloads: RTP payloads in order; the marker belongs to the last.
    :param interval_s: time until the next frame is due.
    :param key: decoding can start here.
    :param stamp: what the picture says of itself; None for sound.
    """

    payloads: Sequence[bytes] = field(repr=False)
    interval_s: float
    key: bool
    stamp: TruthStamp | None = None


@dataclass(frozen=True, slots=True)
class StreamOptions:
    """How a camera packs its program stream.

    :param tone_hz: above 0 the stream carries a G.711 A-law tone of this pitch.
    :param mux: habits of a vendor.
    :param stamp: False for pictures without the truth stamp, such as those that carry another.
    """

    tone_hz: int = 0
    mux: MuxOptions = field(default_factory=MuxOptions)
    stamp: bool = True


PLAIN = StreamOptions()


@dataclass(frozen=True, slots=True)
class Template:
    """One access unit as a program stream pack, cut into payloads.

    :param head: the packets that hold changing bytes, joined.
    :param tail: the payloads behind, never changed.
    :param clocks: (offset in head, PTS/DTS prefix, ticks after the DTS of the frame).
    :param stamp_at: offset of the stamp's text in head; -1 where there is no stamp.
    """

    head: bytes = field(repr=False)
    tail: tuple[bytes, ...] = field(repr=False)
    clocks: tuple[tuple[int, int, int], ...]
    stamp_at: int
    reorder_90k: int
    scr_lead: int
    key: bool

    @property
    def changing(self) -> int:
        """How many bytes of ``head`` it takes to hold all that changes."""
        clocks = [offset + _PTS_SIZE for offset, _, _ in self.clocks]
        return max(_SCR.stop, self.stamp_at + STAMP_TEXT_SIZE if self.stamp_at >= 0 else 0, *clocks)

    @property
    def octets(self) -> int:
        return len(self.head) + sum(map(len, self.tail))

    def fill(self, dts_90k: int, text: bytes) -> list[bytes]:
        """Payloads with the clocks of this frame and its stamp text."""
        head = bytearray(self.head)
        head[_SCR] = encode_scr(dts_90k - self.scr_lead)
        for offset, prefix, ticks in self.clocks:
            head[offset : offset + _PTS_SIZE] = encode_timestamp(prefix, dts_90k + ticks)
        if self.stamp_at >= 0:
            head[self.stamp_at : self.stamp_at + STAMP_TEXT_SIZE] = text
        if len(head) <= PAYLOAD_SIZE:
            return [bytes(head), *self.tail]
        return [*_split(bytes(head)), *self.tail]


@dataclass(frozen=True, slots=True)
class PacketTable:
    """All access units of a clip, in decoding order."""

    templates: tuple[Template, ...] = field(repr=False)

    @classmethod
    def of(cls, clip: Clip, options: StreamOptions = PLAIN) -> PacketTable:
        """Packetise a clip."""
        muxer = PsMuxer(clip.codec, "G711A" if options.tone_hz else None, options=options.mux)
        sounds = [_sound(clip, index, options.tone_hz) for index in range(len(clip.units))]
        pairs = zip(clip.units, sounds, strict=True)
        return cls(tuple(_template(muxer, clip, unit, sound, options) for unit, sound in pairs))

    def octets(self, first: int, end: int) -> int:
        """Program stream octets of the running picture numbers ``first`` to ``end``, the last excluded."""
        upto = (0, *accumulate(template.octets for template in self.templates))
        loops = [divmod(index, len(self.templates)) for index in (first, end)]
        begin, after = (loop * upto[-1] + upto[place] for loop, place in loops)
        return after - begin


_KEPT_TABLES = 8
_tables: OrderedDict[tuple[str, StreamOptions], PacketTable] = OrderedDict()


def packet_table(clip: Clip, options: StreamOptions = PLAIN) -> PacketTable:
    """The table of a clip; the latest few are kept, so that a fleet shares one."""
    key = (clip.digest, options)
    table = _tables.get(key)
    if table is None:
        table = _tables[key] = PacketTable.of(clip, options)
    _tables.move_to_end(key)
    while len(_tables) > _KEPT_TABLES:
        _tables.popitem(last=False)
    return table


def _split(data: bytes) -> list[bytes]:
    """Cut a frame into RTP payloads, without regard to what is inside (GB/T 28181-2022 Annex C.1)."""
    return [data[at : at + PAYLOAD_SIZE] for at in range(0, len(data), PAYLOAD_SIZE)]


def _sound(clip: Clip, index: int, tone_hz: int) -> list[tuple[bytes, int]]:
    if not tone_hz:
        return []
    first, end = (round(place * SAMPLE_HZ / clip.fps) for place in (index, index + 1))
    return [(tone_alaw(tone_hz, first, end - first), clip.units[index].dts_90k)]


def _template(
    muxer: PsMuxer, clip: Clip, unit: AccessUnit, sound: list[tuple[bytes, int]], options: StreamOptions
) -> Template:
    video = stamp_access_unit(clip.codec, unit.data, _NO_STAMP) if options.stamp else unit.data
    pack = muxer.pack(video, unit.pts_90k, unit.dts_90k, unit.key, sound)
    reorder = unit.pts_90k - unit.dts_90k
    clocks = _clocks(pack, reorder)
    stamp_at = find_stamp_text(pack) if options.stamp else -1
    whole = Template(pack, (), clocks, stamp_at, reorder, options.mux.scr_lead, unit.key)
    size = -(-whole.changing // PAYLOAD_SIZE) * PAYLOAD_SIZE
    return replace(whole, head=pack[:size], tail=tuple(_split(pack[size:])))


def _clocks(pack: bytes, reorder_90k: int) -> tuple[tuple[int, int, int], ...]:
    clocks: list[tuple[int, int, int]] = []
    for code, start, _ in walk_packs(pack):
        if not 0xC0 <= code <= 0xEF:
            continue
        flags = pack[start + 7] >> 6
        if flags & 2:
            clocks.append((start + 9, flags, reorder_90k if code >= 0xE0 else 0))
        if flags == 3:
            clocks.append((start + 14, 1, 0))
    return tuple(clocks)
