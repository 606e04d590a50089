"""`camproof report`: show a run again, from its journal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from camproof.reports import print_result
from camproof.scenarios.running.launch import rebuild
from camproof.verdicts import RunFolder

__all__ = ["add_to"]

_HELP = """\
Show a run again and write its reports anew from the journal, also of a run that was cut off.

Example:

  camproof report runs/latest
"""


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", help=_HELP)(_report)


def _report(
    run: Annotated[Path, typer.Argument(help="The folder of a run.")] = Path("runs/latest"),
) -> None:
    folder = RunFolder.open(run)
    result = rebuild(folder)
    print_result(result, Console(), report=str(folder.report_html))
    raise typer.Exit(result.exit_code)
