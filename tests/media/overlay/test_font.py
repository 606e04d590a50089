"""Dots of characters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.overlay.font import fit, glyph, width_cells


def _all_gb2312() -> list[str]:
    found = []
    for code in range(0xA1A1, 0xF7FF):
        try:
            found.append(code.to_bytes(2).decode("gb2312"))
        except UnicodeDecodeError:
            continue
    return found


def test_every_gb2312_character_is_there() -> None:
    box = glyph("𠀀")
    characters = _all_gb2312()
    assert len(characters) == 7445
    blank = [character for character in characters if not glyph(character).any()]
    assert blank == ["　"]
    assert not any(np.array_equal(glyph(character), box) for character in characters)


def test_coded_cells_may_rely_on_blank_columns() -> None:
    signs = [*map(chr, range(0x20, 0x7F)), *_all_gb2312(), "𠀀", "é"]
    assert not any(glyph(sign)[:, -1].any() for sign in signs)
    assert not any(glyph(sign)[:, -2:].any() for sign in "0123456789-: ")


def test_known_shapes() -> None:
    ten = glyph("十").sum(axis=1)
    assert ten.argmax() in range(5, 8)
    assert ten.max() >= 13
    one = glyph("1")
    assert one.shape == (16, 8)
    assert one.any(axis=1).sum() >= 9


@pytest.mark.parametrize(("sign", "cells"), [("A", 1), ("关", 2), ("é", 2), ("\n", 1)])
def test_width(sign: str, cells: int) -> None:
    assert width_cells(sign) == cells
    assert glyph(sign).shape == (16, 8 * cells)
    assert not glyph(sign).flags.writeable


@given(st.text(max_size=30), st.integers(0, 40))
def test_fit(text: str, cells: int) -> None:
    shown = fit(text, cells)
    assert sum(map(width_cells, shown)) <= cells
    assert shown == text or text.startswith(shown.removesuffix("…"))
