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

from camproof.simulator.storms.parties import Comers, Registrations, Server
from camproof.simulator.values import ServiceTimes

__all__ = ["register_all"]

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
            self._begin(row, begin_s)
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

    def _given_up_s(self, first_s: float) -> float:
        """When a camera begins anew whose attempt had no answer."""
        self._counts.timeouts += 1
        wait_s = self._service.retry_s + self._rng.uniform(0.0, self._service.retry_jitter_s)
        return first_s + TIMEOUT_S + wait_s

    def _begin(self, row: int, first_s: float) -> None:
        """An attempt; those of which nothing can arrive are over at once."""
        end_s = min(self._until[row], self._horizon_s)
        last_s = self._times[row][-1]
        while first_s + last_s < self._reachable[row] and first_s < end_s:
            self._counts.repeated += len(self._times[row]) - 1
            first_s = self._given_up_s(first_s)
        self._send(row, 0, 0, first_s)

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
            self._begin(row, self._given_up_s(first_s))

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
