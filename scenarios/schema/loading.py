"""Reading a scenario file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast, get_args

from camproof.scenarios.schema.cameras import read_cameras
from camproof.scenarios.schema.context import Context
from camproof.scenarios.schema.fields import Fields
from camproof.scenarios.schema.files import compose_file, top_fields
from camproof.scenarios.schema.given import CameraSource, with_given
from camproof.scenarios.schema.model import ClockName, Loop, Scenario, SystemSpec
from camproof.scenarios.schema.network import read_network
from camproof.scenarios.schema.overrides import lay_over
from camproof.scenarios.schema.phases import read_phases
from camproof.scenarios.schema.platform import read_platform, read_system_choice
from camproof.scenarios.schema.problems import Problems
from camproof.scenarios.schema.vocabulary import Vocabulary

__all__ = ["load_scenario"]

LOOPS: tuple[Loop, ...] = get_args(Loop)
CLOCKS: tuple[ClockName, ...] = get_args(ClockName)


def load_scenario(
    path: Path | str,
    *,
    overrides: Sequence[str] = (),
    known: Vocabulary | None = None,
    cameras: CameraSource | None = None,
    system: SystemSpec | None = None,
) -> Scenario:
    """Read and check a scenario file.

    :param overrides: ``field=value``, as the option ``--set`` gives them.
    :param known: the words that may be used; by default the catalogues' alone, without measures and actions.
    :param cameras: an inventory whose cameras take the places of the scenario's.
    :param system: a platform to test in place of the scenario's.
    :raises InputErrors: all that is wrong with the file and the options, each with its place.
    """
    path, problems = Path(path), Problems()
    table = compose_file(path, problems, "a scenario")
    if table is None:
        problems.raise_if_any()
        raise AssertionError("a file without a table has a problem")
    table = lay_over(table, overrides, problems)
    fields = top_fields(table, problems)
    scenario = _read(fields, path, Context(known or Vocabulary(), problems, path.parent), cameras)
    problems.raise_if_any()
    return scenario if system is None else replace(scenario, system=system)


def _read(fields: Fields, path: Path, bare: Context, given: CameraSource | None) -> Scenario:
    title = fields.text("scenario", path.name, required=True)
    proves = fields.text("proves", required=True)
    loops, clocks = _runs(fields)
    platform = read_platform(fields)
    system = read_system_choice(fields, bare)
    domain = system.domain if system is not None and system.domain else platform.domain
    cameras = read_cameras(fields, bare, domain)
    if given is not None and cameras:
        cameras = with_given(cameras, given, bare.problems)
    context = Context(bare.known, bare.problems, bare.folder, cameras)
    scenario = Scenario(
        title=title,
        proves=" ".join(proves.split()),
        file=path,
        cameras=cameras,
        phases=read_phases(fields, context),
        tags=tuple(scalar.text for scalar in fields.scalars("tags")),
        loops=loops,
        clocks=clocks,
        system=system,
        platform=platform,
        network=read_network(fields, context),
        seed=fields.whole("seed", 0, low=0, high=2**63 - 1) if fields.has("seed") else None,
    )
    fields.finish("a scenario")
    return scenario


def _runs(fields: Fields) -> tuple[tuple[Loop, ...], tuple[ClockName, ...]]:
    runs = fields.sub("runs")
    if runs is None:
        return ("sil",), ("wall",)
    loops = cast(tuple[Loop, ...], runs.words("loops", "loop", LOOPS, ("sil",)))
    clocks = cast(tuple[ClockName, ...], runs.words("clocks", "clock", CLOCKS, ("wall",)))
    if "hil" in loops and "wall" not in clocks:
        runs.problem("clocks", "hardware in the loop runs by the wall clock", "add wall")
    runs.finish("runs")
    return loops, clocks
