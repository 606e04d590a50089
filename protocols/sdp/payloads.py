"""RTP payload types of GB/T 28181-2022 Annex C and their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["PAYLOADS", "VENDOR_NAMES", "RtpMap", "codec_name"]


@dataclass(frozen=True, slots=True)
class RtpMap:
    """One ``a=rtpmap:`` line; ``clock_hz`` in Hz, ``channels`` only where written."""

    payload_type: int
    name: str
    clock_hz: int
    channels: int | None = None


PAYLOADS: Mapping[int, RtpMap] = MappingProxyType(
    {
        entry.payload_type: entry
        for entry in (
            RtpMap(96, "PS", 90_000),
            RtpMap(97, "MPEG4", 90_000),
            RtpMap(98, "H264", 90_000),
            RtpMap(99, "SVAC", 90_000),
            RtpMap(100, "H265", 90_000),
            RtpMap(8, "PCMA", 8_000),
            RtpMap(20, "SVACA", 8_000),
            RtpMap(4, "G723", 8_000),
            RtpMap(18, "G729", 8_000),
            RtpMap(9, "G722", 8_000),
            RtpMap(102, "AAC", 8_000, 1),
        )
    }
)
"""What a number means where no rtpmap says otherwise."""

VENDOR_NAMES = frozenset({"HIKVISION", "DAHUA"})
"""Names that announce a private coding at payload type 96."""


def codec_name(payload_type: int, rtpmaps: Iterable[RtpMap] = ()) -> str | None:
    """Upper-case name of a payload type; a rtpmap wins over the table; None if neither knows it."""
    named = next(
        (entry for entry in rtpmaps if entry.payload_type == payload_type), PAYLOADS.get(payload_type)
    )
    return named.name.upper() if named else None
