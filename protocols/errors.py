"""The errors of the protocols room.

::

    ProtocolError
    ├── LocalProtocolError      we were asked to do what the protocol forbids
    └── RemoteProtocolError     the peer sent what cannot be read
        ├── SipError            a SIP message or header
        ├── RtspError           an RTSP message, or a server that gives no stream
        ├── DigestError         a challenge or credentials of digest authentication
        ├── SdpError            a session description
        ├── ManscdpError        a MANSCDP body
        ├── MansrtspError       a MANSRTSP body
        ├── RtpError            an RTP or RTCP packet, or RFC 4571 framing
        ├── PsError             an MPEG program stream
        ├── NalError            an H.264 or H.265 NAL unit
        └── DeviceCodeError     a 20-digit code
"""

from __future__ import annotations

__all__ = [
    "DeviceCodeError",
    "DigestError",
    "LocalProtocolError",
    "ManscdpError",
    "MansrtspError",
    "NalError",
    "ProtocolError",
    "PsError",
    "RemoteProtocolError",
    "RtpError",
    "RtspError",
    "SdpError",
    "SipError",
]


class ProtocolError(Exception):
    """Base of all errors of this room."""


class LocalProtocolError(ProtocolError):
    """Our own side misused the protocol."""


class RemoteProtocolError(ProtocolError):
    """The peer's bytes cannot be understood.

    :param what: one sentence.
    :param where: the place: a line, a header, a byte offset.
    :param clause: the rule that is broken, as "RFC 3261 7.3" or "GB/T 28181-2022 Annex A"; may be empty.
    """

    def __init__(self, what: str, *, where: str = "", clause: str = "") -> None:
        super().__init__(f"{where}: {what}" if where else what)
        self.what = what
        self.where = where
        self.clause = clause


class SipError(RemoteProtocolError):
    """A SIP message or one of its headers."""


class RtspError(RemoteProtocolError):
    """An RTSP message, or a server that does not give the stream."""


class DigestError(RemoteProtocolError):
    """A challenge or credentials of digest authentication."""


class SdpError(RemoteProtocolError):
    """A session description."""


class ManscdpError(RemoteProtocolError):
    """A MANSCDP body."""


class MansrtspError(RemoteProtocolError):
    """A MANSRTSP body."""


class RtpError(RemoteProtocolError):
    """An RTP or RTCP packet, or their framing over TCP."""


class PsError(RemoteProtocolError):
    """An MPEG program stream."""


class NalError(RemoteProtocolError):
    """An H.264 or H.265 NAL unit."""


class DeviceCodeError(RemoteProtocolError):
    """A 20-digit code."""
