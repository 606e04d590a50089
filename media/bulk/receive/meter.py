"""Measures thousands of streams from bursts of packets: pure, no sockets, no clock of its own.

Order of things: bytes -> headers -> stream of each packet -> packets sorted by stream -> the accounts, each
of which keeps arrays of one entry a stream. Whatever the bytes are, nothing is raised: what is not RTP of a
known stream is counted.

Memory: 2.7 kB a stream, and up to 15.5 kB where packets are lost (128 missing numbers are remembered).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from camproof.media.bulk.receive.burst import Burst, Bytes, Floats, group_by_stream
from camproof.media.bulk.receive.frames import MAX_BURST, FrameAccount
from camproof.media.bulk.receive.headers import Headers, read_headers
from camproof.media.bulk.receive.jitter import JitterAccount, timestamp_steps
from camproof.media.bulk.receive.keys import CONTAINER_CODES, KeyAccount
from camproof.media.bulk.receive.looks import PayloadLooks
from camproof.media.bulk.receive.report import BulkReport, FleetSummary
from camproof.media.bulk.receive.reports import make_bulk_report, make_summary
from camproof.media.bulk.receive.rtcp import RtcpAccount
from camproof.media.bulk.receive.sequence import SequenceAccount
from camproof.media.bulk.receive.spec import Finder, MeterSpec, StreamFinder, StreamKey
from camproof.media.bulk.receive.stamp_finder import StampFinder
from camproof.media.bulk.receive.stamp_text import read_texts
from camproof.media.bulk.receive.stamps import StampAccount
from camproof.media.bulk.receive.traffic import TrafficAccount
from camproof.media.plan import CLOCK_RATES, Container
from camproof.media.wall import fixed_wall_clock

__all__ = ["BulkMeter"]


class BulkMeter:
    """Give it every burst that comes; ask it for reports at any time.

    :param by: "ssrc" where streams share ports, "port" where each has its own.
    :param finder: takes the place of ``by``, as ``FoundStreams``; its numbers are places in ``streams``.
    :param looks: tells the containers of streams, whose specs then say PS, and reads parameter sets.
    :param opened_s: monotonic time from which starts are counted.
    :param wall_s: monotonic to epoch seconds, for latency.
    :raises ValueError: streams that cannot be told apart.
    """

    def __init__(
        self,
        streams: Sequence[MeterSpec],
        opened_s: float,
        *,
        by: StreamKey = "ssrc",
        finder: Finder | None = None,
        looks: PayloadLooks | None = None,
        wall_s: Callable[[float], float] | None = None,
    ) -> None:
        count = len(streams)
        self.opened_s = opened_s
        clock_hz = np.array([CLOCK_RATES[spec.container] for spec in streams], np.int64)
        container = np.array([CONTAINER_CODES[spec.container] for spec in streams], np.int64)
        self._wall_s = wall_s or fixed_wall_clock()
        self._payload_type = np.array([_or_any(spec.payload_type) for spec in streams], np.int64)
        self.clock_hz = clock_hz
        self.finder: Finder = StreamFinder(streams, by) if finder is None else finder
        self._looks = looks
        self.traffic = TrafficAccount(count)
        self.sequence = SequenceAccount(count)
        self.jitter = JitterAccount(clock_hz)
        self.frames = FrameAccount(clock_hz)
        self.keys = KeyAccount(container, known=looks is None)
        self.stamp_finder = StampFinder(count)
        self.stamps = StampAccount(np.array([_or_any(spec.camera) for spec in streams], np.int64))
        self.rtcp = RtcpAccount(clock_hz)
        self.wrong_payload_type = np.zeros(count, np.int64)
        self.unreadable = 0

    def __len__(self) -> int:
        return len(self.clock_hz)

    def take(self, burst: Burst) -> None:
        """Measure a burst; each stream's packets must be in the order of arrival."""
        for start in range(0, len(burst), MAX_BURST):
            part = burst.part(start, start + MAX_BURST) if len(burst) > MAX_BURST else burst
            split = read_headers(part)
            self.unreadable += len(split.unreadable)
            for index in split.rtcp.tolist():
                arrival_s = float(part.arrival_s[index])
                port, wall_s = int(part.port[index]), self._wall_s(arrival_s)
                self.rtcp.packet(part.packet(index), port, arrival_s, wall_s, self.finder)
            self._rtp(part.arena, split.rtp)

    def _rtp(self, arena: Bytes, rtp: Headers) -> None:
        stream = self.finder.find(rtp)
        ours = stream >= 0
        if not ours.all():
            rtp, stream = rtp.pick(ours), stream[ours]
        if not len(stream):
            return
        order, groups = group_by_stream(stream)
        rtp = rtp.pick(order)
        for number, container in [] if self._looks is None else self._looks.take(arena, rtp, groups):
            self._carries(number, container)
        interval_s, before, known = self.traffic.take(groups, rtp.size, rtp.arrival_s, rtp.timestamp)
        sequence_step = self.sequence.take(groups, rtp.sequence)
        step = timestamp_steps(rtp.timestamp, before)
        self.jitter.take(groups, interval_s, step, known)
        places = self.frames.take(groups, step, known)
        self.frames.measure(groups, places, step, sequence_step == 1, rtp.arrival_s)
        self.keys.take(arena, rtp, groups, places)
        found = self.stamp_finder.find(arena, rtp, groups, places)
        if len(found.row):
            owner, at_s = groups.stream[groups.of[found.row]], rtp.arrival_s[found.row]
            self.stamps.take(owner, read_texts(found.text), at_s, at_s + self._shift_s(at_s))
        agreed = self._payload_type[groups.stream][groups.of]
        wrong = (agreed >= 0) & (agreed != rtp.payload_type)
        if wrong.any():
            np.add.at(self.wrong_payload_type, groups.stream[groups.of[wrong]], 1)

    def _carries(self, stream: int, container: Container) -> None:
        clock_hz = CLOCK_RATES[container]
        self.keys.carries(stream, container)
        self.jitter.runs_at(stream, clock_hz)
        self.frames.runs_at(stream, clock_hz)
        self.clock_hz[stream] = clock_hz

    def _shift_s(self, at_s: Floats) -> float:
        first_s = float(at_s[0])
        return self._wall_s(first_s) - first_s

    def report(self, stream: int) -> BulkReport:
        """Everything so far of one stream."""
        return make_bulk_report(self, stream)

    def summary(self, now_s: float) -> FleetSummary:
        """Everything so far of all streams."""
        return make_summary(self, now_s)


def _or_any(value: int | None) -> int:
    return -1 if value is None else value
