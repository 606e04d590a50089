"""Small pieces of SIP grammar: quoted strings, lists, parameters (RFC 3261 25.1)."""

from __future__ import annotations

import re

from camproof.protocols.quoted import quote, unquote

__all__ = [
    "Params",
    "first_of_list",
    "param_of",
    "params_text",
    "read_params",
    "split_outside",
]

Params = tuple[tuple[str, str | None], ...]

_PLAIN = re.compile(r"[A-Za-z0-9\-.!%*_+`'~\[\]:/$&()^|{}#=]*")


def split_outside(text: str, separator: str) -> list[str]:
    """``text`` cut at each separator that stands outside quotes and angle brackets; parts stripped."""
    if '"' not in text and "<" not in text:
        return [part.strip() for part in text.split(separator)]
    parts: list[str] = []
    start = 0
    quoted = escaped = angled = False
    for place, char in enumerate(text):
        if escaped:
            escaped = False
        elif quoted:
            escaped = char == "\\"
            quoted = char != '"'
        elif char == '"':
            quoted = True
        elif char in "<>":
            angled = char == "<"
        elif char == separator and not angled:
            parts.append(text[start:place].strip())
            start = place + 1
    parts.append(text[start:].strip())
    return parts


def first_of_list(text: str) -> str:
    """The first of comma-separated values."""
    return split_outside(text, ",")[0] if "," in text else text


def read_params(text: str) -> Params:
    """``;name=value;flag`` as pairs; a flag has None. Names keep their spelling, values lose their quotes."""
    pairs: list[tuple[str, str | None]] = []
    for part in split_outside(text, ";"):
        name, equals, value = part.partition("=")
        name = name.strip()
        if name:
            pairs.append((name, unquote(value.strip()) if equals else None))
    return tuple(pairs)


def params_text(params: Params) -> str:
    """Pairs as ``;name=value;flag``; values that need quotes get them."""
    text = ""
    for name, value in params:
        if value is None:
            text += f";{name}"
        else:
            text += f";{name}={value if value and _PLAIN.fullmatch(value) else quote(value)}"
    return text


def param_of(params: Params, name: str) -> str | None:
    """The value of this parameter, "" for a flag, None where it is missing; the case of names is ignored."""
    for other, value in params:
        if other.lower() == name:
            return value or ""
    return None
