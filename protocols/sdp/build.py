"""Session descriptions as bytes: RFC order, then ``y=`` and ``f=``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.sdp.media_format import build_media_format
from camproof.protocols.sdp.model import MediaDescription, SessionDescription
from camproof.protocols.sdp.payloads import RtpMap

__all__ = ["build_sdp"]


def build_sdp(session: SessionDescription) -> bytes:
    """UTF-8 bytes with CR LF line ends. Raises LocalProtocolError if a value would break its line."""
    lines = [*_session_lines(session)]
    for media in session.media:
        lines += _media_lines(media)
    if session.ssrc is not None:
        lines.append(f"y={session.ssrc}")
    if session.f is not None:
        lines.append(f"f={build_media_format(session.f)}")
    for line in lines:
        if re.search(r"[\r\n\x00\ud800-\udfff]", line):
            raise LocalProtocolError(f"an SDP value holds a line end or a forbidden character: {line[:60]!r}")
    return ("\r\n".join(lines) + "\r\n").encode()


def _session_lines(session: SessionDescription) -> Iterator[str]:
    origin_host = session.origin_host or session.host
    yield "v=0"
    yield (
        f"o={session.origin_user} {session.session_id} {session.session_version}"
        f" IN {_family(origin_host)} {origin_host}"
    )
    yield f"s={session.session_name}"
    if session.uri:
        yield f"u={session.uri}"
    yield f"c=IN {_family(session.host)} {session.host}"
    yield f"t={session.start_s} {session.end_s}"
    yield from _attribute_lines(session.attributes)


def _media_lines(media: MediaDescription) -> Iterator[str]:
    if not 0 <= media.port <= 0xFFFF:
        raise LocalProtocolError(f"port {media.port} is outside 0-65535")
    yield f"m={media.kind} {media.port} {media.protocol} {' '.join(map(str, media.payload_types))}"
    if media.host:
        yield f"c=IN {_family(media.host)} {media.host}"
    if media.direction:
        yield f"a={media.direction}"
    for entry in media.rtpmaps:
        yield f"a=rtpmap:{_rtpmap(entry)}"
    if media.setup:
        yield f"a=setup:{media.setup}"
    if media.connection:
        yield f"a=connection:{media.connection}"
    yield from _attribute_lines(media.attributes)


def _attribute_lines(attributes: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    return (f"a={name}" if value is None else f"a={name}:{value}" for name, value in attributes)


def _rtpmap(entry: RtpMap) -> str:
    channels = "" if entry.channels is None else f"/{entry.channels}"
    return f"{entry.payload_type} {entry.name}/{entry.clock_hz}{channels}"


def _family(host: str) -> str:
    return "IP6" if ":" in host else "IP4"
