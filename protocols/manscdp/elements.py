"""How the fields of a typed value say which element they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from camproof.protocols.gb28181.edition import Edition

if TYPE_CHECKING:
    from camproof.protocols.manscdp.record import Record

__all__ = ["Spec", "integer", "number", "record", "records", "text", "texts"]


@dataclass(frozen=True, slots=True)
class Spec:
    """How one field is written.

    :param within: elements around it, outermost first, "Info/AlarmTypeParam".
    :param only: the edition that alone writes it.
    :param item: name of the elements of a list, "" for no list.
    :param sum_num: a list has a SumNum before it.
    :param aliases: other names or paths ("Info/Name"), read but never written.
    :param exact: a number is read as a :class:`Written`, which keeps its digits.
    """

    kind: Literal["text", "integer", "number", "texts", "record", "records"]
    name: str
    within: tuple[str, ...] = ()
    only: Edition | None = None
    aliases: tuple[str, ...] = ()
    of: type[Record] | None = None
    item: str = ""
    sum_num: bool = False
    exact: bool = False


def text(name: str, *, within: str = "", only: Edition | None = None, aliases: tuple[str, ...] = ()) -> Any:
    """A ``str``, "" where the element is missing."""
    return _field(Spec("text", name, _path(within), only, aliases), "")


def integer(
    name: str, *, within: str = "", only: Edition | None = None, aliases: tuple[str, ...] = ()
) -> Any:
    """An ``int | None``."""
    return _field(Spec("integer", name, _path(within), only, aliases), None)


def number(
    name: str,
    *,
    within: str = "",
    only: Edition | None = None,
    aliases: tuple[str, ...] = (),
    exact: bool = False,
) -> Any:
    """A ``float | None``."""
    return _field(Spec("number", name, _path(within), only, aliases, exact=exact), None)


def texts(name: str, *, within: str = "", only: Edition | None = None) -> Any:
    """A ``tuple[str, ...]``: the element once for each."""
    return _field(Spec("texts", name, _path(within), only), ())


def record(name: str, of: type[Record], *, only: Edition | None = None) -> Any:
    """A nested :class:`Record`, or None."""
    return _field(Spec("record", name, (), only, (), of), None)


def records(
    name: str,
    of: type[Record],
    *,
    item: str = "Item",
    sum_num: bool = True,
    only: Edition | None = None,
    aliases: tuple[str, ...] = (),
) -> Any:
    """A tuple of records: a list element with the attribute Num; with an empty ``name`` the bare items."""
    return _field(Spec("records", name, (), only, aliases, of, item, sum_num), ())


def _field(spec: Spec, default: Any) -> Any:
    return field(default=default, metadata={"spec": spec})


def _path(within: str) -> tuple[str, ...]:
    return tuple(within.split("/")) if within else ()
