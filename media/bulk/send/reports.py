"""RTCP of thousands of streams: each has its turn once an interval, a few at a time (RFC 3550 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from camproof.media.bulk.send.pictures import camera_us
from camproof.media.bulk.send.streams import StreamBook
from camproof.media.clips.model import CLOCK_HZ
from camproof.protocols.rtp import Bye, SenderReport, build_rtcp, ntp_from_epoch

__all__ = ["ReportTurns", "sender_report", "timestamp_at"]


class ReportTurns:
    """Whose report is due: stream n in the grid steps that are n modulo the interval."""

    def __init__(self, grid_ns: int, interval_s: float) -> None:
        self._grid_ns = grid_ns
        self._steps = max(1, round(interval_s * 1e9 / grid_ns))
        self._next: int | None = None

    def take(self, now_ns: int, size: int) -> Iterator[int]:
        """The streams whose turn has come, of ``size`` streams; each at most once a call."""
        now = now_ns // self._grid_ns
        first = now if self._next is None else max(self._next, now - self._steps + 1)
        self._next = now + 1
        for step in range(first, now + 1):
            yield from range(step % self._steps, size, self._steps)


def timestamp_at(record: Mapping[str, Any], now_ns: int) -> int:
    """The RTP timestamp of this moment. :param record: of a stream."""
    elapsed_s = (now_ns - record["zero_ns"]) * (1 + record["drift"]) * 1e-9
    timestamp: int = record["first_timestamp"] + record["dts_base"] + round(elapsed_s * CLOCK_HZ)
    return timestamp & 0xFFFFFFFF


def sender_report(
    book: StreamBook, stream: int, now_ns: int, epoch_us: int, *, goodbye: bool = False
) -> bytes:
    """A stream's SR by its camera's own clock, with a BYE behind where it leaves."""
    record = book.record(stream)
    ntp = ntp_from_epoch(camera_us(record, now_ns, epoch_us) * 1e-6)
    timestamp = timestamp_at(record, now_ns)
    report = SenderReport(record["ssrc"], ntp, timestamp, record["packets"], record["octets"])
    return build_rtcp(report, Bye((record["ssrc"],))) if goodbye else build_rtcp(report)
