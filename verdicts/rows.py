"""Reading YAML so strictly that every error names file, line, column and field.

A file is composed into nodes, which know their lines, and walked with typed getters. A field that nobody asks
for is an error with the nearest valid word, as are a field given twice, an alias and a value of another type.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import yaml

from camproof.verdicts.errors import CatalogueError
from camproof.verdicts.words import Place, did_you_mean

__all__ = ["LocatedError", "Row", "read_row", "read_rows"]

LocatedError = Callable[[str, Place, str], Exception]
"""Makes the error of the caller's room from sentence, place and suggestion."""

_T = TypeVar("_T")
_DEPTH = 40
_MISSING: Any = object()


@dataclass(frozen=True, slots=True)
class Row:
    """A mapping of a YAML file with the place of each of its fields."""

    values: Mapping[str, Any]
    places: Mapping[str, Place]
    place: Place
    error: LocatedError

    def fail(self, what: str, field: str = "", suggestion: str = "") -> Exception:
        """The error to raise about a field, or about the row."""
        return self.error(what, self.places.get(field, self.place), suggestion)

    def only(self, *fields: str) -> None:
        """Refuse every other field."""
        for name in self.values:
            if name not in fields:
                raise self.fail(f"{name!r} is no field here", name, did_you_mean(name, fields))

    def text(self, field: str, default: str = _MISSING) -> str:
        """A text that is not empty (a default may be)."""
        value = self._get(field, str, default, "a text")
        if not value.strip() and field in self.values:
            raise self.fail(f"{field} is empty", field)
        return value

    def flag(self, field: str, default: bool = _MISSING) -> bool:
        """True or false.

        :raises InputError: the field holds something else.
        """
        return self._get(field, bool, default, "true or false")

    def number(self, field: str, default: float = _MISSING) -> float:
        """A finite number."""
        value = self.values.get(field)
        if isinstance(value, int) and not isinstance(value, bool):
            return self._bounded(field, value)
        number = self._get(field, float, default, "a number")
        if not math.isfinite(number):
            raise self.fail(f"{field} is not a finite number", field)
        return number

    def choice(self, field: str, choices: Iterable[str], default: str = _MISSING) -> str:
        """One of the choices."""
        choices = tuple(choices)
        word = self.text(field, default)
        if field in self.values and word not in choices:
            raise self.fail(f"{word!r} is no {field}", field, did_you_mean(word, choices))
        return word

    def texts(self, field: str, default: tuple[str, ...] = _MISSING) -> tuple[str, ...]:
        """A list of texts."""
        items = self._get(field, list, list(default) if default is not _MISSING else _MISSING, "a list")
        if not all(isinstance(item, str) and item.strip() for item in items):
            raise self.fail(f"{field} must be a list of texts", field)
        return tuple(items)

    def row(self, field: str) -> Row:
        """A mapping inside this one."""
        return self._get(field, Row, _MISSING, "a mapping")

    def rows(self, field: str, default: tuple[Row, ...] = _MISSING) -> tuple[Row, ...]:
        """A list of mappings."""
        items = self._get(field, list, list(default) if default is not _MISSING else _MISSING, "a list")
        if not all(isinstance(item, Row) for item in items):
            raise self.fail(f"{field} must be a list of mappings", field)
        return tuple(items)

    def _get(self, field: str, kind: type[_T], default: Any, called: str) -> _T:
        if field not in self.values:
            if default is _MISSING:
                raise self.error(f"field {field!r} is missing", self.place, "")
            value: _T = default
            return value
        value = self.values[field]
        if not isinstance(value, kind):
            raise self.fail(f"{field} must be {called}, not {_called(value)}", field)
        return value

    def _bounded(self, field: str, value: int) -> float:
        try:
            return float(value)
        except OverflowError:
            raise self.fail(f"{field} is too large a number", field) from None


def read_rows(text: str, file: str, error: LocatedError = CatalogueError) -> tuple[Row, ...]:
    """Read a YAML file that is a list of mappings.

    :raises Exception: whatever ``error`` makes: no YAML, no list of mappings, a field twice, an alias.
    """
    value = _read(text, file, error)
    if not isinstance(value, list) or not all(isinstance(item, Row) for item in value):
        raise error("the file must be a list of mappings ('- id: ...')", Place(file, 1), "")
    return tuple(value)


def read_row(text: str, file: str, error: LocatedError = CatalogueError) -> Row:
    """Read a YAML file that is one mapping; otherwise as :func:`read_rows`."""
    value = _read(text, file, error)
    if not isinstance(value, Row):
        raise error("the file must be one mapping ('field: value')", Place(file, 1), "")
    return value


def _read(text: str, file: str, error: LocatedError) -> object:
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        return _Walk(file, error, loader).value(node, "", 0) if node is not None else None
    except yaml.YAMLError as broken:
        raise error(_sentence(broken), _mark_of(broken, file), "") from broken
    except (ValueError, OverflowError, LookupError, AttributeError, TypeError) as broken:
        raise error(f"a value cannot be read: {broken}", Place(file), "") from broken
    except RecursionError:
        raise error("the file is nested too deeply", Place(file), "") from None


@dataclass(frozen=True, slots=True)
class _Walk:
    file: str
    error: LocatedError
    loader: yaml.SafeLoader
    seen: set[int] = field(default_factory=set)

    def value(self, node: yaml.Node, name: str, depth: int) -> object:
        if id(node) in self.seen:
            raise self.error(
                "an alias (*) cannot be used here; write the value again", self._at(node, name), ""
            )
        self.seen.add(id(node))
        if depth > _DEPTH:
            raise self.error("the file is nested too deeply", self._at(node, name), "")
        if isinstance(node, yaml.MappingNode):
            return self._row(node, name, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, name, depth + 1) for item in node.value]
        value: object = self.loader.construct_object(node)
        return value

    def _row(self, node: yaml.MappingNode, name: str, depth: int) -> Row:
        values: dict[str, Any] = {}
        places: dict[str, Place] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self.error("the name of a field must be a word", self._at(key_node, name), "")
            key = str(key_node.value)
            if key in values:
                raise self.error(f"field {key!r} is given twice", self._at(key_node, key), "")
            places[key] = self._at(value_node, key)
            values[key] = self.value(value_node, key, depth + 1)
        return Row(values, places, self._at(node, name), self.error)

    def _at(self, node: yaml.Node, name: str) -> Place:
        return Place(self.file, node.start_mark.line + 1, node.start_mark.column + 1, name)


def _mark_of(broken: yaml.YAMLError, file: str) -> Place:
    mark = getattr(broken, "problem_mark", None)
    return Place(file, mark.line + 1, mark.column + 1) if mark is not None else Place(file)


def _sentence(broken: yaml.YAMLError) -> str:
    return str(getattr(broken, "problem", None) or "not a YAML file")


def _called(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Row):
        return "a mapping"
    return "a list" if isinstance(value, list) else repr(value)[:60]
