"""Macroblocks of the band: Intra_16x16 with DC prediction at the coarsest quantiser, no chroma.

Levels are large, so sums run into 0 or 255 and pictures come out clean whatever was predicted.
"""

from __future__ import annotations

from collections.abc import Sequence

from camproof.media.overlay.h264.cavlc import put_block
from camproof.protocols.nal import BitWriter

__all__ = [
    "BLACK_FROM_GREY",
    "BLOCK_PLACES",
    "DC_PX",
    "NO_CONTEXT",
    "QP",
    "SATURATING",
    "Context",
    "put_flat",
    "put_macroblock",
]

QP = 51
DC_PX = 14
"""What one level of the only DC coefficient adds to all 256 pixels at QP 51 (8.5.10: (896 + 32) >> 6)."""
SATURATING = 16
"""Takes any prediction to at least 224 or to at most 31; 16 and -16 have codes of one length."""
BLACK_FROM_GREY = 10
"""Takes 128, the prediction without neighbours, to 0."""

_DC_PREDICTION = 2
_WITH_AC = 12
_FIRST_TYPE = {True: 1, False: 6}
"""mb_type of the first Intra_16x16 in I and P slices (tables 7-11 and 7-13)."""
BLOCK_PLACES = tuple(
    (2 * (number >> 3) + (number >> 1 & 1), 2 * (number >> 2 & 1) + (number & 1)) for number in range(16)
)
"""Row and column of the 4x4 blocks in coding order (figure 6-10)."""

Context = tuple[int, int, int, int]
"""Coefficients of the four blocks at the left, from the top."""
NO_CONTEXT: Context = (0, 0, 0, 0)


def put_macroblock(
    writer: BitWriter,
    *,
    intra: bool,
    dc: tuple[int, ...],
    ac: Sequence[Sequence[tuple[int, ...]]],
    left: Context | None,
) -> Context:
    """Write one macroblock of the first row of a slice, without the mb_skip_run that P slices have before it.

    :param dc: 16 levels in the order of the scan.
    :param ac: [row][column] of the 4x4 blocks: 15 levels each in the order of the scan.
    :param left: context of the macroblock at the left, zeros where it is skipped, None where there is none.
    :return: context for the macroblock at the right.
    """
    with_ac = any(any(block) for row in ac for block in row)
    writer.ue(_FIRST_TYPE[intra] + _DC_PREDICTION + with_ac * _WITH_AC).ue(0).se(0)
    put_block(writer, dc, left[0] if left else 0)
    if not with_ac:
        return NO_CONTEXT
    counts = [[0] * 4 for _ in range(4)]
    for row, column in BLOCK_PLACES:
        beside = counts[row][column - 1] if column else left and left[row]
        above = counts[row - 1][column] if row else None
        counts[row][column] = put_block(writer, ac[row][column], _mean(beside, above))
    return counts[0][3], counts[1][3], counts[2][3], counts[3][3]


def _mean(beside: int | None, above: int | None) -> int:
    """The context nC from the blocks that there are (9.2.1)."""
    if beside is None or above is None:
        return beside or above or 0
    return beside + above + 1 >> 1


_NO_AC = (((),) * 4,) * 4
_NO_MORE_DC = (0,) * 15


def put_flat(writer: BitWriter, *, intra: bool, level: int, left: Context = NO_CONTEXT) -> None:
    """Write a macroblock that adds ``DC_PX * level`` to what is predicted, without mb_skip_run."""
    put_macroblock(writer, intra=intra, dc=(level, *_NO_MORE_DC), ac=_NO_AC, left=left)
