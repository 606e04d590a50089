"""Times as MANSCDP writes them: Beijing time without a zone."""

from __future__ import annotations

import datetime as dt

__all__ = ["read_local", "write_local"]

_BEIJING = dt.timezone(dt.timedelta(hours=8))


def write_local(epoch_s: float) -> str:
    """``2026-01-01T08:00:00``; parts of a second are dropped."""
    return dt.datetime.fromtimestamp(int(epoch_s), _BEIJING).strftime("%Y-%m-%dT%H:%M:%S")


def read_local(text: str) -> float | None:
    """Epoch seconds of a MANSCDP time; None when it is empty or cannot be read."""
    try:
        moment = dt.datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=_BEIJING)).timestamp()
    except (ValueError, OverflowError):
        return None
