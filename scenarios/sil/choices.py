"""Whether every choice of cameras in a scenario can be met: asked before anything starts."""

from __future__ import annotations

from camproof.domain.errors import InputError
from camproof.domain.seeds import stream
from camproof.scenarios.schema import InputErrors, Scenario
from camproof.scenarios.sil.records import camera_records

__all__ = ["check_choices"]


def check_choices(scenario: Scenario) -> None:
    """Let every entry of the time lines and every target choose its cameras once.

    A given inventory may have fewer cameras, other districts or no such class; which cameras a draw picks
    does not matter for that, so the seed does not either.

    :raises InputErrors: some choose what is not there, each with its place.
    """
    records = camera_records(scenario)
    chosen = [item.entry.selector for phase in scenario.phases for item in phase.timeline]
    chosen += [target.selector for phase in scenario.phases for target in phase.targets]
    problems: list[InputError] = []
    for selector in chosen:
        try:
            selector.select(records, stream(0, "check"))
        except InputError as problem:
            problems.append(problem)
    if problems:
        raise InputErrors(sorted(problems, key=lambda problem: problem.line or 0))
