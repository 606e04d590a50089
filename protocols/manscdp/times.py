"""Times as MANSCDP writes them: local time without a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from camproof.protocols.errors import LocalProtocolError, ManscdpError

__all__ = ["BEIJING_OFFSET_S", "format_time", "parse_time"]

CLAUSE = "GB/T 28181-2022 Annex A"
BEIJING_OFFSET_S = 8 * 3600
"""Seconds that local time is ahead of UTC."""

_TIME = re.compile(
    r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})[T\s]+([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.[0-9]{1,9})?(Z)?"
)


def format_time(epoch_s: float, offset_s: int = BEIJING_OFFSET_S, *, milliseconds: bool = False) -> str:
    """A Unix time as "YYYY-MM-DDThh:mm:ss" (or with ".mmm"), in the zone ``offset_s`` ahead of UTC."""
    try:
        local = datetime.fromtimestamp(epoch_s, UTC) + timedelta(seconds=offset_s)
    except (OverflowError, ValueError, OSError) as error:
        raise LocalProtocolError(f"{epoch_s} s is no time of the calendar") from error
    return local.replace(tzinfo=None).isoformat(timespec="milliseconds" if milliseconds else "seconds")


def parse_time(text: str, offset_s: int = BEIJING_OFFSET_S) -> float:
    """Unix time in seconds of a local time; a blank for the T, slashes and fractions are accepted.

    :raises ManscdpError: not a time.
    """
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise ManscdpError("the time is not YYYY-MM-DDThh:mm:ss", where=text[:64], clause=CLAUSE)
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    try:
        local = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise ManscdpError("the time does not exist", where=text[:64], clause=CLAUSE) from error
    return local.timestamp() - (0 if found[7] else offset_s)
