"""Cameras that register, all at a SIP server that takes them one after the other.

A registration is two requests: REGISTER, answered 401, and REGISTER with digest, answered 200 (GB/T
28181-2022 9.1.2.1). Over UDP a request without an answer is sent again after T1, then after twice as long
each time up to T2, until 64 T1 are over (timers E and F, RFC 3261 17.1.2). A repeated request is work like
the first one. After 64 T1 the camera waits and begins anew, as
:mod:`camproof.protocols.gb28181.device.registration` does.
"""

from __future__ import annotations

import heapq
import math
import random
from collections import deque
from dataclasses import dataclass, field

import numpy as np

from camproof.simulator.flows.routes import Flags
from camproof.simulator.values import Floats, ServiceTimes

__all__ = ["Comers", "Registrations", "Server", "register_all", "server_of"]

T1_S, T2_S = 0.5, 4.0
TIMEOUT_S = 64 * T1_S
BAN_WINDOW_S = 60.0


def _repeats() -> tuple[float, ...]:
    """When a request is sent, counted from the first time."""
    times, gap_s = [0.0], T1_S
    while times[-1] + gap_s < TIMEOUT_S:
        times.append(times[-1] + gap_s)
        gap_s = min(T2_S, 2 * gap_s)
    return tuple(times)


_UDP = _repeats()
_TCP = (0.0,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A group of SIP servers.

    :param workers: alike ones; :param request_s: work of one of them for one request.
    :param room: requests that wait at most.
    """

    workers: int
    request_s: float
    room: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comers:
    """K cameras that begin to register.

    :param begin_s: (K,) when.
    :param round_trip_s: (K,) to the server and back.
    :param reachable_s: (K,) what is sent before is lost.
    :param until_s: (K,) when the camera falls silent again.
    :param loss: (K,) share of packets lost, each way on its own.
    :param reliable: (K,) over TCP: nothing is lost, nothing repeated.
    """

    begin_s: Floats
    round_trip_s: Floats
    reachable_s: Floats
    until_s: Floats
    loss: Floats
    reliable: Flags

    @classmethod
    def plain(cls, begin_s: Floats, round_trip_s: float, reachable_s: Floats | None = None) -> Comers:
        """Over UDP, a network without loss, power that stays."""
        count = len(begin_s)
        return cls(
            begin_s=begin_s,
            round_trip_s=np.full(count, round_trip_s),
            reachable_s=np.full(count, -np.inf) if reachable_s is None else reachable_s,
            until_s=np.full(count, np.inf),
            loss=np.zeros(count),
            reliable=np.zeros(count, bool),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Registrations:
    """What became of K cameras.

    :param accepted_s: (K,) when the server takes it for registered; infinite for never.
    :param done_s: (K,) when the camera has its 200.
    :param arrivals_s: (M,) each request at the server, ascending.
    :param repeated: requests sent again; ``timeouts``: attempts given up after 64 T1.
    :param lost: requests that found the waiting room full; ``bans``: cameras shut out for a while.
    :param longest_wait_s: of a request in the queue.
    """

    accepted_s: Floats
    done_s: Floats
    arrivals_s: Floats
    repeated: int
    timeouts: int
    lost: int
    bans: int
    longest_wait_s: float

    @property
    def peak_per_s(self) -> int:
        """Most requests within a second."""
        if not len(self.arrivals_s):
            return 0
        first = np.searchsorted(self.arrivals_s, self.arrivals_s - 1.0, side="right")
        return int((np.arange(len(self.arrivals_s)) - first).max()) + 1


def server_of(service: ServiceTimes, servers: int, cameras: int) -> Server:
    """The servers of a group, as much of them as keepalives leave.

    Keepalives come evenly; while they take a share of a server's time, all other work takes longer by what
    they interrupt: one over one minus that share.

    :param servers: that work; :param cameras: that send keepalives to them.
    """
    workers = service.workers * servers
    busy = cameras / service.keepalive_interval_s * service.keepalive_s / workers if workers else 1.0
    request_s = service.register_s / 2 / (1.0 - busy) if busy < 1.0 else math.inf
    return Server(workers=workers, request_s=request_s, room=service.waiting_room)


def register_all(
    comers: Comers, server: Server, service: ServiceTimes, rng: random.Random, horizon_s: float = 86_400.0
) -> Registrations:
    """Play all registrations until each has come to an end.

    :param horizon_s: nothing that comes later is played; cameras that were not through by then never were.
    """
    return _Play(comers, server, service, rng, horizon_s).play()


@dataclass(slots=True)
class _Counts:
    repeated: int = 0
    timeouts: int = 0
    lost: int = 0
    bans: int = 0
    longest_wait_s: float = 0.0


@dataclass(slots=True)
class _Ban:
    """REGISTERs of one camera within a minute, and until when it is shut out."""

    seen: deque[float] = field(default_factory=deque)
    until_s: float = -math.inf


class _Play:
    """One storm. An event is a request at the server: (time, serial, camera, leg, sending, first sent)."""

    def __init__(
        self, comers: Comers, server: Server, service: ServiceTimes, rng: random.Random, horizon_s: float
    ) -> None:
        self._server, self._service, self._rng, self._horizon_s = server, service, rng, horizon_s
        self._half = (comers.round_trip_s / 2).tolist()
        self._reachable = comers.reachable_s.tolist()
        self._until = comers.until_s.tolist()
        self._loss = comers.loss.tolist()
        self._times = [_TCP if reliable else _UDP for reliable in comers.reliable.tolist()]
        self._free = [-math.inf] * server.workers
        self._waiting: deque[float] = deque()
        self._answer = [math.inf] * len(comers.begin_s)
        self._accepted = [math.inf] * len(comers.begin_s)
        self._done = [math.inf] * len(comers.begin_s)
        self._bans: dict[int, _Ban] = {}
        self._arrivals: list[float] = []
        self._counts = _Counts()
        self._serial = 0
        self._heap: list[tuple[float, int, int, int, int, float]] = []
        for row, begin_s in enumerate(comers.begin_s.tolist()):
            self._send(row, 0, 0, begin_s)
        if not server.workers or math.isinf(server.request_s):
            self._heap = []

    def play(self) -> Registrations:
        while self._heap:
            at_s, _, row, leg, sending, first_s = heapq.heappop(self._heap)
            if at_s - self._half[row] < self._until[row] and at_s <= self._horizon_s:
                self._request(at_s, row, leg, sending, first_s)
        counts = self._counts
        return Registrations(
            accepted_s=np.array(self._accepted, float),
            done_s=np.array(self._done, float),
            arrivals_s=np.array(self._arrivals, float),
            repeated=counts.repeated,
            timeouts=counts.timeouts,
            lost=counts.lost,
            bans=counts.bans,
            longest_wait_s=counts.longest_wait_s,
        )

    def _send(self, row: int, leg: int, sending: int, first_s: float) -> None:
        at_s = first_s + self._times[row][sending] + self._half[row]
        self._serial += 1
        heapq.heappush(self._heap, (at_s, self._serial, row, leg, sending, first_s))

    def _request(self, at_s: float, row: int, leg: int, sending: int, first_s: float) -> None:
        if sending:
            self._counts.repeated += 1
        else:
            self._answer[row] = math.inf
        if self._arrives(at_s, row):
            done_s = self._serve(at_s)
            if leg == 1:
                self._accepted[row] = min(self._accepted[row], done_s)
            if self._passes(row):
                self._answer[row] = min(self._answer[row], done_s + self._half[row])
        self._go_on(row, leg, sending, first_s)

    def _go_on(self, row: int, leg: int, sending: int, first_s: float) -> None:
        """The answer comes in time, or the request is sent again, or the attempt is given up."""
        times, answer_s = self._times[row], self._answer[row]
        last = sending + 1 == len(times)
        if answer_s <= first_s + (TIMEOUT_S if last else times[sending + 1]):
            if leg == 0:
                self._send(row, 1, 0, answer_s)
            elif answer_s < self._until[row]:
                self._done[row] = answer_s
        elif not last:
            self._send(row, leg, sending + 1, first_s)
        else:
            self._counts.timeouts += 1
            wait_s = self._service.retry_s + self._rng.uniform(0.0, self._service.retry_jitter_s)
            self._send(row, 0, 0, first_s + TIMEOUT_S + wait_s)

    def _passes(self, row: int) -> bool:
        loss = self._loss[row]
        return not loss or self._times[row] is _TCP or self._rng.random() >= loss

    def _arrives(self, at_s: float, row: int) -> bool:
        """Whether the server has the request to work on."""
        if at_s - self._half[row] < self._reachable[row] or not self._passes(row):
            return False
        self._arrivals.append(at_s)
        if self._service.ban_after and self._banned(at_s, row):
            return False
        while self._waiting and self._waiting[0] <= at_s:
            self._waiting.popleft()
        if len(self._waiting) >= self._server.room:
            self._counts.lost += 1
            return False
        return True

    def _serve(self, at_s: float) -> float:
        """When the request is done with; requests are taken in the order of their arrival."""
        begun_s = max(at_s, self._free[0])
        heapq.heapreplace(self._free, begun_s + self._server.request_s)
        self._waiting.append(begun_s)
        self._counts.longest_wait_s = max(self._counts.longest_wait_s, begun_s - at_s)
        return begun_s + self._server.request_s

    def _banned(self, at_s: float, row: int) -> bool:
        ban = self._bans.setdefault(row, _Ban())
        if at_s < ban.until_s:
            return True
        ban.seen.append(at_s)
        while ban.seen[0] < at_s - BAN_WINDOW_S:
            ban.seen.popleft()
        if len(ban.seen) <= self._service.ban_after:
            return False
        ban.until_s = at_s + self._service.ban_s
        ban.seen.clear()
        self._counts.bans += 1
        return True
