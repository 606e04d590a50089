"""Finds the reason of an input."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from camproof.simulator.answers.figures import Key
from camproof.simulator.answers.inputs import Input, Path
from camproof.simulator.answers.still.case import Case, Reason, Reasons
from camproof.simulator.answers.still.failing import of_mode, of_shelf, of_shock, of_team, of_upkeep
from camproof.simulator.answers.still.network import NETWORK
from camproof.simulator.answers.still.rest import (
    CAMERAS,
    COSTS,
    COVERAGE,
    EMERGENCY,
    SERVICE,
    TRAFFIC,
    WHOLE,
)
from camproof.simulator.model import City

__all__ = ["has_reasons", "why_still"]

_OF_ROWS: Mapping[str, Callable[[Case], str]] = {
    "modes": of_mode,
    "shocks": of_shock,
    "teams": of_team,
    "spares": of_shelf,
    "upkeep": of_upkeep,
}
"""Rows of the city file, all of whose figures share their reasons."""

_OF_FIELDS: Mapping[str, Reasons] = {
    "cameras": CAMERAS,
    "rules": NETWORK,
    "coverage": COVERAGE,
    "costs": COSTS,
}


def why_still(city: City, each: Input, usual: Sequence[Mapping[Key, float]]) -> str:
    """A sentence, from what the city has and what happened in its replications.

    :raises KeyError: an input that nobody gave a reason.
    """
    return _reason(each.path)(Case(city, each, usual))


def has_reasons(path: Path) -> bool:
    """Whether an input has a reason of its own."""
    try:
        _reason(path)
    except KeyError:
        return False
    return True


def _reason(path: Path) -> Reason:
    head, field = str(path[0]), str(path[-1])
    if head in _OF_ROWS:
        return _OF_ROWS[head]
    if head == "traffic":
        table = {"service": SERVICE, "emergencies": EMERGENCY}.get(str(path[1]), TRAFFIC)
        return table[field]
    return _OF_FIELDS.get(head, WHOLE)[field]
