"""Thousands of streams from one process: an engine with a thread of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.arena import Framing
from camproof.media.bulk.send.courier import Courier
from camproof.media.bulk.send.engine import Engine
from camproof.media.bulk.send.fleet import BulkCounters, Fleet
from camproof.media.bulk.send.lateness import BulkLateness
from camproof.media.bulk.send.streams import StreamSpec
from camproof.media.errors import MediaTransportError
from camproof.media.tables.model import MediaTable

__all__ = ["BulkSender", "epoch_us"]

_MS = 1_000_000
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
    :param grid_ms: frames leave at the end of the grid step in which they are due.
    """

    def __init__(
        self,
        courier: Courier,
        framing: Framing = "datagram",
        *,
        grid_ms: float = 1.0,
        rtcp_interval_s: float = 5.0,
    ) -> None:
        self._grid_ns = round(grid_ms * _MS)
        self._engine = Engine(courier, framing, self._grid_ns, time.monotonic_ns)
        self._fleet = Fleet(self._engine, self._grid_ns, rtcp_interval_s)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._failure: BaseException | None = None

    def add(self, table: MediaTable, specs: Sequence[StreamSpec]) -> NDArray[np.int64]:
        """Start streams, each with a key picture; returns their numbers.

        :raises MediaTransportError: for a host that is not an IPv4 address.
        """
        with self._lock:
            return self._fleet.add(table, specs, time.monotonic_ns())

    def remove(self, streams: Iterable[int], *, goodbye: bool = True) -> None:
        """End streams. :param goodbye: False for cameras that lose their power.

        :raises MediaTransportError: where one is not there, as from all methods that take numbers.
        """
        with self._lock:
            self._fleet.remove(streams, time.monotonic_ns(), epoch_us(), goodbye=goodbye)

    def ask_key(self, streams: Iterable[int]) -> None:
        """The next picture is a key picture (GB/T 28181 IFameCmd)."""
        with self._lock:
            self._fleet.ask_key(streams)

    def freeze(self, streams: Iterable[int], *, frozen: bool = True) -> None:
        """Let cameras send their last key picture again and again with the same stamp, or go on."""
        with self._lock:
            self._fleet.freeze(streams, frozen=frozen)

    def show(self, streams: Iterable[int], table: MediaTable) -> None:
        """Change the picture from the next frame on."""
        with self._lock:
            self._fleet.show(streams, table)

    def counters(self, streams: Iterable[int] | None = None) -> BulkCounters:
        """Counters of these streams (also of one that has just ended), or of all that are there."""
        with self._lock:
            return self._fleet.counters(streams)

    def lateness(self, *, restart: bool = False) -> BulkLateness:
        """How late frames left, since the start or the last restart of this measurement."""
        with self._lock:
            summary = self._engine.lateness.summary()
            if restart:
                self._engine.lateness.clear()
            return summary

    def start(self) -> None:
        """Let the clockwork run."""
        if self._thread is not None:
            raise MediaTransportError("The sender runs already.")
        self._thread = threading.Thread(target=self._run, name="bulk sender", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                now_ns = time.monotonic_ns()
                with self._lock:
                    self._engine.step(now_ns, epoch_us())
                    self._fleet.report(now_ns, epoch_us())
                time.sleep(self._rest_s())
        except BaseException as failure:
            self._failure = failure

    def _rest_s(self) -> float:
        return (self._grid_ns - time.monotonic_ns() % self._grid_ns) * 1e-9

    def stop(self, *, goodbye: bool = True) -> None:
        """End all streams and give everything back; may be called twice.

        :raises MediaTransportError: where the clockwork had broken down.
        """
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(_STOP_S)
            self._thread = None
        with self._lock:
            alive = self._engine.book.alive()
            self._fleet.remove(alive, time.monotonic_ns(), epoch_us(), goodbye=goodbye)
            self._engine.courier.close()
        if self._failure is not None:
            raise MediaTransportError(f"The sender broke down: {self._failure!r}.") from self._failure

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
