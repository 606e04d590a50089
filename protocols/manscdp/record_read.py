"""Elements as typed values, in any order and any capital letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from camproof.protocols.deviation import Deviation
from camproof.protocols.manscdp.elements import Spec
from camproof.protocols.manscdp.node import Node
from camproof.protocols.manscdp.numbers import Written

if TYPE_CHECKING:
    from camproof.protocols.manscdp.record import Record

__all__ = ["RecordReader"]

CLAUSE = "GB/T 28181-2022 Annex A"

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})")


class RecordReader:
    """Elements by lower-case name, taken one after the other."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.notes: list[Deviation] = []
        self._nodes = nodes
        self._levels: dict[tuple[str, ...], dict[str, list[Node]]] = {(): _by_name(nodes)}
        self._taken: set[int] = set()

    def take(self, spec: Spec) -> Any:
        """The value of a field: what is missing is "", None or empty, and what is malformed is noted."""
        found = self._find(spec)
        if spec.kind == "texts":
            return tuple(entry.text.strip() for entry in found)
        if spec.kind == "records":
            return self._list(spec, found)
        if not found:
            return "" if spec.kind == "text" else None
        if spec.kind == "record" and spec.of is not None:
            value = spec.of.from_node(found[0])
            self.notes.extend(value.deviations)
            return value
        return self._scalar(spec, found[0].text.strip())

    def _find(self, spec: Spec) -> list[Node]:
        own = "/".join((*spec.within, spec.name or spec.item))
        for path in (own, *spec.aliases):
            *outer, name = path.split("/")
            found = self._level(tuple(outer)).get(name.lower())
            if found:
                self._taken.update(map(id, found))
                return found
        return []

    def _level(self, path: tuple[str, ...]) -> dict[str, list[Node]]:
        if path not in self._levels:
            outer = self._level(path[:-1]).get(path[-1].lower(), [])
            self._levels[path] = _by_name([child for entry in outer for child in entry.children])
        return self._levels[path]

    def _list(self, spec: Spec, found: list[Node]) -> tuple[Record, ...]:
        if spec.of is None:
            return ()
        if spec.name:
            self._taken.update(map(id, self._level(()).get("sumnum", [])))
            found = [item for entry in found for item in entry.all(spec.item)]
        values = tuple(spec.of.from_node(item) for item in found)
        self.notes.extend(note for value in values for note in value.deviations)
        return values

    def _scalar(self, spec: Spec, value: str) -> str | int | float | None:
        if spec.kind == "text":
            return value
        if spec.kind == "integer" and _INTEGER.fullmatch(value):
            return int(value)
        if spec.kind == "number" and _NUMBER.fullmatch(value):
            return Written(value) if spec.exact else float(value)
        if value:
            what = f"MANSCDP {spec.name} is not a number"
            self.notes.append(
                Deviation(what, f"MANSCDP {spec.name}", CLAUSE, value.encode("utf-8", "replace")[:64])
            )
        return None

    def rest(self) -> tuple[Node, ...]:
        """What nobody took: whole elements, and what is left in the groups."""
        return self._left(self._nodes, ())

    def _left(self, nodes: Sequence[Node], path: tuple[str, ...]) -> tuple[Node, ...]:
        left = []
        for entry in nodes:
            below = next(
                (level for level in self._levels if level and _same(level, (*path, entry.name))), None
            )
            if below is not None:
                children = self._left(entry.children, below)
                if children:
                    left.append(Node(below[-1], entry.text, entry.attributes, children))
            elif id(entry) not in self._taken:
                left.append(entry)
        return tuple(left)


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return [name.lower() for name in one] == [name.lower() for name in other]


def _by_name(nodes: Iterable[Node]) -> dict[str, list[Node]]:
    names: dict[str, list[Node]] = {}
    for entry in nodes:
        names.setdefault(entry.name.lower(), []).append(entry)
    return names
