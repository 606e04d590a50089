"""How the strips of all frames of a library are written, as flat arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from camproof.media.overlay.strip import crc_table
from camproof.media.tables.band import BandedStrip
from camproof.media.tables.model import NOWHERE

__all__ = ["StripTables", "strip_tables"]

Ints = NDArray[np.int64]
_MOST_BITS = 8


class StripTables(NamedTuple):
    """A strip of one kind has parts, as :class:`camproof.media.overlay.strip_code.StripPart` tells.

    :param kind: int64[F], of each place of the library; -1 where there is no strip.
    :param first_part: int64[K + 1], the parts of a kind are first_part[k] to first_part[k + 1].
    :param bits: int64[P, 8], which bits of the strip; -1 behind the last.
    :param size: int64[P], bytes of each part, of those that its bits change and that lie in packets.
    :param change_at, place_at: int64[P], where the part's rows begin in ``changes``, and its bytes in
        ``places``.
    :param places: offsets in the row.
    :param crc: uint16[8 * 256], what each byte at each place adds to the checksum.
    """

    kind: Ints
    first_part: Ints
    bits: Ints
    size: Ints
    change_at: Ints
    place_at: Ints
    changes: NDArray[np.uint8]
    places: Ints
    crc: NDArray[np.uint16]


def strip_tables(kind: Ints, strips: Sequence[tuple[BandedStrip, Ints]]) -> StripTables:
    """Put strips into arrays.

    :param kind: which of ``strips`` each place has, or -1.
    :param strips: each with the offset in the row of each of its bytes, or -1.
    """
    parts = [
        (part.bits, *_changing(part.changes, places[part.at - strip.start : part.end - strip.start]))
        for strip, places in strips
        for part in strip.parts
    ]
    sizes = np.array([len(places) for _, _, places in parts], np.int64)
    changes = [changes.ravel() for _, changes, _ in parts]
    return StripTables(
        kind=kind,
        first_part=np.cumsum([0, *(len(strip.parts) for strip, _ in strips)]).astype(np.int64),
        bits=np.array([_padded(bits) for bits, _, _ in parts], np.int64).reshape(-1, _MOST_BITS),
        size=sizes,
        change_at=_starts(map(len, changes)),
        place_at=_starts(sizes.tolist()),
        changes=np.concatenate([*changes, np.zeros(0, np.uint8)]),
        places=np.concatenate([*(places for _, _, places in parts), np.zeros(0, np.int64)]).astype(np.int64),
        crc=crc_table(),
    )


def _changing(changes: NDArray[np.uint8], places: Ints) -> tuple[NDArray[np.uint8], Ints]:
    which = (places >= 0) & changes.any(axis=0)
    return changes[:, which], places[which]


def _starts(sizes: Iterable[int]) -> Ints:
    ends = np.cumsum([0, *sizes]).astype(np.int64)
    return np.ascontiguousarray(ends[:-1])


def _padded(bits: tuple[int, ...]) -> tuple[int, ...]:
    return bits + (NOWHERE,) * (_MOST_BITS - len(bits))
