"""The highest step that holds, searched for more than once: a step may hold by luck."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from benchmarks.rows import Figure

__all__ = ["Attempt", "Found", "Searches", "search", "search_again"]

_SEARCHES = 3


class Attempt(Protocol):
    """A run at one step."""

    @property
    def holds(self) -> bool:
        """Whether the step was held."""

    @property
    def noise(self) -> str:
        """Why the machine was too noisy to tell; empty where it was quiet."""

    @property
    def text(self) -> str:
        """The run in words."""


A = TypeVar("A", bound=Attempt)


@dataclass(frozen=True, slots=True)
class Found(Generic[A]):
    """One search.

    :param step: the highest that holds, 0 where not even the lowest does.
    :param run: at that step, or at the lowest; :param over: at the next one, where it was tried.
    """

    step: int
    run: A
    over: A | None

    @property
    def noise(self) -> str:
        """Why the machine was too noisy to tell at this step."""
        return self.run.noise

    @property
    def floor(self) -> str:
        """Why more may hold than was found: the next step cannot be told, or there is none; else empty."""
        if self.over is None:
            return "no more were tried" if self.run.holds else ""
        return f"of more: {self.over.noise}" if self.over.noise and not self.over.holds else ""

    @property
    def text(self) -> str:
        """Both runs in words."""
        over = f"; too many: {self.over.text}" if self.over is not None else ""
        return self.run.text + over + (f" ({self.floor})" if self.floor else "")


@dataclass(frozen=True, slots=True)
class Searches(Generic[A]):
    """All searches for one figure, at least one."""

    found: tuple[Found[A], ...]

    @property
    def figure(self) -> Figure:
        """The steps found; noisy where one search was, a floor where one of them is."""
        noise = next((one.noise for one in self.found if one.noise), "")
        floor = next((one.floor for one in self.found if one.floor), "")
        return Figure(tuple(float(one.step) for one in self.found), noise, floor)

    @property
    def note(self) -> str:
        """Every search in words."""
        return " | again: ".join(one.text for one in self.found)


def search(steps: Sequence[int], first: int, attempt: Callable[[int], A]) -> Found[A]:
    """Go up from ``first`` while the steps hold, down while they do not; ``steps`` ascend."""
    at = steps.index(first)
    runs: dict[int, A] = {}

    def tried(index: int) -> A:
        if index not in runs:
            runs[index] = attempt(steps[index])
        return runs[index]

    while tried(at).holds and at + 1 < len(steps):
        at += 1
    while not tried(at).holds and at > 0:
        at -= 1
    return Found(steps[at] if runs[at].holds else 0, runs[at], runs.get(at + 1))


def search_again(steps: Sequence[int], first: int, attempt: Callable[[int], A]) -> Searches[A]:
    """Search, then search anew from the step found; where the two differ, a third search decides.

    A search that ends on a noisy step ends it: another one would not tell more.
    """
    found = [search(steps, first, attempt)]
    while not found[-1].noise and len(found) < _SEARCHES and not _agree(found):
        found.append(search(steps, found[-1].step or steps[0], attempt))
    return Searches(tuple(found))


def _agree(found: Sequence[Found[A]]) -> bool:
    return len(found) > 1 and found[0].step == found[1].step
