"""What a user wants to have probed: an address, a capture, a recording."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from camproof.domain.errors import InputError
from camproof.media.probe.capture.records import is_capture
from camproof.protocols.errors import RtspError
from camproof.protocols.flow import Address
from camproof.protocols.rtsp import RtspUrl, parse_rtsp_url
from camproof.protocols.userinfo import ADVICE, masked, runs_on

__all__ = ["Source", "parse_source"]

SourceKind = Literal["udp", "tcp", "tcp-listen", "rtsp", "capture", "file"]
_SCHEMES: dict[str, SourceKind] = {
    "rtp": "udp", "udp": "udp", "tcp": "tcp", "tcp-listen": "tcp-listen", "rtsp": "rtsp", "rtsps": "rtsp",
}  # fmt: skip
_EXAMPLE = "write it as rtp://127.0.0.1:5000"
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to look at.

    :param kind: udp: listen for RTP; tcp: dial, tcp-listen: wait for a connection (RFC 4571); rtsp: ask a
        server.
    :param text: as the user wrote it.
    :param address: of the live kinds but rtsp; :param rtsp: of that one.
    :param path: of capture and file.
    """

    kind: SourceKind
    text: str
    address: Address = ("", 0)
    path: Path = Path()
    rtsp: RtspUrl | None = None

    @property
    def live(self) -> bool:
        """Whether it has no end of its own."""
        return self.kind not in ("capture", "file")

    @property
    def shown(self) -> str:
        """As the user wrote it, but for a password."""
        return masked(self.text) if self.live else self.text

    @property
    def slug(self) -> str:
        """A name for files: "127.0.0.1-5000", "street"."""
        text = self.path.stem if not self.live else self.text.partition("://")[2].rpartition("@")[2]
        return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-.")[:60] or "stream"


def parse_source(text: str) -> Source:
    """Read what a user wrote.

    :raises InputError: an unknown scheme, an address without a port, no such file; a password in it is not
        shown.
    """
    scheme = _URL.match(text)
    if scheme is None:
        path = Path(text)
        if not path.is_file():
            raise InputError(f"there is no file {masked(text)!r}", suggestion=f"a live stream: {_EXAMPLE}")
        return Source("capture" if is_capture(path) else "file", text, path=path)
    kind = _SCHEMES.get(scheme[1].lower())
    if kind is None:
        known = ", ".join(f"{name}://" for name in _SCHEMES)
        raise InputError(
            f"{masked(text)!r} cannot be probed", suggestion=f"known are {known}, files and captures"
        )
    if kind == "rtsp":
        return Source(kind, text, rtsp=_rtsp(text))
    return Source(kind, text, _address(text))


def _rtsp(text: str) -> RtspUrl:
    try:
        return parse_rtsp_url(text)
    except RtspError as error:
        hint = "write it as rtsp://NAME:PASSWORD@192.0.2.7/live"
        raise InputError(f"an address of RTSP cannot be read: {error.what}", suggestion=hint) from error


def _address(text: str) -> Address:
    if runs_on(text):
        raise InputError(f"the host of {masked(text)!r} is not clear", suggestion=ADVICE)
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "0.0.0.0", parts.port  # noqa: S104  (no host = every address of this one)
    except ValueError as error:
        why = "" if "@" in text else f": {error}"
        raise InputError(f"{masked(text)!r} is no address{why}", suggestion=_EXAMPLE) from error
    if not port:
        raise InputError(f"{masked(text)!r} names no port", suggestion=_EXAMPLE)
    return host, port
