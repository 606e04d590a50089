"""The shape of a table, as its reader asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["ANY", "NOTHING", "Leaf", "Present", "Rows", "Shape"]

ANY = "*"
"""The name of a field that may have any name."""

Leaf = Mapping[str, Any]
"""The JSON schema of a single value, or of a list of them."""

Present = frozenset[str] | None
"""Which fields are there while a table is read; None = all."""

NOTHING: frozenset[str] = frozenset()


@dataclass(slots=True)
class Shape:
    """A table of fields.

    :param title: what it is, in the words of the errors: "a camera group".
    :param text: what it means; may be empty.
    :param fixed: fields whose value decides which others there are, with it: ``{"do": "watch"}``.
    :param asked: the fields that the reader knows of, whether it reads them or not.
    :param missed: what the reader missed, by the fields that were there.
    """

    title: str = ""
    text: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)
    fields: dict[str, Leaf | Shape | Rows] = field(default_factory=dict)
    asked: dict[str, None] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    missed: dict[frozenset[str], set[str]] = field(default_factory=dict)

    def add(self, name: str, what: Leaf | Shape | Rows) -> None:
        """Keep what a field is; what was said first stands."""
        if name not in self.refused:
            self.fields.setdefault(name, what)

    def refuse(self, name: str) -> None:
        """The field has no place here."""
        self.refused.add(name)
        self.fields.pop(name, None)

    @property
    def alone(self) -> tuple[frozenset[str], ...]:
        """Each field that is not fixed, for itself."""
        return tuple(frozenset((name,)) for name in self.asked if name not in self.fixed)

    def begin(self, present: Present) -> None:
        """The reader reads the table with these fields."""
        if present is not None:
            self.missed.setdefault(present, set())

    def miss(self, name: str, present: Present) -> None:
        """The reader missed a field; while all fields are there, that says nothing."""
        if present is not None:
            self.missed.setdefault(present, set()).add(name)

    @property
    def required(self) -> tuple[tuple[str, ...], ...]:
        """Of each of these groups at least one field has to be there."""
        alone = self.missed.get(NOTHING, set())
        return tuple(dict.fromkeys(self._one_of(name) for name in sorted(alone)))

    def _one_of(self, name: str) -> tuple[str, ...]:
        """The field, and those of which one would do in its place."""
        runs = {other: self.missed.get(frozenset((other,))) for other in self.fields}
        others = {other for other, missed in runs.items() if missed is not None and name not in missed}
        return tuple(sorted(others | {name}))


@dataclass(slots=True)
class Rows:
    """A list of tables, each of one of the shapes."""

    shapes: list[Shape] = field(default_factory=list)
