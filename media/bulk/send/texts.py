"""What the pictures of clips with a band say: names and clocks, as texts of their rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.frames import FULL, TICK
from camproof.media.bulk.send.library import Library
from camproof.media.bulk.send.ticks import TickBook
from camproof.media.bulk.send.words import NO_WORDS, Words
from camproof.media.overlay.model import OverlayText

__all__ = ["write_texts"]

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Frames = NDArray[Any]


def write_texts(library: Library, labels: Mapping[int, OverlayText], frames: Frames) -> Words:
    """The texts of pictures: the whole one in key pictures, else what sets the clock when a second is over.

    :param labels: by stream, what clips with a band show beside the clock.
    :param frames: FRAME records, which are told where the texts lie, and their lengths.
    """
    says, texts, at = frames["says"], list[Bytes](), 0
    keys = np.flatnonzero(says == FULL)
    if len(keys):
        words = _full(library, labels, frames, keys)
        lengths = np.fromiter(map(len, words), np.int64, len(words))
        _tell(library, frames, keys, np.cumsum(lengths) - lengths, lengths)
        texts.append(np.frombuffer(b"".join(words), np.uint8))
        at = len(texts[0])
    for numbers in _alike(np.flatnonzero(says == TICK), library, frames):
        rows, lengths = _ticks(library, frames, numbers)
        _tell(library, frames, numbers, at + rows.shape[1] * np.arange(len(rows)), lengths)
        texts.append(rows.ravel())
        at += rows.size
    return Words(np.concatenate(texts), NO_WORDS.ends) if texts else NO_WORDS


def _full(library: Library, labels: Mapping[int, OverlayText], frames: Frames, keys: Ints) -> list[bytes]:
    place = frames["place"][keys]
    wanted = (library.places["band"][place], place, frames["stream"][keys], frames["clock_s"][keys])
    texts = list[bytes]()
    for number, at, stream, clock_s in zip(*(column.tolist() for column in wanted), strict=True):
        start, band = library.bands[number]
        texts.append(band.overlay.full(at - start, labels[stream], clock_s))
    return texts


def _ticks(library: Library, frames: Frames, numbers: Ints) -> tuple[Bytes, Ints]:
    """uint8[n, widest] and lengths, for frames that agree in band and clock."""
    first, place = frames[numbers[0]], frames["place"][numbers]
    band = library.places["band"][place[0]]
    book: TickBook = library.ticks[band]
    return book.texts(place - library.bands[band][0], int(first["shown_s"]), int(first["clock_s"]))


def _tell(library: Library, frames: Frames, numbers: Ints, at: Ints, lengths: Ints) -> None:
    place = frames["place"][numbers]
    text_at = library.places["text_at"][place]
    frames["text_at"][numbers], frames["word_at"][numbers], frames["word_len"][numbers] = text_at, at, lengths
    frames["row_len"][numbers] = text_at + lengths
    frames["octets"][numbers] = text_at + lengths + library.places["tail_len"][place]


def _alike(numbers: Ints, library: Library, frames: Frames) -> Iterator[Ints]:
    """Groups of numbers that agree in band and clock; mostly there is one."""
    if not len(numbers):
        return
    columns = library.places["band"][frames["place"]], frames["shown_s"], frames["clock_s"]
    while len(numbers):
        alike = np.logical_and.reduce([column[numbers] == column[numbers[0]] for column in columns])
        yield numbers[alike]
        numbers = numbers[~alike]
