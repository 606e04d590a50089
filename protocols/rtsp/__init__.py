"""RTSP 1.0 (RFC 2326): a client that plays one video, without sockets; tolerant of RFC 7826's habits."""

from __future__ import annotations

from camproof.protocols.rtsp.actions import Agreed, Dial, Ended, HangUp, Media, Playing, RtspAction, Say
from camproof.protocols.rtsp.answers import RtspTransport
from camproof.protocols.rtsp.client import RtspClient, Way
from camproof.protocols.rtsp.description import RtspTrack
from camproof.protocols.rtsp.url import RtspUrl, parse_rtsp_url

__all__ = [
    "Agreed",
    "Dial",
    "Ended",
    "HangUp",
    "Media",
    "Playing",
    "RtspAction",
    "RtspClient",
    "RtspTrack",
    "RtspTransport",
    "RtspUrl",
    "Say",
    "Way",
    "parse_rtsp_url",
]
