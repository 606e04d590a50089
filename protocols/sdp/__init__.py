"""Session descriptions of GB/T 28181: RFC 4566 with ``u=``, ``y=``, ``f=`` and the attributes of Annex F."""

from camproof.protocols.sdp.build import build_sdp
from camproof.protocols.sdp.check import check_answer
from camproof.protocols.sdp.media_format import MediaFormat, build_media_format, parse_media_format
from camproof.protocols.sdp.model import Direction, MediaDescription, SessionDescription, SessionName, Setup
from camproof.protocols.sdp.offers import MediaTransport, answer_to, audio_offer, history_offer, live_offer
from camproof.protocols.sdp.parse import parse_sdp
from camproof.protocols.sdp.payloads import PAYLOADS, RtpMap, codec_name
from camproof.protocols.sdp.ssrc import is_history_ssrc, make_ssrc, ssrc_int, ssrc_text

CONTENT_TYPE = "application/sdp"

__all__ = [
    "CONTENT_TYPE",
    "PAYLOADS",
    "Direction",
    "MediaDescription",
    "MediaFormat",
    "MediaTransport",
    "RtpMap",
    "SessionDescription",
    "SessionName",
    "Setup",
    "answer_to",
    "audio_offer",
    "build_media_format",
    "build_sdp",
    "check_answer",
    "codec_name",
    "history_offer",
    "is_history_ssrc",
    "live_offer",
    "make_ssrc",
    "parse_media_format",
    "parse_sdp",
    "ssrc_int",
    "ssrc_text",
]
