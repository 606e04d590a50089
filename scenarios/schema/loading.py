"""Reading a scenario file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast, get_args

from camproof.domain.documents.fields import Fields
from camproof.domain.documents.files import compose_file, top_fields
from camproof.domain.documents.problems import Problems
from camproof.domain.documents.tree import Table
from camproof.domain.forms import Form
from camproof.scenarios.schema.cameras import read_cameras
from camproof.scenarios.schema.cascade import check_foreign_lower, read_cascade
from camproof.scenarios.schema.context import Context
from camproof.scenarios.schema.given import CameraSource, with_given
from camproof.scenarios.schema.model import ClockName, Loop, PhaseSpec, Scenario, SystemSpec
from camproof.scenarios.schema.network import read_network
from camproof.scenarios.schema.overrides import lay_over
from camproof.scenarios.schema.phases import read_phases
from camproof.scenarios.schema.platform import read_platform, read_system_choice
from camproof.scenarios.schema.variants import read_variants, varied
from camproof.scenarios.schema.vocabulary import Vocabulary

__all__ = ["load_scenario", "read_scenario"]

LOOPS: tuple[Loop, ...] = get_args(Loop)
CLOCKS: tuple[ClockName, ...] = get_args(ClockName)
_TAG_HINT = "write one word, as in must-fail"
_TAG = re.compile(r"[^\W_][\w.-]{0,79}\Z")


def load_scenario(
    path: Path | str,
    *,
    overrides: Sequence[str] = (),
    known: Vocabulary | None = None,
    cameras: CameraSource | None = None,
    system: SystemSpec | None = None,
    variant: str = "",
) -> Scenario:
    """Read and check a scenario file.

    :param overrides: ``field=value``, as the option ``--set`` gives them.
    :param known: the words that may be used; by default the catalogues' alone, without measures and actions.
    :param cameras: an inventory whose cameras take the places of the scenario's.
    :param system: a platform to test in place of the scenario's.
    :param variant: one of the file's variants; empty for the file as it stands, of which then every variant
        is checked too.
    :raises InputErrors: all that is wrong with the file and the options, each with its place.
    :raises InputError: the file has no such variant, or its lower platform has to be the built-in one.
    """
    path, problems, words = Path(path), Problems(), known or Vocabulary()
    table = compose_file(path, problems, "a scenario")
    if table is None:
        problems.raise_if_any()
        raise AssertionError("a file without a table has a problem")

    def read(name: str, found: Problems) -> Scenario:
        context = Context(words, found, path.parent)
        fields = top_fields(_laid(table, name, overrides, found), found)
        return read_scenario(fields, path, context, cameras)

    scenario = replace(read(variant, problems), variant=variant)
    for name in scenario.variants if not variant and not len(problems) else ():
        found = Problems()
        read(name, found)
        problems.add_all(found, f"in the variant {name}: ")
    problems.raise_if_any()
    scenario = scenario if system is None else replace(scenario, system=system)
    check_foreign_lower(scenario)
    return scenario


def _laid(table: Table, variant: str, overrides: Sequence[str], problems: Problems) -> Table:
    """The file's table with a variant, then the options, laid over it."""
    if variant:
        table = varied(table, variant, problems)
    return lay_over(table, overrides, problems)


def read_scenario(fields: Fields, path: Path, bare: Context, given: CameraSource | None = None) -> Scenario:
    """The scenario that the fields of a whole file describe; what is wrong is noted there.

    :param bare: without cameras; these are read from the fields.
    """
    title = fields.text("scenario", path.name, required=True)
    proves = fields.text("proves", required=True)
    loops, clocks = _runs(fields)
    platform = read_platform(fields)
    system = read_system_choice(fields, bare)
    domain = system.domain if system is not None and system.domain else platform.domain
    cameras = read_cameras(fields, bare, domain)
    if given is not None and cameras:
        cameras = with_given(cameras, given, bare.problems)
    context = replace(
        bare, cameras=cameras, cascaded=fields.has("cascade"), heartbeat_count=platform.heartbeat_count
    )
    cascade, phases = read_cascade(fields, context, domain), read_phases(fields, context)
    scenario = Scenario(
        title=title,
        proves=" ".join(proves.split()),
        file=path,
        cameras=cameras,
        phases=phases,
        tags=_tags(fields),
        loops=loops,
        clocks=clocks,
        system=system,
        platform=platform,
        cascade=cascade,
        network=read_network(fields, context),
        seed=fields.whole("seed", 0, low=0, high=2**63 - 1) if fields.has("seed") else None,
        must_fail=_must_fail(fields, phases),
        variants=read_variants(fields),
    )
    fields.finish("a scenario")
    return scenario


def _tags(fields: Fields) -> tuple[str, ...]:
    """Words by which runs are chosen: pytest makes markers of them."""
    scalars = fields.scalars("tags", Form("tag", r"^[^\s_]\S*$", _TAG_HINT))
    for scalar in scalars:
        if not _TAG.match(scalar.text):
            what = f"{scalar.text!r} is no tag"
            fields.problems.add(what, scalar.place, "tags", _TAG_HINT)
    return tuple(dict.fromkeys(scalar.text for scalar in scalars))


def _must_fail(fields: Fields, phases: tuple[PhaseSpec, ...]) -> tuple[str, ...]:
    """Measures of the file's targets."""
    judged = dict.fromkeys(target.measure for phase in phases for target in phase.targets)
    return fields.words("must-fail", "measure of any target", judged, own=True)


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
