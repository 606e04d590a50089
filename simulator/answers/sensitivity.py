"""How each input moves each answer, one at a time, under common random numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from camproof.simulator.answers.comparing import Difference, compare
from camproof.simulator.answers.figures import Key, figures
from camproof.simulator.answers.inputs import Input, changed, inputs_of
from camproof.simulator.answers.still import why_still
from camproof.simulator.errors import SimulatorError
from camproof.simulator.model import Asked, City, replicate
from camproof.simulator.values import CitySpec

__all__ = ["Effect", "Sensitivity", "sensitivity"]

Build = Callable[[CitySpec], City]


@dataclass(frozen=True, slots=True)
class Effect:
    """What one other value of an input does.

    :param moved: the figures that change in some replication, those that change most first, by the share
        of their own size.
    :param refused: why the city cannot be so; empty where it can.
    """

    value: Any
    moved: tuple[Difference, ...]
    refused: str = ""

    def of(self, key: Key) -> Difference | None:
        """What it does to one figure; None for nothing."""
        return next((each for each in self.moved if each.key == key), None)


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """An input and its effects.

    :param still: why it moves nothing; empty where it moves something.
    """

    input: Input
    effects: tuple[Effect, ...]
    still: str


def sensitivity(
    build: Build,
    spec: CitySpec,
    seed: int,
    replications: int = 5,
    progress: Callable[[int, int, str], None] = lambda _done, _of, _what: None,
) -> tuple[Sensitivity, ...]:
    """Change each input, play the same replications again, and pair them; the largest effects come first.

    :param build: from a city file to a city; what depends on the changed input must be made anew.
    :param progress: told how many inputs are done, of how many, and the next one.
    """
    city = build(spec)
    usual = _played(city, seed, replications)
    inputs = inputs_of(spec)
    rows = []
    for at, each in enumerate(inputs):
        progress(at, len(inputs), each.title)
        rows.append(_row(build, spec, seed, usual, each, city))
    progress(len(inputs), len(inputs), "")
    return tuple(sorted(rows, key=lambda row: -_largest(row)))


def _row(
    build: Build, spec: CitySpec, seed: int, usual: Sequence[Mapping[Key, float]], each: Input, city: City
) -> Sensitivity:
    effects = tuple(_effect(build, spec, seed, usual, each, value) for value in each.others)
    still = any(effect.moved or effect.refused for effect in effects)
    return Sensitivity(each, effects, "" if still else why_still(city, each, usual))


def _effect(
    build: Build, spec: CitySpec, seed: int, usual: Sequence[Mapping[Key, float]], each: Input, value: Any
) -> Effect:
    try:
        other = build(changed(spec, each.path, value))
    except SimulatorError as error:
        return Effect(value, (), str(error))
    differences = compare(usual, _played(other, seed, len(usual)))
    moved = [each for each in differences if each.change.least != 0 or each.change.most != 0]
    return Effect(value, tuple(sorted(moved, key=lambda difference: -_relative(difference))))


def _played(city: City, seed: int, replications: int) -> list[dict[Key, float]]:
    return [
        figures(city, replicate(city, seed, number, Asked(causes=False))) for number in range(replications)
    ]


def _relative(difference: Difference) -> float:
    """The change by the size of the figure; of rates near 1 by what is missing."""
    mean = difference.first.mean
    size = min(abs(mean), abs(1.0 - mean)) if difference.key.unit == "share" else abs(mean)
    return abs(difference.change.mean) / size if size else float(difference.change.mean != 0)


def _largest(row: Sensitivity) -> float:
    return max((_relative(effect.moved[0]) for effect in row.effects if effect.moved), default=0.0)
