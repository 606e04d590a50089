"""Headers of answers: Public (RFC 2326 12.28), Session (12.37), Transport (12.39)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from camproof.protocols.rtsp import departures
from camproof.protocols.rtsp.notes import Notes

__all__ = ["DEFAULT_TIMEOUT_S", "RtspTransport", "read_public", "read_session", "read_transport"]

DEFAULT_TIMEOUT_S = 60.0
"""RFC 2326 12.37."""
# Possessive, so that no text takes more than linear time.
_PAIR = re.compile(r"\s*+([0-9]{1,5}+)\s*+(?:-\s*+([0-9]{1,5}+)\s*+)?+")
_SSRC = re.compile(r"\s*+(?:0[xX])?+([0-9A-Fa-f]{1,8}+)\s*+")
_TIMEOUT = re.compile(r'\s*+"?([0-9]{1,6}+)"?\s*+')


@dataclass(frozen=True, slots=True)
class RtspTransport:
    """What the server says of the way of the packets.

    :param over_tcp: interleaved with RTSP.
    :param channels: of RTP and RTCP, where ``over_tcp``.
    :param rtcp_port: of the server, 0 where it names none.
    :param source: host that the packets come from; "" = the server itself.
    :param ssrc: as announced; None where it is not.
    """

    over_tcp: bool
    channels: tuple[int, int] = (0, 1)
    rtcp_port: int = 0
    source: str = ""
    ssrc: int | None = None


def read_session(value: str, notes: Notes) -> tuple[str, float]:
    """Identifier and timeout in seconds of a Session header; 60 s where there is none that can be read."""
    name, *parameters = value.split(";")
    for parameter in parameters:
        key, _, text = parameter.partition("=")
        if key.strip().lower() != "timeout":
            continue
        found = _TIMEOUT.fullmatch(text)
        if found and int(found[1]):
            return name.strip(), float(found[1])
        notes.note(departures.BAD_TIMEOUT, value)
    return name.strip(), DEFAULT_TIMEOUT_S


def read_public(value: str) -> frozenset[str]:
    """The methods of a Public header."""
    return frozenset(word.strip().upper() for word in value.split(",") if word.strip())


def read_transport(value: str, notes: Notes, *, over_tcp: bool) -> RtspTransport:
    """The first transport of a Transport header.

    :param over_tcp: what was asked for: it holds where the header says nothing readable.
    """
    profile, *parameters = value.split(",", 1)[0].split(";")
    words = profile.strip().upper()
    named = {key.strip().lower(): text for key, _, text in (one.partition("=") for one in parameters)}
    if words.startswith("RTP/"):
        over_tcp = words.endswith("/TCP")
    else:
        notes.note(departures.BAD_TRANSPORT, value)
    channels, ports = _pair(named.get("interleaved")), _pair(named.get("server_port"))
    if over_tcp and (channels is None or channels[1] is None or max(channels[0], channels[1]) > 255):
        notes.note(departures.NO_CHANNELS, value)
    if not over_tcp and ports is None:
        notes.note(departures.NO_SERVER_PORT, value)
    ssrc = _SSRC.fullmatch(named["ssrc"]) if "ssrc" in named else None
    if "ssrc" in named and ssrc is None:
        notes.note(departures.BAD_TRANSPORT, value)
    return RtspTransport(
        over_tcp,
        _filled(channels, (0, 1), 255),
        _filled(ports, (0, 0), 65535)[1],
        named.get("source", "").strip(),
        int(ssrc[1], 16) if ssrc else None,
    )


def _pair(text: str | None) -> tuple[int, int | None] | None:
    found = _PAIR.fullmatch(text or "")
    return (int(found[1]), int(found[2]) if found[2] else None) if found else None


def _filled(pair: tuple[int, int | None] | None, usual: tuple[int, int], highest: int) -> tuple[int, int]:
    """Both numbers: the second one follows the first where it is not named."""
    if pair is None:
        return usual
    first, second = pair[0], pair[0] + 1 if pair[1] is None else pair[1]
    return (first, second) if max(first, second) <= highest else usual
