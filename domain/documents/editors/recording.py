"""A stand-in for the fields of a table: notes what a reader asks for, and answers with nothing.

The readers of files run on it as on a file. A table is read several times: with none of its fields, with
all, and with each one alone; so what it must have shows by what the reader misses.
Where the value of one field decides about the others (which fault, which action, which measure), each value
is read as a shape of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from camproof.domain.documents.editors import leaves
from camproof.domain.documents.editors.shapes import ANY, NOTHING, Leaf, Present, Rows, Shape
from camproof.domain.documents.fields import Fields
from camproof.domain.documents.problems import Problems
from camproof.domain.documents.tree import Scalar, Table, Value
from camproof.domain.errors import Place
from camproof.domain.forms import Form
from camproof.domain.units import Kind, form_of

__all__ = ["Branch", "Recorder"]

_T = TypeVar("_T")
_HERE = Place()
_WILD = Table(((Scalar(ANY, _HERE), Scalar("", _HERE)),), _HERE)


@dataclass(frozen=True, slots=True)
class Branch:
    """A value that decides which fields a table has.

    :param rivals: fields that then must not be there.
    :param text: what the value means.
    """

    field: str
    value: str
    rivals: tuple[str, ...] = ()
    text: str = ""


Branches = Mapping[str, tuple[Branch, ...]]
"""By the field that holds a list."""


class Recorder(Fields):
    """Notes the fields of one table in its shape.

    :param present: the fields that it says are there.
    """

    def __init__(
        self,
        shape: Shape,
        branches: Branches,
        problems: Problems,
        present: Present = None,
        rivals: tuple[str, ...] = (),
    ) -> None:
        super().__init__(_WILD, "", problems)
        self.shape = shape
        self._branches = branches
        self._present = present
        self._rivals = rivals
        shape.begin(present)

    def raw(self, field: str) -> Value | None:
        if field == ANY:
            self._is(field, leaves.ANYTHING)
        return Scalar("", _HERE) if self.has(field) else None

    def has(self, field: str) -> bool:
        if field in self._rivals:
            return False
        self.shape.asked[field] = None
        return field in self.shape.fixed or self._present is None or field in self._present

    def problem(self, field: str, what: str, suggestion: str = "") -> None:
        """Nothing is wrong with what was not written."""

    def missing(self, field: str, what: str = "", suggestion: str = "") -> None:
        self.shape.miss(field, self._present)

    def refuse(self, field: str, what: str) -> None:
        self.shape.refuse(field)

    def finish(self, kind: str) -> None:
        self.shape.title = kind

    def _is(self, field: str, leaf: Leaf) -> None:
        if field not in self._rivals:
            self.shape.asked[field] = None
            self.shape.add(field, leaf)

    def scalar(self, field: str, form: Form | None = None) -> Scalar | None:
        self._is(field, leaves.formed(form))
        return None

    def text(self, field: str, default: str = "", *, required: bool = False) -> str:
        fixed = self.shape.fixed.get(field)
        self._is(field, leaves.TEXT if fixed is None else leaves.constant(fixed))
        if required:
            self.shape.miss(field, NOTHING)
            if not self.has(field):
                self.shape.miss(field, self._present)
        return fixed if fixed is not None else default

    def parsed(self, field: str, read: Callable[[Scalar], _T], default: _T, form: Form | None = None) -> _T:
        self._is(field, leaves.formed(form))
        return default

    def quantity(self, field: str, kind: Kind, default: float) -> float:
        self._is(field, leaves.formed(form_of(kind)))
        return default

    def number(self, field: str, default: float, *, low: float = -math.inf, high: float = math.inf) -> float:
        self._is(field, leaves.number(low, high))
        return default

    def whole(self, field: str, default: int, *, low: int = 0, high: int = 10**12) -> int:
        self._is(field, leaves.whole(low, high))
        return default

    def flag(self, field: str, default: bool) -> bool:
        self._is(field, leaves.switch())
        return default

    def scalars(self, field: str, form: Form | None = None) -> tuple[Scalar, ...]:
        self._is(field, leaves.many(leaves.formed(form)))
        return ()

    def words(
        self,
        field: str,
        kind: str,
        choices: Iterable[str],
        default: tuple[str, ...] = (),
        *,
        own: bool = False,
    ) -> tuple[str, ...]:
        self._is(field, leaves.many(leaves.TEXT if own else leaves.one_of(choices)))
        return default

    def word(self, field: str, kind: str, choices: Iterable[str], default: str = "") -> str:
        self._is(field, leaves.one_of(choices))
        return default

    def sub(self, field: str) -> Fields | None:
        if not self.has(field):
            return None
        self.shape.add(field, Shape())
        inner = self.shape.fields.get(field)
        return Recorder(inner, self._branches, self.problems) if isinstance(inner, Shape) else None

    def rows(self, field: str) -> Iterator[Fields]:
        """Every shape of the rows: with none of its fields, with all, and with each that is known so far."""
        if not self.has(field):
            return
        self.shape.add(field, Rows(_shapes(self._branches.get(field, ()))))
        rows = self.shape.fields[field]
        assert isinstance(rows, Rows)
        branches = self._branches.get(field, ()) or (Branch("", ""),)
        for shape, branch in zip(rows.shapes, branches, strict=True):
            for present in (NOTHING, None, *shape.alone):
                yield Recorder(shape, self._branches, self.problems, present, branch.rivals)


def _shapes(branches: tuple[Branch, ...]) -> list[Shape]:
    return [Shape(text=each.text, fixed={each.field: each.value}) for each in branches] or [Shape()]
