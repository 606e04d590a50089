"""The coded scene of a clip, moved down below the band."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from camproof.media.clips.model import Clip, digest_of
from camproof.media.errors import ClipError
from camproof.media.overlay.h265.coded import CodedPicture, read_picture
from camproof.media.overlay.h265.prepared import Prepared
from camproof.media.overlay.h265.slice_header import PictureHeader
from camproof.media.overlay.h265.writer import SliceWriter
from camproof.media.overlay.layout import BandLayout
from camproof.protocols.errors import NalError
from camproof.protocols.nal import join_annexb

__all__ = ["Scene", "moved_scene"]


@dataclass(frozen=True, slots=True)
class Scene:
    """What the band must know of a clip, and the clip itself.

    :param clip: of the whole picture's size; its units hold parameter sets and the scene's slice.
    :param pictures: what the slices of each picture say alike, by place in the loop.
    :param slices: the scene's slice of each picture as Annex B.
    """

    clip: Clip
    writer: SliceWriter
    pictures: tuple[PictureHeader, ...] = field(repr=False)
    slices: tuple[bytes, ...] = field(repr=False)


def moved_scene(plain: Clip, layout: BandLayout) -> Scene:
    """Move a clip that was coded with ``SETTINGS`` at the scene's size down below the band.

    :raises ClipError: it has another size, or was coded in another way.
    """
    if plain.codec != "H265" or (plain.width, plain.height) != (layout.width, layout.scene_height):
        raise ClipError(
            f"The band wants an H265 scene of {layout.width}x{layout.scene_height}, "
            f"not {plain.codec} of {plain.width}x{plain.height}."
        )
    try:
        coded = tuple(_coded(plain))
        writer = SliceWriter(coded[0].sets, layout.band_px)
        slices = tuple(
            writer.slice(one.picture, Prepared(one.header, one.data), 0, layout.band_px) for one in coded
        )
    except NalError as error:
        raise ClipError(f"The scene {plain.name} was not coded for a band: {error}.") from error
    sets = join_annexb(writer.parameter_sets)
    units = tuple(
        replace(unit, data=sets + data if unit.key else data)
        for unit, data in zip(plain.units, slices, strict=True)
    )
    digest = digest_of("H265", plain.fps, units)
    clip = replace(plain, height=layout.height, units=units, digest=digest)
    return Scene(clip, writer, tuple(one.picture for one in coded), slices)


def _coded(plain: Clip) -> Iterator[CodedPicture]:
    sets = None
    for unit in plain.units:
        coded = read_picture(unit.data, sets)
        if sets is not None and coded.sets != sets:
            raise NalError("the parameter sets change", where="scene")
        sets = coded.sets
        yield coded
