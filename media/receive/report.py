"""What a stream looked like over a span of time."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from camproof.media.receive.buckets import Bucket
from camproof.protocols.nal import SpsInfo
from camproof.protocols.ps import DeviationCount

__all__ = ["Percentiles", "StreamFacts", "StreamReport", "make_report"]


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Nearest-rank percentiles of ``count`` values; all None where there are none."""

    count: int = 0
    min: float | None = None
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None
    max: float | None = None

    @classmethod
    def of(cls, values: Sequence[float]) -> Percentiles:
        """Percentiles of values in any order."""
        if not values:
            return cls()
        row = np.sort(values)
        ranks = (0, *(max(0, -(-len(row) * share // 100) - 1) for share in (50, 95, 99)), -1)
        return cls(len(row), *(row[rank].item() for rank in ranks))


@dataclass(frozen=True, slots=True)
class StreamFacts:
    """What is true of the whole stream so far. Times are monotonic seconds; None = not yet.

    :param opened_s: when the receiver was opened.
    :param first_key_frame_at_s: first complete key access unit with a sequence parameter set.
    :param codec: of the last picture; "" before the first.
    :param sps: of the last key picture that had one.
    :param timestamp_step: usual step of the RTP timestamp from frame to frame; 0 = not known yet.
    :param rtp_ntp_drift_ppm: how much faster the RTP clock runs than NTP time in the sender reports,
        millionths; None before two of them.
    :param sender_clock_error_s: NTP time of the last sender report less our time of its arrival.
    :param freezes: (from, to) in monotonic seconds; None = lasts.
    :param foreign_ssrcs: other SSRCs seen, at most 16.
    """

    opened_s: float
    first_packet_at_s: float | None = None
    last_packet_at_s: float | None = None
    first_key_frame_at_s: float | None = None
    codec: str = ""
    sps: SpsInfo | None = None
    timestamp_step: int = 0
    rtp_ntp_drift_ppm: float | None = None
    sender_clock_error_s: float | None = None
    freezes: tuple[tuple[float, float | None], ...] = ()
    foreign_ssrcs: tuple[int, ...] = ()
    deviations: tuple[DeviationCount, ...] = ()


@dataclass(frozen=True, slots=True)
class StreamReport:
    """Measurements of one stream between ``from_s`` and ``to_s`` (monotonic seconds).

    :param expected, received, lost: RTP packets by sequence number; reordering is not loss, ``received``
        counts each number once, ``packets`` all that came.
    :param jitter_ms: RFC 3550 estimate at the end of the span; ``worst_jitter_ms`` the highest inside it.
    :param bitrate_kbit: RTP payload over the length of the span.
    :param longest_gap_s: longest time without a packet, the ends of the span included.
    :param latency_ms: arrival of a picture's latest packet less its capture time by the camera's clock.
    :param missing_frames: frame numbers jumped over in the stamps; repeated_frames: stamps not newer than
        one seen before.
    :param cameras: camera numbers in the stamps with how many pictures they had.
    :param frame_interval_ms: between first packets of frames that followed each other without a missing
        packet.
    :param irregular_timestamps: timestamp steps off the usual one by more than half, no packet missing.
    :param gop_frames: pictures received from key picture to key picture.
    """

    from_s: float
    to_s: float
    packets: int
    expected: int
    received: int
    lost: int
    duplicates: int
    reordered: int
    unreadable: int
    wrong_ssrc: int
    octets: int
    bitrate_kbit: float
    jitter_ms: float
    worst_jitter_ms: float
    longest_gap_s: float
    frames: int
    key_frames: int
    damaged_frames: int
    audio_frames: int
    stamped_frames: int
    repeated_frames: int
    missing_frames: int
    sender_reports: int
    goodbyes: int
    latency_ms: Percentiles
    facts: StreamFacts = field(repr=False)
    cameras: tuple[tuple[int, int], ...] = ()
    frame_interval_ms: Percentiles = field(default_factory=Percentiles)
    gop_frames: Percentiles = field(default_factory=Percentiles)
    irregular_timestamps: int = 0

    @property
    def duration_s(self) -> float:
        """Length of the span."""
        return self.to_s - self.from_s

    @property
    def loss_share(self) -> float | None:
        """Lost of expected packets, 0..1; None where nothing was expected."""
        return self.lost / self.expected if self.expected else None

    @property
    def frame_rate(self) -> float:
        """Pictures a second, damaged ones included."""
        return self.frames / self.duration_s if self.duration_s > 0 else 0.0

    @property
    def first_packet_s(self) -> float | None:
        """Seconds from opening to the first packet."""
        at_s = self.facts.first_packet_at_s
        return None if at_s is None else at_s - self.facts.opened_s

    @property
    def first_key_frame_s(self) -> float | None:
        """Seconds from opening to the first complete key picture."""
        at_s = self.facts.first_key_frame_at_s
        return None if at_s is None else at_s - self.facts.opened_s

    @property
    def clock_error_ms(self) -> float | None:
        """The camera's clock less ours by the picture that came fastest; its way is included, so that a right
        clock shows as a small negative figure. None without stamps.
        """
        return None if self.latency_ms.min is None else -self.latency_ms.min

    @property
    def sps(self) -> SpsInfo | None:
        """The last sequence parameter set."""
        return self.facts.sps

    @property
    def deviations(self) -> tuple[DeviationCount, ...]:
        """Departures from the standards over the whole stream."""
        return self.facts.deviations

    @property
    def freezes(self) -> tuple[tuple[float, float | None], ...]:
        """Freezes that touch the span."""
        return tuple(
            (start_s, end_s)
            for start_s, end_s in self.facts.freezes
            if start_s < self.to_s and (end_s is None or end_s > self.from_s)
        )


def make_report(buckets: Sequence[Bucket], from_s: float, to_s: float, facts: StreamFacts) -> StreamReport:
    """Add up the seconds of a span; seconds without packets have no bucket."""
    latencies, intervals, gops = array("d"), array("d"), array("l")
    cameras: dict[int, int] = {}
    for bucket in buckets:
        latencies.extend(bucket.latencies_ms)
        intervals.extend(bucket.intervals_ms)
        gops.extend(bucket.gops)
        for camera, count in bucket.cameras.items():
            cameras[camera] = cameras.get(camera, 0) + count
    expected = sum(bucket.counts.expected for bucket in buckets)
    received = sum(bucket.counts.received for bucket in buckets)
    octets = sum(bucket.octets for bucket in buckets)
    return StreamReport(
        from_s=from_s,
        to_s=to_s,
        packets=sum(bucket.packets for bucket in buckets),
        expected=expected,
        received=received,
        lost=max(0, expected - received),
        duplicates=sum(bucket.counts.duplicates for bucket in buckets),
        reordered=sum(bucket.counts.reordered for bucket in buckets),
        unreadable=sum(bucket.unreadable for bucket in buckets),
        wrong_ssrc=sum(bucket.wrong_ssrc for bucket in buckets),
        octets=octets,
        bitrate_kbit=octets * 8 / 1000 / (to_s - from_s) if to_s > from_s else 0.0,
        jitter_ms=next((bucket.jitter_ms for bucket in reversed(buckets) if bucket.packets), 0.0),
        worst_jitter_ms=max((bucket.worst_jitter_ms for bucket in buckets), default=0.0),
        longest_gap_s=_longest_gap_s(buckets, from_s, to_s),
        frames=sum(bucket.frames for bucket in buckets),
        key_frames=sum(bucket.key_frames for bucket in buckets),
        damaged_frames=sum(bucket.damaged_frames for bucket in buckets),
        audio_frames=sum(bucket.audio_frames for bucket in buckets),
        stamped_frames=sum(bucket.stamped_frames for bucket in buckets),
        repeated_frames=sum(bucket.repeated_frames for bucket in buckets),
        missing_frames=sum(bucket.missing_frames for bucket in buckets),
        sender_reports=sum(bucket.sender_reports for bucket in buckets),
        goodbyes=sum(bucket.goodbyes for bucket in buckets),
        latency_ms=Percentiles.of(latencies),
        facts=facts,
        cameras=tuple(sorted(cameras.items())),
        frame_interval_ms=Percentiles.of(intervals),
        gop_frames=Percentiles.of(gops),
        irregular_timestamps=sum(bucket.irregular_timestamps for bucket in buckets),
    )


def _longest_gap_s(buckets: Sequence[Bucket], from_s: float, to_s: float) -> float:
    longest, last_s = 0.0, from_s
    for bucket in buckets:
        if bucket.packets:
            longest = max(longest, bucket.gap_s, bucket.first_s - last_s)
            last_s = bucket.last_s
    return max(longest, to_s - last_s)
