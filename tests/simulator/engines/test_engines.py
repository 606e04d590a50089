"""The same bits from this process, from several, and from a Dask cluster, in any order."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path

import pytest

from camproof.simulator.engines import (
    DaskEngine,
    DaskMissingError,
    Engine,
    Here,
    Processes,
    Replicas,
    local,
)
from camproof.simulator.model import Asked, City, Replication

NUMBERS = range(6)


def bits(replications: Sequence[Replication]) -> list[list[bytes]]:
    """Each replication's fields as bytes, in the order of numbers.

    Each alone: a pickle of all of them also tells which of their strings and types are one object.
    """
    in_order = sorted(replications, key=lambda each: each.number)
    return [[pickle.dumps(getattr(each, field.name)) for field in fields(each)] for each in in_order]


def played(engine: Engine[int, Replication], numbers: Sequence[int] = NUMBERS) -> list[list[bytes]]:
    with engine:
        return bits(list(engine.play(numbers)))


@pytest.fixture(scope="module")
def city(small_city: Callable[..., City]) -> City:
    return small_city(200, crews=3)


@pytest.fixture(scope="module")
def here(city: City) -> list[list[bytes]]:
    return played(Here(Replicas(city, 5, Asked())))


def test_the_order_of_replications_changes_nothing(city: City, here: list[list[bytes]]) -> None:
    assert played(Here(Replicas(city, 5, Asked())), list(reversed(NUMBERS))) == here
    assert len({tuple(each) for each in here}) == len(here)
    assert played(Here(Replicas(city, 6, Asked()))) != here


def test_processes_give_the_same_bits(city: City, here: list[list[bytes]]) -> None:
    assert played(Processes(Replicas(city, 5, Asked()), 2)) == here


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_dask_cluster_gives_the_same_bits(city: City, here: list[list[bytes]]) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1,
        threads_per_worker=2,
        processes=False,
        protocol="tcp://",
        host="127.0.0.1",
        dashboard_address=None,
    ) as cluster:
        assert played(DaskEngine(Replicas(city, 5, Asked()), cluster.scheduler_address)) == here


def test_a_scheduler_that_does_not_answer_is_named(city: City) -> None:
    with (
        pytest.raises(DaskMissingError, match=r"tcp://127\.0\.0\.1:9"),
        DaskEngine(Replicas(city, 5, Asked()), "tcp://127.0.0.1:9", timeout_s=0.2),
    ):
        pass


SLOW = """\
import os, time
from pathlib import Path
from camproof.simulator.engines import Processes

class Slow:
    def __call__(self, job):
        Path(__file__).with_name(f"{os.getpid()}.pid").touch()
        for _ in range(600):
            time.sleep(0.1)
"""
PLAY = """\
import signal
from slow import Processes, Slow

signal.signal(signal.SIGTERM, signal.default_int_handler)
with Processes(Slow(), 2) as engine:
    for _ in engine.play(range(2)):
        pass
"""


def runs(pid: int) -> bool:
    """Whether there is such a process; one that nobody waited for is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(holds: Callable[[], bool], timeout_s: float = 60.0) -> bool:
    ends_s = time.monotonic() + timeout_s
    while not holds() and time.monotonic() < ends_s:
        time.sleep(0.05)
    return holds()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_with_the_program_that_started_them(tmp_path: Path, number: signal.Signals) -> None:
    """Long before the minute that each of their jobs takes."""
    (tmp_path / "slow.py").write_text(SLOW, encoding="utf-8")
    (tmp_path / "play.py").write_text(PLAY, encoding="utf-8")
    with subprocess.Popen([sys.executable, str(tmp_path / "play.py")], stderr=subprocess.DEVNULL) as program:
        try:
            assert until(lambda: len(list(tmp_path.glob("*.pid"))) == 2)
            workers = [int(path.stem) for path in tmp_path.glob("*.pid")]
            assert all(runs(pid) for pid in workers)
            program.send_signal(number)
            program.wait(20)
            assert until(lambda: not any(runs(pid) for pid in workers), 20)
        finally:
            program.kill()


def test_one_job_needs_no_processes(city: City) -> None:
    assert isinstance(local(Replicas(city, 1, Asked()), 1), Here)
    assert isinstance(local(Replicas(city, 1, Asked()), 2), Processes)
