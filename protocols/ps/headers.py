"""Pack header, system header and PES headers as bytes (ISO/IEC 13818-1 2.5.3, 2.4.3.6)."""

from __future__ import annotations

from camproof.protocols.ps.timestamps import encode_scr, encode_timestamp

__all__ = ["PACK_START", "PROGRAM_END", "pack_header", "pes_header", "system_header"]

PACK_START = b"\x00\x00\x01\xba"
PROGRAM_END = b"\x00\x00\x01\xb9"
_NO_TIMES = b"\x84\x00\x00"


def pack_header(scr_base: int, scr_extension: int = 0, mux_rate: int = 50_000) -> bytes:
    """14 bytes without stuffing. :param scr_base: 90 kHz. :param mux_rate: in units of 50 bytes/s."""
    rate = (mux_rate & 0x3FFFFF) << 2 | 3
    return PACK_START + encode_scr(scr_base, scr_extension) + rate.to_bytes(3) + b"\xf8"


def system_header(
    *, video: tuple[int, ...] = (0xE0,), audio: tuple[int, ...] = (0xC0,), rate_bound: int = 50_000
) -> bytes:
    """System header for the stream ids given; buffers of 128 KiB a video and 4 KiB an audio stream."""
    lines = b"".join(bytes((stream, 0xE0, 0x80)) for stream in video)
    lines += b"".join(bytes((stream, 0xC0, 0x20)) for stream in audio)
    rate = 0x800001 | (rate_bound & 0x3FFFFF) << 1
    bounds = bytes((len(audio) << 2, 0xE0 | len(video), 0x7F))
    return b"\x00\x00\x01\xbb" + (6 + len(lines)).to_bytes(2) + rate.to_bytes(3) + bounds + lines


def pes_header(
    stream_id: int, payload_bytes: int, pts: int | None, dts: int | None = None, *, zero_length: bool = False
) -> bytes:
    """PES header with PTS and, where it differs, DTS (90 kHz); without both for a continuation.

    :param payload_bytes: bytes that follow; header and payload must fit the 16-bit length.
    """
    if pts is None:
        flags = _NO_TIMES
    elif dts is None or dts == pts:
        flags = b"\x84\x80\x05" + encode_timestamp(2, pts)
    else:
        flags = b"\x84\xc0\x0a" + encode_timestamp(3, pts) + encode_timestamp(1, dts)
    length = 0 if zero_length else len(flags) + payload_bytes
    return b"\x00\x00\x01" + bytes((stream_id,)) + length.to_bytes(2) + flags
