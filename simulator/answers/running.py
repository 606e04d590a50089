"""Replications until the goals are decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from camproof.simulator.answers.deciding import decided
from camproof.simulator.answers.estimating import estimates
from camproof.simulator.answers.figures import figures
from camproof.simulator.engines import Engine
from camproof.simulator.model import City, Replication

__all__ = ["Effort", "play_until_decided"]

_GROWTH = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How many replications to play.

    The intervals are looked at after ``least`` replications and then at each half as many more, whatever the
    number of cores; the goals must be decided at two looks one after the other, so that a lucky first
    interval does not end it (the look-ahead of Hoad, Robinson and Davies 2010, "Automated selection of the
    number of replications for a discrete-event simulation").
    """

    least: int = 10
    most: int = 100

    def looks(self) -> Iterator[int]:
        """How many replications are there at each look."""
        at = self.least
        while at < self.most:
            yield at
            at = max(at + 1, int(at * _GROWTH))
        yield self.most


def play_until_decided(
    city: City,
    engine: Engine[int, Replication],
    effort: Effort,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> list[Replication]:
    """Play, in the order of numbers.

    :param progress: told how many are done and how many the next look needs.
    """
    done: list[Replication] = []
    rows = []
    settled = False
    for look in effort.looks():
        batch = []
        for replication in engine.play(range(len(done), look)):
            batch.append(replication)
            progress(len(done) + len(batch), look)
        batch.sort(key=lambda each: each.number)
        done += batch
        rows += [figures(city, each) for each in batch]
        now = decided(city.spec.goals, estimates(rows))
        if now and settled:
            break
        settled = now
    return done
