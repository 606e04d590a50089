"""Quoted strings, the same in SIP, HTTP authentication and RTSP (RFC 3261 25.1, RFC 7230 3.2.6)."""

from __future__ import annotations

import re

__all__ = ["quote", "unquote"]

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_TO_ESCAPE = re.compile(r'["\\]')


def quote(text: str) -> str:
    """``text`` as a quoted string."""
    return f'"{_TO_ESCAPE.sub(_escape, text)}"' if '"' in text or "\\" in text else f'"{text}"'


def _escape(match: re.Match[str]) -> str:
    return "\\" + match.group()


def unquote(text: str) -> str:
    """The text inside a quoted string; other text as it is."""
    if len(text) >= 2 and text[0] == '"' == text[-1]:
        inner = text[1:-1]
        return _ESCAPED.sub(r"\1", inner) if "\\" in inner else inner
    return text
