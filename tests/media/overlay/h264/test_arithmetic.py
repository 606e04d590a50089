"""The arithmetic coder and its symbols, read back by a decoder of another project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from camproof.media.overlay.build import overlay_clip
from camproof.media.overlay.check import decoded
from camproof.media.overlay.h264.arithmetic import BYPASS_0, BYPASS_1, END_0, END_1, arithmetic_code
from camproof.media.overlay.h264.blocks import QP
from camproof.media.overlay.h264.cabac_blocks import NOTHING_LEFT, macroblock_symbols
from camproof.media.overlay.h264.cabac_strip import cabac_strip, intra_slice, prepared
from camproof.media.overlay.h264.scene import read_scene
from camproof.protocols.nal import escape, join_annexb


def test_random_blocks_decode_to_what_they_say(
    source: Any, folder: Path, random_block: Callable[..., Any]
) -> None:
    overlay = overlay_clip(source(), entropy="CABAC", cache_dir=folder)
    scene, layout = read_scene(overlay.clip.units), overlay.layout
    random = np.random.default_rng(5)
    columns, picture = scene.sps.columns, scene.pictures[0]
    data, wanted = cabac_strip(scene, 0, layout)[0], []
    for row in range(layout.strip_px // 16, layout.band_px // 16):
        symbols, grey, coded = [], 128, NOTHING_LEFT
        for column in range(columns):
            block = random_block(random, (row * columns + column) % 17)
            more, coded = macroblock_symbols(block.dc, block.ac, coded)
            symbols += [*more, END_0]
            wanted.append(block.shown(grey))
            grey = int(wanted[-1][:, 15].sum()) + 8 >> 4
        coded_row = escape(arithmetic_code([*symbols[:-1], END_1], QP))
        data += join_annexb([intra_slice(scene, 0, row * columns, coded_row)])
    (shown,) = decoded("H264", [picture.sets + data + picture.slices])
    for number, pixels in enumerate(wanted):
        row, column = divmod(number, columns)
        top = layout.strip_px + 16 * row
        assert np.array_equal(shown[top : top + 16, 16 * column : 16 * column + 16], pixels), number


@pytest.mark.parametrize("count", [4, 8])
def test_prepared_data_differ_have_one_length_and_need_no_escaping(count: int) -> None:
    table = prepared(count)
    rows = {row.tobytes() for row in table}
    assert len(rows) == 1 << count
    assert all(escape(b"\x80\0\0" + row) == b"\x80\0\0" + row for row in rows)


def test_bypass_bins_do_not_change_the_length() -> None:
    random = np.random.default_rng(2)
    contexts = [2 * 85 + 1, 2 * 105, 2 * 105 + 1, 2 * 166 + 1]
    lengths = set()
    for _ in range(50):
        signs = random.choice([BYPASS_0, BYPASS_1], 40)
        lengths.add(len(arithmetic_code([*contexts, *signs.tolist(), *contexts, END_1], 30)))
    assert len(lengths) == 1
