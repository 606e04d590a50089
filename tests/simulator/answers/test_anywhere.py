"""Studies say the same wherever they are played, and in whatever order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest

from camproof.simulator.answers import PhaseJob, Phases, Variant, Variants, build_out, figures, inputs_of
from camproof.simulator.engines import DaskEngine, Engine, Here, Processes
from camproof.simulator.model import Asked, Builder, City, replicate
from camproof.simulator.values import CitySpec, Phase

TITLES = ("failures, camera, life: mean h", "network: access", "costs: truck roll", "network: cores")


@pytest.fixture(scope="module")
def spec(small_city: Callable[..., City]) -> CitySpec:
    return replace(small_city(60, crews=2).spec, period_h=2000.0)


@pytest.fixture(scope="module")
def variants(spec: CitySpec) -> tuple[Variants, list[Variant]]:
    builder = Builder(1)
    city = builder(spec)
    usual = [figures(city, replicate(city, 1, number, Asked(causes=False))) for number in range(2)]
    chosen = [(each.path, value) for each in inputs_of(spec) if each.title in TITLES for value in each.others]
    return Variants(builder, spec, 1, usual), [Variant(at, *other) for at, other in enumerate(chosen)]


def bits(engine: Engine[Variant, tuple[int, object]], jobs: Sequence[Variant]) -> dict[int, str]:
    """Each answer by its number; figures with all their digits."""
    with engine:
        return {at: repr(effect) for at, effect in engine.play(jobs)}


@pytest.fixture(scope="module")
def here(variants: tuple[Variants, list[Variant]]) -> dict[int, str]:
    return bits(Here(variants[0]), variants[1])


def test_the_order_of_variants_changes_nothing(
    variants: tuple[Variants, list[Variant]], here: dict[int, str]
) -> None:
    assert len(set(here.values())) == len(here) == 8
    assert bits(Here(variants[0]), variants[1][::-1]) == here


def test_processes_say_the_same_of_variants(
    variants: tuple[Variants, list[Variant]], here: dict[int, str]
) -> None:
    assert bits(Processes(variants[0], 2), variants[1]) == here


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_dask_cluster_says_the_same_of_variants(
    variants: tuple[Variants, list[Variant]], here: dict[int, str]
) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=2,
        processes=False,
        protocol="tcp://",
        host="127.0.0.1",
        dashboard_address=None,
    ) as cluster:
        assert bits(DaskEngine(variants[0], cluster.scheduler_address), variants[1]) == here


class Backwards:
    """An engine that does the last job first."""

    def __init__(self, work: Phases) -> None:
        self._work = work

    def play(self, jobs: Sequence[PhaseJob], /) -> Iterator[tuple[PhaseJob, dict]]:
        yield from map(self._work, reversed(jobs))

    def __enter__(self) -> Backwards:
        return self

    def __exit__(self, *error: object) -> None:
        return None


def test_phases_are_the_same_in_any_order_and_on_processes(spec: CitySpec) -> None:
    city = Builder(1)(replace(spec, phases=(Phase(name="2027", add=5),)))
    told: list[tuple[int, int, str]] = []
    usual = build_out(city, 1, 2, progress=lambda *at: told.append(at))
    assert told[0] == (0, 6, "today")
    assert told[-1] == (6, 6, "2027")
    assert [each.cameras for each in usual] == [60, 65]
    for engine_of in (Backwards, lambda work: Processes(work, 2)):
        assert repr(build_out(city, 1, 2, engine_of)) == repr(usual)
