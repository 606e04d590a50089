"""The Date header of the 200 to REGISTER (GB/T 28181-2022 9.10)."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from functools import lru_cache
from typing import Literal, NamedTuple

from camproof.protocols.errors import SipError

__all__ = ["BEIJING", "ServerDate", "format_date", "parse_date"]

BEIJING = dt.timezone(dt.timedelta(hours=8))
_ISO = re.compile(r"^(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?(Z?)$", re.ASCII)


class ServerDate(NamedTuple):
    """A server's time in epoch seconds, and how it was written."""

    epoch_s: float
    form: Literal["iso", "rfc1123"]


def parse_date(text: str) -> ServerDate:
    """Read ``YYYY-MM-DDThh:mm:ss.SSS`` (Beijing time) or the RFC 1123 form (GMT).

    :raises SipError: neither of them.
    """
    text = text.strip()
    iso = _ISO.match(text)
    try:
        if iso is None:
            return ServerDate(email.utils.parsedate_to_datetime(text).timestamp(), "rfc1123")
        return ServerDate(_seconds(iso[1], iso[3]) + float(f"0.{iso[2] or 0}"), "iso")
    except (ValueError, TypeError, IndexError, OverflowError, OSError) as error:
        raise SipError(f"cannot read the time {text[:40]!r}", where="Date") from error


@lru_cache(maxsize=64)
def _seconds(text: str, zone: str) -> float:
    """Epoch seconds of a date and time of day; many are told the same second."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC if zone else BEIJING).timestamp()


def format_date(epoch_s: float) -> str:
    """The form of GB/T 28181: ``2026-01-01T00:00:00.000``, Beijing time."""
    return dt.datetime.fromtimestamp(epoch_s, BEIJING).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
