"""What the pictures of a batch say that their rows do not, put one behind the other."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["NO_WORDS", "Words"]


class Words(NamedTuple):
    """FRAME records tell where theirs lie.

    :param text: uint8[n].
    :param ends: int64[m], where the packets end of rows that are cut in a way of their own.
    """

    text: NDArray[np.uint8]
    ends: NDArray[np.int64]


NO_WORDS = Words(np.zeros(0, np.uint8), np.zeros(0, np.int64))
