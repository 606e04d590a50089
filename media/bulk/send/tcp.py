"""Batches over many TCP connections: one non-blocking send a frame, and no one waits for a slow receiver.

Where a connection takes only a part of a frame, the rest is kept and written as soon as there is room. As
long as something is kept, the stream's frames are left out, up to the next key picture.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.kernel import HAS_MMSG
from camproof.media.bulk.send.arena import Framing
from camproof.media.bulk.send.connections import Connections, Happening
from camproof.media.bulk.send.layout import Batch
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.bulk.send.writing import write_messages
from camproof.media.errors import MediaTransportError
from camproof.media.send.tcp import DEFAULT_RETRY, DialRetry
from camproof.protocols.flow import Address
from camproof.protocols.rtp import frame_4571

__all__ = ["TcpCourier"]

_MOST_PACKETS = 500
_FLAGS = socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL
_NONE = -1
_NOTHING = np.zeros(0, np.int64)


class TcpCourier:
    """RFC 4571 or interleaved RTSP (RFC 2326 10.12) over a connection for each stream.

    A stream with a ``remote`` dials; one without listens, or waits for :meth:`attach`.

    :param framing: "rfc4571" or "interleaved".
    :param listens: whether streams without a remote get a port of their own.
    :param hears: gets what peers send back, by stream, from the sender's thread.
    :raises MediaTransportError: on a system other than 64-bit Linux.
    """

    def __init__(
        self,
        host: str,
        framing: Framing = "rfc4571",
        *,
        listens: bool = True,
        retry: DialRetry = DEFAULT_RETRY,
        hears: Callable[[int, bytes], None] | None = None,
    ) -> None:
        if not HAS_MMSG:
            raise MediaTransportError("Sending over many connections needs 64-bit Linux.")
        self.framing: Framing = framing
        self._listens = listens
        self._connections = Connections(host, retry, hears)
        self._fds: NDArray[np.int64] = np.full(64, _NONE)
        self._stalled: NDArray[np.bool_] = np.zeros(64, np.bool_)
        self._kept: dict[int, bytearray] = {}
        self._channels: dict[int, int] = {}
        self._addresses: dict[int, Address] = {}
        self._broken: set[int] = set()

    @property
    def most(self) -> int:
        """Packets of one call: the kernel takes 1024 pieces."""
        return _MOST_PACKETS

    @property
    def failures(self) -> dict[int, str]:
        """Why streams have no connection and try no more: a sentence each."""
        return dict(self._connections.failures)

    def address_of(self, stream: int) -> Address:
        """Where a stream listens.

        :raises MediaTransportError: where it does not.
        """
        if stream not in self._addresses:
            raise MediaTransportError("The stream does not listen.")
        return self._addresses[stream]

    def take_on(self, streams: NDArray[np.int64], specs: Sequence[SendSpec], now_ns: int) -> bool:
        """Dial or listen for new streams; False, as they are not up yet."""
        self._grow(int(streams.max(initial=0)) + 1)
        for stream, spec in zip(streams.tolist(), specs, strict=True):
            self._channels[stream] = spec.channel
            if spec.remote is not None:
                self._connections.dial(stream, spec.remote, now_ns)
            elif self._listens:
                self._addresses[stream] = self._connections.listen(stream)
        return False

    def _grow(self, size: int) -> None:
        if size > len(self._fds):
            more = max(size, 2 * len(self._fds)) - len(self._fds)
            self._fds = np.concatenate((self._fds, np.full(more, _NONE)))
            self._stalled = np.concatenate((self._stalled, np.zeros(more, np.bool_)))

    def attach(self, stream: int, sock: socket.socket, *, reads: bool = False) -> None:
        """Give a stream a connection that somebody else made, such as that of an RTSP session."""
        self._connections.adopt(stream, sock, reads=reads)

    def poll(self, now_ns: int) -> list[Happening]:
        """Which streams came up, lost their connection, or have nothing kept any more; writes what was."""
        for stream in self._broken:
            self._connections.lose(stream, now_ns)
        self._broken.clear()
        changes: list[Happening] = []
        for what, stream in self._connections.poll(now_ns):
            if what == "writable":
                if self._go_on(stream):
                    changes.append(("emptied", stream))
                continue
            sock = self._connections.socket_of(stream)
            self._fds[stream] = _NONE if sock is None else sock.fileno()
            self._stalled[stream] = False
            self._kept.pop(stream, None)
            changes.append((what, stream))
        return changes

    def blocked(self, streams: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Streams without a connection or with bytes of an earlier frame still to be written."""
        blocked: NDArray[np.bool_] = self._stalled[streams] | (self._fds[streams] == _NONE)
        return blocked

    def send(self, batch: Batch) -> NDArray[np.int64]:
        """Write each message to its connection; what is not taken is kept. Refused is what found none."""
        taken = np.empty(len(batch.stream), np.int64)
        files = self._fds[batch.stream]
        address = batch.arena.messages_address
        if not write_messages(files, batch.octets, batch.stream, self._stalled, address, _FLAGS, taken):
            return _NOTHING
        refused = []
        for number in np.flatnonzero(taken < batch.octets).tolist():
            stream, got = int(batch.stream[number]), int(taken[number])
            if got < 0:
                self._broken.add(stream)
                refused.append(number)
            else:
                self._keep(stream, b"".join(batch.packets_of(number))[got:])
        return np.array(refused, np.int64)

    def _keep(self, stream: int, data: bytes) -> None:
        kept = self._kept.get(stream)
        if kept is None:
            self._kept[stream] = bytearray(data)
            self._stalled[stream] = True
            self._connections.want_room(stream, wanted=True)
        else:
            kept += data

    def _go_on(self, stream: int) -> bool:
        """Write what was kept; whether nothing is left of it."""
        kept, sock = self._kept.get(stream), self._connections.socket_of(stream)
        if kept is None or sock is None:
            return False
        try:
            del kept[: sock.send(kept, _FLAGS)]
        except BlockingIOError:
            return False
        except OSError:
            self._broken.add(stream)
            return False
        if kept:
            return False
        del self._kept[stream]
        self._stalled[stream] = False
        self._connections.want_room(stream, wanted=False)
        return True

    def report(self, stream: int, packet: bytes) -> bool:
        """RTCP shares the connection; False where there is none."""
        sock = self._connections.socket_of(stream)
        if sock is None:
            return False
        data = frame_4571(packet)
        if self.framing == "interleaved":
            data = bytes((0x24, self._channels[stream] + 1)) + data
        taken = 0
        if not self._stalled[stream]:
            try:
                taken = sock.send(data, _FLAGS)
            except BlockingIOError:
                taken = 0
            except OSError:
                self._broken.add(stream)
                return False
        if taken < len(data):
            self._keep(stream, data[taken:])
        return True

    def forget(self, streams: NDArray[np.int64]) -> None:
        """Close the connections and ports of streams that have ended; what was kept is not sent."""
        for stream in streams.tolist():
            self._connections.forget(stream)
            self._fds[stream], self._stalled[stream] = _NONE, False
            self._broken.discard(stream)
            for known in (self._kept, self._channels, self._addresses):
                known.pop(stream, None)

    def close(self) -> None:
        """Close everything."""
        self._connections.close()
