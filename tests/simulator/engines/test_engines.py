"""The same bits from this process, from several, and from a Dask cluster, in any order."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence

import pytest

from camproof.simulator.engines import DaskEngine, DaskMissingError, Engine, Here, Processes, local
from camproof.simulator.model import Asked, City, Replication

NUMBERS = range(6)


def bits(replications: Sequence[Replication]) -> list[bytes]:
    """Each replication as bytes, in the order of numbers."""
    in_order = sorted(replications, key=lambda each: each.number)
    return [pickle.dumps([getattr(each, name) for name in each.__dataclass_fields__]) for each in in_order]


def played(engine: Engine, numbers: Sequence[int] = NUMBERS) -> list[bytes]:
    with engine:
        return bits(list(engine.play(numbers)))


@pytest.fixture(scope="module")
def city(small_city: Callable[..., City]) -> City:
    return small_city(200, crews=3)


@pytest.fixture(scope="module")
def here(city: City) -> list[bytes]:
    return played(Here(city, 5, Asked()))


def test_the_order_of_replications_changes_nothing(city: City, here: list[bytes]) -> None:
    assert played(Here(city, 5, Asked()), list(reversed(NUMBERS))) == here
    assert len(set(here)) == len(here)
    assert played(Here(city, 6, Asked())) != here


def test_processes_give_the_same_bits(city: City, here: list[bytes]) -> None:
    assert played(Processes(city, 5, Asked(), 2)) == here


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_dask_cluster_gives_the_same_bits(city: City, here: list[bytes]) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=2,
        processes=False,
        protocol="tcp://",
        host="127.0.0.1",
        dashboard_address=None,
    ) as cluster:
        assert played(DaskEngine(city, 5, Asked(), cluster.scheduler_address)) == here


def test_a_scheduler_that_does_not_answer_is_named(city: City) -> None:
    with (
        pytest.raises(DaskMissingError, match=r"tcp://127\.0\.0\.1:9"),
        DaskEngine(city, 5, Asked(), "tcp://127.0.0.1:9", timeout_s=0.2),
    ):
        pass


def test_one_job_needs_no_processes(city: City) -> None:
    assert isinstance(local(city, 1, Asked(), 1), Here)
    assert isinstance(local(city, 1, Asked(), 2), Processes)
