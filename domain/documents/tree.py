"""A YAML file as a tree whose every value knows where it stands.

Scalars keep their text, not a Python value: the field that reads them decides what the text means. So a
20-digit code, a key named ``on`` and ``1:30`` are what was written, whatever YAML 1.1 would make of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from camproof.domain.errors import Place

__all__ = ["List", "Scalar", "Table", "Value", "describe"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value: its text, and whether it was in quotes. An empty unquoted text is no value."""

    text: str
    place: Place
    quoted: bool = False

    @property
    def empty(self) -> bool:
        """True for a field without a value: ``name:``, ``name: null``, ``name: ~``."""
        return not self.quoted and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class List:
    """``[a, b]`` or lines with dashes."""

    items: tuple[Value, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """``{a: 1}`` or lines ``a: 1``; the order of the file is kept, keys are unique."""

    items: tuple[tuple[Scalar, Value], ...]
    place: Place
    _by_name: dict[str, Value] = field(init=False, repr=False, compare=False, default_factory=dict)

    def get(self, key: str) -> Value | None:
        """The value of a key, or None."""
        if not self._by_name:
            self._by_name.update((name.text, value) for name, value in self.items)
        return self._by_name.get(key)

    def replace(self, key: Scalar, value: Value) -> Table:
        """A copy in which the key has this value; a new key comes last."""
        if self.get(key.text) is None:
            return Table((*self.items, (key, value)), self.place)
        return Table(
            tuple((name, value if name.text == key.text else old) for name, old in self.items), self.place
        )


Value = Scalar | List | Table


def describe(value: Value) -> str:
    """What a value is, in the words of an error message."""
    if isinstance(value, List):
        return "a list"
    if isinstance(value, Table):
        return "a table of fields"
    if value.empty:
        return "nothing"
    text = value.text if len(value.text) <= 60 else f"{value.text[:57]}..."
    return f'"{text}"'
