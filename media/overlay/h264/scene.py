"""The coded scene, moved down to make room for the band: done once for a clip.

Only headers change. Slice data keep their bits: with CAVLC they are shifted, with CABAC they stay on bytes,
and slice_type no longer says that all slices of the picture are alike: the band has I slices in P pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from camproof.media.clips.model import CLOCK_HZ, AccessUnit, Clip, digest_of
from camproof.media.clips.units import parameter_sets
from camproof.media.errors import ClipError
from camproof.media.overlay.h264.cabac import cabac_head, cabac_start
from camproof.media.overlay.h264.parameter_sets import PpsFacts, SpsFacts, read_pps, read_sps, with_size
from camproof.media.overlay.h264.slice_header import SliceHeader, put_header, read_header
from camproof.protocols.errors import NalError
from camproof.protocols.nal import BitWriter, escape, is_vcl, join_annexb, nal_type, split_annexb, unescape

__all__ = ["Scene", "ScenePicture", "move_down", "nal_header", "read_scene", "slice_nal"]

_HEAD_BYTES = 64
_SPS, _PPS = 7, 8
_NO_FILTER, _FILTER_INSIDE = 1, 2


@dataclass(frozen=True, slots=True)
class ScenePicture:
    """One picture of the scene.

    :param sets: the parameter sets, Annex B; empty but in key pictures.
    :param slices: Annex B.
    :param header: of the first slice.
    """

    sets: bytes = field(repr=False)
    slices: bytes = field(repr=False)
    header: SliceHeader


@dataclass(frozen=True, slots=True)
class Scene:
    """All pictures and what their parameter sets say (``sps`` of the whole picture)."""

    sps: SpsFacts
    pps: PpsFacts
    pictures: tuple[ScenePicture, ...]


def slice_nal(header: SliceHeader, data: BitWriter) -> bytes:
    """A NAL unit without start code of a writer that holds the header and slice data."""
    return _nal(header, data.rbsp())


def _nal(header: SliceHeader, rbsp: bytes) -> bytes:
    return nal_header(header) + escape(rbsp)


def nal_header(header: SliceHeader) -> bytes:
    """The byte before the slice header."""
    return bytes((header.nal_ref_idc << 5 | header.nal_type,))


def move_down(clip: Clip, height: int, band_rows: int) -> Clip:
    """The clip with its slices ``band_rows`` macroblock rows lower and the SPS of a higher picture.

    A loop with a single key picture is laid twice, so that IDR pictures that follow each other differ in
    idr_pic_id, over the seam too (ITU-T H.264 7.4.3).

    :param height: of the whole picture.
    :raises ClipError: the stream uses a tool that the band does not know.
    """
    try:
        units = _moved(_twice(clip) if len(clip.key_indices) == 1 else clip.units, band_rows, clip.fps)
    except NalError as error:
        raise ClipError(f"The coded scene cannot be read: {error}.") from error
    digest = digest_of("H264", clip.fps, units)
    return replace(clip, height=height, units=units, duration_s=len(units) / clip.fps, digest=digest)


def _twice(clip: Clip) -> tuple[AccessUnit, ...]:
    ticks = round(clip.duration_s * CLOCK_HZ)
    again = (replace(unit, pts_90k=unit.pts_90k + ticks, dts_90k=unit.dts_90k + ticks) for unit in clip.units)
    return (*clip.units, *again)


def _moved(units: Sequence[AccessUnit], band_rows: int, fps: float) -> tuple[AccessUnit, ...]:
    sps, pps = _facts(units[0].data)
    ids = _idr_ids(sum(unit.key for unit in units))
    moved, key = [], -1
    for unit in units:
        key += unit.key
        nals = [_moved_nal(nal, sps, pps, band_rows, ids[key], fps) for nal in split_annexb(unit.data)]
        moved.append(replace(unit, data=join_annexb(nals)))
    return tuple(moved)


def _idr_ids(keys: int) -> list[int]:
    """0 and 1 in turn; with an odd number the last is 2, as it meets the first at the seam."""
    return [2 if keys % 2 and number == keys - 1 else number % 2 for number in range(keys)]


def _moved_nal(
    nal: memoryview, sps: SpsFacts, pps: PpsFacts, band_rows: int, idr_pic_id: int, fps: float
) -> bytes:
    kind = nal_type("H264", nal)
    if kind == _SPS:
        return with_size(nal, sps.rows + band_rows, fps)
    if not is_vcl("H264", kind):
        return bytes(nal)
    rbsp = unescape(nal)
    header, start = read_header(rbsp[:_HEAD_BYTES], sps, pps)
    filtered = header.filtered if header.filtered == _NO_FILTER else _FILTER_INSIDE
    first = header.first + band_rows * sps.columns
    kind = header.kind % 5 if pps.cabac else header.kind
    lower = replace(header, first=first, kind=kind, filtered=filtered, idr_pic_id=idr_pic_id)
    if pps.cabac:
        return cabac_head(lower, sps, pps) + escape(rbsp[cabac_start(start) :])
    return _shifted(lower, put_header(lower, sps, pps), rbsp, start)


def _shifted(header: SliceHeader, writer: BitWriter, rbsp: bytes, start: int) -> bytes:
    bits = int.from_bytes(rbsp[1:])
    stop = (bits & -bits).bit_length()
    size = 8 * (len(rbsp) - 1) - start
    writer.u(size - stop, (bits & (1 << size) - 1) >> stop)
    return slice_nal(header, writer)


def read_scene(units: Sequence[AccessUnit]) -> Scene:
    """What the band must know of units that were moved down.

    :raises ClipError: they cannot be read.
    """
    try:
        sps, pps = _facts(units[0].data)
        return Scene(sps, pps, tuple(_picture(unit.data, sps, pps) for unit in units))
    except NalError as error:
        raise ClipError(f"The coded scene cannot be read: {error}.") from error


def _facts(data: bytes) -> tuple[SpsFacts, PpsFacts]:
    sets = parameter_sets("H264", data)
    if len(sets.get(_SPS, ())) != 1 or len(sets.get(_PPS, ())) != 1:
        raise ClipError("The band wants one SPS and one PPS before the first picture.")
    return read_sps(sets[_SPS][0]), read_pps(sets[_PPS][0])


def _picture(data: bytes, sps: SpsFacts, pps: PpsFacts) -> ScenePicture:
    nals = split_annexb(data)
    slices = [nal for nal in nals if is_vcl("H264", nal_type("H264", nal))]
    if not slices:
        raise ClipError("A unit of the scene has no slice.")
    header, _ = read_header(unescape(slices[0][:_HEAD_BYTES]), sps, pps)
    sets = [nal for nal in nals if nal_type("H264", nal) in (_SPS, _PPS)]
    return ScenePicture(join_annexb(sets), join_annexb(slices), header)
