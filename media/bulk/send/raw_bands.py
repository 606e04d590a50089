"""Pictures with a band in packets without a container: their rows and the packets that these are cut into."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.frames import FULL, NO_TEXT
from camproof.media.bulk.send.library import Library
from camproof.media.bulk.send.words import Words
from camproof.media.overlay.model import OverlayText
from camproof.media.tables.raw_band import RawBand
from camproof.media.tables.raw_cut import cut_text

__all__ = ["write_raw_texts"]


def write_raw_texts(library: Library, labels: Mapping[int, OverlayText], frames: NDArray[Any]) -> Words:
    """As :func:`camproof.media.bulk.send.texts.write_texts`; also where the packets in the rows end."""
    texts, ends = bytearray(), list[int]()
    for number in np.flatnonzero(frames["says"] != NO_TEXT).tolist():
        frame = frames[number]
        place = library.places[frame["place"]]
        start, band = library.raw_bands[place["raw_band"]]
        index, second = int(frame["place"]) - start, int(frame["clock_s"])
        if frame["says"] == FULL:
            words = band.overlay.full(index, labels[int(frame["stream"])], second)
        else:
            words = band.overlay.tick(index, int(frame["shown_s"]), second)
        text, sizes = _row(band, index, words)
        frame["text_at"], frame["word_at"], frame["word_len"] = sum(band.sizes[index]), len(texts), len(text)
        frame["row_len"], frame["ends_at"] = len(sizes), len(ends)
        frame["octets"] += sum(sizes) - place["row_len"]
        texts += text
        ends += accumulate(sizes)
    return Words(np.frombuffer(texts, np.uint8), np.array(ends, np.int64))


def _row(band: RawBand, index: int, text: bytes) -> tuple[bytes, tuple[int, ...]]:
    """What joins the last packet of the front, then packets of its own; sizes of all packets in the row."""
    cut = cut_text(band.overlay.clip.codec, text, band.room[index])
    *before, last = band.sizes[index]
    sizes = (*before, last + len(cut.joins), *map(len, cut.payloads))
    return cut.joins + b"".join(cut.payloads), sizes
