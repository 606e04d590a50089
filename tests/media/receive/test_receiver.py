"""The receiver's sockets: strangers, damage, and everything given back."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import Callable
from typing import Any, Protocol

import pytest

from camproof.media import ClipPlayout, MediaReceiver, MediaTransportError, OwnUdpDrops
from camproof.media.clips.model import Clip
from camproof.media.sockets import bind_udp_pair, socket_drops
from camproof.protocols.rtp import frame_4571


class Run(Protocol):
    def __call__(self, work: Any) -> Any: ...


Stream = Callable[..., list[tuple[bytes, float]]]


def test_strangers_and_rubbish_disturb_nothing(
    run: Run, clip: Clip, stream: Stream, collect: Any, ssrc: int
) -> None:
    packets = [data for data, _ in stream(ClipPlayout(clip, 1, lambda: 0), 20)]

    async def work() -> None:
        receiver = await MediaReceiver.open(ssrc=ssrc, sink=collect)
        with (
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as known,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger,
        ):
            for n, data in enumerate(packets):
                known.sendto(data, receiver.address)
                stranger.sendto(bytes([n]) * n, receiver.address)
                stranger.sendto(data[:8] + b"\x01\x02\x03\x04" + data[12:], receiver.address)
                stranger.sendto(b"rubbish", (receiver.address[0], receiver.address[1] + 1))
            await collect.until(20)
        report = receiver.report()
        await receiver.stop()
        assert (report.frames, report.damaged_frames, report.lost) == (20, 0, 0)
        assert report.wrong_ssrc >= 15
        assert report.unreadable > 0

    run(work())


def test_damaged_framing_over_tcp_is_left_behind(
    run: Run, clip: Clip, stream: Stream, collect: Any, ssrc: int
) -> None:
    packets = [data for data, _ in stream(ClipPlayout(clip, 1, lambda: 0), 30)]

    async def work() -> None:
        receiver = await MediaReceiver.open("tcp-passive", ssrc=ssrc, sink=collect)
        _, writer = await asyncio.open_connection(*receiver.address)
        for n, data in enumerate(packets):
            writer.write(b"\xfe\xdc\xba" * 7 if n == 12 else frame_4571(data))
            await writer.drain()
        await collect.until(25)
        writer.close()
        await writer.wait_closed()
        report = receiver.report()
        deviations = receiver.deviations()
        await receiver.stop()
        assert report.lost == 1
        assert deviations

    run(work())


@pytest.mark.parametrize("agreed", [True, False])
def test_another_ssrc_may_be_agreed_on_the_open_port(
    run: Run, clip: Clip, stream: Stream, collect: Any, ssrc: int, agreed: bool
) -> None:
    packets = [data for data, _ in stream(ClipPlayout(clip, 1, lambda: 0), 10)]

    async def work() -> None:
        receiver = await MediaReceiver.open(ssrc=ssrc + 1, sink=collect)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(packets[0], receiver.address)
            while not receiver.report().wrong_ssrc:
                await asyncio.sleep(0)
            receiver.expect(ssrc if agreed else None)
            for data in packets:
                sender.sendto(data, receiver.address)
            await collect.until(10)
        report = receiver.report()
        await receiver.stop()
        assert (report.frames, report.wrong_ssrc) == (10, 1)

    run(work())


def test_no_key_picture_in_time_is_a_timeout(run: Run, ssrc: int) -> None:
    async def work() -> None:
        receiver = await MediaReceiver.open(ssrc=ssrc)
        with pytest.raises(TimeoutError):
            await receiver.first_key_frame(0.01)
        waiting = asyncio.ensure_future(receiver.first_key_frame(5.0))
        await asyncio.sleep(0)
        await receiver.stop()
        with pytest.raises(MediaTransportError, match="stopped"):
            await waiting
        await receiver.stop()
        assert receiver.key_frame is None
        assert receiver.codec == ""

    run(work())


def test_dialling_nobody_is_said_in_words(run: Run, ssrc: int) -> None:
    async def work() -> None:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            remote = closed.getsockname()
        receiver = await MediaReceiver.open("tcp-active", ssrc=ssrc)
        with pytest.raises(MediaTransportError, match=f"{remote[0]}:{remote[1]} cannot be made"):
            await receiver.connect(remote)
        with pytest.raises(MediaTransportError, match="no connection left"):
            await receiver.connect(remote)
        await receiver.stop()
        plain = await MediaReceiver.open("udp", ssrc=ssrc)
        with pytest.raises(MediaTransportError, match="does not dial"):
            await plain.connect(remote)
        await plain.stop()

    run(work())


def test_a_port_in_use_is_said_in_words(run: Run) -> None:
    async def work() -> None:
        first = await MediaReceiver.open("udp")
        with pytest.raises(MediaTransportError, match=r"UDP ports .* cannot be bound"):
            await MediaReceiver.open("udp", port=first.address[1])
        await first.stop()
        listener = await MediaReceiver.open("tcp-passive")
        with pytest.raises(MediaTransportError, match="TCP port"):
            await MediaReceiver.open("tcp-passive", port=listener.address[1])
        await listener.stop()

    run(work())


def test_ports_come_in_pairs_and_drops_can_be_read() -> None:
    first, second = bind_udp_pair("127.0.0.1")
    try:
        number = first.getsockname()[1]
        assert number % 2 == 0
        assert second.getsockname()[1] == number + 1
        assert socket_drops(first) == 0
    finally:
        first.close()
        second.close()


def test_the_kernel_drops_of_a_port_are_counted() -> None:
    first, second = bind_udp_pair("127.0.0.1")
    with first, second, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        first.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        drops = OwnUdpDrops()
        before = drops()
        for _ in range(50):
            sender.sendto(bytes(1400), first.getsockname())
        lost = socket_drops(first)
        assert lost > 0
        assert drops() == before + lost
    assert drops() == before + lost


def test_drops_of_another_process_are_not_ours() -> None:
    overfill = """
import socket, sys
reader = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
reader.bind(("127.0.0.1", 0))
for _ in range(50):
    reader.sendto(bytes(1400), reader.getsockname())
print("full", flush=True)
sys.stdin.read()
"""
    drops = OwnUdpDrops()
    before = drops()
    process = subprocess.Popen(
        [sys.executable, "-c", overfill], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "full\n"
        assert drops() == before
        process.communicate("")
