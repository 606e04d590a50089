"""Who takes part in a storm: cameras that come, servers that take them, and what becomes of both."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from camproof.simulator.flows.routes import Flags
from camproof.simulator.values import Floats, ServiceTimes

__all__ = ["Comers", "Registrations", "Server", "busy_share", "server_of"]


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


def busy_share(service: ServiceTimes, servers: int, cameras: int) -> float:
    """The share of a group's time that keepalives and refreshes take; above 1, more than it has.

    :param servers: that work; :param cameras: that send keepalives and refreshes to them.
    """
    workers = service.workers * servers
    each = service.keepalive_s / service.keepalive_interval_s
    each += service.register_s / service.registration_expires_s
    return cameras * each / workers if workers else 1.0


def server_of(service: ServiceTimes, servers: int, cameras: int) -> Server:
    """The servers of a group, as much of them as keepalives and refreshes of registrations leave.

    Both come evenly, a refresh once in the time that a registration holds; while they take a share of a
    server's time, all other work takes longer by what they interrupt: one over one minus that share.

    :param servers: that work; :param cameras: that send keepalives and refreshes to them.
    """
    workers, busy = service.workers * servers, busy_share(service, servers, cameras)
    request_s = service.register_s / 2 / (1.0 - busy) if busy < 1.0 else math.inf
    return Server(workers=workers, request_s=request_s, room=service.waiting_room)
