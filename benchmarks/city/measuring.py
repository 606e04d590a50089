"""Measures years of a city, ours and the plain model's, each in a process of its own on one core."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.city.plain import plain_model
from benchmarks.city.sample import MTBF_H, MTTR_H, sample_city
from benchmarks.city.whole import whole_city
from benchmarks.worker import Line, Worker
from camproof.simulator.model import Asked, replicate
from camproof.simulator.values import HOURS_PER_YEAR

__all__ = ["Taken", "our_years", "plain_years", "timed", "whole_years"]

_CORE = 0
_LONGEST_S = 3600.0
_WARM_UP = 2000


@dataclass(frozen=True, slots=True)
class Taken:
    """What replications of a year took.

    :param cpu_s: process time of each; :param peak_mb: resident memory of the process.
    :param repairs: of the last.
    """

    cpu_s: tuple[float, ...]
    peak_mb: float
    repairs: int


def our_years(cameras: int, replications: int) -> Taken:
    """The sample city; loops are compiled beforehand."""
    return _taken(_ours, cameras, replications)


def whole_years(cameras: int, replications: int) -> Taken:
    """A whole city, from failures to the figures of each camera; loops are compiled beforehand."""
    return _taken(_whole, cameras, replications)


def plain_years(cameras: int, replications: int) -> Taken:
    """Cameras alone, each a SimPy process, with a crew for everybody."""
    return _taken(_plain, cameras, replications)


def timed(work: Callable[..., None], **settings: Any) -> dict[str, Any]:
    """What a function in a process of its own on one core tells."""
    with Worker(_CORE, work, **settings) as worker:
        return worker.facts(_LONGEST_S)


def _taken(work: Callable[..., None], cameras: int, replications: int) -> Taken:
    return Taken(**timed(work, cameras=cameras, replications=replications))


def _ours(line: Line, cameras: int, replications: int) -> None:
    sample_city(_WARM_UP).year(0)
    city = sample_city(cameras)
    _tell(line, replications, lambda row: len(city.year(row).log.mode))


def _whole(line: Line, cameras: int, replications: int) -> None:
    asked = Asked(causes=False, demand=False)
    replicate(whole_city(_WARM_UP), 1, 0, asked)
    city = whole_city(cameras)
    _tell(line, replications, lambda row: replicate(city, 1, row, asked).repairs.count)


def _plain(line: Line, cameras: int, replications: int) -> None:
    def year(row: int) -> int:
        draw = random.Random(row).expovariate
        return len(
            plain_model(cameras, lambda *_: draw(1 / MTBF_H), lambda *_: draw(1 / MTTR_H), HOURS_PER_YEAR)
        )

    _tell(line, replications, year)


def _tell(line: Line, replications: int, year: Callable[[int], int]) -> None:
    took: list[float] = []
    repairs = 0
    for row in range(replications):
        begin_s = time.process_time()
        repairs = year(row)
        took.append(time.process_time() - begin_s)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line.tell(cpu_s=tuple(took), peak_mb=peak_mb, repairs=repairs)
