"""What the pictures of clips with a band say: names and clocks, as texts of their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.library import Library
from camproof.media.bulk.send.rows import Pictures
from camproof.media.overlay.model import OverlayText

__all__ = ["Texts", "texts_of"]

Ints = NDArray[np.int64]
_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Texts:
    """What n pictures show.

    :param row_len: int64[n], bytes of their rows with the text in it.
    :param parts: the texts that are not the row's own: numbers of pictures, and a text for each
        (uint8[k, widest]).
    """

    row_len: Ints
    parts: tuple[tuple[Ints, NDArray[np.uint8]], ...] = field(default=())

    def chosen(self, which: NDArray[np.bool_]) -> Texts:
        """Some of them."""
        left = np.cumsum(which) - 1
        parts = ((left[numbers[which[numbers]]], text[which[numbers]]) for numbers, text in self.parts)
        return Texts(self.row_len[which], tuple(part for part in parts if len(part[0])))

    def shape(self, library: Library, place: Ints) -> tuple[Ints, Ints, Ints]:
        """(packets, packets in the row, octets) of the pictures."""
        return library.shape(place, self.row_len)


def texts_of(
    library: Library,
    labels: Mapping[int, OverlayText],
    streams: Ints,
    state: NDArray[Any],
    pictures: Pictures,
) -> Texts:
    """The texts of pictures: the whole one in key pictures, else what sets the clock when a second is over.

    :param labels: by stream, what clips with a band show beside the clock.
    """
    place = pictures.place
    clock_s = pictures.capture_us // _US + state["zone_s"]
    shown_s = state["shown_s"].copy()
    state["shown_s"] = clock_s
    row_len, key = library.row_len[place], library.key[place]
    banded = library.band_of[place] >= 0
    _foresee(library, place, banded, clock_s)
    changed = banded & (key | (shown_s != clock_s))
    if not changed.any():
        return Texts(row_len)
    parts = []
    keys = np.flatnonzero(banded & key)
    if len(keys):
        wanted = zip(place[keys].tolist(), streams[keys].tolist(), clock_s[keys].tolist(), strict=True)
        texts = [_full(library, at, labels[stream], second) for at, stream, second in wanted]
        row_len[keys] = library.text_at[place[keys]] + list(map(len, texts))
        widest = max(map(len, texts))
        padded = b"".join(text.ljust(widest, b"\0") for text in texts)
        parts.append((keys, np.frombuffer(padded, np.uint8).reshape(len(keys), widest)))
    for numbers in _alike(np.flatnonzero(changed & ~key), library.band_of[place], shown_s, clock_s):
        first = numbers[0]
        band = library.band_of[place[first]]
        index = place[numbers] - library.bands[band][0]
        rows, length = library.ticks[band].texts(index, int(shown_s[first]), int(clock_s[first]))
        row_len[numbers] = library.text_at[place[numbers]] + length
        parts.append((numbers, rows))
    return Texts(row_len, tuple(parts))


def _full(library: Library, place: int, label: OverlayText, clock_s: int) -> bytes:
    start, band = library.bands[library.band_of[place]]
    text: bytes = band.overlay.full(place - start, label, clock_s)
    return text


def _foresee(library: Library, place: Ints, banded: NDArray[np.bool_], clock_s: Ints) -> None:
    first = int(banded.argmax())
    if banded[first]:
        library.ticks[library.band_of[place[first]]].foresee(int(clock_s[first]))


def _alike(numbers: Ints, *columns: Ints) -> Iterator[Ints]:
    """Groups of numbers that agree in all columns; mostly there is one."""
    while len(numbers):
        alike = np.logical_and.reduce([column[numbers] == column[numbers[0]] for column in columns])
        yield numbers[alike]
        numbers = numbers[~alike]
