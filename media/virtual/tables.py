"""The sizes of a clip's access units on the wire: all that virtual time needs of its bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from camproof.media.clips.model import Clip
from camproof.media.frame_source import capture_shift_us
from camproof.media.overlay.model import OverlayClip, OverlayText
from camproof.media.overlay.playout import OverlayPlayout
from camproof.media.pack_walk import walk_packs
from camproof.media.packets import PAYLOAD_SIZE, PLAIN, StreamOptions, Template, packet_table
from camproof.media.stamp import TruthStamp, stamp_access_unit

__all__ = ["Library", "UnitTable", "banded_units", "plain_units"]

Ints = NDArray[np.int64]
Coded = Callable[[int, TruthStamp], bytes]
_SOUND = range(0xC0, 0xE0)
_COLUMNS = ("packets", "octets", "last", "since_key", "next_key", "shift_us", "stamp_packet", "sounds")


@dataclass(frozen=True, slots=True, eq=False)
class UnitTable:
    """One loop of ``F`` access units in decoding order; all arrays are of that length.

    :param clip: times, codec and size of the pictures.
    :param packets: RTP packets; all but the last hold ``PAYLOAD_SIZE`` octets, the last ``last``.
    :param octets: RTP payload of all of them.
    :param since_key: pictures since the key picture at or before; next_key: place of the one at or after,
        ``F`` for the first of the next loop.
    :param shift_us: how long before it leaves a picture was captured.
    :param stamp_packet: which packet holds the truth stamp; -1 where there is none.
    :param sounds: frames of sound that go with the picture.
    :param coded: the bytes of a picture with its stamp.
    """

    clip: Clip
    packets: Ints = field(repr=False)
    octets: Ints = field(repr=False)
    last: Ints = field(repr=False)
    since_key: Ints = field(repr=False)
    next_key: Ints = field(repr=False)
    shift_us: Ints = field(repr=False)
    stamp_packet: Ints = field(repr=False)
    sounds: Ints = field(repr=False)
    coded: Coded = field(repr=False)

    @property
    def frames(self) -> int:
        """Number of access units of one loop."""
        return len(self.packets)

    @property
    def period_ns(self) -> float:
        """Time between two pictures."""
        return 1e9 / self.clip.fps


def plain_units(clip: Clip, options: StreamOptions = PLAIN) -> UnitTable:
    """The packets of :func:`packet_table` in numbers."""
    templates = packet_table(clip, options).templates
    clips = -(-len(templates) // len(clip.units))
    units = clip.units * clips

    def coded(place: int, stamp: TruthStamp) -> bytes:
        data = units[place].data
        return stamp_access_unit(clip.codec, data, stamp) if options.stamp else data

    return _table(
        clip,
        [template.octets for template in templates],
        [template.stamp_at // PAYLOAD_SIZE if template.stamp_at >= 0 else -1 for template in templates],
        [_sounds(template) for template in templates],
        coded,
    )


def banded_units(
    overlay: OverlayClip, text: OverlayText, *, zone_s: int = 0, options: StreamOptions = PLAIN
) -> UnitTable:
    """The sizes of a clip under a band, from one loop of it as a camera with this text sends it.

    Another text of other length makes key pictures differ by some octets.
    """
    clip = overlay.clip
    times = iter(range(len(clip.units)))

    def clock_us() -> int:
        return round(next(times) * 1e6 / clip.fps)

    playout = OverlayPlayout(overlay, 0, clock_us, text, zone_s=zone_s, options=options)
    frames = [playout.next_frame() for _ in clip.units]

    def coded(place: int, stamp: TruthStamp) -> bytes:
        return overlay.compose(place, stamp, text, stamp.capture_us // 1_000_000 + zone_s)

    sound = 1 if options.sound_codec else 0
    count = len(frames)
    octets = [sum(map(len, frame.payloads)) for frame in frames]
    return _table(clip, octets, [0] * count, [sound] * count, coded)


def _table(
    clip: Clip, octets: Sequence[int], stamp_packet: Sequence[int], sounds: Sequence[int], coded: Coded
) -> UnitTable:
    count = len(octets)
    sizes = np.array(octets, np.int64)
    packets = -(-sizes // PAYLOAD_SIZE)
    before = [clip.key_before(index) for index in range(count)]
    reorder = [unit.pts_90k - unit.dts_90k for unit in clip.units]
    return UnitTable(
        clip=clip,
        packets=packets,
        octets=sizes,
        last=sizes - (packets - 1) * PAYLOAD_SIZE,
        since_key=np.arange(count) - np.array(before),
        next_key=np.array([clip.key_after(index) for index in range(count)], np.int64),
        shift_us=np.array(
            [capture_shift_us(clip, reorder[index % len(reorder)]) for index in range(count)], np.int64
        ),
        stamp_packet=np.array(stamp_packet, np.int64),
        sounds=np.array(sounds, np.int64),
        coded=coded,
    )


def _sounds(template: Template) -> int:
    pack = template.head + b"".join(template.tail)
    return sum(code in _SOUND for code, _, _ in walk_packs(pack))


class Library:
    """Tables one behind the other, so that one array index names any picture of any clip."""

    def __init__(self) -> None:
        self.tables: list[UnitTable] = []
        self._base: dict[int, int] = {}
        self._starts = np.zeros(1, np.int64)
        self.columns: dict[str, Ints] = {name: np.zeros(0, np.int64) for name in _COLUMNS}

    def base(self, table: UnitTable) -> int:
        """Index of the first picture of a table, which is taken in where it is new."""
        if id(table) not in self._base:
            self._base[id(table)] = int(self._starts[-1])
            self.tables.append(table)
            self._starts = np.append(self._starts, self._starts[-1] + table.frames)
            for name, column in self.columns.items():
                self.columns[name] = np.concatenate((column, getattr(table, name)))
        return self._base[id(table)]

    def number(self, place: Ints) -> Ints:
        """Which table each picture is of."""
        return np.searchsorted(self._starts, place, side="right") - 1

    def table_of(self, place: int) -> tuple[UnitTable, int]:
        """The table of a picture and its place there."""
        number = int(np.searchsorted(self._starts, place, side="right")) - 1
        return self.tables[number], place - int(self._starts[number])
