"""What engines play: work that is the same for all jobs, and the job of a replication."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from camproof.simulator.model import Asked, City, Replication, replicate

__all__ = ["Done_co", "Engine", "Job_contra", "Replicas", "Work"]

Job_contra = TypeVar("Job_contra", contravariant=True)
Done_co = TypeVar("Done_co", covariant=True)


class Work(Protocol[Job_contra, Done_co]):
    """Does jobs; it is sent to each worker once, pickled, and what it does depends on the job alone."""

    def __call__(self, job: Job_contra, /) -> Done_co: ...


class Engine(Protocol[Job_contra, Done_co]):
    """Does the jobs of one work; a context manager that lets go of its workers at the end."""

    def play(self, jobs: Sequence[Job_contra], /) -> Iterator[Done_co]:
        """These, in whatever order they are done."""
        ...

    def __enter__(self) -> Any: ...

    def __exit__(self, *error: object) -> None: ...


@dataclass(frozen=True, slots=True, eq=False)
class Replicas:
    """Replications of a city; a job is the number of one."""

    city: City
    seed: int
    asked: Asked

    def __call__(self, number: int, /) -> Replication:
        return replicate(self.city, self.seed, number, self.asked)
