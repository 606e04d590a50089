"""The departures from RTSP that the client notes, as one table."""

from __future__ import annotations

from camproof.protocols.departure import Departure

__all__ = ["Departure"]

# Lines and bytes
BARE_LF = Departure("a line ends with a bare LF", "RTSP head", "RFC 2326 4")
BARE_CR = Departure("a line ends with a bare CR", "RTSP head", "RFC 2326 4")
NO_COLON = Departure("a header line has no colon", "RTSP headers", "RFC 2326 4.2")
TOO_MANY = Departure("a message has more than 200 headers", "RTSP headers", "RFC 2326 4.2")
WRONG_VERSION = Departure("the version is not RTSP/1.0", "RTSP status line", "RFC 2326 7.1")
BAD_START = Departure("a start line cannot be read", "RTSP start line", "RFC 2326 7.1")
JUNK = Departure("octets that are neither RTSP nor a $ frame", "RTSP connection", "RFC 2326 10.12")
EMPTY_FRAME = Departure("a $ frame is empty", "RTSP connection", "RFC 2326 10.12")
FOREIGN_CHANNEL = Departure("a $ frame of a channel that was not agreed", "RTSP connection", "RFC 2326 10.12")

# Headers
LENGTH_NAME = Departure("Content-Length is spelled otherwise", "RTSP Content-Length", "RFC 2326 12.14")
BAD_LENGTH = Departure("Content-Length is no number", "RTSP Content-Length", "RFC 2326 12.14")
TWO_LENGTHS = Departure("Content-Length stands twice and differs", "RTSP Content-Length", "RFC 2326 12.14")
NO_CSEQ = Departure("a response has no CSeq that can be read", "RTSP CSeq", "RFC 2326 12.17")
OTHER_CSEQ = Departure("a response has another CSeq than the request", "RTSP CSeq", "RFC 2326 12.17")
NO_SESSION = Departure("the answer to SETUP has no Session", "RTSP Session", "RFC 2326 12.37")
BAD_TIMEOUT = Departure("the timeout of Session is no number", "RTSP Session", "RFC 2326 12.37")
NO_TRANSPORT = Departure("the answer to SETUP has no Transport", "RTSP Transport", "RFC 2326 12.39")
BAD_TRANSPORT = Departure("a part of Transport cannot be read", "RTSP Transport", "RFC 2326 12.39")
NO_CHANNELS = Departure(
    "Transport names no interleaved channels, or only one", "RTSP Transport", "RFC 2326 12.39"
)
NO_SERVER_PORT = Departure("Transport names no server_port", "RTSP Transport", "RFC 2326 12.39")
OTHER_SSRC = Departure("packets have another SSRC than Transport says", "RTSP Transport", "RFC 2326 12.39")
BAD_CHALLENGE = Departure("a Digest challenge cannot be read", "RTSP WWW-Authenticate", "RFC 7616 3.3")
CONTENT_TYPE = Departure("the description is not application/sdp", "RTSP DESCRIBE", "RFC 2326 10.2")

# Behaviour
OPTIONS_REFUSED = Departure("OPTIONS is refused", "RTSP OPTIONS", "RFC 2326 10.1")
UNANSWERED = Departure("a keep-alive is not answered", "RTSP keep-alive", "RFC 2326 10.8")
KEEP_ALIVE_REFUSED = Departure("a keep-alive is refused", "RTSP keep-alive", "RFC 2326 10.8")
STRAY = Departure("a response to nothing that was asked", "RTSP connection", "RFC 2326 6")

# Description
NO_RTPMAP = Departure("a dynamic payload type has no rtpmap", "SDP a=rtpmap", "RFC 4566 6")
CLOCK = Departure("the clock of the video is not 90 kHz", "SDP a=rtpmap", "RFC 6184 8.2.1")
BAD_SETS = Departure("parameter sets cannot be read", "SDP a=fmtp", "RFC 6184 8.1")
NO_CONTROL = Departure("the video has no control URL", "SDP a=control", "RFC 2326 C.1.1")
NO_SLASH = Departure(
    "a relative control URL stands to a base that does not end with a slash", "SDP a=control", "RFC 1808 4"
)
