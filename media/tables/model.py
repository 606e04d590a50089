"""A clip as arrays: what every stream shares, and what each frame in flight has of its own.

The bytes of a frame that change from stream to stream (SCR, PTS, DTS, the text of the stamp) lie in its
*row*, a copy of which is patched for each frame in flight. All other bytes lie in ``payload`` and never
change. The first packet of a frame is the first ``lead`` bytes of its row, followed by a piece of
``payload``; each later packet is a piece of one of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from camproof.media.errors import ClipError
from camproof.media.plan import Container
from camproof.media.tables.band import Band
from camproof.media.tables.raw_band import RawBand

__all__ = ["FrameCut", "MediaTable", "table_of"]

Clock = tuple[int, int, int]
NOWHERE = -1


@dataclass(frozen=True, slots=True)
class FrameCut:
    """One access unit, cut.

    :param row: the bytes that may change, as a template.
    :param lead: how many bytes of the row go into the first packet.
    :param fill: what completes the first packet; empty where the row has more packets than one.
    :param inner: (offset in row, length) of each further packet that lies in the row.
    :param rest: the payloads behind, never changed.
    :param clocks: (offset in row, PTS/DTS prefix, ticks after the DTS of the frame).
    :param scr_at, stamp_at: offsets in row of the SCR and of the stamp's text; -1 where there is none.
    """

    row: bytes
    lead: int
    fill: bytes
    inner: tuple[tuple[int, int], ...]
    rest: Sequence[bytes]
    clocks: tuple[Clock, ...]
    scr_at: int
    stamp_at: int
    reorder_90k: int
    key: bool


@dataclass(frozen=True, slots=True, eq=False)
class MediaTable:
    """All access units of a clip in decoding order; ``F`` frames, ``P`` packets. No array can be written to.

    :param shift_us: int64[F], how long before it leaves a picture was captured.
    :param rows: uint8[F, widest row], each padded with zeros; ``row_len`` int64[F].
    :param lead: int64[F], bytes of the row in the first packet.
    :param first_packet: int64[F + 1], the frame's packets are first_packet[i] to first_packet[i + 1].
    :param row_packets: int64[F], how many of them lie in the row, at least 1.
    :param packet_at, packet_len: int64[P]; in ``payload``, or in the row where ``in_row``. Those of a first
        packet tell of the piece behind the lead.
    :param opens: bool[P], the packet before is not full, so that the kernel can't cut both from one message.
    :param clocks: int64[F, K, 3]: offset in the row (-1 where a frame has fewer), prefix, ticks after DTS.
    :param scr_lead: ticks by which the SCR lies before the DTS.
    :param band: what fills the band of its pictures; a frame then has one packet here, of any size.
    :param raw_band: the same for a table without a container, whose packets are as in others.
    :param presents: RTP timestamps are those of presentation (RFC 6184, RFC 7798), not of sending.
    """

    container: Container
    fps: float
    scr_lead: int
    presents: bool
    payload: NDArray[np.uint8] = field(repr=False)
    rows: NDArray[np.uint8] = field(repr=False)
    row_len: NDArray[np.int64] = field(repr=False)
    lead: NDArray[np.int64] = field(repr=False)
    first_packet: NDArray[np.int64] = field(repr=False)
    row_packets: NDArray[np.int64] = field(repr=False)
    packet_at: NDArray[np.int64] = field(repr=False)
    packet_len: NDArray[np.int64] = field(repr=False)
    in_row: NDArray[np.bool_] = field(repr=False)
    opens: NDArray[np.bool_] = field(repr=False)
    clocks: NDArray[np.int64] = field(repr=False)
    scr_at: NDArray[np.int64] = field(repr=False)
    stamp_at: NDArray[np.int64] = field(repr=False)
    reorder_90k: NDArray[np.int64] = field(repr=False)
    shift_us: NDArray[np.int64] = field(repr=False)
    key: NDArray[np.bool_] = field(repr=False)
    band: Band | None = field(default=None, repr=False)
    raw_band: RawBand | None = field(default=None, repr=False)

    @property
    def frames(self) -> int:
        """Number of access units of one loop."""
        return len(self.key)

    def octets(self) -> NDArray[np.int64]:
        """int64[F]: RTP payload bytes of each frame."""
        return self.lead + np.add.reduceat(self.packet_len, self.first_packet[:-1])

    def payloads(self, index: int) -> list[bytes]:
        """The RTP payloads of one frame as they stand in the table, with clocks and stamp of zeros."""
        row = self.rows[index].tobytes()
        first, end = self.first_packet[index], self.first_packet[index + 1]
        found = []
        for packet in range(first, end):
            at, size = self.packet_at[packet], self.packet_len[packet]
            found.append(
                row[at : at + size] if self.in_row[packet] else self.payload[at : at + size].tobytes()
            )
        return [row[: self.lead[index]] + found[0], *found[1:]]


def table_of(
    container: Container, fps: float, cuts: Sequence[FrameCut], payload_size: int, scr_lead: int = 0
) -> MediaTable:
    """Put cut frames into arrays.

    :param payload_size: bytes of a full packet's payload.
    :raises ClipError: where there are no frames.
    """
    if not cuts:
        raise ClipError("A packet table needs at least one frame.")
    pieces = [piece for cut in cuts for piece in (cut.fill, *cut.rest)]
    packet_len = _numbers([size for cut in cuts for size in _sizes(cut)])
    in_row = np.array([place for cut in cuts for place in _in_row(cut)], bool)
    counts = _numbers([1 + len(cut.inner) + len(cut.rest) for cut in cuts])
    reorder = _numbers([cut.reorder_90k for cut in cuts])
    table = MediaTable(
        container=container,
        fps=fps,
        scr_lead=scr_lead,
        presents=container != "PS",
        payload=np.frombuffer(b"".join(pieces), np.uint8),
        rows=_padded([cut.row for cut in cuts]),
        row_len=_numbers([len(cut.row) for cut in cuts]),
        lead=_numbers([cut.lead for cut in cuts]),
        first_packet=np.concatenate((_numbers([0]), np.cumsum(counts))),
        row_packets=_numbers([1 + len(cut.inner) for cut in cuts]),
        packet_at=_places(cuts, packet_len, in_row),
        packet_len=packet_len,
        in_row=in_row,
        opens=np.array([opens for cut in cuts for opens in _openings(cut, payload_size)], bool),
        clocks=_clocks(cuts),
        scr_at=_numbers([cut.scr_at for cut in cuts]),
        stamp_at=_numbers([cut.stamp_at for cut in cuts]),
        reorder_90k=reorder,
        shift_us=(reorder.max() - reorder) * 100 // 9,
        key=np.array([cut.key for cut in cuts], bool),
    )
    _freeze(table)
    return table


def _numbers(values: Sequence[int]) -> NDArray[np.int64]:
    return np.array(values, np.int64)


def _sizes(cut: FrameCut) -> list[int]:
    return [len(cut.fill), *(size for _, size in cut.inner), *map(len, cut.rest)]


def _in_row(cut: FrameCut) -> list[bool]:
    return [False, *[True] * len(cut.inner), *[False] * len(cut.rest)]


def _openings(cut: FrameCut, payload_size: int) -> list[bool]:
    sizes = _sizes(cut)
    sizes[0] += cut.lead
    return [True, *(size != payload_size for size in sizes[:-1])]


def _places(
    cuts: Sequence[FrameCut], packet_len: NDArray[np.int64], in_row: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Pieces outside of rows lie one after the other in the payload."""
    outside = np.where(in_row, 0, packet_len)
    places = np.cumsum(outside) - outside
    places[in_row] = [at for cut in cuts for at, _ in cut.inner]
    return places


def _padded(rows: Sequence[bytes]) -> NDArray[np.uint8]:
    width = max(map(len, rows))
    return np.frombuffer(b"".join(row.ljust(width, b"\0") for row in rows), np.uint8).reshape(
        len(rows), width
    )


def _clocks(cuts: Sequence[FrameCut]) -> NDArray[np.int64]:
    most = max(len(cut.clocks) for cut in cuts)
    filled = [[*cut.clocks, *[(NOWHERE, 0, 0)] * (most - len(cut.clocks))] for cut in cuts]
    return np.array(filled, np.int64).reshape(len(cuts), most, 3)


def _freeze(table: MediaTable) -> None:
    for name in MediaTable.__slots__:
        value = getattr(table, name)
        if isinstance(value, np.ndarray):
            value.flags.writeable = False
