"""User data in SEI messages (H.264 D.1.7, H.265 D.2.7: user_data_unregistered, payload type 5)."""

from __future__ import annotations

from collections.abc import Iterator

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.nal.annexb import escape, unescape

__all__ = ["find_sei_unregistered", "sei_messages", "sei_unregistered"]

USER_DATA_UNREGISTERED = 5
UUID_BYTES = 16
_START = b"\x00\x00\x01"
_HEADERS = {"H264": b"\x06", "H265": b"\x4e\x01"}
_RBSP_TRAILING = b"\x80"


def sei_unregistered(codec: str, uuid: bytes, payload: bytes) -> bytes:
    """A prefix SEI NAL without start code that carries ``payload`` under a 16-byte UUID.

    The length is fixed by the payload's as long as UUID and payload hold no two zeros in a row.
    """
    if codec not in _HEADERS or len(uuid) != UUID_BYTES:
        raise LocalProtocolError("an SEI wants codec H264 or H265 and a UUID of 16 bytes")
    full, rest = divmod(UUID_BYTES + len(payload), 255)
    head = bytes((USER_DATA_UNREGISTERED,)) + b"\xff" * full + bytes((rest,))
    return _HEADERS[codec] + escape(head + uuid + payload + _RBSP_TRAILING)


def find_sei_unregistered(
    codec: str, access_unit: bytes | bytearray | memoryview, uuid: bytes
) -> bytes | None:
    """The payload of the first message under ``uuid`` before the first picture NAL; None if there is none.

    Picture data is never scanned, so the cost does not grow with the frame.
    """
    data = access_unit if isinstance(access_unit, bytes | bytearray) else bytes(access_unit)
    if codec == "H264":
        return _find(data, uuid, 1, 0x1F, 6, 5)
    if codec == "H265":
        return _find(data, uuid, 2, 0x7E, 39 << 1, 63)
    raise LocalProtocolError(f"SEI messages are known of H264 and H265, not of {codec}")


def _find(
    data: bytes | bytearray, uuid: bytes, header_bytes: int, mask: int, sei_type: int, last_vcl: int
) -> bytes | None:
    find = data.find
    at = find(_START)
    while 0 <= at < len(data) - 3:
        at += 3
        number = data[at] & mask
        if number <= last_vcl and (number or header_bytes == 2):
            return None
        if number == sei_type:
            end = find(_START, at)
            found = _payload(data[at + header_bytes : end if end >= 0 else None], uuid)
            if found is not None or end < 0:
                return found
            at = end
        else:
            at = find(_START, at)
    return None


def _payload(body: bytes | bytearray, uuid: bytes) -> bytes | None:
    for kind, content in sei_messages(body):
        if kind == USER_DATA_UNREGISTERED and content[:UUID_BYTES] == uuid:
            return content[UUID_BYTES:]
    return None


def sei_messages(body: bytes | bytearray | memoryview) -> Iterator[tuple[int, bytes]]:
    """(payload type, payload) of each message of an SEI NAL without its header; ends where cut off."""
    rbsp = unescape(bytes(body))
    at, end = 0, len(rbsp)
    while at + 2 <= end:
        kind, at = _extended(rbsp, at)
        size, at = _extended(rbsp, at)
        if size < 0 or at + size > end:
            return
        yield kind, rbsp[at : at + size]
        at += size


def _extended(rbsp: bytes, at: int) -> tuple[int, int]:
    """A number coded as FF bytes and a last byte; (-1, end) where it is cut off."""
    total = 0
    while at < len(rbsp):
        value = rbsp[at]
        at += 1
        total += value
        if value != 255:
            return total, at
    return -1, at
