"""A clip as H.264 (RFC 6184) or H.265 (RFC 7798) in RTP without a container, in a flat table.

What stands before the first slice (delimiter, parameter sets, stamp) goes into one aggregation packet where
it fits, each slice into packets of its own: whole where it fits, else in fragments of equal length.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from camproof.media.clips.model import AccessUnit, Clip, Codec
from camproof.media.clips.units import first_slice
from camproof.media.packets import PAYLOAD_SIZE
from camproof.media.stamp import TruthStamp, find_stamp_text, stamp_nal
from camproof.media.tables.model import FrameCut, MediaTable, table_of
from camproof.protocols.nal import split_annexb

__all__ = ["aggregate", "fragments", "is_aggregate", "packed", "raw_table"]

_STAP_A, _FU_A = 24, 28
_AP, _FU = 48, 49
_START, _END = 0x80, 0x40
_REFERENCE = 0x60
_NO_STAMP = TruthStamp(0, 0, 0)

Nal = bytes | memoryview


def raw_table(clip: Clip, *, stamp: bool = True) -> MediaTable:
    """The packets of a clip as arrays.

    :param stamp: False for pictures without the truth stamp.
    """
    cuts = [_cut(clip.codec, unit, stamp=stamp) for unit in clip.units]
    return table_of(clip.codec, clip.fps, cuts, PAYLOAD_SIZE)


def aggregate(codec: Codec, nals: Sequence[Nal]) -> bytes:
    """One payload with all these units: a single unit as it is, else STAP-A or AP."""
    if len(nals) == 1:
        return bytes(nals[0])
    sized = b"".join(part for nal in nals for part in (len(nal).to_bytes(2), nal))
    if codec == "H264":
        return bytes((max(nal[0] & _REFERENCE for nal in nals) | _STAP_A,)) + sized
    layer_tid = min((nal[0] & 1) << 8 | nal[1] for nal in nals)
    return bytes((_AP << 1 | layer_tid >> 8, layer_tid & 0xFF)) + sized


def is_aggregate(codec: Codec, payload: bytes) -> bool:
    """Whether a payload is a STAP-A or AP."""
    return payload[0] & 0x1F == _STAP_A if codec == "H264" else payload[0] >> 1 & 0x3F == _AP


@dataclass(frozen=True, slots=True)
class _FragmentHeader:
    """What a codec puts before each fragment, and how much of the unit's own header that replaces."""

    skip: int
    head: Callable[[Nal], bytes]
    kind: Callable[[Nal], int]


_FRAGMENT: dict[Codec, _FragmentHeader] = {
    "H264": _FragmentHeader(1, lambda nal: bytes((nal[0] & 0xE0 | _FU_A,)), lambda nal: nal[0] & 0x1F),
    "H265": _FragmentHeader(
        2, lambda nal: bytes((nal[0] & 0x81 | _FU << 1, nal[1])), lambda nal: nal[0] >> 1 & 0x3F
    ),
}


def fragments(codec: Codec, nal: Nal) -> list[bytes]:
    """The payloads of one unit: itself where it fits, else FU-A or FU, all but the last of full length."""
    if len(nal) <= PAYLOAD_SIZE:
        return [bytes(nal)]
    form = _FRAGMENT[codec]
    head, kind = form.head(nal), form.kind(nal)
    step = PAYLOAD_SIZE - len(head) - 1
    places = range(form.skip, len(nal), step)
    return [
        head
        + bytes((kind | (_START if at == places[0] else 0) | (_END if at == places[-1] else 0),))
        + nal[at : at + step]
        for at in places
    ]


def _cut(codec: Codec, unit: AccessUnit, *, stamp: bool) -> FrameCut:
    nals: list[Nal] = [*split_annexb(unit.data)]
    slices = first_slice(codec, nals)
    front, scene = nals[:slices], nals[slices:]
    if stamp:
        front.append(stamp_nal(codec, _NO_STAMP))
    packets = packed(codec, front) + [payload for nal in scene for payload in fragments(codec, nal)]
    row, inner, rest = _row_and_rest(packets)
    return FrameCut(
        row, len(packets[0]) if row else 0, b"" if row else packets[0], inner, rest, (), -1,
        find_stamp_text(row) if stamp else -1, unit.pts_90k - unit.dts_90k, unit.key,
    )  # fmt: skip


def packed(codec: Codec, front: Sequence[Nal]) -> list[bytes]:
    """The units in as few packets as they fit into, in order."""
    groups: list[list[Nal]] = []
    room = 0
    for nal in front:
        need = 2 + len(nal)
        if need > room:
            groups.append([])
            room = PAYLOAD_SIZE - 2
        groups[-1].append(nal)
        room -= need
    return [payload for group in groups for payload in _payloads(codec, group)]


def _payloads(codec: Codec, group: list[Nal]) -> list[bytes]:
    return [aggregate(codec, group)] if len(group) > 1 else fragments(codec, group[0])


def _row_and_rest(packets: list[bytes]) -> tuple[bytes, tuple[tuple[int, int], ...], list[bytes]]:
    """All packets up to the one with the stamp are the row."""
    end = next((place for place, payload in enumerate(packets) if find_stamp_text(payload) >= 0), -1) + 1
    row, inner, at = b"".join(packets[:end]), [], len(packets[0])
    for payload in packets[1:end]:
        inner.append((at, len(payload)))
        at += len(payload)
    return row, tuple(inner), packets[max(end, 1) :]
