"""`camproof agree`: does virtual time say what sockets say?"""

from __future__ import annotations

import json as json_text
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from camproof.cli.live_line import LiveLine
from camproof.cli.sentences import print_sentences
from camproof.domain.errors import InputError, Place
from camproof.scenarios.agreement.bounds import (
    BOUNDS_FILE,
    Seen,
    read_seen,
    write_seen,
)
from camproof.scenarios.agreement.comparing import Row, compare
from camproof.scenarios.agreement.running import TooBusyError, calibrated, measured
from camproof.scenarios.ready import ready_scenario
from camproof.scenarios.schema import Scenario
from camproof.verdicts.values import show

__all__ = ["add_to"]

_HELP = """\
Run scenarios in virtual time and on sockets, and compare every
measurement with bounds fixed beforehand.

The bounds come from repeated runs on sockets: --calibrate. Those of the
library are part of camproof; keep those of your own scenarios in a file
of yours: --bounds. They are written after each scenario, so that a
calibration that was interrupted goes on with --missing. Calibrate on a
machine with nothing else to do.

[bold]Examples[/]

  camproof agree scenarios/library/ptz.scenario.yaml

  camproof agree --calibrate 5 --bounds mine.json my.scenario.yaml

  camproof agree --calibrate 5 --missing scenarios/library/*.yaml

  camproof agree --bounds mine.json --virtual-only my.scenario.yaml

Exit codes: 0 all agree, 1 a measurement lies outside of its bounds,
2 bad input, 3 a measurement has no bounds, or the machine was too busy to
run it on sockets."""

FilesArgument = Annotated[list[Path], typer.Argument(help="Scenario files.", show_default=False)]
CalibrateOption = Annotated[
    int,
    typer.Option("--calibrate", help="Run so many times on sockets, write the bounds, and compare nothing.",
                 min=0, metavar="N"),
]  # fmt: skip
BoundsOption = Annotated[
    Path, typer.Option("--bounds", help="The file of the bounds.", metavar="FILE", show_default=False)
]
MissingOption = Annotated[
    bool, typer.Option("--missing", help="Calibrate only scenarios that have no bounds yet.")
]
OnlyOption = Annotated[bool, typer.Option("--virtual-only", help="No run on sockets beside.")]
SeedOption = Annotated[int, typer.Option("--seed", help="Of the runs; those that calibrate count on.", min=0)]
JsonOption = Annotated[bool, typer.Option("--json", help="One object a measurement and line.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Only the result.")]
_Known = dict[str, dict[str, Seen]]
_STYLES = {"agrees": "green", "differs": "bold red", "not said": "dim", "no bounds": "yellow"}


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("agree", help=_HELP)(_agree)


def _agree(
    files: FilesArgument,
    calibrate: CalibrateOption = 0,
    missing: MissingOption = False,
    bounds: BoundsOption = BOUNDS_FILE,
    virtual_only: OnlyOption = False,
    seed: SeedOption = 1,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    scenarios = [ready_scenario(file) for file in files]
    for scenario in scenarios:
        _check(scenario)
    if missing and not calibrate:
        raise InputError("only a calibration can be of what is missing", Place(field="--missing"),
                         "add --calibrate 5")  # fmt: skip
    known = read_seen(bounds)
    with LiveLine(Console(stderr=True), "running", quiet=quiet) as line:
        if calibrate:
            wanted = [one for one in scenarios if not (missing and known.get(one.name))]
            tally = _calibrate(wanted, calibrate, seed, bounds, known, line)
        else:
            tally = _compare(scenarios, seed, known, line, wall=not virtual_only, json=json)
    if not json:
        print_sentences(Console(), tally.told(calibrating=bool(calibrate)))
    raise typer.Exit(tally.exit_code)


@dataclass(slots=True)
class _Tally:
    """The names of scenarios by what came of them."""

    good: list[str] = field(default_factory=list)
    differ: list[str] = field(default_factory=list)
    unbounded: list[str] = field(default_factory=list)
    busy: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        return 1 if self.differ else 3 if self.unbounded or self.busy else 0

    def told(self, *, calibrating: bool) -> str:
        lines = [f"{len(self.good)} {'calibrated' if calibrating else 'agree'}"]
        lines += [f"{len(self.differ)} differ: {', '.join(self.differ)}"] if self.differ else []
        if self.unbounded:
            hint = "camproof agree --calibrate 5 --bounds FILE makes them, on a quiet machine"
            lines.append(f"{len(self.unbounded)} have no bounds: {', '.join(self.unbounded)} ({hint})")
        busy = f"{len(self.busy)} say nothing, as the machine was too busy: {', '.join(self.busy)}"
        return "\n".join([*lines, *([busy] if self.busy else [])])


def _calibrate(
    scenarios: Sequence[Scenario], runs: int, seed: int, file: Path, known: _Known, line: LiveLine
) -> _Tally:
    tally = _Tally()
    for number, scenario in enumerate(scenarios, 1):
        line.show(f"{number}/{len(scenarios)} {scenario.name}: {runs} runs on sockets")
        try:
            known[scenario.name] = calibrated(scenario, runs, seed)
        except TooBusyError as busy:
            line.say(f"{scenario.name}: {busy}")
            tally.busy.append(scenario.name)
            continue
        write_seen(file, known)
        tally.good.append(scenario.name)
    return tally


def _compare(
    scenarios: Sequence[Scenario], seed: int, known: _Known, line: LiveLine, *, wall: bool, json: bool
) -> _Tally:
    tally, console = _Tally(), Console()
    for number, scenario in enumerate(scenarios, 1):
        also = " and on sockets" if wall else ""
        line.show(f"{number}/{len(scenarios)} {scenario.name}: in virtual time{also}")
        virtual, beside = measured(scenario, "virtual", seed), None
        try:
            beside = measured(scenario, "wall", seed) if wall else None
        except TooBusyError as busy:
            line.say(f"{scenario.name}: {busy}")
            tally.busy.append(scenario.name)
        rows = compare(virtual, known.get(scenario.name, {}), beside)
        _tell(console, scenario, rows, json=json)
        words = {row.word for row in rows}
        if "differs" in words:
            tally.differ.append(scenario.name)
        elif "no bounds" in words or not known.get(scenario.name):
            tally.unbounded.append(scenario.name)
        elif scenario.name not in tally.busy:
            tally.good.append(scenario.name)
    return tally


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
