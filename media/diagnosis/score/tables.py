"""The tables of a scoring, as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from camproof.media.diagnosis.score.cost import Cost
from camproof.media.diagnosis.score.scoring import Rate, Scores
from camproof.media.diagnosis.score.tuning import Tuned

__all__ = [
    "as_json",
    "as_markdown",
    "as_text",
    "clean_table",
    "coded_cost_table",
    "cost_lines",
    "cost_table",
    "detection_table",
    "tuned_table",
]

Table = tuple[str, list[str], list[list[str]]]


def detection_table(scores: Scores) -> Table:
    """Title, head and rows: detection by fault and strength."""
    kinds = list(dict.fromkeys(kind for row in scores.detection for kind in row.rates))
    rows = [
        [f"{row.fault.id} {row.fault.term}", f"{row.strength:g} {row.fault.unit}"]
        + [_cell(row.rates.get(kind)) for kind in kinds]
        for row in scores.detection
    ]
    return "Detection rate", ["Fault", "Strength", *kinds], rows


def clean_table(scores: Scores) -> Table:
    """Title, head and rows: false alarms by detector and condition."""
    conditions = list(dict.fromkeys(name for row in scores.clean for name in row.rates))
    rows = []
    for row in scores.clean:
        total = Rate(sum(r.found for r in row.rates.values()), sum(r.n for r in row.rates.values()))
        told = [_cell(row.rates.get(name), short=True) for name in conditions]
        limit = f"{row.detector.limit:g} {row.detector.unit}"
        rows.append([str(row.detector.symptom), limit, *told, _cell(total), str(row.untold)])
    return "False alarms on clean video", ["Detector", "Limit", *conditions, "all", "could not tell"], rows


def cost_table(costs: Sequence[Cost]) -> Table:
    """Title, head and rows: cost by detector."""
    rows = [[cost.what, f"{cost.sample_ms:.2f}", f"{cost.picture_ms:.2f}"] for cost in costs]
    return "Cost, 1280x720, a sample of 8 pictures", ["What", "ms a sample", "ms a picture"], rows


def coded_cost_table(costs: Sequence[Cost]) -> Table:
    """Title, head and rows: cost of samples as they come from streams."""
    rows = [[cost.what, f"{cost.sample_ms:.0f}"] for cost in costs]
    return "Cost of a coded sample of 8 pictures", ["What", "ms of a core a sample"], rows


def tuned_table(tuned: Sequence[Tuned]) -> Table:
    """Title, head and rows: chosen limits."""
    rows = [
        [str(one.detector.symptom), f"{one.limit:.3g}", f"{one.detector.limit:g}", one.detector.unit,
         f"{one.clean_high:.3g} ({one.clean})", f"{one.faulty_low:.3g} ({one.faulty})"]
        for one in tuned
    ]  # fmt: skip
    head = ["Detector", "chosen", "in use", "unit", "highest clean (n)", "lowest at nominal (n)"]
    return "Limits chosen on the tuning part", head, rows


def as_text(table: Table) -> str:
    """Aligned columns."""
    title, head, rows = table
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [head, *rows]
    ]
    return "\n".join([title, *(line.rstrip() for line in lines), ""])


def as_markdown(table: Table) -> str:
    """A Markdown table under its title."""
    title, head, rows = table
    lines = ["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows]]
    return "\n".join([f"### {title}", "", *lines, ""])


def as_json(scores: Scores, costs: Sequence[Cost]) -> Iterator[str]:
    """One object a line."""
    for row in scores.detection:
        base: dict[str, Any] = {"what": "detection", "fault": row.fault.id, "symptom": str(row.fault.symptom)}
        base |= {"strength": row.strength, "unit": row.fault.unit}
        yield from _lines(base, "material", row.rates)
    for clean in scores.clean:
        yield from _lines({"what": "false alarm"} | clean.detector.as_dict(), "condition", clean.rates)
    yield from cost_lines(costs)


def cost_lines(costs: Sequence[Cost]) -> Iterator[str]:
    """One object a line."""
    for cost in costs:
        yield json.dumps({"what": "cost", "of": cost.what, "value": cost.sample_ms, "unit": "ms a sample"})


def _lines(base: dict[str, Any], key: str, rates: dict[str, Rate]) -> Iterator[str]:
    for name, rate in rates.items():
        yield json.dumps(base | {key: name} | rate.as_dict(), ensure_ascii=False)


def _cell(rate: Rate | None, *, short: bool = False) -> str:
    if rate is None:
        return "–"
    if short:
        return f"{rate.found}/{rate.n}"
    low, high = rate.interval
    return f"{rate.found}/{rate.n} = {rate.share:.0%} ({low:.0%}–{high:.0%})"
