"""Replications on one core, on all cores and on a Dask cluster: how quick, and whether they are the same."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Sequence
from dataclasses import fields
from hashlib import sha256

from benchmarks.city.whole import whole_city
from benchmarks.rows import Figure, Row
from camproof.simulator.engines import DaskEngine, Engine, Here, Processes, Replicas
from camproof.simulator.model import Asked, Replication

__all__ = ["cores_rows", "dask_rows"]

CAMERAS = 100_000
ASKED = Asked(causes=False)


def cores_rows(scale: float) -> list[Row]:
    """All cores of this process against one."""
    work, jobs = _work(scale)
    cores = len(os.sched_getaffinity(0))
    usual_s, usual = _played(Here(work), jobs)
    took_s, found = _played(Processes(work, cores), jobs)
    return _rows(_what(work, jobs, f"{cores} cores"), (usual_s, took_s), usual, found)


def dask_rows(scale: float) -> list[Row]:
    """A LocalCluster with a process a core against one core."""
    from distributed import LocalCluster  # noqa: PLC0415 - an extra

    work, jobs = _work(scale)
    cores = len(os.sched_getaffinity(0))
    usual_s, usual = _played(Here(work), jobs)
    with LocalCluster(
        n_workers=cores, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        took_s, found = _played(DaskEngine(work, cluster.scheduler_address), jobs)
    return _rows(_what(work, jobs, f"Dask, {cores} workers"), (usual_s, took_s), usual, found)


def _what(work: Replicas, jobs: range, where: str) -> str:
    cameras = f"{len(work.city.inventory):,}".replace(",", " ")
    return f"{len(jobs)} replications of {cameras} cameras on {where}"


def _rows(what: str, seconds: tuple[float, float], usual: dict[int, str], found: dict[int, str]) -> list[Row]:
    """:param seconds: on one core, and here."""
    differing = sum(found.get(number) != digest for number, digest in usual.items())
    return [
        Row(
            what=what,
            figure=Figure((seconds[1],)),
            unit="s",
            peer="one core",
            peer_figure=Figure((seconds[0],)),
            note="wall time after four replications a core that warm it up; a ratio below 1 is quicker",
        ),
        Row(
            what=f"{what}: replications that differ",
            figure=Figure((float(differing),)),
            unit="",
            at_most=0,
            note="by a digest of every figure of each replication",
        ),
    ]


def _work(scale: float) -> tuple[Replicas, range]:
    """The city, and eight replications for each core; those before them warm the workers up."""
    cores = len(os.sched_getaffinity(0))
    city = whole_city(max(1000, round(CAMERAS * scale)))
    return Replicas(city, 1, ASKED), range(4 * cores, 12 * cores)


def _played(engine: Engine[int, Replication], jobs: range) -> tuple[float, dict[int, str]]:
    """Wall time, and a digest of each replication; what comes before the jobs is not timed."""
    with engine:
        for _ in engine.play(range(jobs.start)):
            pass
        begun_s = time.perf_counter()
        done = list(engine.play(jobs))
        took_s = time.perf_counter() - begun_s
    return took_s, {each.number: _digest(each) for each in done}


def _digest(replication: Replication) -> str:
    parts: Sequence[bytes] = [pickle.dumps(getattr(replication, each.name)) for each in fields(replication)]
    return sha256(b"".join(parts)).hexdigest()
