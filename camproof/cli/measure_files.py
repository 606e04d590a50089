"""The file of figures that `camproof measure --csv` leaves."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from camproof.media.load.figures import FIGURES, as_row
from camproof.media.load.measured import MeasuredStream

__all__ = ["csv_text"]


def csv_text(streams: Sequence[MeasuredStream]) -> str:
    """A head, then a row a stream in the order of their coming; what was not measured is empty."""
    text = io.StringIO()
    rows = csv.DictWriter(text, [figure.name for figure in FIGURES])
    rows.writeheader()
    rows.writerows(as_row(stream) for stream in streams)
    return text.getvalue()
