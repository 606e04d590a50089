"""``python -m camproof.media.diagnosis.score``: score the detectors, tune their limits, or time them."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from camproof.media.diagnosis.score.cost import coded_costs, costs
from camproof.media.diagnosis.score.scoring import score
from camproof.media.diagnosis.score.tables import (
    as_json,
    as_markdown,
    as_text,
    clean_table,
    coded_cost_table,
    cost_lines,
    cost_table,
    detection_table,
    tuned_table,
)
from camproof.media.diagnosis.score.tuning import tune

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    asked = _parser().parse_args(arguments)
    render = as_markdown if asked.markdown else as_text
    if asked.tune:
        _say(render(tuned_table(tune(asked.video, _note))))
        return 0
    scores = None if asked.cost else score(asked.video, _note)
    spent, coded = costs(), coded_costs()
    if asked.json:
        every = [*spent, *coded]
        for line in cost_lines(every) if scores is None else as_json(scores, every):
            _say(line)
        return 0
    scored = () if scores is None else (detection_table(scores), clean_table(scores))
    for table in (*scored, cost_table(spent), coded_cost_table(coded)):
        _say(render(table))
    _say(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m camproof.media.diagnosis.score", description=__doc__)
    parser.add_argument("--video", type=Path, help="a video file: its first part tunes, the rest is scored")
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument("--tune", action="store_true", help="print limits chosen on the tuning part instead")
    instead.add_argument("--cost", action="store_true", help="print what samples and detectors cost alone")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one object a line")
    form.add_argument("--markdown", action="store_true", help="tables for the documentation")
    return parser


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _note(text: str) -> None:
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
