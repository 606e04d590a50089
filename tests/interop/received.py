"""Our media read from the wire by the plainest reader there can be: twelve bytes of header, then payload."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import struct
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

import av

from camproof.media import Clip, ClipPlayout, FrameSource, MediaPlan, MediaSender, OutFrame, StreamOptions
from camproof.media.plan import Container
from camproof.media.sockets import enlarge

SSRC = 0x0BEE5001
CAMERA = 4711
FRAME_GAP_S = 0.004
_GIVE_UP_S = 15.0
_LOOK_S = 0.005


class Counted:
    """A source that ends after ``count`` frames, played faster than life."""

    def __init__(self, source: FrameSource, count: int, gap_s: float | None = FRAME_GAP_S) -> None:
        self._source = source
        self._left = count
        self._gap_s = gap_s

    def next_frame(self) -> OutFrame | None:
        if not self._left:
            return None
        self._left -= 1
        frame = self._source.next_frame()
        return frame if frame is None or self._gap_s is None else replace(frame, interval_s=self._gap_s)

    def set_scale(self, scale: float) -> None: ...

    def seek(self, npt_s: float) -> None: ...

    def force_key_frame(self) -> None: ...


@dataclass
class Received:
    """What came.

    :ivar payload: of all packets in the order of their numbers.
    :ivar framed: the same packets after one another, each behind its length (RFC 4571).
    :ivar frames: payloads of the same timestamp that ended with a marker.
    :ivar problems: gaps and foreign headers; empty when all is well.
    """

    payload: bytearray = field(default_factory=bytearray)
    framed: bytearray = field(default_factory=bytearray)
    packets: int = 0
    frames: int = 0
    reports: int = 0
    problems: list[str] = field(default_factory=list)
    _next: int | None = None

    def packet(self, data: bytes) -> None:
        first, second, sequence, _, ssrc = struct.unpack_from(">BBHII", data)
        if 192 <= second <= 223:
            self.reports += 1
            return
        if (first, second & 0x7F, ssrc) != (0x80, 96, SSRC):
            self.problems.append(f"header {data[:12].hex()}")
        if self._next is not None and sequence != self._next:
            self.problems.append(f"{sequence} where {self._next} was due")
        self._next = sequence + 1 & 0xFFFF
        self.packets += 1
        self.frames += second >> 7
        self.payload += data[12:]
        self.framed += len(data).to_bytes(2) + data


async def receive(
    clip: Clip, transport: Any, frames: int, options: StreamOptions | None = None
) -> tuple[Received, MediaSender]:
    """Send ``frames`` frames of a clip and read them back.

    :param transport: the sender's role.
    """
    playout = ClipPlayout(clip, CAMERA, lambda: time.time_ns() // 1000, options=options or StreamOptions())
    return await receive_from(playout, transport, frames)


async def receive_from(
    playout: FrameSource,
    transport: Any,
    frames: int,
    gap_s: float = FRAME_GAP_S,
    container: Container = "PS",
) -> tuple[Received, MediaSender]:
    """The same for any source.

    :param gap_s: time between frames.
    """
    got, ended = Received(), asyncio.Event()
    async with _listening(transport, got) as (address, connect):
        plan = MediaPlan(
            stream="s", kind="live", ssrc=SSRC, transport=transport, remote=address, container=container
        )
        sender = MediaSender(plan, Counted(playout, frames, gap_s), on_finished=lambda _: ended.set())
        try:
            local = await sender.prepare()
            sender.start()
            await connect(local)
            await _all_came(got, ended, lambda: sender.stats.packets)
        finally:
            await sender.stop()
    return got, sender


async def _all_came(got: Received, ended: asyncio.Event, sent: Callable[[], int]) -> None:
    """Wait as long as packets come: a busy machine takes its time."""
    heard, heard_s = 0, time.monotonic()
    while not ended.is_set() or got.packets < sent():
        if got.packets > heard:
            heard, heard_s = got.packets, time.monotonic()
        silent_s = time.monotonic() - heard_s
        assert silent_s < _GIVE_UP_S, f"{sent()} packets were sent, {heard} came, and none for {silent_s:g} s"
        await asyncio.sleep(_LOOK_S)


@asynccontextmanager
async def _listening(transport: str, got: Received) -> AsyncIterator[tuple[tuple[str, int], Any]]:
    """A place for media, and what dials a sender that listens."""
    tasks: list[asyncio.Task[None]] = []

    async def dial(local: tuple[str, int]) -> None:
        if transport == "tcp-passive":
            reader, writer = await asyncio.open_connection(*local)
            writers.append(writer)
            tasks.append(asyncio.create_task(_read_framed(reader, got)))

    writers: list[asyncio.StreamWriter] = []
    if transport == "udp":
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            enlarge(sock)
            sock.bind(("127.0.0.1", 0))
            sock.settimeout(0.0)
            loop = asyncio.get_running_loop()
            loop.add_reader(sock, _read_datagrams, sock, got)
            try:
                yield sock.getsockname(), dial
            finally:
                loop.remove_reader(sock)
        return

    async def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        await _read_framed(reader, got)

    server = await asyncio.start_server(accepted, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname(), dial
    finally:
        server.close()
        for writer in writers:
            writer.close()
        await _end(tasks)


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _read_datagrams(sock: socket.socket, got: Received) -> None:
    """All that is there: senders that are late send many in one turn of the loop."""
    with suppress(BlockingIOError):
        while True:
            got.packet(sock.recv(65_536))


async def _read_framed(reader: asyncio.StreamReader, got: Received) -> None:
    try:
        while True:
            size = int.from_bytes(await reader.readexactly(2))
            got.packet(await reader.readexactly(size))
    except (asyncio.IncompleteReadError, ConnectionError):
        return


def pictures_of(clip: Clip, frames: int) -> list[str]:
    """SHA-1 of the pixels (I420) of the first ``frames`` pictures of a clip in a loop."""
    decoder: Any = av.CodecContext.create({"H264": "h264", "H265": "hevc"}[clip.codec], "r")
    pictures = [picture for unit in clip.units for picture in decoder.decode(av.Packet(unit.data))]
    pictures += decoder.decode(None)
    sums = [hashlib.sha1(picture.to_ndarray(format="yuv420p").tobytes()).hexdigest() for picture in pictures]
    return [sums[number % len(sums)] for number in range(frames)]
