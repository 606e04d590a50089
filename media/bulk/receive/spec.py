"""Which streams are measured, and how packets find their stream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from camproof.media.bulk.receive.burst import MAX_STREAMS, Ints, changes
from camproof.media.bulk.receive.headers import Headers
from camproof.media.plan import Container

__all__ = ["Finder", "MeterSpec", "StreamFinder", "StreamKey"]

StreamKey = Literal["ssrc", "port"]
_MAX_FOREIGN = 16


@dataclass(frozen=True, slots=True)
class MeterSpec:
    """One stream to be measured.

    :param ssrc: the one agreed; None (only where ports tell streams apart) takes that of the first packet.
    :param payload_type: the one agreed; None accepts any.
    :param camera: number expected in the stamps; None takes that of the first stamp.
    :param port: number of its port in the bursts.
    """

    ssrc: int | None = None
    container: Container = "PS"
    payload_type: int | None = None
    camera: int | None = None
    port: int = 0


class Finder(Protocol):
    """How a meter tells streams apart; for ``foreign`` and so on see ``StreamFinder``."""

    foreign: int
    foreign_ssrcs: dict[int, None]
    wrong_ssrc: Ints

    def find(self, rtp: Headers) -> Ints:
        """int64[n]: stream of each packet; -1 for one that is none's."""
        ...

    def owner(self, ssrc: int, port: int) -> int:
        """Stream of an RTCP packet, -1 where there is none."""
        ...


class StreamFinder:
    """Tells to which stream each packet belongs: by SSRC on shared ports, or by port.

    :raises ValueError: more than 65 536 streams, a stream without the key, or two with the same one.
    :ivar foreign: packets of unknown SSRCs or ports; ``foreign_ssrcs`` the first 16 unknown SSRCs.
    :ivar wrong_ssrc: int64[streams], packets at a stream's own port with another SSRC than the agreed one.
    """

    def __init__(self, specs: Sequence[MeterSpec], by: StreamKey) -> None:
        if len(specs) > MAX_STREAMS:
            raise ValueError(f"One receiver measures at most {MAX_STREAMS} streams, not {len(specs)}.")
        self._by = by
        self._ssrc = np.array([-1 if spec.ssrc is None else spec.ssrc for spec in specs], np.int64)
        keys = self._ssrc if by == "ssrc" else np.array([spec.port for spec in specs], np.int64)
        if len(np.unique(keys)) < len(keys) or (keys < 0).any():
            raise ValueError(f"Each stream needs its own {by}.")
        self._order = np.argsort(keys)
        self._keys = keys[self._order]
        self.foreign = 0
        self.foreign_ssrcs: dict[int, None] = {}
        self.wrong_ssrc = np.zeros(len(specs), np.int64)

    def find(self, rtp: Headers) -> Ints:
        """int64[n]: stream of each packet; -1 for one that is none's (it is counted here)."""
        stream = self.at(rtp.ssrc if self._by == "ssrc" else rtp.port)
        strange = np.flatnonzero(stream < 0)
        if len(strange):
            self._strangers(rtp, strange)
        return stream if self._by == "ssrc" else self._agreed(rtp, stream)

    def owner(self, ssrc: int, port: int) -> int:
        """Stream of an RTCP packet, -1 where there is none."""
        return int(self.at(np.array([ssrc if self._by == "ssrc" else port], np.int64))[0])

    def at(self, keys: Ints) -> Ints:
        """Streams of keys; neighbours are mostly alike, so only changes are looked up."""
        if not len(keys) or not len(self._keys):
            return np.full(len(keys), -1, np.int64)
        edge = changes(keys)
        asked = keys[edge]
        place = np.minimum(np.searchsorted(self._keys, asked), len(self._keys) - 1)
        found = np.where(self._keys[place] == asked, self._order[place], -1)
        stream: Ints = found[np.cumsum(edge) - 1]
        return stream

    def _agreed(self, rtp: Headers, stream: Ints) -> Ints:
        """Packets at own ports must have the agreed SSRC, or that of the port's first packet."""
        known = np.flatnonzero(stream >= 0)
        owner = stream[known]
        open_rows = known[self._ssrc[owner] < 0][::-1]
        self._ssrc[stream[open_rows]] = rtp.ssrc[open_rows]
        wrong = known[self._ssrc[owner] != rtp.ssrc[known]]
        if len(wrong):
            np.add.at(self.wrong_ssrc, stream[wrong], 1)
            stream[wrong] = -1
            self._note(rtp.ssrc[wrong])
        return stream

    def _strangers(self, rtp: Headers, strange: Ints) -> None:
        self.foreign += len(strange)
        self._note(rtp.ssrc[strange])

    def _note(self, ssrcs: Ints) -> None:
        if len(self.foreign_ssrcs) >= _MAX_FOREIGN:
            return
        for ssrc in dict.fromkeys(ssrcs.tolist()):
            if len(self.foreign_ssrcs) < _MAX_FOREIGN:
                self.foreign_ssrcs[ssrc] = None
