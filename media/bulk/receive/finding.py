"""Streams that nobody announced: each SSRC at each port is one, from its first packet on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from camproof.media.bulk.receive.burst import MAX_STREAMS, Ints, changes
from camproof.media.bulk.receive.headers import Headers

__all__ = ["FoundStreams"]

_MAX_FOREIGN = 16


class FoundStreams:
    """A finder for ``BulkMeter`` that gives every new pair of port and SSRC the next number.

    :param most: streams at a time; packets of more are foreign.
    :param found: told number and SSRC of each, before anything of it is measured.
    :raises ValueError: more than a meter can hold.
    :ivar ports, ssrcs: of the streams, in the order of their coming.
    :ivar foreign, foreign_ssrcs, wrong_ssrc: as in ``StreamFinder``; ``wrong_ssrc`` stays 0, as every SSRC is
        a stream of its own.
    """

    def __init__(self, most: int, found: Callable[[int, int], None] = lambda _number, _ssrc: None) -> None:
        if not 1 <= most <= MAX_STREAMS:
            raise ValueError(f"One receiver measures 1 to {MAX_STREAMS} streams, not {most}.")
        self._most = most
        self._found = found
        self._numbers: dict[int, int] = {}
        self.ports: list[int] = []
        self.ssrcs: list[int] = []
        self.foreign = 0
        self.foreign_ssrcs: dict[int, None] = {}
        self.wrong_ssrc = np.zeros(most, np.int64)

    def __len__(self) -> int:
        return len(self.ports)

    def find(self, rtp: Headers) -> Ints:
        """int64[n]: stream of each packet; -1 where there were too many (it is counted here)."""
        if not len(rtp):
            return np.zeros(0, np.int64)
        keys = rtp.port << 32 | rtp.ssrc
        edge = changes(keys)
        numbers = np.array([self._number(key) for key in keys[edge].tolist()], np.int64)
        stream: Ints = numbers[np.cumsum(edge) - 1]
        strange = np.flatnonzero(stream < 0)
        self.foreign += len(strange)
        for ssrc in dict.fromkeys(rtp.ssrc[strange].tolist()):
            if len(self.foreign_ssrcs) < _MAX_FOREIGN:
                self.foreign_ssrcs[ssrc] = None
        return stream

    def _number(self, key: int) -> int:
        number = self._numbers.get(key, -1)
        if number < 0 and len(self.ports) < self._most:
            number = self._numbers[key] = len(self.ports)
            self.ports.append(key >> 32)
            self.ssrcs.append(key & 0xFFFFFFFF)
            self._found(number, key & 0xFFFFFFFF)
        return number

    def owner(self, ssrc: int, port: int) -> int:
        """Stream of an RTCP packet; -1 where no packet of it has come."""
        return self._numbers.get(port << 32 | ssrc, -1)
