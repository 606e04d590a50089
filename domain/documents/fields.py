"""Reads the fields of a table one by one, notes what is wrong, and goes on with a stand-in value."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from camproof.domain.documents.problems import Problems
from camproof.domain.documents.tree import List, Scalar, Table, Value, describe
from camproof.domain.errors import InputError, Place
from camproof.domain.forms import Form
from camproof.domain.units import Kind, parse_quantity

__all__ = ["Fields", "rows_of"]

_T = TypeVar("_T")
_NUMBER = re.compile(r"[+-]?(\d{1,18}(\.\d{0,18})?|\.\d{1,18})([eE][+-]?\d{1,3})?\Z")
_WHOLE = re.compile(r"[+-]?([0-9]{1,3}([ \u00a0\u202f][0-9]{3}){1,4}|[0-9]{1,15})\Z")
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Fields:
    """A table being read.

    What reads the fields also tells their forms: :class:`~camproof.domain.documents.editors.Recorder` takes
    the place of this class for the JSON schema, so every field is asked for by the method of its kind.

    :param path: of the table, dotted: "cameras.0"; empty at the top.
    """

    def __init__(self, table: Table, path: str, problems: Problems) -> None:
        self.table = table
        self.path = path
        self.problems = problems
        self._known: dict[str, None] = {}

    @property
    def place(self) -> Place:
        return self.table.place

    def name_of(self, field: str) -> str:
        """The dotted path of a field."""
        return f"{self.path}.{field}" if self.path else field

    def raw(self, field: str) -> Value | None:
        """The value as written; None where the field is missing. From now on the field is a known one."""
        self._known[field] = None
        return self.table.get(field)

    def has(self, field: str) -> bool:
        """Whether the field is there; from now on it is a known one."""
        return self.raw(field) is not None

    def problem(self, field: str, what: str, suggestion: str = "") -> None:
        """Note a problem at a field, or at the table where the field is missing."""
        value = self.table.get(field)
        self.problems.add(what, value.place if value else self.place, self.name_of(field), suggestion)

    def missing(self, field: str, what: str = "the field is missing", suggestion: str = "") -> None:
        """Note that a field is not there, at the table it should be in."""
        self.problems.add(what, self.place, self.name_of(field), suggestion)

    def refuse(self, field: str, what: str) -> None:
        """A field that has no place here is a problem where it is given."""
        if self.has(field):
            self.problem(field, what)

    def finish(self, kind: str) -> None:
        """Every field that nothing has asked for is unknown."""
        for key, _ in self.table.items:
            if key.text not in self._known:
                hint = self.problems.hint(key.text, self._known)
                what = f"{key.text!r} is no field of {kind}"
                self.problems.add(what, key.place, self.name_of(key.text), hint)

    def scalar(self, field: str, form: Form | None = None) -> Scalar | None:  # noqa: ARG002 - for recorders
        """A single value; a list, a table or nothing is a problem.

        :param form: how it is written, for editors; it is not checked here.
        """
        value = self.raw(field)
        if value is None:
            return None
        if isinstance(value, Scalar) and not value.empty:
            return value
        self.problem(field, f"one value is expected, not {describe(value)}")
        return None

    def text(self, field: str, default: str = "", *, required: bool = False) -> str:
        """A text; an empty one is a problem, and where it is ``required`` its lack, too."""
        if required and not self.has(field):
            self.missing(field)
        value = self.scalar(field)
        if value is not None and not value.text.strip():
            self.problem(field, "the text is empty")
        return default if value is None else value.text

    def parsed(self, field: str, read: Callable[[Scalar], _T], default: _T, form: Form | None = None) -> _T:
        """A single value read by a function of the domain; its InputError becomes a problem here."""
        value = self.scalar(field, form)
        if value is None:
            return default
        return self.reading(field, value, read, default)

    def reading(self, field: str, value: Scalar, read: Callable[[Scalar], _T], default: _T) -> _T:
        """A value read by a function of the domain; its InputError becomes a problem here."""
        try:
            return read(value)
        except InputError as error:
            self.problems.take(error, value.place, self.name_of(field))
            return default

    def quantity(self, field: str, kind: Kind, default: float) -> float:
        """A value with a unit, in the base unit of its kind; negative ones are problems but for offsets."""
        return self.parsed(field, lambda scalar: parse_quantity(scalar.text, kind), default)

    def number(self, field: str, default: float, *, low: float = -math.inf, high: float = math.inf) -> float:
        """A plain number without a unit."""
        value = self.scalar(field)
        if value is None:
            return default
        if not _NUMBER.match(value.text.strip()):
            self.problem(field, f"a number is expected, not {describe(value)}")
            return default
        number = float(value.text)
        if not low <= number <= high:
            self.problem(field, f"{value.text} is not between {low:g} and {high:g}")
            return default
        return number

    def whole(self, field: str, default: int, *, low: int = 0, high: int = 10**12) -> int:
        """A whole number; thousands may be set apart: "50 000"."""
        value = self.scalar(field)
        if value is None:
            return default
        if not _WHOLE.match(value.text.strip()):
            self.problem(field, f"a whole number is expected, not {describe(value)}")
            return default
        number = int("".join(value.text.split()))
        if not low <= number <= high:
            self.problem(field, f"{number} is not between {low} and {high}")
            return default
        return number

    def flag(self, field: str, default: bool) -> bool:
        """True or false; anything else is a problem and gives ``default``."""
        value = self.scalar(field)
        if value is None:
            return default
        found = _FLAGS.get(value.text.strip().lower())
        if found is None:
            self.problem(field, f"true or false is expected, not {describe(value)}")
        return default if found is None else found

    def scalars(self, field: str, form: Form | None = None) -> tuple[Scalar, ...]:  # noqa: ARG002
        """One value or a list of them, each of the form."""
        value = self.raw(field)
        if value is None or (isinstance(value, Scalar) and value.empty):
            return ()
        items = value.items if isinstance(value, List) else (value,)
        good = tuple(item for item in items if isinstance(item, Scalar) and not item.empty)
        for index, item in enumerate(items):
            if not isinstance(item, Scalar) or item.empty:
                where = self.name_of(f"{field}.{index}" if isinstance(value, List) else field)
                self.problems.add(f"one word is expected, not {describe(item)}", item.place, where)
        return good

    def words(
        self,
        field: str,
        kind: str,
        choices: Iterable[str],
        default: tuple[str, ...] = (),
        *,
        own: bool = False,  # noqa: ARG002 - for recorders
    ) -> tuple[str, ...]:
        """One word or a list of them, each one of the choices; unknown ones are problems and left out.

        :param own: whether the choices are words of this very file, not of the language.
        """
        known = tuple(choices)
        scalars = self.scalars(field)
        for scalar in scalars:
            if scalar.text not in known:
                hint = self.problems.hint(scalar.text, known)
                self.problems.add(f"{scalar.text!r} is no {kind}", scalar.place, self.name_of(field), hint)
        found = tuple(scalar.text for scalar in scalars if scalar.text in known)
        return found or default

    def word(self, field: str, kind: str, choices: Iterable[str], default: str = "") -> str:
        """One word out of the choices."""
        value = self.scalar(field)
        if value is None:
            return default
        known = tuple(choices)
        if value.text in known:
            return value.text
        self.problem(field, f"{value.text!r} is no {kind}", self.problems.hint(value.text, known))
        return default

    def sub(self, field: str) -> Fields | None:
        """A table within this one."""
        value = self.raw(field)
        if value is None or (isinstance(value, Scalar) and value.empty):
            return None
        if isinstance(value, Table):
            return Fields(value, self.name_of(field), self.problems)
        self.problem(field, f"a table of fields is expected, not {describe(value)}")
        return None

    def rows(self, field: str) -> Iterator[Fields]:
        """The tables of a list."""
        value = self.raw(field)
        if value is None or (isinstance(value, Scalar) and value.empty):
            return
        if not isinstance(value, List):
            self.problem(field, f"a list is expected, not {describe(value)}")
            return
        yield from rows_of(value, self.name_of(field), self.problems)


def rows_of(rows: List, path: str, problems: Problems) -> Iterator[Fields]:
    """The tables of a list; anything else in it is a problem."""
    for index, item in enumerate(rows.items):
        if isinstance(item, Table):
            yield Fields(item, f"{path}.{index}", problems)
        else:
            what = f"a table of fields is expected, not {describe(item)}"
            problems.add(what, item.place, f"{path}.{index}")
