"""From city files to results: reading, laying out, playing, each with its progress."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from camproof.cli.city_options import lasting
from camproof.cli.live_line import LiveLine
from camproof.reports.city import Making
from camproof.reports.city.numbers import estimate_text, share_text
from camproof.scenarios.running.environment import host_facts, wall_time
from camproof.simulator.answers import Estimate, Key, estimate, figures, key_of
from camproof.simulator.engines import Engine
from camproof.simulator.inputs import open_city
from camproof.simulator.layout import lay_out
from camproof.simulator.model import City, Replication, prepared

__all__ = ["Opened", "Telling", "Watched", "facts_of", "jobs_of", "making_of", "opened"]

PACKAGES = ("camproof", "numpy", "numba", "pyproj", "scipy", "simpy")
_MOST_NOTES = 40


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A city ready to be played, and what its files are to be read with.

    :param notes: sentences on what was assumed, left out or is odd.
    """

    file: Path
    city: City
    notes: tuple[str, ...]


class Telling:
    """Says what goes on, as often as its line wants it."""

    def __init__(self, line: LiveLine) -> None:
        self._line = line
        self._next_s = 0.0

    def stage(self, text: str) -> None:
        """Something that may take long begins."""
        self._line.show(text)
        self._next_s = time.monotonic() + self._line.every_s

    def now(self, text: str) -> None:
        """How far it is; told where the last time is long enough ago."""
        if time.monotonic() >= self._next_s:
            self.stage(text)


class Watched:
    """An engine that tells how the goals stand after each replication."""

    def __init__(self, engine: Engine, city: City) -> None:
        self._engine = engine
        self._city = city
        self._rows: list[Mapping[Key, float]] = []

    def __enter__(self) -> Watched:
        self._engine.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._engine.__exit__(*error)

    def play(self, numbers: Sequence[int]) -> Iterator[Replication]:
        keys = {key_of(goal) for goal in self._city.spec.goals}
        for replication in self._engine.play(numbers):
            if keys:
                found = figures(self._city, replication)
                self._rows.append({key: found[key] for key in keys if key in found})
            yield replication

    def standing(self) -> str:
        """The goal that is hardest to decide, with its interval so far; empty for none."""
        open_goals = []
        for goal in self._city.spec.goals:
            values = [row[key_of(goal)] for row in self._rows if key_of(goal) in row]
            if len(values) > 1:
                found = estimate(values)
                text = (
                    f"{key_of(goal).title} {estimate_text(found, 'share')}, goal {share_text(goal.at_least)}"
                )
                open_goals.append((_distance(found, goal.at_least), text))
        return min(open_goals)[1] if open_goals else ""


def _distance(found: Estimate, limit: float) -> float:
    """How many half intervals the mean is away from the limit."""
    return abs(found.mean - limit) / found.half if found.half > 0 else float("inf")


def opened(file: Path, seed: int, years: float | None, telling: Telling) -> Opened:
    """Read a city file with all that it names, and lay out its network.

    :raises InputError: something in it is wrong.
    """
    telling.stage(f"{file.name}: reading")
    read = open_city(file, seed)
    spec = lasting(read.spec, years)
    telling.stage(f"{file.name}: laying out the network of {len(read.inventory)} cameras")
    network = lay_out(read.inventory, spec.rules, spec.explicit)
    telling.stage(f"{file.name}: {len(network.node_kind)} nodes, {len(network.feeder_x_m)} power feeders")
    issues = [str(issue) for issue in read.issues]
    notes = [*read.notes, *issues[:_MOST_NOTES]]
    if len(issues) > _MOST_NOTES:
        notes.append(f"{len(issues) - _MOST_NOTES} more rows are odd: camproof city check {file}")
    if read.refused:
        notes.insert(0, f"{read.refused} of {read.rows} rows of the inventory were left out")
    return Opened(file, prepared(spec, read.inventory, network), tuple(notes))


def jobs_of(jobs: int | None) -> int:
    """Processes: as asked, or one for each core that this process may use."""
    return jobs if jobs is not None else len(os.sched_getaffinity(0))


def making_of(file: Path, command: str, started: str, took_s: float, played: str) -> Making:
    """What a report says of how it was made."""
    facts = host_facts(PACKAGES)
    return Making(
        file=str(file),
        command=command,
        started=started,
        took_s=took_s,
        played=played,
        host=facts["host"],
        versions=tuple(sorted(facts["versions"].items())),
    )


def facts_of(making: Making) -> dict[str, object]:
    """For `run.json`."""
    return {
        **host_facts(PACKAGES),
        "command": making.command,
        "played": making.played,
        "started": making.started,
        "ended": wall_time(),
        "took_s": round(making.took_s, 3),
    }
