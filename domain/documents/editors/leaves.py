"""The JSON schemas of single values. YAML makes numbers of what looks like one, so these do too."""

from __future__ import annotations

import math
from collections.abc import Iterable

from camproof.domain.documents.editors.shapes import Leaf
from camproof.domain.forms import Form

__all__ = ["ANYTHING", "TEXT", "constant", "formed", "many", "number", "one_of", "switch", "whole"]

TEXT: Leaf = {"type": ["string", "number", "boolean"]}
"""Any text; a name may be a number."""


ANYTHING: Leaf = {}
_MOST = 10**12
_WHOLE = r"^\s*[+-]?([0-9]{1,3}([ \u00a0\u202f][0-9]{3}){1,4}|[0-9]{1,15})\s*$"


def constant(word: str) -> Leaf:
    """One word and no other."""
    return {"const": word}


def one_of(words: Iterable[str]) -> Leaf:
    """One of the words; 2016 is a word, and a number."""
    known = list(words)
    return {"enum": [*known, *(int(word) for word in known if word.isdigit())]} if known else TEXT


def many(leaf: Leaf) -> Leaf:
    """One of them, or a list."""
    return {"anyOf": [leaf, {"type": "array", "items": leaf}]}


def formed(form: Form | None) -> Leaf:
    """A text of this form; any text where there is none."""
    if form is None:
        return TEXT
    if form.words:
        return switch() if form.words == ("true", "false") else one_of(form.words)
    leaf: dict[str, object] = {"title": form.name, "type": "string", "pattern": form.pattern}
    if form.number != "none":
        leaf |= {"type": ["string", "number"], "minimum": 0}
    if form.number == "zero":
        leaf |= {"maximum": 0}
    return {**leaf, "patternErrorMessage": form.example} if form.example else leaf


def number(low: float, high: float) -> Leaf:
    """A plain number."""
    return {"type": "number", **_bounds(low, high)}


def whole(low: int, high: int) -> Leaf:
    """A whole number, also in quotes."""
    return {"type": ["integer", "string"], "pattern": _WHOLE, **_bounds(low, high)}


def _bounds(low: float, high: float) -> Leaf:
    bounds = {"minimum": low, "maximum": high}
    return {name: bound for name, bound in bounds.items() if math.isfinite(bound) and bound != _MOST}


def switch() -> Leaf:
    """True or false, in any of YAML's words."""
    return {"enum": [True, False, "yes", "no", "on", "off"]}
