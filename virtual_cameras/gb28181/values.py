"""Small readings of MANSCDP text that strangers wrote."""

from __future__ import annotations

from camproof.protocols.errors import ManscdpError
from camproof.protocols.manscdp import format_time, parse_time

__all__ = ["integer_of", "local_time", "time_of"]


def integer_of(text: str) -> int | None:
    """A whole number of at most 9 digits, 0 and up; None for anything else."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def time_of(text: str) -> float | None:
    """Epoch seconds of a local time; None when it is missing or cannot be read."""
    try:
        return parse_time(text)
    except ManscdpError:
        return None


def local_time(epoch_s: float) -> str:
    """``2026-01-01T08:00:00``; parts of a second are dropped."""
    return format_time(int(epoch_s))
