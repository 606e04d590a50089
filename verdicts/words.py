"""Which valid word a wrong one was meant to be, and where in a file it stands."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Place", "did_you_mean", "locate", "nearest"]

_CUTOFF = 0.6
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a user's file something stands; every part may be unknown.

    :param line: 1-based.
    :param column: 1-based.
    :param field: the name of the field, as the user writes it.
    """

    file: str = ""
    line: int | None = None
    column: int | None = None
    field: str = ""


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice most like ``word`` (case and space around do not count), or None."""
    by_folded: dict[str, str] = {}
    for choice in map(str, choices):
        by_folded.setdefault(choice.casefold(), choice)
    wanted = word.strip().casefold()[:_LONGEST]
    if wanted in by_folded:
        return by_folded[wanted]
    close = difflib.get_close_matches(wanted, by_folded, n=3, cutoff=_CUTOFF)
    swapped = [word for word in close if sorted(word) == sorted(wanted)]
    best = (swapped or close)[:1]
    return by_folded[best[0]] if best else None


def did_you_mean(word: str, choices: Iterable[str], *, shown: int = 12) -> str:
    """The hint that ends an error sentence: the nearest choice, else the first ``shown`` choices."""
    choices = tuple(map(str, choices))
    close = nearest(word, choices)
    if close is not None:
        return f"did you mean {close!r}?"
    if not choices:
        return ""
    more = ", ..." if len(choices) > shown else ""
    return "known are " + ", ".join(choices[:shown]) + more


def locate(what: str, place: Place, suggestion: str = "") -> str:
    """One sentence: file, line, column and field, then what is wrong, then the suggestion in brackets."""
    parts = [place.file] if place.file else []
    if place.line is not None:
        parts.append(f"line {place.line}")
    if place.column is not None:
        parts.append(f"column {place.column}")
    if place.field:
        parts.append(f"field {place.field!r}")
    where = ", ".join(parts)
    sentence = f"{where}: {what}" if where else what
    return f"{sentence} ({suggestion})" if suggestion else sentence
