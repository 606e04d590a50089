"""Texts that set clocks: made once, ahead where they can be foreseen, and never too many kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from camproof.media.bulk.send import ticks
from camproof.media.bulk.send.ticks import TickBook


@dataclass
class Overlay:
    """Six places, key pictures at 0 and 3; its texts say what they are."""

    made: list[tuple[int, int, int]] = field(default_factory=list)
    size: int = 0
    clip: Any = field(
        default_factory=lambda: SimpleNamespace(units=[SimpleNamespace(key=n % 3 == 0) for n in range(6)])
    )

    def tick(self, index: int, shown_s: int, clock_s: int) -> bytes:
        self.made.append((index, shown_s, clock_s))
        return self.text(index, shown_s, clock_s)

    def text(self, index: int, shown_s: int, clock_s: int) -> bytes:
        return b"%d from %d to %d " % (index, shown_s, clock_s) + b"." * (self.size + index)


def _book(overlay: Overlay) -> TickBook:
    return TickBook(cast(Any, SimpleNamespace(overlay=overlay)))


def _texts(book: TickBook, places: list[int], shown_s: int, clock_s: int) -> list[bytes]:
    rows, lengths = book.texts(np.array(places), shown_s, clock_s)
    return [row[:length].tobytes() for row, length in zip(rows, lengths.tolist(), strict=True)]


@pytest.mark.parametrize("size", [0, 250, 900])
def test_texts_are_made_once_for_each_place(size: int) -> None:
    overlay = Overlay(size=size)
    book, wanted = _book(overlay), [1, 5, 1, 2]
    for _ in range(2):
        assert _texts(book, wanted, 7, 8) == [overlay.text(place, 7, 8) for place in wanted]
    assert sorted(overlay.made) == [(1, 7, 8), (2, 7, 8), (5, 7, 8)]


def test_what_was_foreseen_is_not_made_again() -> None:
    overlay = Overlay()
    book = _book(overlay)
    for _ in range(9):
        book.foresee(41)
    assert overlay.made == [(place, 41, 42) for place in (1, 2, 4, 5)]
    assert _texts(book, [4, 2], 41, 42) == [overlay.text(4, 41, 42), overlay.text(2, 41, 42)]
    assert len(overlay.made) == 4


def test_old_seconds_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticks, "_KEPT", 3)
    overlay = Overlay()
    book = _book(overlay)
    for second in (1, 2, 3, 4, 1):
        assert _texts(book, [1], second, second + 1) == [overlay.text(1, second, second + 1)]
    assert [made[1] for made in overlay.made] == [1, 2, 3, 4, 1]
