"""`camproof explore`: which faults, when and where, make a scenario miss its targets?"""

from __future__ import annotations

import math
import os
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from camproof.cli.live_line import LiveLine
from camproof.domain.errors import InputError, Place
from camproof.domain.faults import Fault
from camproof.platforms.cascade import CASCADE_FAULTS
from camproof.scenarios.explore.searching import Search
from camproof.scenarios.explore.staging import stages
from camproof.scenarios.explore.timelines import Space, faults_like
from camproof.scenarios.explore.trial import try_scenario
from camproof.scenarios.explore.unmissable import unmissable
from camproof.scenarios.explore.workers import Explored, Tally, explore
from camproof.scenarios.ready import ready_scenario
from camproof.scenarios.running.result import EXIT_CODES
from camproof.scenarios.schema import Scenario
from camproof.scenarios.sil.clocks import clock_of
from camproof.scenarios.sil.records import camera_records
from camproof.verdicts import Outcome, worst

__all__ = ["add_to"]

_HELP = """\
Search for faults under which a scenario misses its targets, in virtual
time and on all cores.

Time lines are drawn (which faults, when, how long, on which cameras),
joined to that of the scenario and played. The first that misses a target
is made simpler as long as it still does; then everything else that it
does not need is left out of the file. What is left is a scenario file
that repeats the failure.

No camera has two faults at once: one would hide the other. Faults end
early enough before the phase does for cameras to come back: see --calm.
So give the phase targets that must hold whatever happens, such as
"detection of offline", "online rate" or "recovery time to 99 %", this
with a limit below the time that is left after the faults.

[bold]Examples[/]

  camproof explore cut.scenario.yaml --minutes 10

  camproof explore cut.scenario.yaml --faults 'link.*' --most 2

  camproof run cut-explored.scenario.yaml --clock virtual --seed 0

Exit codes: 0 nothing found, 1 a target was missed, 2 bad input, 3 nothing
was tried, 4 a run broke off (its file is written, too) or the search
itself failed, 130 interrupted."""

_LAYERS = ("power", "network", "signalling", "platform")
_CALM_INTERVALS = 4

ScenarioArgument = Annotated[Path, typer.Argument(help="The scenario file.", show_default=False)]
MinutesOption = Annotated[float, typer.Option("--minutes", help="How long to search.", min=0.01)]
FaultsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--faults", help="Faults to draw, as in 'link.*'; may be repeated. By default all of power, network, "
        "signalling and platform.", metavar="PATTERN", show_default=False,
    ),
]  # fmt: skip
MostOption = Annotated[int, typer.Option("--most", help="Faults in one time line.", min=1, max=20)]
PhaseOption = Annotated[
    str,
    typer.Option("--phase", help="Whose time line they join; by default the longest phase.",
                 metavar="NAME", show_default=False),
]  # fmt: skip
CalmOption = Annotated[
    float | None,
    typer.Option("--calm", help="Seconds without a fault at the end of the phase; by default four keepalive "
                 "intervals, but half of the phase at most.", min=0.0, show_default=False),
]  # fmt: skip
ShortestOption = Annotated[
    float | None,
    typer.Option("--shortest", help="Seconds that a fault lasts at least; by default so long that a silent "
                 "camera must have been found.", min=0.0, show_default=False),
]  # fmt: skip
SeedOption = Annotated[int, typer.Option("--seed", help="Of every run and of what is drawn.", min=0)]
JobsOption = Annotated[
    int | None, typer.Option("--jobs", help="Processes; by default one a core.", min=1, show_default=False)
]
VariantOption = Annotated[
    str,
    typer.Option("--variant", help="One of the scenario's variants.", metavar="NAME", show_default=False),
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", help="Where what is found is written; by default NAME-explored.scenario.yaml here.",
                 metavar="FILE", show_default=False),
]  # fmt: skip
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Only the result.")]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explore", help=_HELP)(_explore)


def _explore(
    scenario: ScenarioArgument,
    minutes: MinutesOption = 5.0,
    faults: FaultsOption = None,
    most: MostOption = 3,
    phase: PhaseOption = "",
    calm: CalmOption = None,
    shortest: ShortestOption = None,
    seed: SeedOption = 0,
    jobs: JobsOption = None,
    variant: VariantOption = "",
    out: OutOption = None,
    quiet: QuietOption = False,
) -> None:
    loaded = ready_scenario(scenario, variant=variant)
    clock_of(loaded, "virtual")
    number = _phase_number(loaded, phase)
    file = out or Path(f"{loaded.name}-explored.scenario.yaml")
    if not os.access(file.resolve().parent, os.W_OK):
        raise InputError(f"{file} cannot be written", Place(field="--out"))
    space = _space(loaded, number, faults, most, (calm, shortest))
    wanted = Search(scenario=loaded, phase=number, space=space, seed=seed, draw_seed=seed, until_s=math.inf)
    _check_base(loaded, seed)
    errors = Console(stderr=True)
    for sentence in unmissable(loaded.phases[number], space):
        errors.print(sentence, highlight=False)
    begun_s = time.monotonic()
    last = Tally()
    with LiveLine(errors, "searching", quiet=quiet) as line:
        next_s = 0.0

        def told(tally: Tally) -> None:
            nonlocal next_s, last
            last, elapsed_s = tally, time.monotonic() - begun_s
            if not quiet and elapsed_s >= next_s:
                next_s = elapsed_s + line.every_s
                line.show(_line(tally, elapsed_s))

        cores = jobs or len(os.sched_getaffinity(0))
        found = explore(wanted, cores, minutes, file.resolve().parent, told)
    if found is None:
        raise typer.Exit(_nothing_found(last.tries, minutes))
    file.write_text(found.text, encoding="utf-8")
    _show(found, file, seed)
    raise typer.Exit(EXIT_CODES[worst(miss.outcome for miss in found.misses)])


def _phase_number(scenario: Scenario, name: str) -> int:
    names = [phase.name for phase in scenario.phases]
    if not name:
        return max(range(len(names)), key=lambda number: scenario.phases[number].duration_s)
    if name not in names:
        raise InputError(f"there is no phase {name!r}; there are {', '.join(names)}", Place(field="--phase"))
    return names.index(name)


def _space(
    scenario: Scenario,
    phase: int,
    patterns: list[str] | None,
    most: int,
    times_s: tuple[float | None, float | None],
) -> Space:
    duration_s, platform = scenario.phases[phase].duration_s, scenario.platform
    calm_s, shortest_s = times_s
    if calm_s is None:
        calm_s = min(_CALM_INTERVALS * platform.heartbeat_interval_s, duration_s / 2)
    if shortest_s is None:
        shortest_s = platform.heartbeat_interval_s * (platform.heartbeat_count + 2)
    end_s, least_s = math.floor(duration_s - calm_s), max(1, math.ceil(shortest_s))
    if end_s < least_s:
        raise InputError(
            f"a phase of {duration_s:g} s leaves no time for a fault of {least_s} s and {calm_s:g} s of calm",
            Place(field="--calm"),
            "give a longer phase, or shorter times: --calm, --shortest",
        )
    records = camera_records(scenario)
    return Space(
        faults=_possible(faults_like(patterns) if patterns else _of_layers(), scenario),
        cameras=len(records),
        districts=tuple(dict.fromkeys(record.district for record in records)),
        shortest_s=least_s,
        end_s=end_s,
        most=most,
    )


def _of_layers() -> tuple[Fault, ...]:
    return tuple(row for row in faults_like(["*"]) if row.layer in _LAYERS)


def _possible(faults: tuple[Fault, ...], scenario: Scenario) -> tuple[Fault, ...]:
    """Without an upper platform nothing can happen between the two."""
    kept = tuple(row for row in faults if scenario.cascade is not None or row.id not in CASCADE_FAULTS)
    if not kept:
        raise InputError(
            "such faults need an upper platform, and the scenario has none", Place(field="--faults")
        )
    return kept


def _check_base(scenario: Scenario, seed: int) -> None:
    """What fails without any fault more needs no search."""
    misses = try_scenario(scenario, seed, stages()).misses
    if misses:
        raise InputError(
            f"the scenario misses a target as it stands: {misses[0].line}", Place(str(scenario.file)),
            f"camproof run {scenario.file} --clock virtual --seed {seed}",
        )  # fmt: skip


def _line(tally: Tally, elapsed_s: float) -> str:
    stage = "making the file shorter" if tally.shortening else "searching"
    return f"{stage}: {tally.tries} runs, {tally.missed} missed a target, {elapsed_s:.0f} s"


def _nothing_found(tries: int, minutes: float) -> int:
    """Say so; gives the exit code."""
    if tries:
        Console().print(f"Nothing found in {minutes:g} min, {tries} runs.", highlight=False)
        return EXIT_CODES[Outcome.PASS]
    said = "Nothing was tried: no time line that was drawn could be played. Give more --minutes or --faults."
    Console().print(said, soft_wrap=True, highlight=False)
    return EXIT_CODES[Outcome.INCONCLUSIVE]


def _show(found: Explored, file: Path, seed: int) -> None:
    console = Console()
    for miss in found.misses:
        console.print(f"{miss.line} [{miss.phase}]", markup=False, highlight=False)
    console.print(f"Written: {file}", soft_wrap=True, highlight=False)
    if not found.in_time:
        console.print("Time was up before it was as simple as can be: give more --minutes.", highlight=False)
    repeat = f"camproof run {file} --clock virtual --seed {seed}"
    console.print(f"Repeat it: {repeat}", soft_wrap=True, highlight=False)
