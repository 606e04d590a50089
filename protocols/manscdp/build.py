"""MANSCDP bodies as bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.gb28181.edition import Charset
from camproof.protocols.manscdp.node import ROOTS, Manscdp, Node

__all__ = ["build_manscdp"]

MAX_DEPTH = 32

_NAME = re.compile(r"(?!xmlns$)[A-Za-z_][A-Za-z0-9_.\-]*")
_SPECIAL = re.compile('[&<>"\r\n\t\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]')
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "\n", "\t": "\t"}
_IN_ATTRIBUTE = {**_ENTITIES, "\n": "&#10;", "\t": "&#9;"}
_REPLACEMENT = "\ufffd"
"""Stands for characters that no XML document can hold."""


def build_manscdp(message: Manscdp, *, charset: Charset = "GB18030") -> bytes:
    """Bytes of a body, with the prolog that names ``charset``; CmdType, SN and DeviceID come first.

    Characters outside the charset become character references; characters that XML forbids become U+FFFD.

    :raises LocalProtocolError: an unknown root, an element name that is not ASCII, or more than 32 levels.
    """
    if message.root not in ROOTS:
        raise LocalProtocolError(f"{message.root!r} is not a root of MANSCDP")
    head = [Node("CmdType", message.cmd_type), Node("SN", str(message.sn))]
    if message.device_id:
        head.append(Node("DeviceID", message.device_id))
    lines = [f'<?xml version="1.0" encoding="{charset}"?>', f"<{message.root}>"]
    lines += ["".join(_parts(entry, 2)) for entry in (*head, *message.fields)]
    lines.append(f"</{message.root}>\n")
    return "\n".join(lines).encode(charset.lower(), "xmlcharrefreplace")


def _parts(entry: Node, depth: int) -> Iterator[str]:
    if depth > MAX_DEPTH:
        raise LocalProtocolError(f"elements are nested deeper than {MAX_DEPTH}")
    marks = "".join(f' {_name(key)}="{_escape(value, _IN_ATTRIBUTE)}"' for key, value in entry.attributes)
    name = _name(entry.name)
    if not entry.children and not entry.text:
        yield f"<{name}{marks}/>"
        return
    yield f"<{name}{marks}>"
    if entry.children:
        for child in entry.children:
            yield from _parts(child, depth + 1)
    else:
        yield _escape(entry.text, _ENTITIES)
    yield f"</{name}>"


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise LocalProtocolError(f"{text!r} cannot be an element or attribute name")
    return text


def _escape(text: str, table: dict[str, str]) -> str:
    return _SPECIAL.sub(lambda found: table.get(found[0], _REPLACEMENT), text)
