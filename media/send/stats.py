"""What a sender counts."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.media.send.lateness import Lateness
from camproof.protocols.rtp import ReportBlock

__all__ = ["SendStats"]


@dataclass(frozen=True, slots=True)
class SendStats:
    """Counters of one sender since it started.

    :param frames: access units (or sound packets) sent.
    :param octets: RTP payload bytes of ``packets``, as in a sender report.
    :param lost_on_link: packets that the impaired link swallowed.
    :param refused_packets: packets that the kernel did not take.
    :param dropped_access_units: whole frames left out because a TCP peer did not keep up or was not there.
    :param lateness: of this sender's frames.
    :param reported: the last report block that the peer sent about this stream.
    :param round_trip_ms: from that block: to the peer and back (RFC 3550 6.4.1); None where it names no
        sender report of ours.
    """

    frames: int
    packets: int
    octets: int
    lost_on_link: int
    refused_packets: int
    dropped_access_units: int
    lateness: Lateness
    reported: ReportBlock | None = None
    round_trip_ms: float | None = None
