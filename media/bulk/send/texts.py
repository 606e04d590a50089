"""What the pictures of clips with a band say: names and clocks, as texts of their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.library import Library
from camproof.media.bulk.send.pictures import FULL, TICK, Pictures
from camproof.media.overlay.model import OverlayText

__all__ = ["Texts", "texts_of"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Texts:
    """What n pictures show.

    :param row_len: int64[n], bytes of their rows with the text in it.
    :param octets: int64[n], RTP payload bytes.
    :param parts: the texts that are not the row's own: numbers of pictures, and a text for each
        (uint8[k, widest]).
    """

    row_len: Ints
    octets: Ints
    parts: tuple[tuple[Ints, NDArray[np.uint8]], ...] = field(default=())

    def chosen(self, which: NDArray[np.bool_]) -> Texts:
        """Some of them."""
        left = np.cumsum(which) - 1
        parts = ((left[numbers[which[numbers]]], text[which[numbers]]) for numbers, text in self.parts)
        return Texts(self.row_len[which], self.octets[which], tuple(part for part in parts if len(part[0])))


def texts_of(library: Library, labels: Mapping[int, OverlayText], streams: Ints, pictures: Pictures) -> Texts:
    """The texts of pictures: the whole one in key pictures, else what sets the clock when a second is over.

    :param labels: by stream, what clips with a band show beside the clock.
    """
    place, says = pictures.place, pictures.says
    row_len = library.row_len[place]
    _foresee(library, place, pictures.clock_s)
    parts = []
    keys = np.flatnonzero(says == FULL)
    if len(keys):
        wanted = zip(
            place[keys].tolist(), streams[keys].tolist(), pictures.clock_s[keys].tolist(), strict=True
        )
        texts = [_full(library, at, labels[stream], second) for at, stream, second in wanted]
        row_len[keys] = library.text_at[place[keys]] + list(map(len, texts))
        widest = max(map(len, texts))
        padded = bytearray().join(text.ljust(widest, b"\0") for text in texts)
        parts.append((keys, np.frombuffer(padded, np.uint8).reshape(len(keys), widest)))
    ticking = np.flatnonzero(says == TICK)
    for numbers in _alike(ticking, library.band_of[place], pictures.shown_s, pictures.clock_s):
        first = numbers[0]
        band = library.band_of[place[first]]
        index = place[numbers] - library.bands[band][0]
        rows, length = library.ticks[band].texts(
            index, int(pictures.shown_s[first]), int(pictures.clock_s[first])
        )
        row_len[numbers] = library.text_at[place[numbers]] + length
        parts.append((numbers, rows))
    return Texts(row_len, row_len + library.tail_len[place], tuple(parts))


def _full(library: Library, place: int, label: OverlayText, clock_s: int) -> bytes:
    start, band = library.bands[library.band_of[place]]
    text: bytes = band.overlay.full(place - start, label, clock_s)
    return text


def _foresee(library: Library, place: Ints, clock_s: Ints) -> None:
    banded = library.order.banded[place]
    first = int(banded.argmax())
    if banded[first]:
        library.ticks[library.band_of[place[first]]].foresee(int(clock_s[first]))


def _alike(numbers: Ints, *columns: Ints) -> Iterator[Ints]:
    """Groups of numbers that agree in all columns; mostly there is one."""
    while len(numbers):
        alike = np.logical_and.reduce([column[numbers] == column[numbers[0]] for column in columns])
        yield numbers[alike]
        numbers = numbers[~alike]
