"""What a codec must offer, so that a band can be put together from prepared slices."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from camproof.media.clips.model import Codec

__all__ = ["BLACK", "TILE_PX", "Picture", "SliceCoding", "numbered", "tile_edges"]

BLACK = 16
TILE_PX = 32
"""Width of the pieces of a row."""

T = TypeVar("T", bound=Hashable)

Picture = int
"""A number that pictures share whose slices may have the same headers."""


class SliceCoding(Protocol):
    """The pictures of one clip and how slices are written into them.

    Slices come as Annex B. Places are pixels of the whole picture, multiples of ``TILE_PX`` across and of
    ``row_px`` down. A slice starts anywhere in a row and ends in it, or takes whole rows.
    """

    @property
    def codec(self) -> Codec: ...

    @property
    def key(self) -> str:
        """Names all that prepared slice data depends on, but picture and QP."""

    @property
    def width(self) -> int:
        """Of the picture as coded, in luma samples."""

    @property
    def row_px(self) -> int:
        """Height of a row of coding units, 16 or 32."""

    @property
    def few_slices(self) -> bool:
        """Whether decoders bear few slices a picture: a row of a name is then one slice and the clock six,
        while else each two cells have their own, which all cameras share.
        """

    @property
    def pictures(self) -> Sequence[Picture]:
        """By place in the loop."""

    @property
    def scenes(self) -> Sequence[bytes]:
        """The scene's slices of each picture."""

    def opening(self, picture: Picture, *, key: bool) -> list[bytes]:
        """Delimiter and, before key pictures, parameter sets, as NAL units without start codes."""

    def intra_data(self, luma: NDArray[np.uint8], qp: int) -> bytes:
        """Slice data, with emulation prevention, of an I slice without colours; uint8[row_px, width].

        :raises ClipError: the encoder fails or does not code as the clip was coded.
        """

    def intra_head(self, picture: Picture, qp: int, x_px: int, y_px: int) -> bytes:
        """Start code and headers of an I slice; ``intra_data`` follows."""

    def skipped(self, picture: Picture, x_px: int, y_px: int, width_px: int, height_px: int) -> bytes:
        """A P slice that shows what the picture before shows."""


def tile_edges(coded_width: int) -> tuple[int, ...]:
    """Left edges of the pieces of a row that are coded alone, and the right edge of the last.

    What is left over at the right (encoders take no picture so narrow) belongs to the last one.
    """
    return (*range(0, coded_width // TILE_PX * TILE_PX, TILE_PX), coded_width)


def numbered(kinds: Iterable[T]) -> tuple[list[T], tuple[Picture, ...]]:
    """The different ones of these in the order they come, and for each the number of its equal there."""
    numbers: dict[T, Picture] = {}
    places = tuple(numbers.setdefault(kind, len(numbers)) for kind in kinds)
    return list(numbers), places
