"""Stream licences as a loss system: Erlang's formula B (ITU-T E.501)."""

from __future__ import annotations

__all__ = ["blocking", "licences_for"]


def blocking(load: float, licences: int) -> float:
    """The share of calls that find all licences taken.

    :param load: calls a unit of time times their mean length, in erlang.
    """
    inverse = 1.0
    for number in range(1, licences + 1):
        if load <= 0:
            return 0.0
        inverse = 1.0 + inverse * number / load
    return 1.0 / inverse


def licences_for(load: float, most_blocked: float) -> int:
    """The fewest licences with which no more than this share of calls is turned away."""
    licences, inverse = 0, 1.0
    while load > 0 and 1.0 / inverse > most_blocked:
        licences += 1
        inverse = 1.0 + inverse * licences / load
    return licences
