"""Documents that hold elements and texts and nothing else, read without an XML parser.

Nearly every MANSCDP body is one: no attribute, no reference, no comment, no section, no name outside ASCII,
and every end tag in its place. To read these here takes a third of the time. Whatever is not surely plain is
left to the XML parser, so that both give the same (``tests/protocols/manscdp/test_plain.py``).
"""

from __future__ import annotations

import re

from camproof.protocols.manscdp.node import Node

__all__ = ["read_plain"]

_BLANK = r"[ \t\r\n]*+"
_NAME = r"(?![xX][mM][lL])[A-Za-z][A-Za-z0-9_.\-]{0,63}+"
_PIECE = re.compile(rf"{_BLANK}<(?:({_NAME})(?:>(?:([^<>&\r]*+)</\1>)?|(/)>)|/({_NAME})>)")
_END = re.compile(rf"{_BLANK}\Z")


def read_plain(text: str, max_depth: int) -> Node | None:
    """The root of a plain document; None for one that is not surely plain or is nested deeper than this."""
    above: list[tuple[str, list[Node]]] = []
    here: list[Node] = []
    at = 0
    while piece := _PIECE.match(text, at):
        at = piece.end()
        name, words, empty, ended = piece.groups()
        if ended is not None:
            if not above or not here:
                return None
            children = tuple(here)
            name, here = above.pop()
            if name != ended:
                return None
            here.append(Node(name, "", (), children))
        elif words is not None or empty is not None:
            here.append(Node(name, words or ""))
        else:
            above.append((name, here))
            here = []
            if len(above) >= max_depth:
                return None
            continue
        if not above:
            return here[0] if _END.match(text, at) else None
    return None
