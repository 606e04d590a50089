"""The code tables, and blocks read back by a decoder of another project."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from camproof.media.overlay.check import decoded
from camproof.media.overlay.h264 import cavlc
from camproof.media.overlay.h264.blocks import put_macroblock
from camproof.media.overlay.h264.cells import NO_NEIGHBOUR
from camproof.media.overlay.h264.scene import read_scene, slice_nal
from camproof.media.overlay.h264.slice_header import put_header
from camproof.media.overlay.h264.strip import band_header, cavlc_strip
from camproof.media.overlay.model import OverlayClip
from camproof.protocols.nal import BitWriter, join_annexb


@pytest.mark.parametrize(
    "codes",
    [*[sum(table, ()) for table in cavlc._TOKENS], *cavlc._ZEROS, *cavlc._RUNS],
)
def test_no_code_begins_another(codes: tuple[tuple[int, int], ...]) -> None:
    words = sorted(format(value, f"0{size}b") for size, value in codes)
    assert not any(after.startswith(before) for before, after in pairwise(words))


def test_tables_are_whole() -> None:
    assert [[len(row) for row in table] for table in cavlc._TOKENS] == [
        [min(total, 3) + 1 for total in range(17)]
    ] * 2
    assert [len(row) for row in cavlc._ZEROS] == list(range(16, 1, -1))
    assert [len(row) for row in cavlc._RUNS] == [2, 3, 4, 5, 6, 7, 15]


def test_known_block() -> None:
    """The worked example of many textbooks: 0 3 0 1 -1 -1 0 1 0 ..., nC 0."""
    writer = BitWriter()
    levels = (0, 3, 0, 1, -1, -1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)
    assert cavlc.put_block(writer, levels, 0) == 5
    size, value = writer.code
    assert format(value, f"0{size}b") == "000010001110010111101101"


def test_random_blocks_decode_to_what_they_say(
    overlay: OverlayClip, random_block: Callable[..., Any]
) -> None:
    """All seventeen block counts, large levels and long runs, each macroblock against our own transform."""
    scene, layout = read_scene(overlay.clip.units), overlay.layout
    random = np.random.default_rng(5)
    columns = scene.sps.columns
    picture = scene.pictures[0]
    data, wanted = cavlc_strip(scene, 0, layout)[0], []
    for row in range(layout.strip_px // 16, layout.band_px // 16):
        header = band_header(picture.header, scene.pps.first_qp, row * columns)
        writer = put_header(header, scene.sps, scene.pps)
        grey, counts = NO_NEIGHBOUR
        for column in range(columns):
            block = random_block(random, (row * columns + column) % 17)
            counts = put_macroblock(writer, intra=True, dc=block.dc, ac=block.ac, left=counts)
            wanted.append(block.shown(grey))
            grey = int(wanted[-1][:, 15].sum()) + 8 >> 4
        data += join_annexb([slice_nal(header, writer)])
    (shown,) = decoded("H264", [picture.sets + data + picture.slices])
    for number, pixels in enumerate(wanted):
        row, column = divmod(number, columns)
        top = layout.strip_px + 16 * row
        assert np.array_equal(shown[top : top + 16, 16 * column : 16 * column + 16], pixels), number
