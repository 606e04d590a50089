"""`camproof agree`: does virtual time say what sockets say?"""

from __future__ import annotations

import json as json_text
import math
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from camproof.cli.live_line import LiveLine
from camproof.domain.errors import InputError, Place
from camproof.scenarios.agreement.bounds import (
    BOUNDS_FILE,
    bounds_from,
    read_bounds,
    write_bounds,
)
from camproof.scenarios.agreement.comparing import Row, compare
from camproof.scenarios.agreement.running import measured
from camproof.scenarios.ready import ready_scenario
from camproof.scenarios.schema import Scenario
from camproof.verdicts.values import show

__all__ = ["add_to"]

_HELP = """\
Run scenarios in virtual time and on sockets, and compare every
measurement with bounds fixed beforehand.

The bounds come from repeated runs on sockets: --calibrate. Those of the
library are part of camproof; keep those of your own scenarios in a file
of yours: --bounds.

[bold]Examples[/]

  camproof agree scenarios/library/ptz.scenario.yaml

  camproof agree --calibrate 5 --bounds mine.json my.scenario.yaml

  camproof agree --bounds mine.json --virtual-only my.scenario.yaml

Exit codes: 0 all agree, 1 a measurement lies outside of its bounds,
2 bad input."""

FilesArgument = Annotated[list[Path], typer.Argument(help="Scenario files.", show_default=False)]
CalibrateOption = Annotated[
    int,
    typer.Option("--calibrate", help="Run so many times on sockets, write the bounds, and compare nothing.",
                 min=0, metavar="N"),
]  # fmt: skip
BoundsOption = Annotated[
    Path, typer.Option("--bounds", help="The file of the bounds.", metavar="FILE", show_default=False)
]
OnlyOption = Annotated[bool, typer.Option("--virtual-only", help="No run on sockets beside.")]
SeedOption = Annotated[int, typer.Option("--seed", help="Of the runs; those that calibrate count on.", min=0)]
JsonOption = Annotated[bool, typer.Option("--json", help="One object a measurement and line.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Only the result.")]
_STYLES = {"agrees": "green", "differs": "bold red", "not said": "dim", "no bounds": "yellow"}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("agree", help=_HELP)(_agree)


def _agree(
    files: FilesArgument,
    calibrate: CalibrateOption = 0,
    bounds: BoundsOption = BOUNDS_FILE,
    virtual_only: OnlyOption = False,
    seed: SeedOption = 1,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    scenarios = [ready_scenario(file) for file in files]
    for scenario in scenarios:
        _check(scenario)
    known = read_bounds(bounds)
    console, differs = Console(), False
    with LiveLine(Console(stderr=True), "running", quiet=quiet) as line:
        for number, scenario in enumerate(scenarios, 1):
            where = f"{number}/{len(scenarios)} {scenario.name}"
            if calibrate:
                line.show(f"{where}: {calibrate} runs on sockets")
                runs = [measured(scenario, "wall", seed + run) for run in range(calibrate)]
                known[scenario.name] = bounds_from(runs)
                write_bounds(bounds, known)
                continue
            line.show(f"{where}: in virtual time{'' if virtual_only else ' and on sockets'}")
            virtual = measured(scenario, "virtual", seed)
            wall = None if virtual_only else measured(scenario, "wall", seed)
            rows = compare(virtual, known.get(scenario.name, {}), wall)
            differs |= any(row.word == "differs" for row in rows)
            _tell(console, scenario, rows, json=json)
    raise typer.Exit(1 if differs else 0)


def _check(scenario: Scenario) -> None:
    missing = [clock for clock in ("wall", "virtual") if clock not in scenario.clocks]
    if missing:
        raise InputError(
            f"the scenario does not declare the clock {missing[0]}",
            Place(str(scenario.file), field="runs.clocks"),
        )


def _tell(console: Console, scenario: Scenario, rows: list[Row], *, json: bool) -> None:
    if json:
        for row in rows:
            console.file.write(json_text.dumps({"scenario": scenario.name, **_plain(row)}) + "\n")
        return
    table = Table(title=scenario.name, title_justify="left", box=None, pad_edge=False)
    table.add_column("measurement", overflow="fold", ratio=1)
    for column in ("virtual", "sockets", "bounds"):
        table.add_column(column, justify="right")
    table.add_column("")
    for row in rows:
        bounds = row.bounds
        span = f"{show(bounds.low, row.unit)} .. {show(bounds.high, row.unit)}" if bounds is not None else ""
        said = f"[{_STYLES[row.word]}]{row.word}[/]" + (f" ({row.clock})" if row.clock else "")
        table.add_row(row.name, _shown(row.virtual, row), _shown(row.wall, row), span, said)
    console.print(table)


def _shown(value: float | None, row: Row) -> str:
    return "—" if value is None else show(value, row.unit)


def _plain(row: Row) -> dict[str, object]:
    """Without infinities, which JSON does not know."""
    fields = asdict(row)
    bounds = fields.pop("bounds") or {}
    fields |= {"low": bounds.get("low"), "high": bounds.get("high"), "runs": bounds.get("runs", 0)}
    return {
        name: "never" if isinstance(value, float) and math.isinf(value) else value
        for name, value in fields.items()
    }
