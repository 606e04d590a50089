"""What a bulk receiver says of one stream and of all."""

from __future__ import annotations

from dataclasses import dataclass, field

from camproof.media.bulk.receive.burst import Bools, Floats, Ints
from camproof.media.receive.report import Percentiles
from camproof.media.receive.spread import Spread

__all__ = ["BulkReport", "FleetSummary"]


@dataclass(frozen=True, slots=True)
class BulkReport:
    """Measurements of one stream from its first to its last packet; times are monotonic seconds.

    Names as in ``StreamReport`` mean the same, with these differences: nothing is joined or decoded, so
    ``frames`` are timestamps seen (there are no damaged ones), ``key_frames`` and ``first_key_frame_s`` count
    from the first packet of a key frame, whole or not, and ``latency_ms`` is the arrival of the packet that
    holds the stamp less the capture time by the camera's clock, percentiles within 2.2 %.

    :param worst_jitter_ms: highest at the end of any burst.
    :param jitter_jumps: steps of the transit time above 10 s, which are not jitter.
    :param frame_interval_ms: between first packets of frames that followed each other without a loss.
    :param timestamp_step: usual step of the RTP timestamp from frame to frame, 0 = not known yet.
    :param irregular_timestamps: steps off the usual one by more than half, no packet being missing.
    :param gop_frames: frames from key frame to key frame, lost ones not counted.
    :param goodbye_at_s: arrival of the last goodbye (RTCP BYE).
    :param rtp_ntp_drift_ppm: RTP clock against NTP time in sender reports; None before two of them.
    :param sender_clock_error_s: NTP time of the last sender report less our time of its arrival.
    :param clock_error_ms: the camera's clock less ours by the fastest stamp, the way of it included.
    :param stamped_frames: frames with a readable stamp; ``bad_stamps`` had a wrong checksum, ``cut_stamps``
        lay across packets and could not be read.
    :param wrong_camera_frames: stamps of another camera than expected; ``other_camera`` the last such.
    :param freezes: times when the same stamp came for a second and more.
    """

    packets: int
    expected: int
    received: int
    lost: int
    duplicates: int
    reordered: int
    strays: int
    restarts: int
    wrong_ssrc: int
    wrong_payload_type: int
    octets: int
    bitrate_kbit: float
    jitter_ms: float
    worst_jitter_ms: float
    jitter_jumps: int
    first_packet_s: float | None
    first_key_frame_s: float | None
    last_packet_at_s: float | None
    longest_gap_s: float
    frames: int
    key_frames: int
    frame_interval_ms: Spread
    timestamp_step: int
    irregular_timestamps: int
    gop_frames: Spread
    gop_s: Spread
    sender_reports: int
    goodbyes: int
    goodbye_at_s: float | None
    rtp_ntp_drift_ppm: float | None
    sender_clock_error_s: float | None
    stamped_frames: int
    repeated_frames: int
    missing_frames: int
    bad_stamps: int
    cut_stamps: int
    camera: int | None
    wrong_camera_frames: int
    other_camera: int | None
    freezes: int
    longest_freeze_s: float
    clock_error_ms: float | None
    latency_ms: Percentiles

    @property
    def loss_share(self) -> float | None:
        """Lost of expected packets, 0..1; None where nothing was expected."""
        return self.lost / self.expected if self.expected else None


@dataclass(frozen=True, slots=True)
class FleetSummary:
    """All streams at one moment; arrays have one entry a stream, totals are over all.

    :param alive: whether a packet came in the last second before ``at_s``.
    :param foreign: packets of no known stream; ``foreign_ssrcs`` the first 16 SSRCs of them.
    :param unreadable: neither RTP nor RTCP; ``unreadable_rtcp`` RTCP that cannot be read.
    """

    at_s: float
    packets: Ints = field(repr=False)
    expected: Ints = field(repr=False)
    received: Ints = field(repr=False)
    lost: Ints = field(repr=False)
    duplicates: Ints = field(repr=False)
    reordered: Ints = field(repr=False)
    octets: Ints = field(repr=False)
    bitrate_kbit: Floats = field(repr=False)
    jitter_ms: Floats = field(repr=False)
    frames: Ints = field(repr=False)
    key_frames: Ints = field(repr=False)
    stamped_frames: Ints = field(repr=False)
    missing_frames: Ints = field(repr=False)
    repeated_frames: Ints = field(repr=False)
    alive: Bools = field(repr=False)
    latency_ms: Percentiles
    foreign: int
    foreign_ssrcs: tuple[int, ...]
    unreadable: int
    rtcp: int
    unreadable_rtcp: int
