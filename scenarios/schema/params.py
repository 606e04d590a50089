"""Further fields of actions and measures, each read by its kind."""

from __future__ import annotations

from collections.abc import Mapping

from camproof.domain.documents.fields import Fields
from camproof.scenarios.schema.vocabulary import Param

__all__ = ["read_params"]


def read_params(fields: Fields, params: Mapping[str, Param]) -> dict[str, object]:
    """The fields that are given, in base units; a required one that is not given is a problem."""
    found: dict[str, object] = {}
    for name, param in params.items():
        if fields.has(name):
            found[name] = _value(fields, name, param)
        elif param.required:
            fields.missing(name)
    return found


def _value(fields: Fields, name: str, param: Param) -> object:
    match param.kind:
        case "duration" | "rate" | "share":
            return fields.quantity(name, param.kind, 0.0)
        case "count":
            return fields.whole(name, 0)
        case "number":
            return fields.number(name, 0.0)
        case "flag":
            return fields.flag(name, default=False)
        case "word":
            return fields.word(name, f"choice for {name}", param.words)
        case "text":
            return fields.text(name)
