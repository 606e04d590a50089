"""The media port that all live streams of a fleet share, and the bulk sender behind it."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from camproof.media.bulk.live.courier import LiveCourier
from camproof.media.bulk.live.line import LiveLine
from camproof.media.bulk.live.tables import LiveTables
from camproof.media.bulk.send.sender import BulkSender
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.bulk.send.udp import UdpCourier
from camproof.media.bulk.send.warming import warm_up
from camproof.media.errors import MediaTransportError
from camproof.media.send.pacer import Pacer
from camproof.media.send.peer_reports import report_blocks
from camproof.media.tables.model import MediaTable
from camproof.protocols.flow import Address

__all__ = ["Counted", "LivePort"]

_TELL_S = 0.25
_SWITCH_S = 0.0005
"""How long the event loop may keep the interpreter while the bulk sender waits for it (5 ms by default)."""
_GRID_MS = 4.0
"""A step costs as much as thirty frames; four times fewer leave the event loop its core."""
Broken = Callable[[str], None]


class Counted(NamedTuple):
    """As ``BulkCounters``, of one stream."""

    frames: int
    packets: int
    octets: int
    refused: int
    dropped: int


class LivePort:
    """Sends live streams over UDP, all from one RTP port (RTCP from the next); peers tell them by SSRC.

    Made, used and closed in one event loop; the bulk sender has a thread of its own.

    How late frames left is told to the clockwork of the event loop, as its own frames are.

    :ivar tables: what its streams send.
    :ivar failure: why nothing can be sent any more, one sentence; empty while the port works.
    :param host: local address.
    :param on_failure: told when ``failure`` is set, after the streams.
    """

    def __init__(self, host: str, on_failure: Callable[[], None] = lambda: None) -> None:
        warm_up()
        self.tables = LiveTables()
        self.failure = ""
        self._on_failure = on_failure
        self._switch_s = 0.0
        self._host = host
        self._sender: BulkSender | None = None
        self._courier: LiveCourier | None = None
        self._address: Address = (host, 0)
        self._lines: dict[int, tuple[LiveLine, Broken]] = {}
        self._by_ssrc: dict[int, list[LiveLine]] = {}
        self._counted: dict[int, Counted] = {}
        self._telling: asyncio.Task[None] | None = None

    def open(self) -> Address:
        """Bind the pair of ports at the first call; where RTP comes from.

        :raises MediaTransportError: no pair can be bound.
        """
        if self._sender is None:
            loop = asyncio.get_running_loop()

            def later(call: Callable[[], None]) -> None:
                with suppress(RuntimeError):  # the loop has ended, and with it whoever would hear the packet
                    loop.call_soon_threadsafe(call)

            def hears(data: bytes, source: Address) -> None:
                later(lambda: self._heard(data, source))

            udp = UdpCourier(self._host, hears=hears)
            self._address = udp.address
            self._courier = LiveCourier(udp, later)
            self._sender = BulkSender(self._courier, grid_ms=_GRID_MS)
            self._sender.start()
            self._switch_s = sys.getswitchinterval()
            sys.setswitchinterval(_SWITCH_S)
            self._telling = loop.create_task(self._tell())
        return self._address

    @property
    def sender(self) -> BulkSender:
        """The bulk sender.

        :raises MediaTransportError: where the port is not open.
        """
        if self._sender is None:
            raise MediaTransportError("The shared media port is not open.")
        return self._sender

    def begin(self, table: MediaTable, spec: SendSpec, line: LiveLine, broken: Broken) -> int:
        """Start a stream; returns its number.

        :param broken: told in a sentence when the bulk sender broke down.
        :raises MediaTransportError: for a host that is not an IPv4 address.
        """
        (stream,) = self.sender.add(table, [spec]).tolist()
        self._lines[stream] = line, broken
        self._by_ssrc.setdefault(line.ssrc, []).append(line)
        self.changed(stream)
        return int(stream)

    def counters(self, stream: int) -> Counted:
        """Counters of a stream. One look at all streams serves whoever asks before the loop goes on.

        :raises MediaTransportError: where the bulk sender broke down.
        """
        if stream not in self._counted:
            if not self._counted:
                asyncio.get_running_loop().call_soon(self._counted.clear)
            self._counted.update(self._look(list(self._lines)))
        return self._counted[stream]

    def _look(self, streams: list[int]) -> dict[int, Counted]:
        counters = self.sender.counters(streams)
        columns = (getattr(counters, name).tolist() for name in Counted._fields)
        return dict(zip(streams, map(Counted._make, zip(*columns, strict=True)), strict=True))

    def changed(self, stream: int) -> None:
        """The link before a stream has changed."""
        if self._courier is not None and stream in self._lines:
            self._courier.divert(stream, self._lines[stream][0])

    def end(self, stream: int, *, goodbye: bool) -> Counted:
        """End a stream; its last counters.

        :raises MediaTransportError: where the bulk sender broke down.
        """
        line, _ = self._lines.pop(stream)
        self._counted.pop(stream, None)
        line.close()
        self._by_ssrc[line.ssrc].remove(line)
        if not self._by_ssrc[line.ssrc]:
            del self._by_ssrc[line.ssrc]
        self.sender.remove([stream], goodbye=goodbye)
        return self._look([stream])[stream]

    async def close(self) -> None:
        """Stop the bulk sender and give both ports back. Streams have ended before."""
        if self._telling is not None:
            self._telling.cancel()
            with suppress(asyncio.CancelledError):
                await self._telling
            self._telling = None
        if self._sender is not None:
            sender, self._sender = self._sender, None
            sys.setswitchinterval(self._switch_s)
            with suppress(MediaTransportError):  # a breakdown was told to every stream
                await asyncio.to_thread(sender.stop)

    async def _tell(self) -> None:
        """Tell the lateness a few times a second; when the sender broke down, tell all streams."""
        while True:
            await asyncio.sleep(_TELL_S)
            try:
                self._tell_lateness()
            except MediaTransportError as error:
                self.failure = str(error)
                for _, broken in list(self._lines.values()):
                    broken(self.failure)
                self._on_failure()
                return

    def _tell_lateness(self) -> None:
        now_s = time.monotonic()
        for late_ms, count in self.sender.lateness_histogram(restart=True).steps():
            Pacer.current().lateness.record_many(now_s, late_ms / 1000, count)

    def _heard(self, data: bytes, source: Address) -> None:
        """A peer has sent a packet back: reports go to the streams that they are about."""
        for ssrc in {block.ssrc for block in report_blocks(data)} & self._by_ssrc.keys():
            line = _nearest(self._by_ssrc[ssrc], source)
            line.peer.packet(data, ssrc)


def _nearest(lines: list[LiveLine], source: Address) -> LiveLine:
    """Where receivers have chosen one SSRC, the stream that goes to where the report came from."""
    host, port = source
    return max(lines, key=lambda line: (line.remote[0] == host, line.remote[1] in (port, port - 1)))
