"""`camproof probe`: the wish carried to the part of the media room that fits its source."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from camproof.cli.probe_progress import ProbeProgress
from camproof.domain.errors import InputError, Place
from camproof.media.detect.sampler import PictureRun
from camproof.media.plan import Container
from camproof.media.probe.capture.streams import CapturedStream, address_text
from camproof.media.probe.captured import choose_stream, find_streams, probe_captured
from camproof.media.probe.files import probe_file
from camproof.media.probe.live import LiveResult, probe_live
from camproof.media.probe.quality import QualityReport, diagnose_samples
from camproof.media.probe.rtsp import RtspResult, probe_rtsp
from camproof.media.probe.source import Source
from camproof.media.probe.strip_account import StripReport
from camproof.media.probe.strip_samples import StripRun
from camproof.media.probe.strips import read_sample
from camproof.media.probe.summary import ProbeSummary, of_file, of_packets
from camproof.media.probe.watch import Listening
from camproof.protocols.flow import Address
from camproof.protocols.rtsp import Way

__all__ = ["Found", "Wish", "look"]

_WAYS = {"udp": "RTP over UDP", "tcp": "RTP over TCP", "tcp-listen": "RTP over TCP"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user wants to see.

    :param seconds: how long to measure a live stream, from its first packet; wait_s: how long that may take.
    :param way: of RTP from an RTSP server.
    :param container: None = as the bytes or the RTSP server tell.
    :param diagnosis: whether samples of the pictures are looked at for faults.
    :param stream: an SSRC; of a capture also a number or HOST:PORT; "" = the largest, or the first to come.
    """

    source: Source
    seconds: float = 10.0
    wait_s: float = 10.0
    container: Container | None = None
    stream: str = ""
    camera: int | None = None
    diagnosis: bool = True
    way: Way = "tcp"


@dataclass(frozen=True, slots=True)
class Found:
    """What there was.

    :param nothing: why there is nothing to judge, in a sentence; "" where there is something.
    :param streams: of a capture, all of them.
    """

    summary: ProbeSummary
    nothing: str = ""
    streams: tuple[CapturedStream, ...] = ()
    chosen: CapturedStream | None = None


async def look(wish: Wish, progress: ProbeProgress, stop: asyncio.Event) -> Found:
    """Look until the end, or until ``stop`` is set.

    :raises MediaError, InputError: as the room tells.
    """
    kind = wish.source.kind
    if kind == "capture":
        return await asyncio.to_thread(_captured, wish, progress, stop)
    if kind == "file":
        return await asyncio.to_thread(_file, wish, progress, stop)
    if kind == "rtsp":
        return await _rtsp(wish, progress, stop)
    return await _live(wish, progress, stop)


def _captured(wish: Wish, progress: ProbeProgress, stop: asyncio.Event) -> Found:
    matter = f"reading {wish.source.text}"
    progress.tell(matter)

    def watch(share: float) -> bool:
        progress.tell(matter, f" {share:.0%}")
        return stop.is_set()

    streams = find_streams(wish.source.path, watch)
    if not streams:
        empty = ProbeSummary("packets", "capture", ())
        return Found(empty, f"{wish.source.text} holds no RTP stream.")
    chosen = choose_stream(streams, wish.stream)
    result = probe_captured(wish.source.path, chosen, wish.container, watch)
    summary = of_packets(
        result.packets,
        f"RTP over {chosen.way.transport} in a capture",
        camera=wish.camera,
        strips=_strips(result.packets.runs, progress, stop),
        quality=_quality(wish, result.packets.samples, progress, stop),
        framing=result.framing,
        notes=result.notes,
    )
    return Found(summary, "", streams, chosen)


def _file(wish: Wish, progress: ProbeProgress, stop: asyncio.Event) -> Found:
    matter = f"reading {wish.source.text}"

    def tell(share: float) -> None:
        progress.tell(matter, f" {share:.0%}")

    facts, result = probe_file(wish.source.path, tell, stop.is_set)
    strips = _strips(result.runs, progress, stop)
    quality = _quality(wish, result.samples, progress, stop)
    return Found(of_file(facts, result, camera=wish.camera, strips=strips, quality=quality))


async def _rtsp(wish: Wish, progress: ProbeProgress, stop: asyncio.Event) -> Found:
    matter = f"playing {wish.source.shown} for {wish.seconds:g} s"
    progress.tell(matter)
    result = await probe_rtsp(
        wish.source,
        way=wish.way,
        seconds=wish.seconds,
        wait_s=wish.wait_s,
        stop=stop,
        ssrc=_ssrc(wish.stream),
        container=wish.container,
        progress=_teller(progress, lambda: matter),
    )
    way = f"RTSP, RTP over {wish.way.upper()}"
    found = await _of_live(wish, result.live, way, _rtsp_notes(result), progress, stop)
    if found.nothing and result.strangers:
        what = f"but {result.strangers} datagrams of other hosts than the server's"
        return replace(found, nothing=f"Nothing came from {wish.source.shown}, {what}.")
    if found.nothing and result.ended:
        return replace(found, nothing=f"Nothing came from {wish.source.shown}: {result.ended}.")
    return found


def _rtsp_notes(result: RtspResult) -> list[str]:
    notes = [f"the stream ended by itself: {result.ended}"] if result.ended else []
    if result.sent_to:
        notes.append(f"the server sent us to {result.sent_to}")
    if result.strangers:
        notes.append(f"{result.strangers} datagrams of other hosts than the server's were left out")
    track = result.track
    if track is None:
        return notes
    if track.codec and result.live.packets.container is None:
        notes.append(f"the server announces {track.codec}: packets are measured, pictures are not read")
    if track.others:
        notes.append(f"the server also offers {', '.join(track.others)}, which was not played")
    return notes


def _teller(progress: ProbeProgress, matter: Callable[[], str]) -> Callable[[Listening], None]:
    def tell(now: Listening) -> None:
        counts = f"{now.packets} packets, {now.frames} frames"
        what = "nothing yet" if now.measured_s is None else f"{now.measured_s:.1f} s, {counts}"
        progress.tell(matter(), f": {what}")

    return tell


async def _live(wish: Wish, progress: ProbeProgress, stop: asyncio.Event) -> Found:
    matter = ""

    def opened(local: Address) -> None:
        nonlocal matter
        here = "dialling" if wish.source.kind == "tcp" else "listening at"
        there = address_text(wish.source.address if wish.source.kind == "tcp" else local)
        matter = f"{here} {there} for {wish.seconds:g} s"
        progress.tell(matter)

    live = await probe_live(
        wish.source,
        seconds=wish.seconds,
        wait_s=wish.wait_s,
        stop=stop,
        ssrc=_ssrc(wish.stream),
        container=wish.container,
        opened=opened,
        progress=_teller(progress, lambda: matter),
    )
    notes = [] if live.hears_rtcp else ["the port of RTCP is taken: sender reports are not heard"]
    return await _of_live(wish, live, _WAYS[wish.source.kind], notes, progress, stop)


async def _of_live(
    wish: Wish, live: LiveResult, way: str, notes: list[str], progress: ProbeProgress, stop: asyncio.Event
) -> Found:
    """Its figures, and what its decoded pictures say."""
    summary = of_packets(
        live.packets,
        way,
        camera=wish.camera,
        strips=await asyncio.to_thread(_strips, live.packets.runs, progress, stop),
        quality=await asyncio.to_thread(_quality, wish, live.packets.samples, progress, stop),
        drops=live.drops,
        silence_s=live.silence_s,
        framing=live.deviations,
        notes=notes,
    )
    nothing = "" if live.packets.report.packets else _nothing(wish, summary)
    return Found(summary, nothing)


def _strips(runs: Sequence[StripRun], progress: ProbeProgress, stop: asyncio.Event) -> StripReport:
    """Decode a sample of the pictures, unless the user leaves."""
    matter = "reading strips in decoded pictures"

    def tell(share: float) -> None:
        progress.tell(matter, f" {share:.0%}")

    return read_sample(runs, progress=tell, stopped=stop.is_set)


def _quality(
    wish: Wish, samples: Sequence[PictureRun], progress: ProbeProgress, stop: asyncio.Event
) -> QualityReport:
    """Look at samples of the pictures, where the user wants it, unless the user leaves."""
    if not wish.diagnosis:
        return QualityReport()
    matter = "looking for faults in decoded pictures"
    progress.tell(matter)

    def tell(share: float) -> None:
        progress.tell(matter, f" {share:.0%}")

    return diagnose_samples(samples, progress=tell, stopped=stop.is_set)


def _nothing(wish: Wish, summary: ProbeSummary) -> str:
    """Why no RTP came."""
    if summary.report is not None and summary.report.unreadable:
        return f"No RTP came: {summary.notes[-1]}."
    return f"Nothing came from {wish.source.shown} in {wish.wait_s:g} s."


def _ssrc(stream: str) -> int | None:
    if not stream:
        return None
    try:
        return int(stream, 16 if stream.lower().startswith("0x") else 10)
    except ValueError:
        hint = "write 10 digits, or 0x and hexadecimal digits"
        raise InputError(f"{stream!r} is no SSRC", Place(field="--stream"), hint) from None
