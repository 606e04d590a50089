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
from camproof.media.sound_track import SoundCodec, SoundTrack, exact_fps, frames_within, loops_for
from camproof.media.stamp import STAMP_TEXT_SIZE, TruthStamp, find_stamp_text, stamp_access_unit
from camproof.media.tone import SAMPLE_HZ, tone_alaw
from camproof.protocols.ps import MuxOptions, PsMuxer
from camproof.protocols.ps.timestamps import decode_timestamp, encode_scr, encode_timestamp

__all__ = [
    "PAYLOAD_SIZE",
    "PLAIN",
    "OutFrame",
    "PacketTable",
    "StreamOptions",
    "Template",
    "cut",
    "packet_table",
]

PAYLOAD_SIZE = 1388
_SCR = slice(4, 10)
_PTS_SIZE = 5
Heard = tuple[bytes, int]
"""Coded sound, and how many ticks of 90 kHz after the DTS of its picture it begins."""
_NO_STAMP = TruthStamp(0, 0, 0)


@dataclass(frozen=True, slots=True)
class OutFrame:
    """One frame ready to be sent.

    :param payloads: RTP payloads in order; the marker belongs to the last. None at all where nothing is ready
        yet: ask again after ``interval_s``.
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
    :param sound: carried in place of a tone: AAC, or the sound of a user's file.
    :param mux: habits of a vendor.
    :param stamp: False for pictures without the truth stamp, such as those that carry another.
    """

    tone_hz: int = 0
    mux: MuxOptions = field(default_factory=MuxOptions)
    stamp: bool = True
    sound: SoundTrack | None = None

    @property
    def sound_codec(self) -> SoundCodec | None:
        """What the program stream map says of the sound; None without any."""
        if self.sound is not None:
            return self.sound.codec
        return "G711A" if self.tone_hz else None


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
        """Of all payloads."""
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
        return [*cut(bytes(head)), *self.tail]


@dataclass(frozen=True, slots=True)
class PacketTable:
    """All access units of a clip, in decoding order.

    They are there several times over where sound in frames of its own length needs several turns of the clip
    to come out even (see :func:`loops_for`): the template of running picture ``n`` is number
    ``n`` modulo the length.
    """

    templates: tuple[Template, ...] = field(repr=False)

    @classmethod
    def of(cls, clip: Clip, options: StreamOptions = PLAIN) -> PacketTable:
        """Packetise a clip."""
        muxer = PsMuxer(clip.codec, options.sound_codec, options=options.mux)
        turns = 1 if options.sound is None else loops_for(clip, options.sound)
        units = clip.units * turns
        sounds = [_tone(clip, n, options.tone_hz) for n in range(len(units))]
        if options.sound is not None:
            sounds = _track(clip, options.sound, turns)
        return cls(tuple(
            _template(muxer, clip, unit, [(data, unit.dts_90k + ticks) for data, ticks in sound], options)
            for unit, sound in zip(units, sounds, strict=True)
        ))  # fmt: skip

    def octets(self, first: int, end: int) -> int:
        """Program stream octets of the running picture numbers ``first`` to ``end``, the last excluded."""
        upto = (0, *accumulate(template.octets for template in self.templates))
        loops = [divmod(index, len(self.templates)) for index in (first, end)]
        begin, after = (loop * upto[-1] + upto[place] for loop, place in loops)
        return after - begin


_KEPT_TABLES = 32
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


def cut(data: bytes) -> list[bytes]:
    """Cut a frame into RTP payloads, without regard to what is inside (GB/T 28181-2022 Annex C.1)."""
    return [data[at : at + PAYLOAD_SIZE] for at in range(0, len(data), PAYLOAD_SIZE)]


def _tone(clip: Clip, index: int, hz: int) -> list[Heard]:
    """A-law for just as long as a picture is shown; nothing where no tone is wanted."""
    if not hz:
        return []
    first, end = (round(place * SAMPLE_HZ / clip.fps) for place in (index, index + 1))
    return [(tone_alaw(hz, first, end - first), 0)]


def _track(clip: Clip, track: SoundTrack, turns: int) -> list[list[Heard]]:
    """For each picture of so many turns the frames that begin while it is shown."""
    fps, total = exact_fps(clip), frames_within(clip, track, turns)
    return [list(track.within(n / fps, (n + 1) / fps, total)) for n in range(turns * len(clip.units))]


def _template(
    muxer: PsMuxer, clip: Clip, unit: AccessUnit, sound: list[Heard], options: StreamOptions
) -> Template:
    video = stamp_access_unit(clip.codec, unit.data, _NO_STAMP) if options.stamp else unit.data
    pack = muxer.pack(video, unit.pts_90k, unit.dts_90k, unit.key, sound)
    reorder = unit.pts_90k - unit.dts_90k
    clocks = _clocks(pack, unit.dts_90k)
    stamp_at = find_stamp_text(pack) if options.stamp else -1
    whole = Template(pack, (), clocks, stamp_at, reorder, options.mux.scr_lead, unit.key)
    size = -(-whole.changing // PAYLOAD_SIZE) * PAYLOAD_SIZE
    return replace(whole, head=pack[:size], tail=tuple(cut(pack[size:])))


def _clocks(pack: bytes, dts_90k: int) -> tuple[tuple[int, int, int], ...]:
    clocks: list[tuple[int, int, int]] = []
    for code, start, _ in walk_packs(pack):
        if not 0xC0 <= code <= 0xEF:
            continue
        flags = pack[start + 7] >> 6
        if flags & 2:
            clocks.append((start + 9, flags, decode_timestamp(pack, start + 9) - dts_90k))
        if flags == 3:
            clocks.append((start + 14, 1, 0))
    return tuple(clocks)
