"""The way out of the shared port: straight to the kernel, or by the event loop where a link is impaired."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.live.line import LiveLine
from camproof.media.bulk.send.connections import Happening
from camproof.media.bulk.send.layout import Batch
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.bulk.send.udp import UdpCourier

__all__ = ["LiveCourier"]

Ints = NDArray[np.int64]
Later = Callable[[Callable[[], None]], None]


class LiveCourier:
    """Works in the thread of the bulk sender, but for ``divert``.

    :param udp: the sockets.
    :param later: runs a call in the event loop, in the order in which it is asked.
    """

    def __init__(self, udp: UdpCourier, later: Later) -> None:
        self._udp = udp
        self._later = later
        self._lines: dict[int, LiveLine] = {}
        self._diverted: NDArray[np.bool_] = np.zeros(64, np.bool_)

    def divert(self, stream: int, line: LiveLine) -> None:
        """From now on the stream goes by its line while this is not clear; ask anew when that changes."""
        if stream >= len(self._diverted):
            self._diverted = np.pad(self._diverted, (0, max(stream, len(self._diverted))))
        self._lines[stream] = line
        self._diverted[stream] = not line.clear

    @property
    def most(self) -> int:
        """Packets of one message."""
        return self._udp.most

    def take_on(self, streams: Ints, specs: Sequence[SendSpec], now_ns: int) -> bool:
        """True: over UDP streams are up at once."""
        return self._udp.take_on(streams, specs, now_ns)

    def poll(self, now_ns: int) -> list[Happening]:
        """Read what peers send back."""
        return self._udp.poll(now_ns)

    def blocked(self, streams: Ints) -> None:
        """None ever."""

    def send(self, batch: Batch) -> Ints:
        """Send; returns the numbers of the messages that the kernel refused."""
        away = self._away(batch.stream)
        if away is None:
            return self._udp.send(batch)
        for message in np.flatnonzero(away).tolist():
            self._hand_over(int(batch.stream[message]), batch.packets_of(message))
        kept = np.flatnonzero(~away)
        if not len(kept):
            return kept
        return kept[self._udp.send(batch.chosen(kept))]

    def _away(self, streams: Ints) -> NDArray[np.bool_] | None:
        diverted = self._diverted
        if not diverted.any():
            return None
        known = streams < len(diverted)
        away: NDArray[np.bool_] = known & diverted[np.where(known, streams, 0)]
        return away if away.any() else None

    def _hand_over(self, stream: int, packets: list[bytes]) -> None:
        line = self._lines.get(stream)
        if line is not None:
            self._later(lambda: line.send(packets, self._udp.send_packet))

    def report(self, stream: int, packet: bytes) -> bool:
        """Send RTCP to the port above; False where the kernel refuses."""
        line = self._lines.get(stream)
        if line is None or not self._diverted[stream]:
            return self._udp.report(stream, packet)
        self._later(lambda: line.report(packet, self._udp.send_report))
        return True

    def forget(self, streams: Ints) -> None:
        """These streams have ended."""
        self._udp.forget(streams)
        for stream in streams.tolist():
            self._lines.pop(stream, None)
            if stream < len(self._diverted):
                self._diverted[stream] = False

    def close(self) -> None:
        """Give both sockets back."""
        self._udp.close()
