"""Live streams of a shared port do all that a sender of their own does."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import uvloop

from camproof.media import (
    Clip,
    LivePort,
    LiveSender,
    MediaPlan,
    MediaReceiver,
    Pacer,
    ReceivedFrame,
    StreamOptions,
    TruthStamp,
)
from camproof.media.bulk.send.sender import BulkSender
from camproof.protocols.rtp import ReceiverReport, ReportBlock, build_rtcp
from camproof.runtimes.impairment import Impairment, Link, Path

HOST = "127.0.0.1"


class Clock:
    """A camera's clock: how far it is ahead, and who wants to know of its jumps."""

    def __init__(self) -> None:
        self.error_s = 0.0
        self.watchers: list[Callable[[], None]] = []

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        self.watchers.append(changed)
        return lambda: self.watchers.remove(changed)

    def jump(self, error_s: float) -> None:
        self.error_s = error_s
        for changed in self.watchers:
            changed()


class Stream:
    """A live stream from the shared port to a receiver."""

    def __init__(self, port: LivePort, receiver: MediaReceiver, clip: Clip, ssrc: int) -> None:
        self.receiver, self.clock = receiver, Clock()
        self.own = Impairment(random.Random(ssrc))
        self.link = Link("east", Impairment(random.Random(ssrc)))
        self.frames: list[ReceivedFrame] = []
        self.finished: list[str] = []
        receiver.add_sink(self.frames.append)
        plan = MediaPlan(stream=str(ssrc), kind="live", ssrc=ssrc, transport="udp", remote=receiver.address)
        table = port.tables.table(clip, StreamOptions())
        assert table is not None
        self.sender = LiveSender(
            port,
            plan,
            table,
            camera=ssrc,
            gate=Path.of((self.own, self.link)),
            error_s=lambda: self.clock.error_s,
            watch_clock=self.clock.watch,
            on_finished=self.finished.append,
        )

    async def more(self, count: int) -> None:
        """Wait for so many frames more."""
        wanted = len(self.frames) + count
        await until(lambda: len(self.frames) >= wanted)


async def until(condition: Callable[[], bool], timeout_s: float = 10.0) -> None:
    async with asyncio.timeout(timeout_s):
        while not condition():
            await asyncio.sleep(0.01)


def _stamp(frame: ReceivedFrame) -> TruthStamp:
    assert frame.stamp is not None
    return frame.stamp


def _delay_s(frame: ReceivedFrame) -> float:
    """From capture to arrival."""
    return frame.arrival_s + time.time() - time.monotonic() - _stamp(frame).capture_us / 1e6


@asynccontextmanager
async def streams(clip: Clip, count: int = 1) -> AsyncIterator[tuple[LivePort, list[Stream]]]:
    port, made = LivePort(HOST), []
    try:
        for number in range(count):
            receiver = await MediaReceiver.open("udp", HOST, ssrc=100 + number, payload_type=96)
            made.append(Stream(port, receiver, clip, 100 + number))
        addresses = {await stream.sender.prepare() for stream in made}
        assert len(addresses) == 1
        for stream in made:
            stream.sender.start()
        yield port, made
    finally:
        for stream in made:
            await stream.sender.stop()
            await stream.receiver.stop()
        await port.close()


def test_streams_share_a_port_and_are_whole(clip: Clip) -> None:
    async def scenario() -> None:
        async with streams(clip, 3) as (_, made):
            for stream in made:
                await stream.more(8)
            for number, stream in enumerate(made):
                report = stream.receiver.report()
                assert report.lost == 0
                assert {_stamp(frame).camera for frame in stream.frames} == {100 + number}
                assert stream.sender.stats.frames >= 8
            await made[0].sender.stop()
            last = made[0].sender.stats
            assert last.frames >= 8
            await made[1].more(3)
            assert made[0].sender.stats == last

    uvloop.run(scenario())


def test_an_impaired_link_is_suffered_and_left_without_a_gap(
    clip: Clip, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sequence numbers and timestamps go on: what is lost is lost on the link (no sender report among it)."""
    quiet = partial(BulkSender, rtcp_interval_s=3600.0)
    monkeypatch.setattr("camproof.media.bulk.live.port.BulkSender", quiet)

    async def scenario() -> None:
        async with streams(clip, 2) as (_, (stream, beside)):
            await stream.more(3)
            stream.link.impairment.set(delay_s=0.03)
            await stream.more(8)
            stream.link.impairment.reset()
            await stream.more(5)
            report = stream.receiver.report()
            assert (report.lost, stream.sender.stats.lost_on_link) == (0, 0)
            assert max(map(_delay_s, stream.frames)) >= 0.03
            stream.own.set(loss=0.5)
            await until(lambda: stream.sender.stats.lost_on_link > 5)
            stream.own.reset()
            await stream.more(5)
            lost = stream.receiver.report().lost
            assert lost == stream.sender.stats.lost_on_link
            assert beside.receiver.report().lost == 0
            numbers = [_stamp(frame).frame for frame in beside.frames]
            assert numbers == list(range(len(numbers)))

    uvloop.run(scenario())


def test_pause_freeze_key_and_clock(clip: Clip) -> None:
    async def scenario() -> None:
        async with streams(clip) as (_, (stream,)):
            await stream.more(3)
            stream.sender.pause()
            await asyncio.sleep(0.05)
            packets = stream.sender.stats.packets
            await asyncio.sleep(0.25)
            assert stream.sender.stats.packets == packets
            stream.sender.resume()
            stream.frames.clear()
            await stream.more(2)
            assert stream.frames[0].key
            stream.sender.set_frozen(True)
            await asyncio.sleep(0.1)
            stream.frames.clear()
            await stream.more(3)
            held = {frame.stamp for frame in stream.frames}
            assert len(held) == 1
            stream.sender.set_frozen(False)
            stream.clock.jump(3600.0)
            await asyncio.sleep(0.2)
            stream.frames.clear()
            await stream.more(2)
            assert _stamp(stream.frames[-1]).capture_us / 1e6 - time.time() == pytest.approx(3600, abs=1)
            sequence, timestamp = stream.sender.next_packet
            assert (sequence, timestamp) != (0, 0)
            assert stream.receiver.report().lost == 0

    uvloop.run(scenario())


def test_reports_of_peers_reach_the_stream_that_they_are_about(clip: Clip) -> None:
    async def scenario() -> None:
        async with streams(clip, 2) as (port, (one, other)):
            host, number = port.open()
            block = ReportBlock(one.sender._plan.ssrc, 0, 7, 1, 0, 0, 0)
            loop = asyncio.get_running_loop()
            transport, _ = await loop.create_datagram_endpoint(
                asyncio.DatagramProtocol, remote_addr=(host, number + 1)
            )
            for packet in (b"", b"\x81\xc9", build_rtcp(ReceiverReport(1, (block,)))):
                transport.sendto(packet)
            await until(lambda: one.sender.stats.reported is not None)
            transport.close()
            assert one.sender.stats.reported == block
            assert other.sender.stats.reported is None

    uvloop.run(scenario())


def test_lateness_is_told_to_the_loop(clip: Clip) -> None:
    async def scenario() -> None:
        async with streams(clip) as (_, (stream,)):
            await stream.more(4)
            await until(lambda: Pacer.current().lateness.window().count >= 4)
            told = Pacer.current().lateness.window()
            assert 0 <= told.p50_ms <= told.p99_ms <= told.max_ms
            assert told.count <= stream.sender.stats.frames

    uvloop.run(scenario())


def test_a_breakdown_is_told_to_every_stream(clip: Clip, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        async with streams(clip, 2) as (port, made):
            await made[0].more(2)

            def broken(*_: Any) -> None:
                raise ValueError("no more")

            monkeypatch.setattr(port.sender._engine, "step", broken)
            await until(lambda: all(stream.finished for stream in made))
            assert {tuple(stream.finished) for stream in made} == {("unreachable",)}
            assert all("no more" in stream.sender.failure for stream in made)
            made[0].sender.pause()
            assert "no more" in port.failure

    uvloop.run(scenario())


def test_a_stream_that_cannot_be_sent_harms_no_other(clip: Clip) -> None:
    """RTCP has no port above 65535."""

    async def scenario() -> None:
        async with streams(clip) as (port, (good,)):
            receiver = await MediaReceiver.open("udp", HOST, ssrc=7, payload_type=96)
            bad = Stream(port, receiver, clip, 7)
            bad.sender._plan = replace(bad.sender._plan, remote=(HOST, 65_535))
            await bad.sender.prepare()
            bad.sender.start()
            await receiver.stop()
            assert bad.finished == ["unreachable"]
            assert "65535" in bad.sender.failure
            await good.more(3)
            assert good.finished == []

    uvloop.run(scenario())


def test_reports_about_one_ssrc_are_told_apart_by_their_source(clip: Clip) -> None:
    async def scenario() -> None:
        async with streams(clip) as (port, (one,)):
            receiver = await MediaReceiver.open("udp", HOST, ssrc=100, payload_type=96)
            twin = Stream(port, receiver, clip, 100)
            await twin.sender.prepare()
            twin.sender.start()
            await twin.more(1)
            host, number = receiver.address
            block = ReportBlock(100, 0, 9, 1, 0, 0, 0)
            port._heard(build_rtcp(ReceiverReport(1, (block,))), (host, number + 1))
            assert (twin.sender.stats.reported, one.sender.stats.reported) == (block, None)
            await twin.sender.stop()
            port._heard(build_rtcp(ReceiverReport(1, (block,))), (host, number + 1))
            assert one.sender.stats.reported == block
            await receiver.stop()

    uvloop.run(scenario())
