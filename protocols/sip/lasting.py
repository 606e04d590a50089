"""What lasts in a header value, apart from what is new in every message.

The From, To and Via of one agent differ from message to message by a tag or a branch. Without that, a value
comes again and again; what was found out about it is remembered (``functools.lru_cache``).
"""

from __future__ import annotations

__all__ = ["REMEMBERED", "cut_branch", "cut_tag"]

REMEMBERED = 8192
"""So many values each function remembers: those of a thousand agents that talk in turn, 1 to 2 MB."""


def cut_tag(value: str) -> tuple[str, str]:
    """``<uri>;tag=x`` as ``<uri>`` and ``x``; a value of any other form whole, and ""."""
    rest, found, tag = value.rpartition(">;tag=")
    if found and tag.isalnum():
        return f"{rest}>", tag
    return value, ""


def cut_branch(via: str) -> tuple[str, str]:
    """A Via value without its branch, and the branch; one of an unusual form whole, and ""."""
    before, _, tail = via.partition(";branch=")
    branch, _, after = tail.partition(";")
    if branch.isalnum():
        return (f"{before};{after}" if after else before), branch
    return via, ""
