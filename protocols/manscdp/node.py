"""An XML element as a value, and the envelope that every MANSCDP body has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from camproof.protocols.deviation import Deviation

__all__ = ["ROOTS", "Manscdp", "Node", "Root", "find", "node"]

Root = Literal["Control", "Query", "Notify", "Response"]
ROOTS: tuple[Root, ...] = ("Control", "Query", "Notify", "Response")


@dataclass(frozen=True, slots=True)
class Node:
    """One element. Names are compared without case, because devices spell them in several ways.

    :param text: as it stood; :meth:`text_of` strips blanks. An element with children has no text.
    """

    name: str
    text: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Node, ...] = ()

    def find(self, name: str) -> Node | None:
        """The first child of that name."""
        return find(self.children, name)

    def all(self, name: str) -> tuple[Node, ...]:
        """All children of that name."""
        wanted = name.lower()
        return tuple(child for child in self.children if child.name.lower() == wanted)

    def text_of(self, name: str, default: str = "") -> str:
        """Text of the first child of that name, without blanks around it."""
        child = self.find(name)
        return default if child is None else child.text.strip()

    def attribute(self, name: str, default: str = "") -> str:
        """An attribute by its name in any capital letters."""
        wanted = name.lower()
        return next((value for key, value in self.attributes if key.lower() == wanted), default)


@dataclass(frozen=True, slots=True)
class Manscdp:
    """One MANSCDP body (GB/T 28181-2022 Annex A).

    :param root: Control, Query, Notify or Response.
    :param sn: 1 and up; 0 where the peer sent none.
    :param device_id: 20 digits, 2 to 8 for a region, or "" where the body has none (Broadcast).
    :param fields: the other children of the root, in order.
    """

    root: Root
    cmd_type: str
    sn: int
    device_id: str
    fields: tuple[Node, ...] = ()
    deviations: tuple[Deviation, ...] = field(default=(), compare=False)

    def field(self, name: str) -> Node | None:
        """The first field of that name."""
        return find(self.fields, name)

    def all(self, name: str) -> tuple[Node, ...]:
        """All fields of that name."""
        return Node("", children=self.fields).all(name)

    def text(self, name: str, default: str = "") -> str:
        """Text of the first field of that name, without blanks around it."""
        found = self.field(name)
        return default if found is None else found.text.strip()

    def is_a(self, root: Root, cmd_type: str) -> bool:
        """True for that root and command, whatever the case of the command."""
        return self.root == root and self.cmd_type.lower() == cmd_type.lower()


def find(nodes: Iterable[Node], name: str) -> Node | None:
    """The first node of that name."""
    wanted = name.lower()
    for entry in nodes:
        if entry.name.lower() == wanted:
            return entry
    return None


def node(name: str, content: str | int | Iterable[Node] = "", **attributes: str | int) -> Node:
    """Shorthand for a :class:`Node` with text or with children."""
    marks = tuple((key, str(value)) for key, value in attributes.items())
    if isinstance(content, str | int):
        return Node(name, str(content), marks)
    return Node(name, "", marks, tuple(content))
