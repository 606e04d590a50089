"""The ten digits of ``y=`` (GB/T 28181-2022 Annex F): made from a domain, read as the RTP SSRC."""

from __future__ import annotations

import re

from camproof.protocols.errors import LocalProtocolError

__all__ = ["is_history_ssrc", "make_ssrc", "ssrc_int", "ssrc_text"]

NUMBERS_PER_DOMAIN = 10_000
"""How many streams of one kind a domain can have at once."""


def make_ssrc(domain: str, history: bool, number: int) -> str:
    """Ten digits: 0 live or 1 history, digits 4-8 of the domain's code, then ``number`` (0-9999).

    :param domain: 20-digit code of the SIP domain, or its first 8 or more digits.
    :raises LocalProtocolError: too few digits, or a number out of range.
    """
    if not re.fullmatch(r"[0-9]{8,20}", domain):
        raise LocalProtocolError(f"domain {domain!r} is not 8 to 20 digits")
    if not 0 <= number < NUMBERS_PER_DOMAIN:
        raise LocalProtocolError(f"SSRC number {number} is outside 0-{NUMBERS_PER_DOMAIN - 1}")
    return f"{int(history)}{domain[3:8]}{number:04d}"


def ssrc_int(text: str) -> int | None:
    """The digits of ``y=`` as the 32-bit SSRC; None if they are no such number."""
    if not re.fullmatch(r"[0-9]{1,20}", text):
        return None
    number = int(text)
    return number if number < 1 << 32 else None


def ssrc_text(ssrc: int) -> str:
    """A 32-bit SSRC as the ten digits of ``y=``."""
    if not 0 <= ssrc < 1 << 32:
        raise LocalProtocolError(f"SSRC {ssrc} is not a 32-bit number")
    return f"{ssrc:010d}"


def is_history_ssrc(text: str) -> bool:
    """True if ten digits of ``y=`` say history."""
    return len(text) == 10 and text.startswith("1")
