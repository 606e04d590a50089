"""From the recorded shapes of a reader to a JSON schema."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from camproof.domain.documents.editors.recording import Branches, Recorder
from camproof.domain.documents.editors.shapes import ANY, NOTHING, Leaf, Rows, Shape
from camproof.domain.documents.problems import Problems

__all__ = ["About", "file_schema", "recorded"]

About = Callable[[Shape, str], str]
"""What a field of a table means, in a sentence; with an empty name, what the table is."""


def file_schema(shape: Shape, about: About, name: str) -> dict[str, Any]:
    """The JSON schema (draft 7, which editors know) of a file whose top is of the shape.

    What one value says of another is not in it; the readers find that.

    :param name: the end of the schema's own name: "scenario:1".
    """
    definitions: dict[str, Any] = {}
    top = _Writer(about, definitions).table(shape)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": f"urn:camproof:{name}",
        **top,
        "definitions": dict(sorted(definitions.items())),
    }


def recorded(read: Callable[[Recorder], object], branches: Branches) -> Shape:
    """Read until a pass finds nothing new: the first finds fields, the next ones read each of them alone.

    :param read: a reader of the top of a file.
    """
    shape, before = Shape(), ""
    while before != repr(shape):
        before = repr(shape)
        for present in (NOTHING, None, *shape.alone):
            read(Recorder(shape, branches, Problems(), present))
    return shape


class _Writer:
    """Writes shapes; a shape with a title is defined once."""

    def __init__(self, about: About, definitions: dict[str, Any]) -> None:
        self._definitions = definitions
        self._about = about

    def table(self, shape: Shape) -> dict[str, Any]:
        """The schema of a table, with all that belongs to it."""
        told: dict[str, Any] = {"type": "object"}
        text = self._about(shape, "")
        if shape.title:
            told["title"] = shape.title
        if text:
            told["description"] = text
        fields = {name: self._field(shape, name, what) for name, what in shape.fields.items()}
        told["additionalProperties"] = fields.pop(ANY, False)
        told["properties"] = fields
        return {**told, **_needed(shape)}

    def _field(self, shape: Shape, name: str, what: Leaf | Shape | Rows) -> dict[str, Any]:
        told = self._value(what, name)
        text = self._about(shape, name)
        if not text:
            return told
        return {"description": text, **({"allOf": [told]} if "$ref" in told else told)}

    def _value(self, what: Leaf | Shape | Rows, name: str) -> dict[str, Any]:
        if isinstance(what, Shape):
            return self._defined(what)
        if not isinstance(what, Rows):
            return self._leaf(what)
        shapes = [self._defined(shape) for shape in what.shapes]
        items = shapes[0] if len(shapes) == 1 else self._define(f"an item of {name}", {"anyOf": shapes})
        return {"type": "array", "items": items}

    def _leaf(self, leaf: Leaf) -> dict[str, Any]:
        """Forms with a name are defined once."""
        if "title" in leaf:
            return self._define(leaf["title"], dict(leaf))
        told = dict(leaf)
        if "anyOf" in told:
            told["anyOf"] = [self._leaf(each) for each in told["anyOf"]]
        if "items" in told:
            told["items"] = self._leaf(told["items"])
        return told

    def _defined(self, shape: Shape) -> dict[str, Any]:
        told = self.table(shape)
        return self._define(shape.title, told) if shape.title else told

    def _define(self, title: str, told: dict[str, Any]) -> dict[str, Any]:
        for name in _names(title):
            if self._definitions.setdefault(name, told) == told:
                return {"$ref": f"#/definitions/{name}"}
        raise AssertionError("there is always another name")


def _names(title: str) -> Iterator[str]:
    stem = (
        re.sub(r"[^a-z0-9.]+", "-", title.lower())
        .strip("-")
        .removeprefix("a-")
        .removeprefix("an-")
        .removeprefix("the-")
    )
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def _needed(shape: Shape) -> dict[str, Any]:
    groups = [group for group in shape.required if not set(group) & set(shape.fixed)]
    alone = [*shape.fixed, *(group[0] for group in groups if len(group) == 1)]
    either = [[{"required": [name]} for name in group] for group in groups if len(group) > 1]
    needed: dict[str, Any] = {"required": alone} if alone else {}
    if len(either) == 1:
        return {**needed, "anyOf": either[0]}
    return {**needed, "allOf": [{"anyOf": names} for names in either]} if either else needed
