"""Bodies of the usual form, read in two looks: the head down to DeviceID, and the fields.

Nearly every body begins in one and the same form, in which nothing departs from the standard: one pattern
finds its values. Short fields are alike from one device to the next, and are remembered. Whatever is not
surely of this form is left to ``parse``, which gives the same for what is
(``tests/protocols/manscdp/test_usual.py``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from camproof.protocols.manscdp.node import ROOTS, Manscdp, Node, Root
from camproof.protocols.manscdp.plain import read_plain

__all__ = ["read_usual"]

_HEAD = re.compile(
    rb'<\?xml version="1\.0" encoding="GB(?:2312|18030)"\?>\n*+<(Notify|Response|Query|Control)>\n*+'
    rb"<CmdType>([A-Za-z]++)</CmdType>\n*+<SN>([1-9][0-9]{0,17})</SN>\n*+<DeviceID>([0-9]{20})</DeviceID>"
)
_LONGEST_HEAD, _LONGEST = 512, 256
_MAX_DEPTH = 8
_REMEMBERED = 4096
_ROOTS: dict[bytes, Root] = {name.encode(): name for name in ROOTS}
_HEAD_NAMES = frozenset({"cmdtype", "sn", "deviceid"})
_TEXT = re.compile(rb"[\n -~]*")


def read_usual(body: bytes) -> Manscdp | None:
    """The message, if the body is of the usual form, short, and departs from nothing; else None."""
    head = _HEAD.match(body, 0, _LONGEST_HEAD)
    if head is None or len(body) - head.end() > _LONGEST:
        return None
    root, cmd_type, sn, device_id = head.groups()
    fields = _fields(root, body[head.end() :])
    if fields is None:
        return None
    return Manscdp(_ROOTS[root], cmd_type.decode(), int(sn), device_id.decode(), fields)


@lru_cache(_REMEMBERED)
def _fields(root: bytes, rest: bytes) -> tuple[Node, ...] | None:
    """The elements behind DeviceID, up to the end of the root; None where they are odd."""
    if not _TEXT.fullmatch(rest):
        return None
    name = root.decode()
    tree = read_plain(f"<{name}><SN/>{rest.decode()}", _MAX_DEPTH)
    if tree is None or tree.name != name:
        return None
    fields = tree.children[1:]
    return fields if _HEAD_NAMES.isdisjoint([field.name.lower() for field in fields]) else None
