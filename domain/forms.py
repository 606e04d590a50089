"""What an editor may know of a value's text before it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Form"]


@dataclass(frozen=True, slots=True)
class Form:
    """How a value is written.

    :param name: what it is called: "duration"; forms of one name are the same.
    :param pattern: a regular expression for the whole text, in the words that Python and ECMA 262 share.
    :param example: a hint such as "write a share such as 30 %".
    :param number: whether a bare number does: none, zero alone, or any that is not negative.
    :param words: the choices, where there are some.
    """

    name: str
    pattern: str = ""
    example: str = ""
    number: Literal["none", "zero", "any"] = "none"
    words: tuple[str, ...] = ()
