"""One stream over the loopback by TCP, both roles, and what happens when the peer is slow, absent or gone."""

from __future__ import annotations

import asyncio
import random
import socket
import time
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, Protocol

import pytest

from camproof.media import ClipPlayout, DialRetry, MediaPlan, MediaReceiver, MediaSender
from camproof.media.clips.model import Clip
from camproof.runtimes.impairment import Impairment


class Run(Protocol):
    def __call__(self, work: Any) -> Any: ...


Decode = Callable[[str, Iterable[bytes]], int]
Until = Callable[..., Coroutine[Any, Any, None]]
SOON = DialRetry(gap_s=0.02)


def now_us() -> int:
    return time.time_ns() // 1000


def _plan(transport: Any, remote: tuple[str, int], ssrc: int) -> MediaPlan:
    return MediaPlan(stream="s", kind="live", ssrc=ssrc, transport=transport, remote=remote)


def test_tcp_active_dials_and_the_stream_arrives_whole(
    run_both: Run, clip: Clip, collect: Any, ssrc: int, decode_all: Decode, until: Until
) -> None:
    async def work() -> None:
        receiver = await MediaReceiver.open("tcp-passive", ssrc=ssrc, sink=collect)
        sender = MediaSender(
            _plan("tcp-active", receiver.address, ssrc), ClipPlayout(clip, 5, now_us), rtcp_interval_s=0.05
        )
        local = await sender.prepare()
        assert local[1] > 0
        sender.start()
        await receiver.first_key_frame(2.0)
        frames = await collect.until(12)
        await sender.stop()
        await until(lambda: receiver.report().goodbyes)
        report = receiver.report()
        await receiver.stop()
        assert decode_all("H264", [frame.data for frame in frames]) == len(frames)
        assert [f.stamp.frame for f in frames] == [*range(len(frames))]
        assert (report.lost, report.unreadable, report.goodbyes) == (0, 0, 1)
        assert report.sender_reports >= 3
        assert receiver.deviations() == ()

    run_both(work())


def test_tcp_passive_waits_to_be_dialled(
    run_both: Run, clip: Clip, collect: Any, ssrc: int, decode_all: Decode
) -> None:
    async def work() -> None:
        receiver = await MediaReceiver.open("tcp-active", ssrc=ssrc, sink=collect)
        sender = MediaSender(_plan("tcp-passive", ("", 0), ssrc), ClipPlayout(clip, 5, now_us))
        remote = await sender.prepare()
        await receiver.connect(remote)
        sender.start()
        frames = await collect.until(8)
        await sender.stop()
        await receiver.stop()
        assert decode_all("H264", [frame.data for frame in frames]) == len(frames)
        assert frames[0].stamp.frame == 0

    run_both(work())


def test_dialling_gives_up_after_three_tries(run: Run, clip: Clip, ssrc: int) -> None:
    async def work() -> None:
        closed = socket.create_server(("127.0.0.1", 0))
        remote = closed.getsockname()
        closed.close()
        finished: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        sender = MediaSender(
            _plan("tcp-active", remote, ssrc),
            ClipPlayout(clip, 5, now_us),
            retry=SOON,
            on_finished=finished.set_result,
        )
        await sender.prepare()
        started_s = time.monotonic()
        sender.start()
        assert await asyncio.wait_for(finished, 2) == "unreachable"
        assert time.monotonic() - started_s >= 0.04
        assert f"{remote[0]}:{remote[1]} in 3 tries" in sender.failure
        await sender.stop()

    run(work())


def test_a_lost_connection_is_dialled_again_and_starts_at_a_key_picture(
    run: Run, clip: Clip, collect: Any, ssrc: int
) -> None:
    async def work() -> None:
        first = await MediaReceiver.open("tcp-passive", ssrc=ssrc, sink=collect)
        sender = MediaSender(
            _plan("tcp-active", first.address, ssrc), ClipPlayout(clip, 5, now_us), retry=SOON
        )
        await sender.prepare()
        sender.start()
        await collect.until(3)
        await first.stop()
        later: list[Any] = []
        second = await MediaReceiver.open("tcp-passive", ssrc=ssrc, port=first.address[1], sink=later.append)
        await second.first_key_frame(3.0)
        await sender.stop()
        await second.stop()
        assert later[0].key
        assert later[0].stamp.frame > 2

    run(work())


@pytest.mark.wallclock
def test_a_peer_that_does_not_read_costs_whole_frames_and_stalls_nobody(
    run: Run, clip: Clip, collect: Any, ssrc: int
) -> None:
    async def work() -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stuck = MediaSender(
            _plan("tcp-active", listener.getsockname(), ssrc), _Heavy(clip), rtcp_interval_s=60
        )
        receiver = await MediaReceiver.open(ssrc=ssrc, sink=collect)
        fine = MediaSender(_plan("udp", receiver.address, ssrc), ClipPlayout(clip, 6, now_us))
        for sender in (stuck, fine):
            await sender.prepare()
            sender.start()
        peer, _ = await asyncio.get_running_loop().run_in_executor(None, listener.accept)
        await collect.until(20)
        report = receiver.report()
        assert stuck.stats.dropped_access_units > 3
        assert fine.stats.dropped_access_units == 0
        assert report.longest_gap_s < 0.15
        assert report.lost == 0
        started_s = time.monotonic()
        await stuck.stop()
        assert time.monotonic() - started_s < 1.0
        await fine.stop()
        await receiver.stop()
        peer.close()
        listener.close()

    run(work())


class _Heavy(ClipPlayout):
    """Frames padded to more than any buffer takes."""

    def __init__(self, clip: Clip) -> None:
        super().__init__(clip, 5, now_us)

    def next_frame(self) -> Any:
        frame = super().next_frame()
        return type(frame)([*frame.payloads] * 500, frame.interval_s, frame.key, frame.stamp)


def test_loss_on_the_link_is_lateness_over_tcp(run: Run, clip: Clip, collect: Any, ssrc: int) -> None:
    async def work() -> None:
        receiver = await MediaReceiver.open("tcp-passive", ssrc=ssrc, sink=collect)
        link = Impairment(random.Random(4), delay_s=0.03)
        sender = MediaSender(_plan("tcp-active", receiver.address, ssrc), ClipPlayout(clip, 5, now_us), link)
        await sender.prepare()
        sender.start()
        await collect.until(4)
        link.set(loss=0.2)
        frames = await collect.until(14)
        report = receiver.report()
        await sender.stop()
        await receiver.stop()
        assert report.lost == 0
        assert [f.stamp.frame for f in frames] == [*range(len(frames))]
        assert report.latency_ms.min is not None
        assert report.latency_ms.max is not None
        assert report.latency_ms.min >= 29
        assert report.latency_ms.max > 150

    run(work())


def test_a_cut_link_drops_up_to_the_next_key_picture(
    run: Run, clip: Clip, collect: Any, ssrc: int, until: Until
) -> None:
    async def work() -> None:
        receiver = await MediaReceiver.open("tcp-passive", ssrc=ssrc, sink=collect)
        link = Impairment(random.Random(4))
        sender = MediaSender(_plan("tcp-active", receiver.address, ssrc), ClipPlayout(clip, 5, now_us), link)
        await sender.prepare()
        sender.start()
        await collect.until(3)
        link.set(down=True)
        await until(lambda: sender.stats.dropped_access_units >= 3)
        link.set(down=False)
        before = len(collect.frames)
        frames = await collect.until(before + 4)
        await sender.stop()
        report = receiver.report()
        await receiver.stop()
        assert frames[before].key
        assert report.lost == 0
        assert report.missing_frames == sender.stats.dropped_access_units

    run(work())


@pytest.mark.parametrize("transport", ["udp", "tcp-active", "tcp-passive"])
def test_stopping_before_anything_happened_gives_everything_back(
    run: Run, clip: Clip, ssrc: int, transport: str
) -> None:
    async def work() -> None:
        sender = MediaSender(_plan(transport, ("127.0.0.1", 9), ssrc), ClipPlayout(clip, 5, now_us))
        address = await sender.prepare()
        await sender.stop()
        await sender.stop()
        assert sender.stats.packets == 0
        with socket.create_server(address):  # the port is free again
            pass

    run(work())
