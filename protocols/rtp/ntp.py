"""NTP time as RTCP uses it (RFC 3550 4): 64-bit fixed point, seconds since 1900 in the upper half."""

from __future__ import annotations

__all__ = ["NTP_EPOCH_OFFSET_S", "epoch_from_ntp", "ntp_from_epoch", "ntp_middle"]

NTP_EPOCH_OFFSET_S = 2_208_988_800


def ntp_from_epoch(epoch_s: float) -> int:
    """The 64-bit NTP time of a Unix time; wraps in 2036 as NTP does."""
    whole = int(epoch_s // 1)
    fraction = int((epoch_s - whole) * (1 << 32))
    return ((whole + NTP_EPOCH_OFFSET_S) & 0xFFFFFFFF) << 32 | fraction


def epoch_from_ntp(ntp: int) -> float:
    """The Unix time in seconds; an upper bit of 0 means the NTP era that begins in 2036 (RFC 4330 3)."""
    seconds = ntp >> 32
    era = 0 if seconds & 0x80000000 else 1 << 32
    return seconds + era - NTP_EPOCH_OFFSET_S + (ntp & 0xFFFFFFFF) / (1 << 32)


def ntp_middle(ntp: int) -> int:
    """The middle 32 bits: what LSR in a report block holds (RFC 3550 6.4.1), in units of 1/65536 s."""
    return ntp >> 16 & 0xFFFFFFFF
