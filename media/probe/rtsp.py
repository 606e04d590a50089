"""The video of an RTSP server, played by our own client, so that its packets are seen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from camproof.media.errors import MediaTransportError
from camproof.media.plan import Container
from camproof.media.probe.live import LiveResult
from camproof.media.probe.packet_probe import PacketProbe
from camproof.media.probe.rtsp_session import RtspSession
from camproof.media.probe.source import Source
from camproof.media.probe.watch import Listening, Watch, silence_s
from camproof.media.receive.order import HOLD_S
from camproof.media.wall import fixed_wall_clock
from camproof.protocols.errors import RtspError
from camproof.protocols.rtsp import Agreed, RtspTrack, Way

__all__ = ["RtspResult", "probe_rtsp"]

_CONTAINERS: dict[str, Container] = {"H264": "H264", "H265": "H265", "PS": "PS"}


@dataclass(frozen=True, slots=True)
class RtspResult:
    """What came.

    :param track: what the server says of it; None where the user left before.
    :param ended: why the server sent no more; "" where it was left.
    :param sent_to: where the server sent us to; "" where it did not.
    :param strangers: datagrams of others than the server, which were left out.
    """

    live: LiveResult
    track: RtspTrack | None = None
    ended: str = ""
    sent_to: str = ""
    strangers: int = 0


async def probe_rtsp(
    source: Source,
    *,
    way: Way = "tcp",
    seconds: float,
    wait_s: float,
    stop: asyncio.Event,
    ssrc: int | None = None,
    container: Container | None = None,
    progress: Callable[[Listening], None] = lambda _: None,
) -> RtspResult:
    """Play ``source`` and measure for ``seconds`` from the first packet on.

    Where the server breaks off without a goodbye (RTCP BYE, TEARDOWN), the rest of the time is silence.

    :param way: RTP interleaved with RTSP over TCP, or over UDP.
    :param wait_s: how long the first packet may take, from asking on.
    :param stop: set to leave at once, with what came so far.
    :param container: what it carries; None = what the server says, else as its bytes tell.
    :param progress: called ten times a second while packets are waited for and measured.
    :raises MediaTransportError: the server does not play; one sentence.
    """
    if source.rtsp is None:
        raise MediaTransportError(f"{source.shown} is no address of RTSP.")
    asked_s = time.monotonic()
    found: list[tuple[Agreed, PacketProbe]] = []

    def agreed(what: Agreed) -> PacketProbe:
        found.append((what, _probe(what, asked_s, way, ssrc, container)))
        return found[-1][1]

    try:
        session = RtspSession(source.rtsp, way=way, wait_s=wait_s, agreed=agreed)
        try:
            await session.play(stop)
            track, probe = (found[-1][0].track, found[-1][1]) if found else (None, PacketProbe(asked_s))
            left_s = max(0.0, wait_s - (time.monotonic() - asked_s))
            watch = Watch(probe, seconds, left_s, stop, progress, lambda: session.ended is not None)
            ends_s = await watch.run()
            ended, drops, strangers = session.ended, session.drops(), session.strangers()
        finally:
            await session.close()
    except RtspError as error:
        raise MediaTransportError(f"{source.shown} cannot be played: {error}.") from error
    result = probe.result()
    if ssrc is None and result.report.packets:
        session.heard(result.ssrc)
    if ended is not None:
        ends_s = result.last_s if ended.goodbye else max(ends_s, result.first_s + seconds)
    live = LiveResult(result, silence_s(result, ends_s), drops, session.deviations())
    sent_to = session.target if session.target != source.rtsp.target else ""
    return RtspResult(live, track, "" if ended is None else ended.why, sent_to, strangers)


def _probe(
    agreed: Agreed, asked_s: float, way: Way, ssrc: int | None, container: Container | None
) -> PacketProbe:
    """A probe that knows what the server says; a codec that we do not read is not guessed at."""
    track = agreed.track
    known = _CONTAINERS.get(track.codec)
    carried = container or known
    other = "" if carried else track.codec
    return PacketProbe(
        asked_s,
        ssrc=ssrc,
        container=carried,
        announced=other,
        clock_hz=track.clock_hz if other else None,
        sets=track.sets if carried == known else (),
        hold_s=HOLD_S if way == "udp" else 0.0,
        wall_s=fixed_wall_clock(),
    )
