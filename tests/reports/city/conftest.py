"""A small city, played; and the same city with more crews."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from camproof.reports.city import CityReport, Comparison, CoverageView, Making, coverage_view
from camproof.simulator.answers import CityResult, Effort, compare, play_until_decided, result_of
from camproof.simulator.coverage import study
from camproof.simulator.engines import Replicas, local
from camproof.simulator.inputs import open_city
from camproof.simulator.layout import lay_out
from camproof.simulator.model import Asked, prepared
from camproof.simulator.values import PLACE_TYPES, CoverageSpec, Places, PlaceType

TOWN = """\
city: A town
cameras: {count: 220, districts: 3}
failures:
  - {of: camera, life: exponential 4000 h}
  - {of: picture, life: never}
spares:
  - {name: lens, stock: 2}
crews:
  - {name: day, count: CREWS, hours: "Mon-Fri 08:00-18:00", cost-per-year: 200000}
goals:
  - {measure: intact rate, class: key-public-area, at least: 99.52 %}
  - {measure: online rate, at least: 99.6 %}
  - {measure: intact rate, at least: 90 %}
"""
MAKING = Making(
    file="town.city.yaml",
    command="camproof city run town.city.yaml --seed 3 --replications 6",
    started="2026-01-01T08:00:00+08:00",
    took_s=1.5,
    played="this process",
    host="bench",
    versions=(("numpy", "2.0"),),
)


def played(folder: Path, crews: int, replications: int = 6, text: str = TOWN) -> CityResult:
    file = folder / f"{crews}.city.yaml"
    file.write_text(text.replace("CREWS", str(crews)), encoding="utf-8")
    opened = open_city(file, 3)
    city = prepared(opened.spec, opened.inventory, lay_out(opened.inventory, opened.spec.rules))
    effort = Effort(least=replications, most=replications)
    return result_of(city, 3, play_until_decided(city, local(Replicas(city, 3, Asked()), 1), effort))


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> CityReport:
    result = played(tmp_path_factory.mktemp("town"), 1)
    return CityReport(result=result, making=MAKING, notes=("no inventory: made up from seed 3",))


@pytest.fixture(scope="session")
def view(report: CityReport) -> CoverageView:
    """Two places: one below the first camera, one far from all."""
    inventory = report.result.city.inventory
    x_m, y_m = (np.array([axis[0], axis.max() + 5000.0]) for axis in (inventory.x_m, inventory.y_m))
    places = Places(
        names=("a crossing", "a far village"),
        place=np.array([0, 1], np.int32),
        kind=np.array([PLACE_TYPES.index(kind) for kind in (PlaceType.CROSSING, PlaceType.RURAL)], np.int8),
        x_m=x_m,
        y_m=y_m,
        weight=np.array([3.0, 1.0]),
    )
    all_round = replace(inventory, heading_deg=np.full(len(inventory), np.nan))
    return coverage_view(places, study(all_round, places, CoverageSpec()))


@pytest.fixture(scope="session")
def comparison(report: CityReport, tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    result = played(tmp_path_factory.mktemp("other"), 3)
    second = CityReport(result=result, making=replace(MAKING, file="more.city.yaml"))
    return Comparison(
        first=report, second=second, differences=compare(report.result.rows, result.rows), making=MAKING
    )
