"""Typed values as elements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp.elements import Spec
from camproof.protocols.manscdp.node import Node
from camproof.protocols.manscdp.numbers import Written

__all__ = ["write_fields"]

Groups = dict[tuple[str, ...], list[Node]]
"""Elements of each level, by the path to it; an element that has a level of its own stands there empty."""


def write_fields(
    values: Iterable[tuple[Spec, Any]], extras: Sequence[Node], edition: Edition
) -> tuple[Node, ...]:
    """The elements of fields in order, those that ``edition`` does not have left out, then the extras.

    An empty list that has a SumNum is ``SumNum`` 0 without the list element (2022 Annex M).
    """
    groups: Groups = {(): []}
    for spec, value in values:
        if value is not None and value != "" and (spec.only is None or spec.only is edition):
            for entry in _write(spec, value, edition):
                _group(groups, spec.within).append(entry)
    _merge(groups, extras)
    return _assemble(groups, ()) if len(groups) > 1 else tuple(groups[()])


def _write(spec: Spec, value: Any, edition: Edition) -> Iterable[Node]:
    if value == () and spec.kind == "records" and spec.name and spec.sum_num:
        return (Node("SumNum", "0"),)
    if value == ():
        return ()
    if spec.kind == "record":
        return (value.to_node(spec.name, edition),)
    if spec.kind == "records":
        return _write_list(spec, [entry.to_node(spec.item, edition) for entry in value])
    if spec.kind == "texts":
        return [Node(spec.name, entry) for entry in value]
    return (Node(spec.name, _plain(value) if spec.kind == "number" else str(value)),)


def _write_list(spec: Spec, items: list[Node]) -> list[Node]:
    if not spec.name:
        return items
    entry = Node(spec.name, "", (("Num", str(len(items))),), tuple(items))
    return [Node("SumNum", str(len(items))), entry] if spec.sum_num else [entry]


def _plain(value: float) -> str:
    """Shortest decimal form without an exponent; of what was written already, the digits that it had."""
    if isinstance(value, Written):
        return value.text
    if value != value or value in {float("inf"), float("-inf")}:
        raise LocalProtocolError(f"{value} cannot be written as a number")
    form = f"{Decimal(repr(float(value))):f}"
    return form.removesuffix(".0")


def _group(groups: Groups, path: tuple[str, ...]) -> list[Node]:
    """The list of a group; a new group takes its place in the list of its parent."""
    if path not in groups:
        groups[path] = []
        _group(groups, path[:-1]).append(Node(path[-1]))
    return groups[path]


def _merge(groups: Groups, extras: Sequence[Node]) -> None:
    for extra in extras:
        if (extra.name,) in groups:
            groups[extra.name,].extend(extra.children)
        else:
            groups[()].append(extra)


def _assemble(groups: Groups, path: tuple[str, ...]) -> tuple[Node, ...]:
    def filled(entry: Node) -> Node:
        below = (*path, entry.name)
        return (
            Node(entry.name, children=_assemble(groups, below)) if _is_open(groups, below, entry) else entry
        )

    return tuple(filled(entry) for entry in groups[path])


def _is_open(groups: Groups, path: tuple[str, ...], entry: Node) -> bool:
    return path in groups and not entry.children and not entry.text
