"""The JSON schema of scenario files, made by their readers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from camproof.domain.documents.editors import About, Branch, Recorder, Shape, file_schema, recorded
from camproof.scenarios.schema.context import Context
from camproof.scenarios.schema.editors.descriptions import description_of
from camproof.scenarios.schema.loading import read_scenario
from camproof.scenarios.schema.vocabulary import Vocabulary

__all__ = ["scenario_schema"]


def scenario_schema(known: Vocabulary) -> dict[str, Any]:
    """The JSON schema (draft 7, which editors know) of scenario files.

    What one value says of another (a district that no camera is in, a window after the phase's end) is not in
    it; the readers find that.
    """

    def read(fields: Recorder) -> None:
        read_scenario(fields, Path(), Context(known, fields.problems, Path()))

    return file_schema(recorded(read, _branches(known)), _about(known), "scenario:1")


def _branches(known: Vocabulary) -> dict[str, tuple[Branch, ...]]:
    faults = [Branch("fault", fault.id, ("do",), fault.text) for fault in known.faults]
    actions = [Branch("do", action.name, ("fault",)) for action in known.actions]
    measures = [
        Branch("measure", measure.name, (), _meaning(known, measure.name)) for measure in known.measures
    ]
    return {"timeline": (*actions, *faults), "targets": tuple(measures)}


def _meaning(known: Vocabulary, measure: str) -> str:
    """The first requirement on a measure says what it is about."""
    return next((row.text for row in known.requirements if row.metric == measure), "")


def _about(known: Vocabulary) -> About:
    parameters = {fault.id: {each.name: each.text for each in fault.parameters} for fault in known.faults}

    def about(shape: Shape, name: str) -> str:
        of_fault = parameters.get(shape.fixed.get("fault", ""), {})
        if not name or name in shape.fixed:
            return shape.text or description_of(shape.title, "")
        return of_fault.get(name, "") or description_of(shape.title, name)

    return about
