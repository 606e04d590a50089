"""RTP and RTCP: packets, framing over TCP, sequence and jitter accounting; G.711, H.264, H.265 payloads."""

from __future__ import annotations

from camproof.protocols.rtp.depay import Depayloader
from camproof.protocols.rtp.depay_h264 import H264Depayloader
from camproof.protocols.rtp.depay_h265 import H265Depayloader
from camproof.protocols.rtp.framing import Rfc4571Reader, frame_4571
from camproof.protocols.rtp.g711 import alaw_decode, alaw_encode
from camproof.protocols.rtp.jitter import JitterMeter
from camproof.protocols.rtp.ntp import epoch_from_ntp, ntp_from_epoch, ntp_middle
from camproof.protocols.rtp.packet import RtpExtension, RtpPacket, parse_rtp, rtp_header, serialise_rtp
from camproof.protocols.rtp.rtcp import (
    Bye,
    CutRtcp,
    OtherRtcp,
    ReceiverReport,
    ReportBlock,
    RtcpPacket,
    Sdes,
    SdesChunk,
    SenderReport,
    build_rtcp,
    is_rtcp,
    parse_rtcp,
)
from camproof.protocols.rtp.sequence import SequenceTracker
from camproof.protocols.tally import DeviationCount

__all__ = [
    "Bye",
    "CutRtcp",
    "Depayloader",
    "DeviationCount",
    "H264Depayloader",
    "H265Depayloader",
    "JitterMeter",
    "OtherRtcp",
    "ReceiverReport",
    "ReportBlock",
    "Rfc4571Reader",
    "RtcpPacket",
    "RtpExtension",
    "RtpPacket",
    "Sdes",
    "SdesChunk",
    "SenderReport",
    "SequenceTracker",
    "alaw_decode",
    "alaw_encode",
    "build_rtcp",
    "epoch_from_ntp",
    "frame_4571",
    "is_rtcp",
    "ntp_from_epoch",
    "ntp_middle",
    "parse_rtcp",
    "parse_rtp",
    "rtp_header",
    "serialise_rtp",
]
