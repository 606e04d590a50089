"""How the strips of all frames of a library are written, as flat arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from camproof.media.tables.band import BandedStrip
from camproof.media.tables.model import NOWHERE

__all__ = ["STRIP_PART", "StripTables", "strip_tables"]

Ints = NDArray[np.int64]
_MOST_BITS = 8


STRIP_PART = np.dtype(
    [("bits", np.int64, _MOST_BITS), ("size", np.int64), ("change_at", np.int64), ("place_at", np.int64)]
)
"""Which bits of the strip, -1 behind the last; how many bytes they change, of those that lie in packets;
where the part's rows begin in ``changes``, and its bytes in ``changed``.
"""


class StripTables(NamedTuple):
    """A strip of one kind has parts, as :class:`camproof.media.overlay.strip_code.StripPart` tells.

    :param first_part: int64[K + 1], the parts of a kind are first_part[k] to first_part[k + 1].
    :param parts: STRIP_PART records.
    :param changed: offsets in the row.
    """

    first_part: Ints
    parts: NDArray[Any]
    changes: NDArray[np.uint8]
    changed: Ints


def strip_tables(strips: Sequence[tuple[BandedStrip, Ints]]) -> StripTables:
    """Put strips into arrays.

    :param strips: each with the offset in the row of each of its bytes, or -1.
    """
    found = [
        (part.bits, *_changing(part.changes, places[part.at - strip.start : part.end - strip.start]))
        for strip, places in strips
        for part in strip.parts
    ]
    changes = [changes.ravel() for _, changes, _ in found]
    parts = np.zeros(len(found), STRIP_PART)
    parts["bits"] = np.array([_padded(bits) for bits, _, _ in found], np.int64).reshape(-1, _MOST_BITS)
    parts["size"] = [len(places) for _, _, places in found]
    parts["change_at"] = _starts(map(len, changes))
    parts["place_at"] = _starts(parts["size"].tolist())
    return StripTables(
        first_part=np.cumsum([0, *(len(strip.parts) for strip, _ in strips)]).astype(np.int64),
        parts=parts,
        changes=np.concatenate([*changes, np.zeros(0, np.uint8)]),
        changed=np.concatenate([*(places for _, _, places in found), np.zeros(0, np.int64)]).astype(np.int64),
    )


def _changing(changes: NDArray[np.uint8], places: Ints) -> tuple[NDArray[np.uint8], Ints]:
    which = (places >= 0) & changes.any(axis=0)
    return changes[:, which], places[which]


def _starts(sizes: Iterable[int]) -> Ints:
    ends = np.cumsum([0, *sizes]).astype(np.int64)
    return np.ascontiguousarray(ends[:-1])


def _padded(bits: tuple[int, ...]) -> tuple[int, ...]:
    return bits + (NOWHERE,) * (_MOST_BITS - len(bits))
