"""A clip with a band as H.264 (RFC 6184) or H.265 (RFC 7798) in RTP without a container, in a flat table.

The row is front and text, cut as ``raw_cut`` does; its text is that of a picture which changes nothing. A
text of another length changes the packets of the row alone: those of the scene are shared.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from camproof.media.errors import ClipError
from camproof.media.packets import PAYLOAD_SIZE
from camproof.media.stamp import find_stamp_text
from camproof.media.tables.band import BandedClip
from camproof.media.tables.model import NOWHERE, FrameCut, MediaTable, table_of
from camproof.media.tables.raw_band import RawBand, StripPlaces
from camproof.media.tables.raw_cut import cut_front, cut_scene, cut_text, text_room
from camproof.protocols.nal import split_annexb

__all__ = ["raw_banded_table"]

_PROBES = 64

Ints = NDArray[np.int64]


def raw_banded_table(overlay: BandedClip) -> MediaTable:
    """The table of a clip with a band.

    :raises ClipError: a stamp or a slice of the strip does not fit into a packet.
    """
    clip = overlay.clip
    fronts = [cut_front(clip.codec, overlay.front(index).data) for index in range(len(clip.units))]
    room = tuple(text_room(clip.codec, front) for front in fronts)
    cuts = [_cut(overlay, index, front, room[index]) for index, front in enumerate(fronts)]
    kind, strips = _strips(overlay, fronts)
    sizes = tuple(tuple(map(len, front)) for front in fronts)
    band = RawBand(overlay, sizes, room, kind, strips)
    return replace(table_of(clip.codec, clip.fps, cuts, PAYLOAD_SIZE), raw_band=band)


def _cut(overlay: BandedClip, index: int, front: list[bytes], room: int) -> FrameCut:
    unit, codec = overlay.clip.units[index], overlay.clip.codec
    still = cut_text(codec, b"" if unit.key else overlay.still(index), room)
    packets = [*front[:-1], front[-1] + still.joins, *still.payloads]
    row, at = b"".join(packets), np.cumsum([0, *map(len, packets)]).tolist()
    inner = tuple((at[number], len(packets[number])) for number in range(1, len(packets)))
    return FrameCut(
        row, len(packets[0]), b"", inner, cut_scene(codec, overlay.scene(index)), (), -1,
        find_stamp_text(row), unit.pts_90k - unit.dts_90k, unit.key,
    )  # fmt: skip


def _strips(overlay: BandedClip, fronts: list[list[bytes]]) -> tuple[Ints, tuple[StripPlaces, ...]]:
    """Sort frames by what strips change in them, judged by the same strips in each."""
    probes = np.random.default_rng(0).integers(0, 256, (_PROBES, 10)).astype(np.uint8)
    known: dict[bytes, int] = {}
    strips: list[StripPlaces] = []
    kinds = []
    for index, payloads in enumerate(fronts):
        front = overlay.front(index)
        strip, places = front.strip, _places(front.data, b"".join(payloads))
        places = places[strip.start : strip.start + strip.size]
        change = strip.change(probes)
        if (places[change.any(axis=0)] < 0).any():
            raise ClipError("A slice of the strip does not fit into a packet.")
        key = places.tobytes() + change.tobytes()
        if key not in known:
            known[key] = len(strips)
            columns = np.flatnonzero(places >= 0)
            strips.append(StripPlaces(strip, columns, places[columns]))
        kinds.append(known[key])
    return np.array(kinds, np.int64), tuple(strips)


def _places(front: bytes, row: bytes) -> Ints:
    """For each byte of a front its offset in the row; -1 for start codes and for units in fragments."""
    places = np.full(len(front), NOWHERE, np.int64)
    at = behind = 0
    for nal in split_annexb(front):
        at = front.index(nal, at)
        found = row.find(nal, behind)
        if found >= 0:
            places[at : at + len(nal)] = np.arange(found, found + len(nal))
            behind = found + len(nal)
        at += len(nal)
    return places
