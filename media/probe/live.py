"""A live stream, listened to for a while."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from camproof.media.plan import Container
from camproof.media.probe.packet_probe import PacketProbe, PacketResult
from camproof.media.probe.sockets import StampedUdpPort
from camproof.media.probe.source import Source
from camproof.media.probe.watch import Listening, Watch, silence_s
from camproof.media.receive.order import HOLD_S
from camproof.media.receive.sockets import TcpPort
from camproof.media.wall import fixed_wall_clock
from camproof.protocols.flow import Address
from camproof.protocols.tally import DeviationCount

__all__ = ["Listening", "LiveResult", "probe_live"]


@dataclass(frozen=True, slots=True)
class LiveResult:
    """What came.

    :param silence_s: as of :func:`~camproof.media.probe.watch.silence_s`.
    :param drops: datagrams that this machine's kernel threw away at our port.
    :param deviations: departures from RFC 4571 over TCP, or from RTSP and SDP.
    :param hears_rtcp: False where RTCP could not come because its port is taken.
    """

    packets: PacketResult
    silence_s: float = 0.0
    drops: int = 0
    deviations: tuple[DeviationCount, ...] = ()
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
    watch = Watch(probe, seconds, wait_s, stop, progress)
    if source.kind == "udp":
        return await _over_udp(source.address, watch, opened)
    return await _over_tcp(source, watch, ssrc, opened)


async def _over_udp(address: Address, watch: Watch, opened: Callable[[Address], None]) -> LiveResult:
    port = StampedUdpPort(watch.probe.packet)
    try:
        opened(port.open(address))
        ends_s = await watch.run()
        drops = port.drops()
    finally:
        port.close()
    result = watch.probe.result()
    return LiveResult(result, silence_s(result, ends_s), drops, hears_rtcp=port.hears_rtcp)


async def _over_tcp(
    source: Source, watch: Watch, ssrc: int | None, opened: Callable[[Address], None]
) -> LiveResult:
    port = TcpPort(watch.probe.packet, ssrc, passive=source.kind == "tcp-listen")
    local = source.address if source.kind == "tcp-listen" else ("0.0.0.0", 0)  # noqa: S104  (any way out)
    try:
        opened(await port.open(*local))
        if source.kind == "tcp":
            await port.connect(source.address, watch.wait_s)
        ends_s = await watch.run()
        deviations = port.deviations()
    finally:
        await port.close()
    result = watch.probe.result()
    return LiveResult(result, silence_s(result, ends_s), deviations=deviations)
