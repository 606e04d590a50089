"""From the bytes of a body to clean text: charset by trial, and what XML cannot hold taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from camproof.protocols.deviation import Deviation

__all__ = ["clean", "decode"]

CLAUSE = "GB/T 28181-2022 Annex A"

_PROLOG = re.compile(rb"\s*<\?xml\b[^>]{0,200}\?>", re.IGNORECASE)
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']?\s*([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
_CODECS = {
    "gb2312": "gb2312",
    "gbk": "gbk",
    "gb18030": "gb18030",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "ascii": "ascii",
    "us-ascii": "ascii",
}
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_BOM_BEGINS = frozenset(mark[:1] for mark, _ in _BOMS)
_PROLOGS_REMEMBERED = 256
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});)")
_BAD_NUMBER = re.compile(r"&#(?:([0-9]{1,7})|[xX]([0-9A-Fa-f]{1,6}));")


def decode(body: bytes) -> tuple[str, list[Deviation]]:
    """The text of a body without its prolog, and what was wrong with its charset.

    Tried are the declared charset, GB 18030, then UTF-8. Bytes that are no GB 2312 but well-formed UTF-8 of
    three bytes a character are taken as UTF-8 first: GB 18030 would read nearly anything.
    """
    notes: list[Deviation] = []
    for mark, codec in _BOMS if body[:1] in _BOM_BEGINS else ():
        if body.startswith(mark):
            notes.append(_note("MANSCDP body begins with a byte order mark", body))
            if codec != "utf-8":
                return _without_prolog(body[len(mark) :].decode(codec, "replace")), notes
            body = body[len(mark) :]
            break
    prolog = _PROLOG.match(body)
    if prolog is None:
        notes.append(_note("MANSCDP body has no XML prolog", body))
    declared, more = _declared(prolog[0] if prolog else b"")
    notes.extend(more)
    return _trial(body[prolog.end() if prolog else 0 :], declared, notes), notes


@lru_cache(_PROLOGS_REMEMBERED)
def _declared(prolog: bytes) -> tuple[str, tuple[Deviation, ...]]:
    """The codec that a prolog names, and what is wrong with it; peers send the same one again and again."""
    found = _ENCODING.search(prolog)
    if not found:
        return "", (_note("MANSCDP prolog names no charset", prolog),) if prolog else ()
    name = found[1].decode("ascii").lower()
    known = name in {"gb2312", "gb18030"}
    wrong = _note("MANSCDP prolog names a charset other than GB2312 and GB18030", prolog)
    return _CODECS.get(name, ""), () if known else (wrong,)


def _trial(data: bytes, declared: str, notes: list[Deviation]) -> str:
    if data.isascii():
        return data.decode("ascii")
    for codec in _order(data, declared):
        text = _strictly(data, codec)
        if text is not None:
            if declared and codec != declared:
                notes.append(_note(f"MANSCDP body declares {declared} but is {codec}", _first_high(data)))
            return text
    notes.append(_note("MANSCDP body is in no charset that was tried", _first_high(data)))
    return data.decode("utf-8" if declared == "utf-8" else "gb18030", "replace")


def _order(data: bytes, declared: str) -> Iterator[str]:
    if (
        declared in {"gb2312", "gb18030", "gbk", ""}
        and _strictly(data, "gb2312") is None
        and _looks_utf8(data)
    ):
        yield "utf-8"
    if declared:
        yield declared
    yield from ("gb18030", "utf-8")


def _looks_utf8(data: bytes) -> bool:
    text = _strictly(data, "utf-8")
    return text is not None and any(character >= "\u0800" for character in text)


def _strictly(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _first_high(data: bytes) -> bytes:
    found = re.search(rb"[\x80-\xff]", data)
    return data[found.start() :][:64] if found else b""


def _without_prolog(text: str) -> str:
    return re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", text)


def clean(text: str) -> tuple[str, list[Deviation]]:
    """Takes out characters that XML forbids and repairs bare ``&``; leaves CDATA sections as they are."""
    notes: list[Deviation] = []
    if _FORBIDDEN.search(text):
        what = "NUL" if "\x00" in text else "control"
        notes.append(_note(f"MANSCDP body holds {what} characters", text.encode("utf-8", "replace")))
        text = _FORBIDDEN.sub("", text)
    if "&" not in text:
        return text, notes
    pieces = []
    for piece, verbatim in _sections(text):
        repaired = piece if verbatim or "&" not in piece else _BAD_NUMBER.sub(_numbered, piece)
        repaired = repaired if verbatim else _REFERENCE.sub("&amp;", repaired)
        if repaired != piece and not notes:
            notes.append(_note("MANSCDP body holds a bare & or a forbidden reference", piece.encode()))
        pieces.append(repaired)
    return "".join(pieces), notes


def _numbered(found: re.Match[str]) -> str:
    """A character reference, or nothing where it names a character that XML forbids."""
    number = int(found[1]) if found[1] else int(found[2], 16)
    allowed = number < 0x110000 and not _FORBIDDEN.match(chr(number))
    return found[0] if allowed else ""


def _sections(text: str) -> Iterator[tuple[str, bool]]:
    """Pieces of a text, and whether each is a CDATA section."""
    at = 0
    while (begin := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", begin)) >= 0:
        yield text[at:begin], False
        yield text[begin : end + 3], True
        at = end + 3
    yield text[at:], False


def _note(what: str, evidence: bytes) -> Deviation:
    return Deviation(what, "MANSCDP charset" if "charset" in what else "MANSCDP", CLAUSE, evidence[:64])
