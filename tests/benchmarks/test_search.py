from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from benchmarks.rows import Figure
from benchmarks.search import Searches, search, search_again

_STEPS = (1000, 2000, 3000, 4000, 5000)


@dataclass(frozen=True)
class _Run:
    step: int
    holds: bool
    noise: str = ""

    @property
    def text(self) -> str:
        return f"{self.step} {'held' if self.holds else 'fell behind'}"


def _attempts(tried: list[int], answers: dict[int, list[bool]], noisy_at: int = 0) -> Callable[[int], _Run]:
    """Steps answer in turn what is written, and then the last of it again."""

    def attempt(step: int) -> _Run:
        tried.append(step)
        left = answers[step]
        return _Run(step, left.pop(0) if len(left) > 1 else left[0], "busy" if step == noisy_at else "")

    return attempt


def _answers(*held: Sequence[bool]) -> dict[int, list[bool]]:
    return {step: list(one) for step, one in zip(_STEPS, held, strict=True)}


def _searched(answers: dict[int, list[bool]], noisy_at: int = 0) -> tuple[Searches[_Run], list[int]]:
    tried: list[int] = []
    return search_again(_STEPS, 3000, _attempts(tried, answers, noisy_at)), tried


Y, N = (True,), (False,)


@pytest.mark.parametrize(
    ("answers", "step", "tried", "over"),
    [
        (_answers(Y, Y, Y, Y, N), 4000, [3000, 4000, 5000], 5000),
        (_answers(Y, N, N, N, N), 1000, [3000, 2000, 1000], 2000),
        (_answers(N, N, N, N, N), 0, [3000, 2000, 1000], 2000),
        (_answers(Y, Y, Y, Y, Y), 5000, [3000, 4000, 5000], None),
    ],
)
def test_a_search_goes_up_or_down(
    answers: dict[int, list[bool]], step: int, tried: list[int], over: int | None
) -> None:
    seen: list[int] = []
    found = search(_STEPS, 3000, _attempts(seen, answers))
    assert (found.step, seen) == (step, tried)
    assert (found.over.step if found.over is not None else None) == over


def test_a_figure_that_holds_again_needs_two_searches() -> None:
    found, tried = _searched(_answers(Y, Y, Y, Y, N))
    assert list(found.figure.values) == [4000, 4000]
    assert tried == [3000, 4000, 5000, 4000, 5000]
    assert (
        found.note == "4000 held; too many: 5000 fell behind | again: 4000 held; too many: 5000 fell behind"
    )


def test_a_figure_that_held_only_once_shows_as_spread() -> None:
    found, tried = _searched(_answers(Y, Y, Y, (True, False, False), N))
    assert list(found.figure.values) == [4000, 3000, 3000]
    assert (found.figure.value, found.figure.spread) == (3000, (3000, 4000))
    assert tried == [3000, 4000, 5000, 4000, 3000, 3000, 4000]


def test_the_repeat_may_find_more_than_the_first_search() -> None:
    found, _ = _searched(_answers(Y, Y, Y, (False, True), N))
    assert list(found.figure.values) == [3000, 4000, 4000]


def test_where_nothing_holds_the_lowest_step_is_tried_again() -> None:
    found, tried = _searched(_answers(N, N, N, N, N))
    assert list(found.figure.values) == [0, 0]
    assert tried == [3000, 2000, 1000, 1000]


@pytest.mark.parametrize(
    ("noisy_at", "figure"),
    [
        (4000, Figure((4000,), "busy")),
        (5000, Figure((4000, 4000), "", "of more: busy")),
        (3000, Figure((4000, 4000))),
    ],
)
def test_a_noisy_end_of_the_search_is_not_searched_again(noisy_at: int, figure: Figure) -> None:
    found, _ = _searched(_answers(Y, Y, Y, Y, N), noisy_at)
    assert found.figure == figure


def test_a_search_that_ends_with_the_last_step_gives_a_floor() -> None:
    found, _ = _searched(_answers(Y, Y, Y, Y, Y))
    assert found.figure == Figure((5000, 5000), "", "no more were tried")
    assert "no more were tried" in found.note
