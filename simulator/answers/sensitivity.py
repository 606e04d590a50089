"""How each input moves each answer, one at a time, under common random numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from camproof.domain.errors import InputError
from camproof.simulator.answers.comparing import Difference, compare
from camproof.simulator.answers.figures import Key, figures
from camproof.simulator.answers.inputs import Input, Path, changed, inputs_of
from camproof.simulator.answers.still import why_still
from camproof.simulator.engines import Engine, Here
from camproof.simulator.errors import SimulatorError
from camproof.simulator.model import Asked, Builder, City, replicate
from camproof.simulator.values import CitySpec

__all__ = ["Effect", "Sensitivity", "sensitivity"]


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

    :param still: why it moves nothing, or that the city cannot be otherwise; empty where it moves something.
    """

    input: Input
    effects: tuple[Effect, ...]
    still: str


@dataclass(frozen=True, slots=True)
class Variant:
    """A job: one other value of one input.

    :param at: its number among all.
    """

    at: int
    path: Path
    value: Any


class Variants:
    """Work that plays variants of a city and pairs them with the city as it is.

    :param usual: its figures, replication by replication.
    """

    def __init__(
        self, builder: Builder, spec: CitySpec, seed: int, usual: Sequence[Mapping[Key, float]]
    ) -> None:
        self._builder, self._spec, self._seed, self._usual = builder, spec, seed, usual

    def __call__(self, job: Variant, /) -> tuple[int, Effect]:
        """Its number and what it does."""
        try:
            other = self._builder(changed(self._spec, job.path, job.value))
        except (SimulatorError, InputError) as error:
            return job.at, Effect(job.value, (), str(error))
        differences = compare(self._usual, _played(other, self._seed, len(self._usual)))
        moved = [each for each in differences if each.change.least != 0 or each.change.most != 0]
        return job.at, Effect(job.value, tuple(sorted(moved, key=lambda each: -_relative(each))))


def sensitivity(
    spec: CitySpec,
    seed: int,
    replications: int = 5,
    engine_of: Callable[[Variants], Engine[Variant, tuple[int, Effect]]] = Here,
    progress: Callable[[int, int, str], None] = lambda _done, _of, _what: None,
) -> tuple[Sensitivity, ...]:
    """Change each input, play the same replications again, and pair them; the largest effects come first.

    :param engine_of: where variants are played; the answer is the same anywhere.
    :param progress: told how many variants are done, of how many, and the input of the last one.
    """
    builder = Builder(seed)
    city = builder(spec)
    usual = _played(city, seed, replications)
    inputs = inputs_of(spec)
    asked = [(each, value) for each in inputs for value in each.others]
    jobs = [Variant(at, each.path, value) for at, (each, value) in enumerate(asked)]
    found: dict[int, Effect] = {}
    progress(0, len(jobs), "")
    with engine_of(Variants(builder, spec, seed, usual)) as engine:
        for at, effect in engine.play(jobs):
            found[at] = effect
            progress(len(found), len(jobs), asked[at][0].title)
    rows, at = [], 0
    for each in inputs:
        effects = tuple(found[number] for number in range(at, at + len(each.others)))
        at += len(each.others)
        rows.append(Sensitivity(each, effects, _still(city, each, effects, usual)))
    return tuple(sorted(rows, key=lambda row: -_largest(row)))


def _still(city: City, each: Input, effects: Sequence[Effect], usual: Sequence[Mapping[Key, float]]) -> str:
    if any(effect.moved for effect in effects):
        return ""
    if not effects:
        return "It is without end, of which there is no quarter less or more to try."
    played = tuple(effect.value for effect in effects if not effect.refused)
    reasons = [why_still(city, replace(each, others=played), usual)] if played else []
    reasons += [f"{_told(effect.value)} cannot be: {effect.refused}" for effect in effects if effect.refused]
    return " ".join(reasons)


def _told(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


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
