"""What streams carry, told from their own first packets: container, codec, picture size, profile.

A stream is looked at packet by packet until its sequence parameter set was read, or 2000 packets have come.
An aggregate whose sizes fit to the byte and that holds such a set is raw H.264 or H.265 for certain; else
``PayloadGuess`` decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from camproof.media.bulk.receive.burst import Bytes, Groups
from camproof.media.bulk.receive.headers import Headers
from camproof.media.clips.model import Codec
from camproof.media.payload_guess import PayloadGuess
from camproof.media.plan import Container
from camproof.protocols.errors import NalError
from camproof.protocols.nal import SpsInfo, parse_sps

__all__ = ["PayloadLooks"]

_MOST = 2000
_CODECS: tuple[Codec, ...] = ("H264", "H265")
_MARKS: tuple[tuple[Codec, bytes], ...] = (
    ("H264", b"\0\0\1\x67"),
    ("H264", b"\0\0\1\x27"),
    ("H264", b"\0\0\1\x47"),
    ("H265", b"\0\0\1\x42\1"),
)
_SPS = {"H264": 7, "H265": 33}
_TOGETHER = {"H264": 24, "H265": 48}
_HEAD = {"H264": 1, "H265": 2}


@dataclass(slots=True)
class _Look:
    guess: PayloadGuess = field(default_factory=PayloadGuess)
    found: Container | None = None
    packets: int = 0
    sps: SpsInfo | None = None
    early: dict[Container, SpsInfo] = field(default_factory=dict)


class PayloadLooks:
    """:param container: of all streams where it is known; None tells it from the payloads."""

    def __init__(self, streams: int, container: Container | None = None) -> None:
        self._container = container
        self._open = np.ones(streams, np.bool_)
        self._looks: dict[int, _Look] = {}

    def take(self, arena: Bytes, rtp: Headers, groups: Groups) -> list[tuple[int, Container]]:
        """Look at a burst, sorted by stream; returns the streams whose container is known from now on."""
        found: list[tuple[int, Container]] = []
        for group in np.flatnonzero(self._open[groups.stream]).tolist():
            stream, start = int(groups.stream[group]), int(groups.start[group])
            look = self._looks.setdefault(stream, _Look())
            before = look.found
            for row in range(start, start + int(groups.count[group])):
                self._packet(look, arena, rtp, row)
                if look.sps is not None or look.packets >= _MOST:
                    self._open[stream] = False
                    break
            if look.found is not None and before is None:
                found.append((stream, look.found))
        return found

    def _packet(self, look: _Look, arena: Bytes, rtp: Headers, row: int) -> None:
        at = int(rtp.at[row])
        payload = arena[at : at + int(rtp.size[row])].tobytes()
        look.packets += 1
        if look.found is None:
            look.found = self._container or _certain(payload)
        if look.found is None:
            look.found = look.guess.payload(int(rtp.payload_type[row]), payload)
        if look.found is None:
            _note(look.early, payload)
        else:
            look.sps = look.early.get(look.found) or _first_readable(look.found, payload)

    def container(self, stream: int) -> Container | None:
        """What a stream carries; None = not known yet."""
        look = self._looks.get(stream)
        return self._container if look is None else look.found

    def sps(self, stream: int) -> SpsInfo | None:
        """Its first sequence parameter set that could be read."""
        look = self._looks.get(stream)
        return None if look is None else look.sps


def _certain(payload: bytes) -> Codec | None:
    for codec in _CODECS:
        if _kind(codec, payload) == _TOGETHER[codec] and _fits(codec, payload):
            sets = _parameter_sets(codec, payload)
            if any(_readable(codec, nal) is not None for codec, nal in sets):
                return codec
    return None


def _fits(codec: Codec, payload: bytes) -> bool:
    """Whether the units of an aggregate end where it does."""
    return _HEAD[codec] + sum(2 + len(nal) for nal in _units(codec, payload)) == len(payload)


def _note(early: dict[Container, SpsInfo], payload: bytes) -> None:
    """Keep the first parameter set of what this may be."""
    for codec in _CODECS:
        if codec not in early and (sps := _first_readable(codec, payload)) is not None:
            early[codec] = sps


def _first_readable(container: Container | None, payload: bytes) -> SpsInfo | None:
    found = (_readable(codec, nal) for codec, nal in _parameter_sets(container, payload))
    return next((sps for sps in found if sps is not None), None)


def _readable(codec: Codec, nal: bytes) -> SpsInfo | None:
    try:
        return parse_sps(codec, nal)
    except NalError:
        return None


def _parameter_sets(container: Container | None, payload: bytes) -> Iterator[tuple[Codec, bytes]]:
    if container == "PS":
        for codec, mark in _MARKS:
            at = payload.find(mark)
            if at >= 0:
                end = payload.find(b"\0\0\1", at + 4)
                yield codec, payload[at + 3 : end if end >= 0 else len(payload)].rstrip(b"\0")
    elif container == "H264" or container == "H265":
        for nal in _units(container, payload):
            if _kind(container, nal) == _SPS[container]:
                yield container, nal


def _units(codec: Codec, payload: bytes) -> Iterator[bytes]:
    """The whole units of a payload: one, or those of an aggregate (RFC 6184 5.7.1, RFC 7798 4.4.2)."""
    if _kind(codec, payload) != _TOGETHER[codec]:
        yield payload
        return
    at = _HEAD[codec]
    while at + 2 < len(payload):
        size = int.from_bytes(payload[at : at + 2])
        yield payload[at + 2 : at + 2 + size]
        at += 2 + size


def _kind(codec: Codec, nal: bytes) -> int:
    if not nal:
        return -1
    return nal[0] & 0x1F if codec == "H264" else nal[0] >> 1 & 0x3F
