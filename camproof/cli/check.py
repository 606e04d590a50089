"""`camproof check`: read scenario files, run nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from camproof.reports.text import count_text
from camproof.scenarios.ready import ready_scenario
from camproof.scenarios.schema import InputErrors

__all__ = ["add_to"]

_HELP = """\
Check scenario files and their variants without running them; names every mistake with its line.

Example:

  camproof check scenarios/library/*.scenario.yaml
"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check", help=_HELP)(_check)


def _check(files: Annotated[list[Path], typer.Argument(help="Scenario files.")]) -> None:
    console, errors = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)
    bad = 0
    for file in files:
        try:
            scenario = ready_scenario(file)
        except InputErrors as error:
            errors.print(Text(str(error), style="red"))
            bad += 1
            continue
        targets = sum(len(phase.targets) for phase in scenario.phases)
        variants = f", variants {', '.join(scenario.variants)}" if scenario.variants else ""
        size = ((scenario.count, "camera"), (len(scenario.phases), "phase"), (targets, "target"))
        cameras, phases, judged = (count_text(count, noun) for count, noun in size)
        told = f"{file}: {cameras}, {phases}, {scenario.duration_s:g} s, {judged}{variants}"
        console.print(Text(told))
    if bad:
        raise typer.Exit(2)
