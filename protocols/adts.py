"""AAC frames with ADTS headers (ISO/IEC 14496-3 1.A.2.2), as a program stream carries them.

Only what GB/T 28181 Annex F wants: AAC-LC, one frame behind each header, no CRC.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from camproof.protocols.errors import LocalProtocolError

__all__ = ["ADTS_RATES_HZ", "SAMPLES_A_FRAME", "AdtsFrame", "adts_frame", "split_adts"]

ADTS_RATES_HZ = (
    96_000,
    88_200,
    64_000,
    48_000,
    44_100,
    32_000,
    24_000,
    22_050,
    16_000,
    12_000,
    11_025,
    8_000,
    7_350,
)
"""sampling_frequency_index to samples a second."""
SAMPLES_A_FRAME = 1024
_HEADER, _CRC = 7, 2
_LONGEST = 8191
_MAX_CHANNELS = 7


@dataclass(frozen=True, slots=True)
class AdtsFrame:
    """One frame.

    :param profile: audio object type, 2 = LC.
    :param channels: channel_configuration; 0 where the frame itself tells.
    :param data: the raw AAC frame behind the header.
    """

    profile: int
    rate_hz: int
    channels: int
    data: bytes = field(repr=False)


def adts_frame(data: bytes, rate_hz: int, channels: int = 1) -> bytes:
    """A raw AAC-LC frame with its header of seven bytes.

    :raises LocalProtocolError: no header can say this rate, number of channels or length.
    """
    if rate_hz not in ADTS_RATES_HZ or not 1 <= channels <= _MAX_CHANNELS:
        raise LocalProtocolError(f"ADTS knows no AAC of {rate_hz} Hz with {channels} channels")
    size = len(data) + _HEADER
    if size > _LONGEST:
        raise LocalProtocolError(f"an ADTS frame holds {_LONGEST} bytes, not {size}")
    bits = 0xFFF << 44 | 0b0001 << 40 | 0b01 << 38 | ADTS_RATES_HZ.index(rate_hz) << 34
    bits |= channels << 30 | size << 13 | 0x7FF << 2
    return bits.to_bytes(_HEADER) + data


def split_adts(data: bytes) -> list[AdtsFrame]:
    """The whole frames from the start of ``data`` on; ends before the first thing that is none."""
    frames = []
    at = 0
    while at + _HEADER <= len(data) and data[at] == 0xFF and data[at + 1] & 0xF6 == 0xF0:
        size = (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5
        start = at + _HEADER + (0 if data[at + 1] & 1 else _CRC)
        rate = data[at + 2] >> 2 & 15
        if at + size > len(data) or start > at + size or rate >= len(ADTS_RATES_HZ):
            break
        channels = (data[at + 2] & 1) << 2 | data[at + 3] >> 6
        profile = (data[at + 2] >> 6) + 1
        frames.append(AdtsFrame(profile, ADTS_RATES_HZ[rate], channels, data[start : at + size]))
        at += size
    return frames
