"""Whether every choice of cameras in a scenario can be met: asked before anything starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from camproof.domain.errors import InputError, Place
from camproof.domain.seeds import stream
from camproof.domain.selector import Selector
from camproof.scenarios.schema import MAX_SHOWN, InputErrors, Scenario
from camproof.scenarios.sil.records import camera_records

__all__ = ["check_choices"]


def check_choices(scenario: Scenario) -> None:
    """Let every entry of the time lines and every target choose its cameras once.

    A given inventory may have fewer cameras, other districts or no such class; which cameras a draw picks
    does not matter for that, so the seed does not either.

    :raises InputErrors: some choose what is not there, each with its place.
    """
    meets = _checker(scenario)
    chosen = [item.entry.selector for phase in scenario.phases for item in phase.timeline]
    chosen += [target.selector for phase in scenario.phases for target in phase.targets]
    problems: list[InputError] = []
    for selector in chosen:
        try:
            meets(selector)
        except InputError as problem:
            problems.append(problem)
        if len(problems) == MAX_SHOWN:
            break
    if problems:
        raise InputErrors(sorted(problems, key=lambda problem: (problem.line or 0, problem.column or 0)))


def _checker(scenario: Scenario) -> Callable[[Selector], None]:
    """Lets a selector choose; one whose conditions were met before is only counted."""
    records = camera_records(scenario)
    met: dict[Selector, int] = {}

    def meets(selector: Selector) -> None:
        conditions = replace(selector, count=None, share=None, place=Place())
        if (selector.count or 0) > met.get(conditions, -1):
            selector.select(records, stream(0, "check"))
            met[conditions] = len(conditions.select(records, stream(0, "check")))

    return meets
