"""How rows of a table with a band and without a container are filled in flight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.media.tables.band import BandedClip, BandedStrip

__all__ = ["RawBand", "StripPlaces"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class StripPlaces:
    """Frames that a strip changes in the same way, at the same places.

    :param columns: which bytes of its change lie in packets; ``places`` are their offsets in the row.
    """

    strip: BandedStrip
    columns: Ints
    places: Ints


@dataclass(frozen=True, slots=True, eq=False)
class RawBand:
    """How rows of such a table are filled; over its frames.

    :param sizes: of the packets of each front, without a text.
    :param room: how many bytes of text may join the last of them.
    :param kind: which of ``strips`` a frame is like.
    """

    overlay: BandedClip
    sizes: tuple[tuple[int, ...], ...]
    room: tuple[int, ...]
    kind: Ints
    strips: tuple[StripPlaces, ...]
