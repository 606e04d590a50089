"""From the readers of scenario files to a JSON schema."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from camproof.scenarios.schema.context import Context
from camproof.scenarios.schema.editors.descriptions import description_of
from camproof.scenarios.schema.editors.recording import Branch, Recorder
from camproof.scenarios.schema.editors.shapes import ANY, NOTHING, Leaf, Rows, Shape
from camproof.scenarios.schema.loading import read_scenario
from camproof.scenarios.schema.problems import Problems
from camproof.scenarios.schema.vocabulary import Vocabulary

__all__ = ["scenario_schema"]


def scenario_schema(known: Vocabulary) -> dict[str, Any]:
    """The JSON schema (draft 7, which editors know) of scenario files.

    What one value says of another (a district that no camera is in, a window after the phase's end) is not in
    it; the readers find that.
    """
    definitions: dict[str, Any] = {}
    top = _Writer(known, definitions).table(_recorded(known))
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "urn:camproof:scenario:1",
        **top,
        "definitions": dict(sorted(definitions.items())),
    }


def _recorded(known: Vocabulary) -> Shape:
    """Read until a pass finds nothing new: the first finds fields, the next ones read each of them alone."""
    shape, branches, before = Shape(), _branches(known), ""
    while before != repr(shape):
        before = repr(shape)
        for present in (NOTHING, None, *shape.alone):
            problems = Problems()
            fields = Recorder(shape, branches, problems, present)
            read_scenario(fields, Path(), Context(known, problems, Path()))
    return shape


def _branches(known: Vocabulary) -> Mapping[str, tuple[Branch, ...]]:
    faults = [Branch("fault", fault.id, ("do",), fault.text) for fault in known.faults]
    actions = [Branch("do", action.name, ("fault",)) for action in known.actions]
    measures = [
        Branch("measure", measure.name, (), _meaning(known, measure.name)) for measure in known.measures
    ]
    return {"timeline": (*actions, *faults), "targets": tuple(measures)}


def _meaning(known: Vocabulary, measure: str) -> str:
    """The first requirement on a measure says what it is about."""
    return next((row.text for row in known.requirements if row.metric == measure), "")


class _Writer:
    """Writes shapes; a shape with a title is defined once."""

    def __init__(self, known: Vocabulary, definitions: dict[str, Any]) -> None:
        self._definitions = definitions
        self._parameters = {
            fault.id: {each.name: each.text for each in fault.parameters} for fault in known.faults
        }

    def table(self, shape: Shape) -> dict[str, Any]:
        """The schema of a table, with all that belongs to it."""
        told: dict[str, Any] = {"type": "object"}
        text = shape.text or description_of(shape.title, "")
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

    def _about(self, shape: Shape, name: str) -> str:
        of_fault = self._parameters.get(shape.fixed.get("fault", ""), {})
        if name in shape.fixed:
            return shape.text or description_of(shape.title, "")
        return of_fault.get(name, "") or description_of(shape.title, name)

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
