"""A live stream, listened to for a while."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from camproof.media.plan import Container
from camproof.media.probe.packet_probe import PacketProbe, PacketResult
from camproof.media.probe.sockets import StampedUdpPort
from camproof.media.probe.source import Source
from camproof.media.receive.order import HOLD_S
from camproof.media.receive.sockets import TcpPort
from camproof.media.wall import fixed_wall_clock
from camproof.protocols.flow import Address
from camproof.protocols.tally import DeviationCount

__all__ = ["Listening", "LiveResult", "probe_live"]

_LOOK_S = 0.1
_SILENT_S = 1.0


@dataclass(frozen=True, slots=True)
class Listening:
    """How far it is.

    :param waited_s: since the port was open; measured_s: since the first packet, None before it.
    """

    waited_s: float
    measured_s: float | None
    packets: int
    frames: int


@dataclass(frozen=True, slots=True)
class LiveResult:
    """What came.

    :param silence_s: from the last packet to the end of measuring; 0 where that is less than a second, where
        the stream said goodbye, or where nothing came.
    :param drops: datagrams that this machine's kernel threw away at our port.
    :param framing: departures from RFC 4571, over TCP.
    :param hears_rtcp: False where RTCP could not come because its port is taken.
    """

    packets: PacketResult
    silence_s: float = 0.0
    drops: int = 0
    framing: tuple[DeviationCount, ...] = ()
    hears_rtcp: bool = True


async def probe_live(
    source: Source,
    *,
    seconds: float,
    wait_s: float,
    stop: asyncio.Event,
    ssrc: int | None = None,
    container: Container | None = None,
    opened: Callable[[Address], None] = lambda _: None,
    progress: Callable[[Listening], None] = lambda _: None,
) -> LiveResult:
    """Listen (udp, tcp-listen) or dial (tcp), and measure for ``seconds`` from the first packet on.

    :param wait_s: how long the first packet may take.
    :param stop: set to leave at once, with what came so far.
    :param opened: called with the local address once it is ready.
    :param progress: called ten times a second.
    :raises MediaTransportError: a port cannot be bound, a connection cannot be made.
    """
    probe = PacketProbe(
        time.monotonic(),
        ssrc=ssrc,
        container=container,
        hold_s=HOLD_S if source.kind == "udp" else 0.0,
        wall_s=fixed_wall_clock(),
    )
    watch = _Watch(probe, seconds, wait_s, stop, progress)
    if source.kind == "udp":
        return await _over_udp(source.address, watch, opened)
    return await _over_tcp(source, watch, ssrc, opened)


async def _over_udp(address: Address, watch: _Watch, opened: Callable[[Address], None]) -> LiveResult:
    port = StampedUdpPort(watch.probe.packet)
    try:
        opened(port.open(address))
        ends_s = await watch.run()
        drops = port.drops()
    finally:
        port.close()
    result = watch.probe.result()
    return LiveResult(result, _silence_s(result, ends_s), drops, hears_rtcp=port.hears_rtcp)


async def _over_tcp(
    source: Source, watch: _Watch, ssrc: int | None, opened: Callable[[Address], None]
) -> LiveResult:
    port = TcpPort(watch.probe.packet, ssrc, passive=source.kind == "tcp-listen")
    local = source.address if source.kind == "tcp-listen" else ("0.0.0.0", 0)  # noqa: S104  (any way out)
    try:
        opened(await port.open(*local))
        if source.kind == "tcp":
            await port.connect(source.address, watch.wait_s)
        ends_s = await watch.run()
        framing = port.deviations()
    finally:
        await port.close()
    result = watch.probe.result()
    return LiveResult(result, _silence_s(result, ends_s), framing=framing)


def _silence_s(result: PacketResult, ends_s: float) -> float:
    if not result.report.packets or result.report.goodbyes:
        return 0.0
    silence_s = ends_s - result.last_s
    return silence_s if silence_s >= _SILENT_S else 0.0


@dataclass(frozen=True, slots=True)
class _Watch:
    """How long to go on."""

    probe: PacketProbe
    seconds: float
    wait_s: float
    stop: asyncio.Event
    progress: Callable[[Listening], None]

    async def run(self) -> float:
        """Until the time is over, the first packet is late, or the user leaves; gives when that was."""
        begin_s, first_s = time.monotonic(), None
        while not self.stop.is_set():
            now_s = time.monotonic()
            if first_s is None and self.probe.came:
                first_s = now_s
            measured_s = None if first_s is None else now_s - first_s
            self.progress(Listening(now_s - begin_s, measured_s, self.probe.came, self.probe.frames))
            left_s = self.wait_s - (now_s - begin_s) if measured_s is None else self.seconds - measured_s
            if left_s <= 0:
                return now_s
            with suppress(TimeoutError):
                async with asyncio.timeout(min(_LOOK_S, left_s)):
                    await self.stop.wait()
        return time.monotonic()
