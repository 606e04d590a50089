"""Ports opened for all that comes, and measured until the time is over."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from camproof.media.bulk.receive.report import FleetSummary
from camproof.media.bulk.receive.tcp import BulkTcpPorts
from camproof.media.bulk.receive.udp import BulkUdpPorts
from camproof.media.load.measured import Census, MeasuredStream
from camproof.media.sockets import allow_files

__all__ = ["Heard", "HeardSecond", "TcpEars", "UdpEars", "listen"]

_TICK_S = 1.0
_SHARED_BYTES, _OWN_BYTES = 32 << 20, 4 << 20
_SHARED_NAP_S, _OWN_NAP_S = 0.005, 0.02
_FEW_PORTS = 8


class Ears(Protocol):
    """Open ports.

    :ivar ports: the port of each number in bursts.
    """

    connections: bool

    @property
    def ports(self) -> Sequence[int]:
        """The port of each number in bursts."""
        ...

    def run(self, over: Callable[[], bool]) -> None:
        """Read until ``over()``; it is asked before each sweep."""
        ...

    def drops(self) -> int:
        """Datagrams that the kernel threw away here."""
        ...

    def refused(self) -> int:
        """Connections that there was no room for."""
        ...

    def close(self) -> None:
        """Give the ports back."""
        ...


class UdpEars:
    """:param ports: even ones; RTCP is heard at the port above each. 0 is any free pair.

    :raises MediaTransportError: they cannot be bound.
    """

    connections = False

    def __init__(self, census: Census, host: str, ports: Sequence[int]) -> None:
        few = len(ports) <= _FEW_PORTS
        self._udp = BulkUdpPorts(
            census.take,
            nap_s=_SHARED_NAP_S if few else _OWN_NAP_S,
            buffer_bytes=_SHARED_BYTES if few else _OWN_BYTES,
        )
        try:
            self.ports = [port for _, port in self._udp.open_ports(host, ports)]
        except BaseException:
            self._udp.close()
            raise
        self.run = self._udp.run
        self.drops = self._udp.drops
        self.close = self._udp.close

    def refused(self) -> int:
        """None: over UDP there are no connections; packets of too many streams are foreign."""
        return 0


class TcpEars:
    """:raises MediaTransportError: a port cannot be bound."""

    connections = True

    def __init__(self, census: Census, host: str, ports: Sequence[int], most: int) -> None:
        allow_files(len(ports) + most)
        self._tcp = BulkTcpPorts(census.take, most=most)
        try:
            self.listening = [self._tcp.listen(host, port)[1] for port in ports]
        except BaseException:
            self._tcp.close()
            raise
        self.run = self._tcp.run
        self.close = self._tcp.close

    @property
    def ports(self) -> Sequence[int]:
        """Of each connection."""
        return self._tcp.ports

    def refused(self) -> int:
        """Those beyond ``most``."""
        return self._tcp.refused

    def drops(self) -> int:
        """None: TCP makes the sender wait."""
        return 0


@dataclass(frozen=True, slots=True)
class HeardSecond:
    """:param at_s: since the first packet; negative before it, since listening began.

    :param lag_ms: longest time between two looks at the ports in this second, less the usual nap.
    """

    at_s: float
    over_s: float
    streams: int
    summary: FleetSummary
    lag_ms: float
    drops: int


@dataclass(frozen=True, slots=True)
class Heard:
    """:param seconds: from the first packet to the end; 0 where none came.

    :param refused: TCP connections that there was no room for.
    """

    seconds: float
    streams: tuple[MeasuredStream, ...]
    summary: FleetSummary
    drops: int
    refused: int

    @property
    def unheard(self) -> str:
        """What came and is in no stream, for want of room; empty where everything is."""
        parts = []
        if self.summary.foreign:
            parts.append(f"{self.summary.foreign} packets of more streams than there is room for")
        if self.refused:
            parts.append(f"{self.refused} connections more than there is room for")
        return " and ".join(parts)


class _Clock:
    """When it is over; tells each second on the way, and how long the reader was away."""

    def __init__(self, stopped: Callable[[], bool], each: Callable[[float, float, float], None]) -> None:
        self._stopped, self._each = stopped, each
        self.last_s = self._tick_s = time.monotonic()
        self._longest_s = 0.0

    def turn(self, ends_s: float) -> bool:
        """Called before each sweep; true when the end has come."""
        now_s = time.monotonic()
        self._longest_s = max(self._longest_s, now_s - self.last_s)
        over = now_s >= ends_s or self._stopped()
        if over or now_s - self._tick_s >= _TICK_S:
            self._each(now_s, now_s - self._tick_s, self._longest_s)
            self._tick_s, self._longest_s = now_s, 0.0
            now_s = time.monotonic()
        self.last_s = now_s
        return over


def listen(
    census: Census,
    ears: Ears,
    *,
    seconds: float,
    wait_s: float,
    stopped: Callable[[], bool],
    tell: Callable[[HeardSecond], None],
) -> Heard:
    """Measure for ``seconds`` from the first packet on, which may take ``wait_s``, or until ``stopped()``."""
    began_s = time.monotonic()
    first_s: float | None = None

    def each(now_s: float, over_s: float, longest_s: float) -> None:
        at_s = began_s - now_s if first_s is None else now_s - first_s
        told = HeardSecond(at_s, over_s, len(census), census.summary(now_s), longest_s * 1000, ears.drops())
        tell(told)

    clock = _Clock(stopped, each)

    def over() -> bool:
        nonlocal first_s
        if first_s is None and len(census):
            first_s = time.monotonic()
        return clock.turn(began_s + wait_s if first_s is None else first_s + seconds)

    ears.run(over)
    ended_s, drops = time.monotonic(), ears.drops()
    return Heard(
        seconds=0.0 if first_s is None else ended_s - first_s,
        streams=tuple(census.streams(ears.ports, ended_s, connections=ears.connections)),
        summary=census.summary(ended_s),
        drops=drops,
        refused=ears.refused(),
    )
