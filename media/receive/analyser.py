"""Measures one stream from its packets: pure, no sockets, no clock of its own.

Order of things: bytes -> RTP header -> sequence and jitter accounting -> order of delivery -> frames -> truth
stamps. Accounts are kept in seconds of monotonic time, so that a phase of a scenario can be judged by itself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from camproof.media.plan import CLOCK_RATES, Container
from camproof.media.receive.buckets import Bucket, Counts
from camproof.media.receive.builder import FrameBuilder
from camproof.media.receive.feedback import Feedback
from camproof.media.receive.frame import ReceivedFrame
from camproof.media.receive.frame_clock import FrameClock
from camproof.media.receive.order import HOLD_S, DeliveryOrder
from camproof.media.receive.pictures import PictureAccount
from camproof.media.receive.report import StreamFacts, StreamReport, make_report
from camproof.media.receive.sender_clock import SenderClock
from camproof.media.stamp import TruthStamp
from camproof.media.wall import fixed_wall_clock
from camproof.protocols.errors import RtpError
from camproof.protocols.ps import DeviationCount
from camproof.protocols.rtp import (
    Bye,
    JitterMeter,
    RtpPacket,
    SenderReport,
    SequenceTracker,
    is_rtcp,
    parse_rtcp,
    parse_rtp,
)
from camproof.protocols.tally import DeviationTally

__all__ = ["StreamAnalyser"]

_KEEP_BUCKETS = 7200
_MAX_FOREIGN = 16
_GB_RTP = "GB/T 28181-2022 Annex C.1"


class StreamAnalyser:
    """Give it every packet of a stream with its time of arrival.

    :param opened_s: monotonic time from which starts are counted.
    :param ssrc: the one that was agreed; None takes that of the first packet.
    :param payload_type: the one that was agreed; None accepts any.
    :param clock_hz: of the RTP timestamps; None = as is usual for ``container``.
    :param sets: parameter sets that the session description holds.
    :param hold_s: how long a missing packet is waited for; 0 over TCP.
    :param wall_s: monotonic to epoch seconds, for latency.
    :param on_frame: gets each frame in its order.
    """

    def __init__(
        self,
        opened_s: float,
        *,
        ssrc: int | None = None,
        payload_type: int | None = None,
        container: Container = "PS",
        clock_hz: int | None = None,
        sets: Sequence[bytes] = (),
        hold_s: float = HOLD_S,
        wall_s: Callable[[float], float] | None = None,
        on_frame: Callable[[ReceivedFrame], None] | None = None,
    ) -> None:
        self.on_frame = on_frame
        self._opened_s = opened_s
        self._ssrc = ssrc
        self._payload_type = payload_type
        self._tracker = SequenceTracker()
        clock_hz = clock_hz or CLOCK_RATES[container]
        self._jitter = JitterMeter(clock_hz)
        self._feedback = Feedback(self._tracker, self._jitter)
        self._order = DeliveryOrder(hold_s)
        self._builder = FrameBuilder(container, sets)
        self._tally = DeviationTally()
        self._wall_s = wall_s or fixed_wall_clock()
        self._pictures = PictureAccount(self._wall_s, self._tally)
        self._frame_clock = FrameClock()
        self._sender_clock = SenderClock(clock_hz)
        self._buckets: dict[int, Bucket] = {}
        self._bucket: Bucket | None = None
        self._counted = Counts()
        self._foreign: dict[int, None] = {}
        self._first_packet_s: float | None = None
        self._last_packet_s: float | None = None

    def packet(self, data: bytes | memoryview, arrival_s: float) -> None:
        """One RTP (or RTCP) packet; whatever the bytes are, nothing is raised."""
        bucket = self._at(arrival_s)
        if is_rtcp(data):
            self._rtcp(data, arrival_s, bucket)
            return
        try:
            packet = parse_rtp(data)
        except RtpError as error:
            bucket.unreadable += 1
            self._tally.note(error.what, "RTP header", error.clause, bytes(data[:64]))
            return
        if self._is_ours(packet, bucket):
            self._take(packet, arrival_s, bucket)

    def expect(self, ssrc: int | None) -> None:
        """The answer has settled another SSRC; what came before stays counted as it was."""
        self._ssrc = ssrc

    @property
    def agreed_ssrc(self) -> int | None:
        """The SSRC that was agreed, or that of the first packet; None before."""
        return self._ssrc

    def flush(self) -> None:
        """The stream has ended: frames that still waited come out."""
        for item in self._order.flush():
            self._deliver(item)
        self._frames(self._builder.flush())

    def _is_ours(self, packet: RtpPacket, bucket: Bucket) -> bool:
        if self._ssrc is None:
            self._ssrc = packet.ssrc
        if packet.ssrc == self._ssrc:
            return True
        bucket.wrong_ssrc += 1
        if len(self._foreign) < _MAX_FOREIGN:
            self._foreign[packet.ssrc] = None
        self._tally.note("SSRC is not the one of y=", "RTP header", "GB/T 28181-2022 Annex G")
        return False

    def _take(self, packet: RtpPacket, arrival_s: float, bucket: Bucket) -> None:
        if self._payload_type is not None and packet.payload_type != self._payload_type:
            what = f"payload type {packet.payload_type} where {self._payload_type} was agreed"
            self._tally.note(what, "RTP header", _GB_RTP)
        if self._first_packet_s is None:
            self._first_packet_s = arrival_s
        self._last_packet_s = arrival_s
        bucket.packet(len(packet.payload), arrival_s)
        self._jitter.packet(packet.timestamp, arrival_s)
        bucket.jitter_ms = self._jitter.jitter_ms
        bucket.worst_jitter_ms = max(bucket.jitter_ms, bucket.worst_jitter_ms)
        number = self._number(packet.sequence)
        if number is not None:
            for item in self._order.push(number, packet, arrival_s):
                self._deliver(item)

    def _number(self, sequence: int) -> int | None:
        """The extended number of a packet that is worth reading; None for a copy or a stray."""
        tracker = self._tracker
        left_out, anew = tracker.duplicates + tracker.strays, tracker.restarts + tracker.corrections
        number = tracker.packet(sequence)
        if tracker.restarts + tracker.corrections == anew:
            return number if tracker.duplicates + tracker.strays == left_out else None
        self._order.reset()
        self._frame_clock.gap()
        self._frames(self._builder.gap())
        return number

    def _deliver(self, item: tuple[RtpPacket, float] | None) -> None:
        if item is None:
            self._frame_clock.gap()
            self._frames(self._builder.gap())
            return
        packet, arrival_s = item
        step = self._frame_clock.packet(packet.timestamp, arrival_s)
        if step is not None:
            bucket = self._at(arrival_s)
            bucket.intervals_ms.append(step.interval_ms)
            bucket.irregular_timestamps += step.irregular
        self._frames(self._builder.packet(packet, arrival_s))

    def _frames(self, frames: Iterable[ReceivedFrame]) -> None:
        for frame in frames:
            bucket = self._at(frame.arrival_s)
            if frame.video:
                self._pictures.take(frame, bucket)
            else:
                bucket.audio_frames += 1
            if self.on_frame is not None:
                self.on_frame(frame)

    def _rtcp(self, data: bytes | memoryview, arrival_s: float, bucket: Bucket) -> None:
        try:
            packets = parse_rtcp(data)
        except RtpError as error:
            self._tally.note(error.what, "RTCP", error.clause, bytes(data[:64]))
            return
        for packet in packets:
            if isinstance(packet, SenderReport):
                bucket.sender_reports += 1
                if packet.ssrc == self._ssrc:
                    self._sender_clock.report(packet, self._wall_s(arrival_s))
                    self._feedback.heard(packet, arrival_s)
            elif isinstance(packet, Bye):
                bucket.goodbyes += 1

    def _at(self, at_s: float) -> Bucket:
        """The account of the second of ``at_s``; frames that waited may fall into an earlier one."""
        second = int(at_s)
        bucket = self._buckets.get(second)
        if bucket is None:
            self._close_bucket()
            bucket = self._bucket = self._buckets[second] = Bucket(second, at_s, at_s)
            if len(self._buckets) > _KEEP_BUCKETS:
                del self._buckets[next(iter(self._buckets))]
        return bucket

    def _close_bucket(self) -> None:
        """Book the sequence numbers since the last call on the open second."""
        tracker = self._tracker
        now = Counts(tracker.expected, tracker.received, tracker.duplicates, tracker.reordered)
        if self._bucket is not None:
            since, before = now.since(self._counted), self._bucket.counts
            self._bucket.counts = Counts(
                before.expected + since.expected,
                before.received + since.received,
                before.duplicates + since.duplicates,
                before.reordered + since.reordered,
            )
        self._counted = now

    @property
    def key_frame(self) -> bytes | None:
        """The last complete key access unit that had parameter sets."""
        return self._pictures.key_frame

    def latency_ms(self, stamp: TruthStamp, arrival_s: float) -> float:
        """Time from capture by the camera's clock to arrival."""
        return self._pictures.latency_ms(stamp, arrival_s)

    def feedback(self, now_s: float) -> bytes | None:
        """A receiver report about the time since the last one; None before the first packet."""
        return self._feedback.packet(self._ssrc, now_s)

    def totals(self) -> tuple[int, int, float]:
        """(expected, lost) packets so far, and :attr:`last_packet_s`."""
        return self._tracker.expected, self._tracker.lost, self.last_packet_s

    @property
    def last_packet_s(self) -> float:
        """Monotonic time of the last packet; of opening, before the first."""
        return self._opened_s if self._last_packet_s is None else self._last_packet_s

    @property
    def first_key_frame_at_s(self) -> float | None:
        """Monotonic time of the first complete key picture; None = not yet."""
        return self._pictures.first_key_s

    def facts(self) -> StreamFacts:
        """What is true of the whole stream so far."""
        return StreamFacts(
            opened_s=self._opened_s,
            first_packet_at_s=self._first_packet_s,
            last_packet_at_s=self._last_packet_s,
            first_key_frame_at_s=self._pictures.first_key_s,
            codec=self._pictures.codec,
            sps=self._pictures.sps,
            timestamp_step=self._frame_clock.step,
            rtp_ntp_drift_ppm=self._sender_clock.drift_ppm,
            sender_clock_error_s=self._sender_clock.error_s,
            freezes=self._pictures.freezes,
            foreign_ssrcs=tuple(self._foreign),
            deviations=self._deviations(),
        )

    def _deviations(self) -> tuple[DeviationCount, ...]:
        return (*self._tally.counts(), *self._builder.deviations())

    def report(self, now_s: float | None = None) -> StreamReport:
        """Everything from the first packet to ``now_s`` (default: to the last packet)."""
        from_s = self._opened_s if self._first_packet_s is None else self._first_packet_s
        to_s = self.last_packet_s if now_s is None else now_s
        self._close_bucket()
        return make_report(self._between(), from_s, max(from_s, to_s), self.facts())

    def window(self, from_s: float, to_s: float) -> StreamReport:
        """The whole seconds inside ``[from_s, to_s)``; those that touch it where none lies inside."""
        self._close_bucket()
        start, end = -int(-from_s // 1), int(to_s)
        if end <= start:
            start, end = int(from_s), -int(-to_s // 1)
        return make_report(self._between(start, end), float(start), float(end), self.facts())

    def _between(self, start: float = -math.inf, end: float = math.inf) -> list[Bucket]:
        """The accounts of the seconds from ``start`` to before ``end``, in their order."""
        chosen = [bucket for second, bucket in self._buckets.items() if start <= second < end]
        chosen.sort(key=lambda bucket: bucket.second)
        return chosen
