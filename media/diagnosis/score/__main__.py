"""``python -m camproof.media.diagnosis.score``: score the detectors, or tune their limits."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from camproof.media.diagnosis.score.cost import costs
from camproof.media.diagnosis.score.scoring import score
from camproof.media.diagnosis.score.tables import (
    as_json,
    as_markdown,
    as_text,
    clean_table,
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
    scores, spent = score(asked.video, _note), costs()
    if asked.json:
        for line in as_json(scores, spent):
            _say(line)
        return 0
    for table in (detection_table(scores), clean_table(scores), cost_table(spent)):
        _say(render(table))
    _say(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m camproof.media.diagnosis.score", description=__doc__)
    parser.add_argument("--video", type=Path, help="a video file: its first part tunes, the rest is scored")
    parser.add_argument("--tune", action="store_true", help="print limits chosen on the tuning part instead")
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
