"""A clip with a band as a program stream in a flat table.

An access unit is front + text + scene. The row is pack header to text; its text is that of a picture which
changes nothing, so that most frames have theirs ready. Where a text of another length takes its place, all
cuts behind it shift; the scene itself is shared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from camproof.media.errors import ClipError
from camproof.media.pack_walk import walk_packs
from camproof.media.packets import PAYLOAD_SIZE
from camproof.media.tables.band import TEXT_ROOM, Band, BandedClip, BandedStrip
from camproof.media.tables.model import FrameCut, MediaTable, table_of
from camproof.protocols.ps import MuxOptions, PsMuxer

__all__ = ["banded_table"]

_VIDEO = 0xE0
_SCR_AT = 4
_LENGTH_AT = 4
_PTS_AT = 9
_PROBES = 64

Ints = NDArray[np.int64]


def banded_table(overlay: BandedClip, mux: MuxOptions | None = None) -> MediaTable:
    """The table of a clip with a band.

    :raises ClipError: for a sender that repeats its time stamps, as rows would hold whole frames.
    """
    mux = mux or MuxOptions()
    if mux.repeat_pts:
        raise ClipError("A clip with a band cannot be sent with its time stamps on each PES.")
    mux = replace(mux, max_pes_payload=min(mux.max_pes_payload, 65_000 - TEXT_ROOM))
    clip = overlay.clip
    muxer = PsMuxer(clip.codec, options=mux)
    cuts, places = [], []
    for index in range(len(clip.units)):
        cut, place = _cut(overlay, muxer, index)
        cuts.append(cut)
        places.append(place)
    front_at, text_at, length_at = np.array(places, np.int64).T
    band = Band(overlay, text_at, length_at, *_kinds(overlay, front_at.tolist()))
    return replace(table_of("PS", clip.fps, cuts, PAYLOAD_SIZE, mux.scr_lead), band=band)


def _cut(overlay: BandedClip, muxer: PsMuxer, index: int) -> tuple[FrameCut, tuple[int, int, int]]:
    unit = overlay.clip.units[index]
    front, text = overlay.front(index), b"" if unit.key else overlay.still(index)
    data = front.data + text + overlay.scene(index)
    pack = muxer.pack(data, unit.pts_90k, unit.dts_90k, unit.key)
    start = next(start for code, start, _ in walk_packs(pack) if code == _VIDEO)
    front_at = start + _PTS_AT + pack[start + 8]
    text_at = front_at + len(front.data)
    end = text_at + len(text)
    flags = pack[start + 7] >> 6
    clocks = [(start + _PTS_AT, flags, unit.pts_90k - unit.dts_90k)] if flags & 2 else []
    clocks += [(start + _PTS_AT + 5, 1, 0)] if flags == 3 else []
    cut = FrameCut(
        pack[:end], end, pack[end:], (), (), tuple(clocks), _SCR_AT, front_at + front.sei_at,
        unit.pts_90k - unit.dts_90k, unit.key,
    )  # fmt: skip
    return cut, (front_at, text_at, start + _LENGTH_AT)


def _kinds(overlay: BandedClip, front_at: Iterable[int]) -> tuple[Ints, tuple[tuple[int, BandedStrip], ...]]:
    """Sort frames by what strips change in them, judged by the same strips in each."""
    probes = np.random.default_rng(0).integers(0, 256, (_PROBES, 10)).astype(np.uint8)
    known: dict[tuple[int, bytes], int] = {}
    strips: list[tuple[int, BandedStrip]] = []
    kinds = []
    for index, at in enumerate(front_at):
        strip = overlay.front(index).strip
        key = (at + strip.start, strip.change(probes).tobytes())
        if key not in known:
            known[key] = len(strips)
            strips.append((at + strip.start, strip))
        kinds.append(known[key])
    return np.array(kinds, np.int64), tuple(strips)
