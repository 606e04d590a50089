"""Typed values as tables: a dataclass field says which element it is; reading and writing follow from that.

A field is declared with :func:`text`, :func:`integer`, :func:`number`, :func:`texts`, :func:`record` or
:func:`records`. Empty values are not written. Reading is tolerant: a value of the wrong shape becomes None
and is noted, an unknown element is kept in ``extras`` and written back at the end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import ClassVar, Self

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp.elements import Spec, integer, number, record, records, text, texts
from camproof.protocols.manscdp.node import Manscdp, Node, Root
from camproof.protocols.manscdp.record_read import RecordReader
from camproof.protocols.manscdp.record_write import write_fields

__all__ = ["Body", "Record", "integer", "number", "record", "records", "text", "texts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Base of all typed values.

    :param extras: elements that this type does not know.
    """

    extras: tuple[Node, ...] = ()
    deviations: tuple[Deviation, ...] = field(default=(), compare=False, repr=False)

    def to_nodes(self, edition: Edition = Edition.GB2022) -> tuple[Node, ...]:
        """The elements that ``edition`` has, in the order of the standard."""
        values = [(spec, getattr(self, key)) for key, spec in _specs(type(self))]
        return write_fields(values, self.extras, edition)

    def to_node(self, name: str, edition: Edition = Edition.GB2022) -> Node:
        """The value as one element of this name."""
        return Node(name, children=self.to_nodes(edition))

    @classmethod
    def from_nodes(cls, nodes: Sequence[Node]) -> Self:
        """Reads elements, in any order and any capital letters."""
        reader = RecordReader(nodes)
        values = {key: reader.take(spec) for key, spec in _specs(cls)}
        return cls(**values, extras=reader.rest(), deviations=tuple(reader.notes))

    @classmethod
    def from_node(cls, node: Node) -> Self:
        """Reads an element by its children, in any order and any capital letters."""
        return cls.from_nodes(node.children)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Record):
    """A typed value that is a whole message; ``root`` and ``cmd_type`` say which."""

    root: ClassVar[Root]
    cmd_type: ClassVar[str]

    def to_message(self, sn: int, device_id: str, edition: Edition = Edition.GB2022) -> Manscdp:
        return Manscdp(self.root, self.cmd_type, sn, device_id, self.to_nodes(edition))

    @classmethod
    def from_message(cls, message: Manscdp) -> Self:
        """Reads the fields of a message; raises LocalProtocolError if it is another command."""
        if message.cmd_type.lower() != cls.cmd_type.lower():
            raise LocalProtocolError(f"{message.cmd_type} is not {cls.cmd_type}")
        return cls.from_nodes(message.fields)


def _specs(cls: type[Record]) -> tuple[tuple[str, Spec], ...]:
    found = _KNOWN.get(cls)
    if found is None:
        found = tuple(
            (entry.name, entry.metadata["spec"]) for entry in fields(cls) if "spec" in entry.metadata
        )
        _KNOWN[cls] = found
    return found


_KNOWN: dict[type[Record], tuple[tuple[str, Spec], ...]] = {}
"""What each class declares; read once."""
