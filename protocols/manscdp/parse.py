"""MANSCDP bodies from bytes: tolerant of what the field sends, bounded in time and memory.

No entity is expanded, no document type is read and nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import ManscdpError
from camproof.protocols.manscdp.charset import clean, decode
from camproof.protocols.manscdp.node import ROOTS, Manscdp, Node, find
from camproof.protocols.manscdp.plain import read_plain
from camproof.protocols.manscdp.repair import rebalance
from camproof.protocols.manscdp.usual import read_usual

__all__ = ["MAX_BODY", "MAX_DEPTH", "MAX_NODES", "parse_manscdp"]

CLAUSE = "GB/T 28181-2022 Annex A"
MAX_BODY = 4 * 1024 * 1024
"""Bytes."""
MAX_DEPTH = 32
MAX_NODES = 500_000
MAX_ATTRIBUTES = 64
"""Per element; more are dropped."""

_START_TAG = re.compile(r"<[^/!?\s]")
_HEAD = ("CmdType", "SN", "DeviceID")
_ROOTS = {name.lower(): name for name in ROOTS}
_IN_ORDER = list(_HEAD)
_LOW_HEAD = frozenset(name.lower() for name in _HEAD)
_NUMBER = re.compile("[0-9]{1,18}")
_CODE = re.compile(r"[0-9]{20}|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8}")


def parse_manscdp(body: bytes, *, strict: bool = False) -> Manscdp:
    """Reads a MANSCDP body.

    :raises ManscdpError: no element at all, an unknown root, no CmdType, a document type declaration, more
        than 4 MiB, 500 000 elements or 32 levels; with ``strict`` also at the first deviation.
    """
    message = read_usual(body) or _read_any(body)
    if strict and message.deviations:
        first = message.deviations[0]
        raise ManscdpError(first.what, where=first.where, clause=first.clause)
    return message


def _read_any(body: bytes) -> Manscdp:
    """The message in a body of whatever form."""
    if len(body) > MAX_BODY:
        raise _refuse(f"the body is longer than {MAX_BODY} bytes")
    text, notes = decode(body)
    text, more = clean(text)
    tree, broken = _tree(text)
    return _message(tree, notes + more + broken)


def _tree(text: str) -> tuple[Node, list[Deviation]]:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise _refuse("the body has a document type declaration")
    if text.count("<") > MAX_NODES and sum(1 for _ in _START_TAG.finditer(text)) > MAX_NODES:
        raise _refuse(f"the body has more than {MAX_NODES} elements")
    plain = read_plain(text, MAX_DEPTH)
    if plain is not None:
        return plain, []
    element, error = _parse(text)
    if not error:
        return _node(element, 1), []
    repaired, _ = _parse(rebalance(text))
    return _node(repaired, 1), [_note("MANSCDP body is not well-formed XML", "body", error.encode()[:64])]


def _parse(text: str) -> tuple[etree._Element, str]:
    """The root element, and the first complaint of the parser."""
    parser = etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        element: etree._Element | None = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refuse("the body is no XML") from error
    if element is None:
        raise _refuse("the body is no XML")
    return element, parser.error_log[0].message if len(parser.error_log) else ""


def _node(element: etree._Element, depth: int) -> Node:
    """An element and what is below it, without comments, namespaces and the blanks between elements."""
    if depth > MAX_DEPTH:
        raise _refuse(f"the body is nested deeper than {MAX_DEPTH}")
    children = tuple([_node(child, depth + 1) for child in element])
    text = "" if children else element.text or ""
    marks = element.items()
    attributes = tuple([(_local(str(key)), str(value)) for key, value in marks[:MAX_ATTRIBUTES]])
    return Node(_local(str(element.tag)), text, attributes, children)


def _local(name: str) -> str:
    """A name without its namespace."""
    return name if name.isalnum() else name.rpartition("}")[2].rpartition(":")[2]


def _message(tree: Node, notes: list[Deviation]) -> Manscdp:
    root = _ROOTS.get(tree.name.lower())
    if root is None:
        raise _refuse("the root is none of Control, Query, Notify, Response", tree.name)
    if root != tree.name:
        notes.append(_note("MANSCDP root has other capital letters", "root", tree.name.encode()))
    heads, fields = _cut(tree)
    cmd_type, sn_text, device_id = (head.text.strip() if head is not None else "" for head in heads)
    if not cmd_type:
        raise _refuse("the body has no CmdType", tree.name)
    broadcast = root == "Notify" and cmd_type.lower() == "broadcast"
    sn = _serial(sn_text, notes)
    if not _CODE.fullmatch(device_id) and not (broadcast and not device_id):
        notes.append(
            _note("MANSCDP DeviceID is not 20 digits", f"{cmd_type[:40]}/DeviceID", device_id.encode())
        )
    _order(tree, notes)
    return Manscdp(root, cmd_type, sn, device_id, fields, tuple(notes))


def _cut(tree: Node) -> tuple[Sequence[Node | None], tuple[Node, ...]]:
    """CmdType, SN and DeviceID, None for what is missing, and the other children."""
    first = tree.children[:3]
    if [child.name for child in first] == _IN_ORDER:
        return first, tree.children[3:]
    heads = [find(tree.children, name) for name in _HEAD]
    return heads, tuple(child for child in tree.children if not any(child is head for head in heads))


def _serial(text: str, notes: list[Deviation]) -> int:
    if _NUMBER.fullmatch(text) and int(text) > 0:
        return int(text)
    what = "MANSCDP SN is not a number of 1 and up" if text else "MANSCDP body has no SN"
    notes.append(_note(what, "SN", text.encode("utf-8", "replace")))
    return 0


def _order(tree: Node, notes: list[Deviation]) -> None:
    names = [child.name for child in tree.children]
    if names[:3] == _IN_ORDER and _LOW_HEAD.isdisjoint([name.lower() for name in names[3:]]):
        return
    head = [name for name in names if name.lower() in _LOW_HEAD]
    if [name.lower() for name in names[: len(head)]] != [name.lower() for name in _HEAD[: len(head)]]:
        notes.append(
            _note(
                "MANSCDP body does not begin with CmdType, SN, DeviceID",
                "order",
                " ".join(names[:3]).encode(),
            )
        )
    if any(name not in _HEAD for name in head):
        notes.append(_note("MANSCDP element has other capital letters", "order", " ".join(head).encode()))


def _note(what: str, where: str, evidence: bytes) -> Deviation:
    return Deviation(what, f"MANSCDP {where}", CLAUSE, evidence[:64])


def _refuse(what: str, where: str = "") -> ManscdpError:
    return ManscdpError(what, where=f"MANSCDP {where[:64]}".strip(), clause=CLAUSE)
