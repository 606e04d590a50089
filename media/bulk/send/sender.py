"""Thousands of streams from one process: an engine with a thread of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Self

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.arena import Framing
from camproof.media.bulk.send.courier import Courier
from camproof.media.bulk.send.engine import Engine
from camproof.media.bulk.send.fleet import BulkCounters, Fleet
from camproof.media.bulk.send.lateness import BulkLateness, LatenessHistogram
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.bulk.send.tcp import TcpCourier
from camproof.media.bulk.send.text_room import text_room
from camproof.media.bulk.send.udp import UdpCourier, UdpWay
from camproof.media.bulk.send.warming import warm_up
from camproof.media.errors import MediaTransportError
from camproof.media.send.tcp import DEFAULT_RETRY, DialRetry
from camproof.media.tables.model import MediaTable
from camproof.protocols.flow import Address

__all__ = ["GRID_MS", "BulkSender", "TcpBulkSender", "UdpBulkSender", "epoch_us"]

_MS = 1_000_000
GRID_MS = 1.0
"""Of senders that are not told otherwise."""
_STOP_S = 5.0


def epoch_us() -> int:
    """µs since 1970."""
    return time.time_ns() // 1000


class BulkSender:
    """Sends thousands of streams, each at its own phase and to its own address.

    All methods may be called from any thread, before ``start`` and while it runs. A large program does well
    to call ``gc.freeze()`` once it is set up: a full garbage collection makes every stream late.

    :param courier: the way to the receivers, such as ``UdpCourier``; closed by ``stop``.
    :param framing: "datagram" for UDP, "rfc4571" or "interleaved" for TCP.
    :param grid_ms: frames leave at the end of the grid step in which they are due. Steps of 2 ms spare 3 % of
        what a frame takes of the core, and let it leave 1 ms later.
    """

    def __init__(
        self,
        courier: Courier,
        framing: Framing = "datagram",
        *,
        grid_ms: float = GRID_MS,
        rtcp_interval_s: float = 5.0,
    ) -> None:
        self._grid_ns = round(grid_ms * _MS)
        warm_up()
        self._engine = Engine(courier, framing, self._grid_ns, time.monotonic_ns)
        self._fleet = Fleet(self._engine, self._grid_ns, rtcp_interval_s)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._failure: Exception | None = None
        self._closed = False

    def add(self, table: MediaTable, specs: Sequence[SendSpec]) -> NDArray[np.int64]:
        """Start streams, each with a key picture; returns their numbers.

        :raises MediaTransportError: for a host that is not an IPv4 address, or a text that is too long.
        """
        room = text_room(table, ((spec.camera, spec.text) for spec in specs))
        with self._told():
            return self._fleet.add(table, specs, time.monotonic_ns(), room)

    def remove(self, streams: Iterable[int], *, goodbye: bool = True) -> None:
        """End streams. :param goodbye: False for cameras that lose their power.

        :raises MediaTransportError: where one is not there, as from all methods that take numbers.
        """
        with self._told():
            self._fleet.remove(streams, time.monotonic_ns(), epoch_us(), goodbye=goodbye)

    def pause(self, streams: Iterable[int]) -> None:
        """Send nothing until ``resume``."""
        with self._told():
            self._fleet.pause(streams)

    def resume(self, streams: Iterable[int]) -> None:
        """Go on with a key picture."""
        with self._told():
            self._fleet.resume(streams, time.monotonic_ns())

    def set_clock(self, streams: Iterable[int], offset_s: float) -> None:
        """Let the clocks of cameras be so far ahead of the true time from now on."""
        with self._told():
            self._fleet.set_clock(streams, offset_s, time.monotonic_ns())

    def next_packet(self, stream: int) -> tuple[int, int]:
        """(RTP sequence number, timestamp) of a stream's next packet, if it came now."""
        with self._told():
            return self._fleet.next_packet(stream, time.monotonic_ns())

    def ask_key(self, streams: Iterable[int]) -> None:
        """The next picture is a key picture (GB/T 28181 IFameCmd)."""
        with self._told():
            self._fleet.ask_key(streams)

    def freeze(self, streams: Iterable[int], *, frozen: bool = True) -> None:
        """Let cameras send their last key picture again and again with the same stamp, or go on."""
        with self._told():
            self._fleet.freeze(streams, frozen=frozen)

    def show(self, streams: Iterable[int], table: MediaTable) -> None:
        """Change the picture from the next frame on.

        :raises MediaTransportError: a text is too long for it.
        """
        numbers = list(streams)
        with self._told():
            texts = self._fleet.texts(numbers)
        room = text_room(table, texts)
        with self._told():
            self._fleet.show(numbers, table, room)

    def counters(self, streams: Iterable[int] | None = None) -> BulkCounters:
        """Counters of these streams (also of one that has just ended), or of all that are there."""
        with self._told():
            return self._fleet.counters(streams)

    def lateness(self, *, restart: bool = False) -> BulkLateness:
        """How late frames left, since the start or the last restart of this measurement."""
        with self._told():
            summary = self._engine.lateness.summary()
            if restart:
                self._engine.lateness.clear()
            return summary

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Between two steps of the clockwork.

        :raises MediaTransportError: where it has broken down.
        """
        with self._lock:
            self._complain()
            yield

    def _complain(self) -> None:
        if self._failure is not None:
            raise MediaTransportError(f"The sender broke down: {self._failure!r}.") from self._failure

    def lateness_histogram(self, *, restart: bool = False) -> LatenessHistogram:
        """A copy of what ``lateness`` is made of, to be merged with others; ``restart`` as there."""
        histogram = LatenessHistogram()
        with self._told():
            histogram.merge(self._engine.lateness)
            if restart:
                self._engine.lateness.clear()
        return histogram

    def failures(self) -> dict[int, str]:
        """Why streams have no connection and dial no more: a sentence each."""
        return {}

    def start(self) -> None:
        """Let the clockwork run."""
        if self._thread is not None:
            raise MediaTransportError("The sender runs already.")
        self._thread = threading.Thread(target=self._run, name="bulk sender", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                with self._lock:
                    now_ns, now_us = time.monotonic_ns(), epoch_us()
                    self._fleet.poll(now_ns)
                    self._engine.step(now_ns, now_us)
                    self._fleet.report(now_ns, now_us)
                time.sleep(self._rest_s(now_ns))
        except Exception as failure:  # noqa: BLE001  (told by every later call)
            self._failure = failure

    def _rest_s(self, began_ns: int) -> float:
        """Up to the end of the grid step in which this turn began; others get the lock in any case."""
        end_ns = (began_ns // self._grid_ns + 1) * self._grid_ns
        return max(0, end_ns - time.monotonic_ns()) * 1e-9

    def stop(self, *, goodbye: bool = True) -> None:
        """End all streams and give everything back; may be called twice.

        :raises MediaTransportError: where the clockwork had broken down, or does not come to an end.
        """
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(_STOP_S)
            self._thread = None
        if not self._lock.acquire(timeout=_STOP_S):
            raise MediaTransportError("The sender's clockwork does not end; its streams go on.")
        try:
            self._close(goodbye=goodbye)
        finally:
            self._lock.release()
        self._complain()

    def _close(self, *, goodbye: bool) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            alive = self._engine.book.alive()
            self._fleet.remove(alive, time.monotonic_ns(), epoch_us(), goodbye=goodbye)
        finally:
            self._engine.courier.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class UdpBulkSender(BulkSender):
    """Over UDP, from one port; RTCP from the next.

    :param port: 0 for any.
    :param way: None takes the best that the kernel knows; see ``UdpWay``.
    :raises MediaTransportError: where no pair of ports can be bound.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        way: UdpWay | None = None,
        *,
        grid_ms: float = GRID_MS,
        rtcp_interval_s: float = 5.0,
    ) -> None:
        self._udp = UdpCourier(host, port, way)
        super().__init__(self._udp, "datagram", grid_ms=grid_ms, rtcp_interval_s=rtcp_interval_s)

    @property
    def address(self) -> Address:
        """Where RTP comes from."""
        return self._udp.address

    @property
    def messages(self) -> int:
        """How many messages the kernel has taken: frames that it cuts itself, else packets."""
        return self._udp.messages

    @property
    def way(self) -> UdpWay:
        """How packets are given to the kernel."""
        return self._udp.way


class TcpBulkSender(BulkSender):
    """Over TCP: a connection for each stream, which dials, accepts or is handed over.

    :param framing: "rfc4571" or "interleaved" (RFC 2326 10.12).
    :param listens: whether streams without a remote listen; else they wait for ``attach``.
    :param hears: gets what peers send back, by stream, from the sender's thread.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        framing: Framing = "rfc4571",
        *,
        listens: bool = True,
        retry: DialRetry = DEFAULT_RETRY,
        hears: Callable[[int, bytes], None] | None = None,
        grid_ms: float = GRID_MS,
        rtcp_interval_s: float = 5.0,
    ) -> None:
        self._tcp = TcpCourier(host, framing, listens=listens, retry=retry, hears=hears)
        super().__init__(self._tcp, framing, grid_ms=grid_ms, rtcp_interval_s=rtcp_interval_s)

    def address_of(self, stream: int) -> Address:
        """Where a stream listens. :raises MediaTransportError: where it does not."""
        with self._told():
            return self._tcp.address_of(stream)

    def attach(self, stream: int, sock: socket.socket, *, reads: bool = False) -> None:
        """Give a stream a connection that somebody else made; the sender closes it in the end.

        :param reads: read and drop (or hear) what the peer sends; False where somebody else reads.
        """
        with self._told():
            self._tcp.attach(stream, sock, reads=reads)

    def failures(self) -> dict[int, str]:
        """Why streams have no connection and dial no more: a sentence each."""
        with self._told():
            return self._tcp.failures
