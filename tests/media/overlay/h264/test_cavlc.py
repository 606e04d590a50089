"""The code tables, and blocks read back by a decoder of another project."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from camproof.media.overlay.check import decoded
from camproof.media.overlay.h264 import cavlc
from camproof.media.overlay.h264.blocks import put_macroblock
from camproof.media.overlay.h264.cells import NO_NEIGHBOUR
from camproof.media.overlay.h264.dots import MAX_SUM, decoded_pixels, sums
from camproof.media.overlay.h264.scene import read_scene, slice_nal
from camproof.media.overlay.h264.slice_header import put_header
from camproof.media.overlay.h264.strip import band_header, strip_slice
from camproof.media.overlay.model import OverlayClip
from camproof.protocols.nal import BitWriter, join_annexb

_ZIGZAG = (0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15)
_HADAMARD = np.array(((1, 1, 1, 1), (1, 1, -1, -1), (1, -1, -1, 1), (1, -1, 1, -1)))


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


def test_random_blocks_decode_to_what_they_say(overlay: OverlayClip) -> None:
    """All sixteen block counts, large levels and long runs, each macroblock against our own transform."""
    scene, layout = read_scene(overlay.clip.units), overlay.layout
    random = np.random.default_rng(5)
    columns = scene.sps.columns
    picture = scene.pictures[0]
    slices, wanted = [strip_slice(scene, 0, layout).nal], []
    for row in range(layout.strip_px // 16, layout.band_px // 16):
        header = band_header(picture.header, scene.pps.first_qp, row * columns)
        writer, edge = put_header(header, scene.sps, scene.pps), NO_NEIGHBOUR
        grey, counts = edge
        for column in range(columns):
            dc, ac = _random_levels(random, (row * columns + column) % 17)
            scanned = tuple(int(dc.flat[place]) for place in _ZIGZAG)
            lists = [[(h, v, 0, d, *[0] * 11) for h, v, d in line] for line in ac.tolist()]
            counts = put_macroblock(writer, intra=True, dc=scanned, ac=lists, left=counts)
            shown = decoded_pixels(sums(_HADAMARD @ dc @ _HADAMARD, ac), grey)
            wanted.append(shown.swapaxes(1, 2).reshape(16, 16))
            grey = int(wanted[-1][:, 15].sum()) + 8 >> 4
        slices.append(slice_nal(header, writer))
    unit = picture.sets + join_annexb(slices) + picture.slices
    (shown,) = decoded("H264", [unit])
    for number, block in enumerate(wanted):
        row, column = divmod(number, columns)
        top = layout.strip_px + 16 * row
        assert np.array_equal(shown[top : top + 16, 16 * column : 16 * column + 16], block), number


def _random_levels(random: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """``count`` DC levels that are not 0 and AC levels, whose sums stay in 16 bits."""
    while True:
        dc = np.zeros(16, np.int64)
        places = random.permutation(16)[:count]
        dc[places] = random.choice([-20, -9, -3, -2, *[-1, 1] * 5, 2, 5, 16], count)
        ac = random.integers(-3, 4, (4, 4, 3)) * random.integers(0, 2, (4, 4, 3)) * int(random.integers(0, 2))
        ac = np.where(random.integers(0, 3) > 0, np.sign(ac), ac)
        block = dc.reshape(4, 4)
        if np.abs(sums(_HADAMARD @ block @ _HADAMARD, ac)).max() <= MAX_SUM:
            return block, ac
