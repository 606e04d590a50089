"""MANSCDP bodies as bytes."""

from __future__ import annotations

import re
from functools import lru_cache

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.gb28181.edition import Charset
from camproof.protocols.manscdp.node import ROOTS, Manscdp, Node

__all__ = ["build_around_sn", "build_manscdp"]

MAX_DEPTH = 32
_NAMES_REMEMBERED = 1024

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
    before, behind = build_around_sn(message, charset=charset)
    return b"%b%d%b" % (before, message.sn, behind)


def build_around_sn(message: Manscdp, *, charset: Charset = "GB18030") -> tuple[bytes, bytes]:
    """What stands before and behind the digits of SN in a body, for who says the same again and again.

    :raises LocalProtocolError: as of :func:`build_manscdp`.
    """
    if message.root not in ROOTS:
        raise LocalProtocolError(f"{message.root!r} is not a root of MANSCDP")
    command = _leaf("CmdType", message.cmd_type)
    before = f'<?xml version="1.0" encoding="{charset}"?>\n<{message.root}>\n{command}\n<SN>'
    lines = ["</SN>"]
    if message.device_id:
        lines.append(_leaf("DeviceID", message.device_id))
    lines += [_element(entry, 2) for entry in message.fields]
    lines.append(f"</{message.root}>\n")
    return _octets(before, charset), _octets("\n".join(lines), charset)


def _octets(text: str, charset: Charset) -> bytes:
    return text.encode() if text.isascii() else text.encode(charset.lower(), "xmlcharrefreplace")


def _element(entry: Node, depth: int) -> str:
    if depth > MAX_DEPTH:
        raise LocalProtocolError(f"elements are nested deeper than {MAX_DEPTH}")
    marks = "".join([f' {_name(key)}="{_escape(value, _IN_ATTRIBUTE)}"' for key, value in entry.attributes])
    if not entry.children:
        return _leaf(entry.name, entry.text, marks)
    name = _name(entry.name)
    inside = "".join([_element(child, depth + 1) for child in entry.children])
    return f"<{name}{marks}>{inside}</{name}>"


def _leaf(name: str, text: str, marks: str = "") -> str:
    name = _name(name)
    return f"<{name}{marks}>{_escape(text, _ENTITIES)}</{name}>" if text else f"<{name}{marks}/>"


@lru_cache(_NAMES_REMEMBERED)
def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise LocalProtocolError(f"{text!r} cannot be an element or attribute name")
    return text


def _escape(text: str, table: dict[str, str]) -> str:
    if text.isalnum():
        return text
    return _SPECIAL.sub(lambda found: table.get(found[0], _REPLACEMENT), text)
