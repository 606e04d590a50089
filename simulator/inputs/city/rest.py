"""`costs:`, `coverage:`, `goals:` and `phases:`."""

from __future__ import annotations

from pathlib import Path

from camproof.domain.documents import Fields, Table
from camproof.simulator.inputs.city.quantities import file_named, measured, money
from camproof.simulator.values import CLASS_WORDS, Costs, CoverageSpec, Goal, Phase, PlaceType
from camproof.verdicts import Catalogue, VerdictsError, load_requirements

__all__ = ["MEASURES", "read_costs", "read_coverage", "read_goals", "read_phases"]

_COVERED = "coverage in effect"
MEASURES = ("intact rate", "online rate", "recording completeness", _COVERED)
_METRICS = {_COVERED: "video coverage"}
_CLASS_OF = {_COVERED: "key-public-area"}
"""The catalogue knows coverage of key places only."""
_COSTS = Costs()
_SIGHT = CoverageSpec()


def read_costs(fields: Fields) -> Costs:
    """Money, each amount with a default."""
    costs = fields.sub("costs")
    if costs is None:
        return _COSTS
    found = Costs(
        currency=costs.text("currency", _COSTS.currency),
        truck_roll=money(costs, "truck-roll", _COSTS.truck_roll),
        camera_per_year=money(costs, "camera-per-year", _COSTS.camera_per_year),
        switch_per_year=money(costs, "switch-per-year", _COSTS.switch_per_year),
        new_camera=money(costs, "new-camera", _COSTS.new_camera),
        new_switch=money(costs, "new-switch", _COSTS.new_switch),
        new_recorder=money(costs, "new-recorder", _COSTS.new_recorder),
        join_camera=money(costs, "join-camera", _COSTS.join_camera),
        upgrade_hd=money(costs, "upgrade-hd", _COSTS.upgrade_hd),
    )
    costs.finish("costs")
    return found


def read_coverage(fields: Fields, folder: Path) -> CoverageSpec:
    """What is to be seen."""
    coverage = fields.sub("coverage")
    if coverage is None:
        return _SIGHT
    found = CoverageSpec(
        places=file_named(coverage, "places", folder),
        kinds=_kinds(coverage),
        occluders=file_named(coverage, "buildings", folder),
        target_height_m=measured(coverage, "target-height", "way", _SIGHT.target_height_m, high=100.0),
        default_range_m=measured(coverage, "range", "way", _SIGHT.default_range_m, low=1.0, high=50_000.0),
        default_field_of_view_deg=measured(
            coverage, "view", "angle", _SIGHT.default_field_of_view_deg, low=1.0, high=360.0
        ),
        default_height_m=measured(coverage, "height", "way", _SIGHT.default_height_m, low=0.1, high=500.0),
        propose=coverage.whole("propose", _SIGHT.propose, high=10_000),
    )
    coverage.finish("coverage")
    return found


def _kinds(coverage: Fields) -> tuple[tuple[str, str], ...]:
    kinds = coverage.sub("kinds")
    if kinds is None:
        return ()
    known = tuple(str(each) for each in PlaceType)
    found = tuple(
        (key.text, kinds.word(key.text, "place type", known, str(PlaceType.OTHER)))
        for key, _ in kinds.table.items
    )
    kinds.finish("kinds of places")
    return found


def read_goals(fields: Fields, usual: tuple[Goal, ...]) -> tuple[Goal, ...]:
    """What must be reached; the file's rows take the place of the usual ones."""
    found = []
    catalogue = load_requirements()
    for row in fields.rows("goals"):
        for name in ("measure", "at least"):
            if not row.has(name):
                row.missing(name)
        measure = row.word("measure", "measure of a city", MEASURES, MEASURES[0])
        camera_class = row.word("class", "camera class", CLASS_WORDS) or None
        if measure == _COVERED:
            _check_covered(row, places=_names_places(fields))
            camera_class = None
        goal = Goal(
            measure=measure,
            at_least=row.quantity("at least", "share", 0.98),
            camera_class=camera_class,
            requirement=_requirement(row, catalogue, measure, camera_class),
        )
        row.finish("a goal")
        found.append(goal)
    return tuple(found) if found else usual


def _check_covered(row: Fields, *, places: bool) -> None:
    """What is covered are places, which have no class, and there must be some."""
    if row.has("class"):
        row.problem("class", "coverage is of places, which have no class of camera", "leave it out")
    if not places:
        what = "there is nothing to be covered: the file names no places"
        row.problem("measure", what, "coverage: {places: places.csv}")


def _names_places(fields: Fields) -> bool:
    coverage = fields.table.get("coverage")
    return isinstance(coverage, Table) and coverage.get("places") is not None


def _requirement(row: Fields, catalogue: Catalogue, measure: str, camera_class: str | None) -> str:
    """The row of the catalogue that the goal names, or the one for its measure and class."""
    metric = _METRICS.get(measure, measure)
    fitting = tuple(each.id for each in catalogue if each.metric == metric)
    if row.has("requirement"):
        return row.word("requirement", f"requirement for the {measure}", fitting, fitting[0])
    try:
        return catalogue.for_metric(metric, camera_class or _CLASS_OF.get(measure)).id
    except VerdictsError as error:
        row.problem("class", str(error))
        return fitting[0]


def read_phases(fields: Fields) -> tuple[Phase, ...]:
    """The years of the build-out."""
    found = []
    for number, row in enumerate(fields.rows("phases")):
        phase = Phase(
            name=row.text("name", f"year {number + 1}"),
            add=row.whole("add", 0, high=10**7),
            network=row.whole("network", 0, high=10**7),
            upgrade_hd=row.whole("upgrade-hd", 0, high=10**7),
            crews=_crews(row),
        )
        row.finish("a phase of the build-out")
        found.append(phase)
    return tuple(found)


def _crews(row: Fields) -> tuple[tuple[str, int], ...]:
    crews = row.sub("crews")
    if crews is None:
        return ()
    found = tuple((key.text, crews.whole(key.text, 0, high=100_000)) for key, _ in crews.table.items)
    crews.finish("crews by team")
    return found
