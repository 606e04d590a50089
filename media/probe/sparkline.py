"""Values over time as one line of text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["sparkline"]

_LEAST = 1e-9
_BLOCKS = "▁▂▃▄▅▆▇█"


def sparkline(
    at_s: NDArray[np.float64], values: NDArray[np.float64], width: int, until_s: float | None = None
) -> tuple[str, float]:
    """The highest value of each of ``width`` equal spans of time, and what a full block stands for.

    A span without values is a blank. :param until_s: end of the last span; the last time by default.
    """
    if not len(at_s) or width < 1:
        return "", 0.0
    end_s = max(float(at_s.max()) if until_s is None else until_s, _LEAST)
    spans = np.clip(at_s / end_s * width, 0, width - 1).astype(np.int64)
    highest = np.full(width, -1.0)
    np.maximum.at(highest, spans, values)
    top = float(highest.max())
    levels = np.round(highest / max(top, _LEAST) * (len(_BLOCKS) - 1)).astype(int)
    text = "".join(" " if value < 0 else _BLOCKS[level] for value, level in zip(highest, levels, strict=True))
    return text, top
