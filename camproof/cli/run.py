"""`camproof run`: a scenario from file to verdicts."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from camproof.cli.inventory import camera_source
from camproof.cli.options import ColumnOption, QuietOption, RegionOption, SourceOption, StampOption
from camproof.cli.progress import ScreenProgress
from camproof.domain.errors import InputError, Place
from camproof.reports import RunResult, print_result
from camproof.scenarios.loops import loop_of
from camproof.scenarios.ready import ready_scenario
from camproof.scenarios.running.launch import Launch, launch, rebuild, resumed_options
from camproof.scenarios.running.stage import Stage
from camproof.scenarios.schema import ClockName, Scenario, load_system
from camproof.scenarios.schema.stamps import stamp_named
from camproof.scenarios.sil.cast import ClipShelf
from camproof.scenarios.sil.clocks import clock_of
from camproof.scenarios.sil.grounds import ground_of
from camproof.scenarios.sil.records import camera_records
from camproof.scenarios.sil.stage import SilStage
from camproof.simulator.values import ServiceTimes
from camproof.verdicts import RunFolder

__all__ = ["add_to"]

_HELP = """\
Run a scenario and judge it.

Examples:

  camproof run scenarios/library/acceptance.scenario.yaml

  camproof run acceptance.scenario.yaml --source street.mp4 --cameras cctv.csv --region 340200

  camproof run acceptance.scenario.yaml --set platform.heartbeat-interval="10 s" --seed 7

  camproof run acceptance.scenario.yaml --clock virtual --seed 7

  camproof run power-cut.scenario.yaml --variant tcp --clock virtual

  camproof run power-cut-district.scenario.yaml --loop mil --calibration runs/latest

  camproof run --resume runs/latest

Exit codes: 0 pass, 1 fail, 2 bad input, 3 inconclusive, 4 infrastructure error, 130 interrupted.
"""


ScenarioFile = Annotated[Path | None, typer.Argument(help="A *.scenario.yaml file.", show_default=False)]
SeedOption = Annotated[
    int | None, typer.Option("--seed", help="The run's seed; drawn and named when not given.", min=0)
]
OutOption = Annotated[Path, typer.Option("--out", help="Where the run's folder is made.")]
CamerasOption = Annotated[
    Path | None,
    typer.Option(
        "--cameras", help="An inventory (CSV) that takes the place of the scenario's cameras.", metavar="FILE"
    ),
]
SystemOption = Annotated[
    Path | None, typer.Option("--system", help="A file that describes your platform.", metavar="FILE")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help="Replace a field of the scenario, as in platform.heartbeat-interval=10s. May be repeated.",
        metavar="FIELD=VALUE",
    ),
]
ClockOption = Annotated[
    str,
    typer.Option(
        "--clock",
        help="wall or virtual, by default the first that the scenario declares. Virtual: the same cameras "
        "and platform on a simulated network, as fast as they can be computed, the same for one seed.",
        metavar="CLOCK",
        show_default=False,
    ),
]
LoopOption = Annotated[
    str,
    typer.Option(
        "--loop",
        help="sil: virtual cameras and the platform's code; mil, for any scenario: a model says what they "
        "would do, and what it cannot say is not run. By default sil, where the scenario declares it.",
        metavar="LOOP",
        show_default=False,
    ),
]
CalibrationOption = Annotated[
    Path | None,
    typer.Option(
        "--calibration",
        help="Service times of the model, for --loop mil: what camproof city calibrate wrote, or a run's "
        "folder or result.json.",
        metavar="FILE",
    ),
]
VariantOption = Annotated[
    str,
    typer.Option("--variant", help="One of the scenario's variants.", metavar="NAME", show_default=False),
]
ResumeOption = Annotated[
    Path | None,
    typer.Option("--resume", help="Go on with a run that was cut off: its folder.", metavar="RUN"),
]
JunitOption = Annotated[
    Path | None, typer.Option("--junit", help="Write the JUnit file here too.", metavar="FILE")
]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run", help=_HELP)(_run)


def _run(
    scenario: ScenarioFile = None,
    seed: SeedOption = None,
    out: OutOption = Path("runs"),
    source: SourceOption = None,
    stamp: StampOption = "",
    cameras: CamerasOption = None,
    region: RegionOption = "",
    column: ColumnOption = None,
    system: SystemOption = None,
    set_: SetOption = None,
    loop: LoopOption = "",
    calibration: CalibrationOption = None,
    clock: ClockOption = "",
    variant: VariantOption = "",
    resume: ResumeOption = None,
    junit: JunitOption = None,
    quiet: QuietOption = False,
) -> None:
    options: dict[str, Any] = {
        "scenario": _text(scenario),
        "source": _text(source),
        "stamp": stamp,
        "cameras": _text(cameras),
        "region": region,
        "columns": column or [],
        "system": _text(system),
        "set": set_ or [],
        "loop": loop,
        "calibration": _text(calibration),
        "clock": clock,
        "variant": variant,
    }
    if resume is not None:
        _check_resumed(seed, out)
        options = _same_run(resume, options)
    if junit is not None and (junit.is_dir() or not os.access(_nearest_folder(junit), os.W_OK)):
        raise InputError(f"{junit} cannot be written", Place(field="--junit"))
    progress = ScreenProgress(Console(stderr=True), quiet=quiet)
    shelf = ClipShelf(_path(options["source"]), progress.preparing, stamp_named(options.get("stamp", "")))
    loaded = _load(options)
    clock, stage_of = _loop(loaded, options, shelf, progress)
    run = Launch(
        scenario=loaded,
        make_stage=stage_of,
        clock=clock,
        out=out,
        seed=seed,
        options=options,
        command=shlex.join(["camproof", *sys.argv[1:]]),
        resume=resume,
        junit=junit,
    )
    raise typer.Exit(_play(run, shelf, progress).exit_code)


def _loop(
    scenario: Scenario, options: dict[str, Any], shelf: ClipShelf, progress: ScreenProgress
) -> tuple[ClockName, Callable[[Scenario, int], Stage]]:
    """The clock and the maker of stages of the loop that was asked for."""
    modelled = loop_of(scenario, options.get("loop", "")) == "mil"
    _check_loop(options, modelled=modelled)
    if modelled:
        from camproof.scenarios.mil.stage import MilStage  # noqa: PLC0415  (SciPy: for this loop only)

        service = _service(_path(options.get("calibration", "")))
        return "virtual", lambda plan, number: MilStage(plan, number, progress, service)
    clock = clock_of(scenario, options.get("clock", ""))
    return clock, lambda plan, number: SilStage(plan, number, shelf, progress, ground_of(clock))


def _play(run: Launch, shelf: ClipShelf, progress: ScreenProgress) -> RunResult:
    """Make the run and show what came of it, also of one that was cut off."""
    console, folders = Console(), list[RunFolder]()
    try:
        with progress:
            if shelf.source is not None:
                shelf.clip(camera_records(run.scenario)[0])
            result, folder = launch(run, progress, folders.append)
    except (KeyboardInterrupt, Exception):
        if folders and folders[0].result_json.is_file():
            _show(rebuild(folders[0]), folders[0], console)
        raise
    _show(result, folder, console)
    return result


def _show(result: RunResult, folder: RunFolder, console: Console) -> None:
    print_result(result, console, report=str(folder.report_html))


def _load(options: dict[str, Any]) -> Scenario:
    if not options["scenario"]:
        raise InputError("no scenario is named", suggestion="camproof run FILE, or --resume RUN")
    source = camera_source(options["cameras"], options["region"], options["columns"], "--cameras")
    video = _path(options["source"])
    if video is not None and not video.is_file():
        raise InputError(f"there is no file {str(video)!r}", Place(field="--source"))
    return ready_scenario(
        Path(options["scenario"]),
        overrides=options["set"],
        cameras=source,
        system=load_system(Path(options["system"])) if options["system"] else None,
        variant=options.get("variant", ""),
    )


def _same_run(resume: Path, given: dict[str, Any]) -> dict[str, Any]:
    """The options of the run that is resumed; none of them may be given anew, but for the file itself."""
    kept = resumed_options(resume)
    for name, value in given.items():
        if value and value != kept.get(name):
            field = "the scenario" if name == "scenario" else f"--{name}"
            raise InputError(f"{field} cannot change in a resumed run", suggestion="start a new run")
    return kept


def _check_loop(options: dict[str, Any], *, modelled: bool) -> None:
    """The model keeps its own time and has no pictures; nothing else has service times."""
    if not modelled:
        if options.get("calibration"):
            raise InputError("service times are for the model", Place(field="--calibration"), "--loop mil")
        return
    if options.get("clock", "") not in ("", "virtual"):
        raise InputError("the mil loop has no clock on the wall", Place(field="--clock"), "leave it out")
    for name in ("source", "stamp"):
        if options.get(name):
            raise InputError("the mil loop has no pictures", Place(field=f"--{name}"), "leave it out")


def _service(calibration: Path | None) -> ServiceTimes | None:
    if calibration is None:
        return None
    from camproof.scenarios.mil.calibration import read_calibration  # noqa: PLC0415  (pyproj, pyarrow: for this option only)

    return read_calibration(calibration)


def _check_resumed(seed: int | None, out: Path) -> None:
    for name, given in (("--seed", seed is not None), ("--out", out != Path("runs"))):
        if given:
            raise InputError(f"{name} cannot change in a resumed run", suggestion="start a new run")


def _nearest_folder(file: Path) -> Path:
    """The folder of a file, or the first one above it that exists."""
    return next(folder for folder in file.resolve().parents if folder.is_dir())


def _text(path: Path | None) -> str:
    return "" if path is None else str(path.resolve())


def _path(text: str) -> Path | None:
    return Path(text) if text else None
