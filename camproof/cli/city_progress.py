"""How far a city is: reading, laying out, replications and how the goals stand."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Self

from rich.console import Console

from camproof.cli.live_line import LiveLine
from camproof.reports.city.numbers import estimate_text, share_text
from camproof.simulator.answers import Estimate, Key, estimate, figures, key_of
from camproof.simulator.engines import Engine
from camproof.simulator.model import City, Replication

__all__ = ["Telling", "Watched"]


class Telling:
    """Says what goes on, as often as its line wants it; what is interrupted says that it left nothing."""

    def __init__(self, *, quiet: bool) -> None:
        self._line = LiveLine(Console(stderr=True), "reading", quiet=quiet)
        self._next_s = 0.0

    def __enter__(self) -> Self:
        self._line.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.__exit__(kind, error, trace)
        if isinstance(error, KeyboardInterrupt):
            self._line.say("interrupted: nothing was written")

    def stage(self, text: str) -> None:
        """Something that may take long begins."""
        self._line.show(text)
        self._next_s = time.monotonic() + self._line.every_s

    def now(self, text: str) -> None:
        """How far it is; told where the last time is long enough ago."""
        if time.monotonic() >= self._next_s:
            self.stage(text)


class Watched:
    """An engine that knows how the goals stand after each replication."""

    def __init__(self, engine: Engine[int, Replication], city: City) -> None:
        self._engine = engine
        self._city = city
        self._rows: list[Mapping[Key, float]] = []

    def __enter__(self) -> Self:
        self._engine.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._engine.__exit__(*error)

    def play(self, numbers: Sequence[int], /) -> Iterator[Replication]:
        keys = {key_of(goal) for goal in self._city.spec.goals}
        for replication in self._engine.play(numbers):
            if keys:
                found = figures(self._city, replication)
                self._rows.append({key: found[key] for key in keys if key in found})
            yield replication

    def standing(self) -> str:
        """The goal that is hardest to decide, with its interval so far; empty for none."""
        told = []
        for goal in self._city.spec.goals:
            key = key_of(goal)
            values = [row[key] for row in self._rows if key in row]
            if len(values) > 1:
                found = estimate(values)
                mean = estimate_text(found, "share")
                text = f"{key.title} {mean}, goal {share_text(goal.at_least)}"
                told.append((_distance(found, goal.at_least), text))
        return min(told)[1] if told else ""


def _distance(found: Estimate, limit: float) -> float:
    """How many half intervals the mean is away from the limit."""
    return abs(found.mean - limit) / found.half if found.half > 0 else float("inf")
