"""Rows: one list for the table and for JSON."""

from __future__ import annotations

import pytest

from camproof.media.probe.figures import Figure, as_json, lines, percentile_figures
from camproof.media.receive.report import Percentiles


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.00052, "share", "0.052 %"), (0.0, "share", "0 %"), (12.3456, "ms", "12.35 ms"),
        (0.1234, "s", "0.123 s"), (1234.56, "kbit/s", "1235 kbit/s"), (25.0, "fps", "25 fps"),
        (True, "", "yes"), (7, "", "7"),
        ("High", "", "High"), (200208385, "ssrc", "0200208385 (0x0BEEF001)"), (-28800.5, "s", "-28800 s"),
        (40.0000001, "ms", "40 ms"),
    ],
)  # fmt: skip
def test_values_read_well(value: float, unit: str, text: str) -> None:
    (line,) = lines([Figure("g", "n", "label", value, unit)])
    assert line.text == text


def test_figures_of_one_label_share_a_line_and_those_without_a_value_are_left_out() -> None:
    figures = [
        Figure("a", "lost", "lost", None),
        *percentile_figures("a", "late_{}_ms", "late", "ms", Percentiles.of([1, 2, 30])),
        Figure("a", "width_px", "size", 640, "px"),
        Figure("a", "height_px", "size", 480, "px", glue=" × ", bad=True),
    ]
    assert [(line.label, line.text, line.bad) for line in lines(figures)] == [
        ("late", "min 1, p50 2, p95 30, p99 30, max 30 ms", False),
        ("size", "640 × 480 px", True),
    ]
    found = as_json(figures)["a"]
    assert (found["lost"], found["late_p50_ms"], found["width_px"]) == (None, 2, 640)
