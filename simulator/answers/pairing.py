"""Two designs played together until their goals' figures are told apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from camproof.simulator.answers.comparing import compare
from camproof.simulator.answers.deciding import key_of
from camproof.simulator.answers.figures import Key, figures
from camproof.simulator.answers.running import Effort
from camproof.simulator.answers.sameness import same_fates
from camproof.simulator.engines import Engine
from camproof.simulator.model import City, Replication

__all__ = ["play_until_apart"]

Design = tuple[City, Engine[int, Replication]]
Figures = Mapping[Key, float]


def play_until_apart(
    designs: tuple[Design, Design],
    effort: Effort,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> tuple[list[Replication], list[Replication]]:
    """Play both equally often, in the order of numbers.

    It ends when, at two looks one after the other, each figure that a goal of either is about is told apart
    or was the same in every replication, or after ``effort.most`` replications of each; see :class:`Effort`.
    Designs that differ in nothing that is played need one look. Both engines must have one seed.

    :param progress: told how many replications of both are done and how many the next look needs.
    """
    done: tuple[list[Replication], list[Replication]] = ([], [])
    rows: tuple[list[Figures], list[Figures]] = ([], [])
    keys = {key_of(goal) for city, _ in designs for goal in city.spec.goals}
    settled = same_fates(designs[0][0].spec, designs[1][0].spec)
    for look in effort.looks():
        first = len(done[0])
        for side, (city, engine) in enumerate(designs):
            batch = []
            for replication in engine.play(range(first, look)):
                batch.append(replication)
                progress(first * 2 + side * (look - first) + len(batch), look * 2)
            batch.sort(key=lambda each: each.number)
            done[side].extend(batch)
            rows[side].extend(figures(city, each) for each in batch)
        now = _settled(keys, rows)
        if now and settled:
            break
        settled = now
    return done


def _settled(keys: set[Key], rows: tuple[Sequence[Figures], Sequence[Figures]]) -> bool:
    told = [each for each in compare(*rows) if each.key in keys]
    return bool(told) and all(each.sure or each.untouched for each in told)
