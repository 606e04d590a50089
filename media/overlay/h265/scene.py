"""The coded scene of a clip, moved down below the band: only headers change, slice data stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from camproof.media.clips.model import Clip, digest_of
from camproof.media.errors import ClipError
from camproof.media.overlay.h265.coded import CodedPicture, ParameterSets, read_picture
from camproof.media.overlay.h265.slice_header import PictureHeader
from camproof.media.overlay.h265.writer import SliceWriter, lowered_sets
from camproof.protocols.errors import NalError
from camproof.protocols.nal import is_vcl, join_annexb, nal_type, split_annexb

__all__ = ["Scene", "move_down", "read_scene"]


@dataclass(frozen=True, slots=True)
class Scene:
    """What the band must know of the pictures of a moved clip, by place in the loop.

    :param sets: of the whole picture.
    :param pictures: what the slices of a picture say alike.
    :param slices: the scene's slice as Annex B.
    """

    sets: ParameterSets
    pictures: tuple[PictureHeader, ...] = field(repr=False)
    slices: tuple[bytes, ...] = field(repr=False)


def move_down(plain: Clip, height: int, band_px: int) -> Clip:
    """The clip with its slices below a band, under the SPS of a higher picture.

    :param plain: coded with ``SETTINGS``.
    :param height: of the whole picture.
    :param band_px: a multiple of 32.
    :raises ClipError: it was coded in another way.
    """
    pictures = _read(plain)
    writer = SliceWriter(lowered_sets(pictures[0].sets, band_px))
    sets, units = join_annexb(writer.sets.nals), []
    for unit, coded in zip(plain.units, pictures, strict=True):
        data = writer.header(coded.picture, coded.header, 0, band_px) + coded.data
        units.append(replace(unit, data=sets + data if unit.key else data))
    digest = digest_of("H265", plain.fps, tuple(units))
    return replace(plain, height=height, units=tuple(units), digest=digest)


def read_scene(moved: Clip) -> Scene:
    """What the band must know of a clip that was moved down.

    :raises ClipError: it was coded in another way.
    """
    pictures = _read(moved)
    slices = (
        join_annexb(nal for nal in split_annexb(unit.data) if is_vcl("H265", nal_type("H265", nal)))
        for unit in moved.units
    )
    return Scene(pictures[0].sets, tuple(coded.picture for coded in pictures), tuple(slices))


def _read(clip: Clip) -> list[CodedPicture]:
    if clip.codec != "H265":
        raise ClipError(f"The clip {clip.name} is {clip.codec}, not H265.")
    try:
        return list(_pictures(clip))
    except NalError as error:
        raise ClipError(f"The clip {clip.name} was not coded for a band: {error}.") from error


def _pictures(clip: Clip) -> Iterator[CodedPicture]:
    sets = None
    for unit in clip.units:
        coded = read_picture(unit.data, sets)
        if sets is not None and coded.sets != sets:
            raise NalError("the parameter sets change", where="scene")
        sets = coded.sets
        yield coded
