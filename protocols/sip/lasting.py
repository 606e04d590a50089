"""What lasts in a header value, apart from what is new in every message.

The From, To and Via of one agent differ from message to message by a tag or a branch. Without that, a value
comes again and again; what was found out about it is remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

__all__ = ["cut_branch", "cut_tag", "remembered"]

_REMEMBERED = 8192
_LONGEST = 256

_Look = TypeVar("_Look", bound=Callable[..., Any])


def remembered(look: _Look) -> _Look:
    """A function of a value, and of what else bears upon it, that remembers what it found.

    It remembers 8192 values, those of a thousand agents that talk in turn, in some MB at most. A value that
    is longer than such values are is looked at anew, so that nobody can fill memory.
    """
    known = lru_cache(_REMEMBERED)(look)

    @wraps(look)
    def found(value: str, *more: Any) -> Any:
        return known(value, *more) if len(value) <= _LONGEST else look(value, *more)

    return cast(_Look, found)


def cut_tag(value: str) -> tuple[str, str]:
    """``<uri>;tag=x`` as ``<uri>`` and ``x``; a value of any other form whole, and ""."""
    rest, found, tag = value.rpartition(">;tag=")
    if found and tag.isalnum():
        return f"{rest}>", tag
    return value, ""


def cut_branch(via: str) -> tuple[str, str]:
    """A Via value without its branch, and the branch; one of an unusual form whole, and ""."""
    before, _, tail = via.partition(";branch=")
    branch, semicolon, after = tail.partition(";")
    if branch.isalnum():
        return f"{before}{semicolon}{after}", branch
    return via, ""
