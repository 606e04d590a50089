"""Live streams over the loopback: listened to, dialled, left early, late, or never there."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import pytest
import uvloop
from probe_wire import Packets

from camproof.media import MediaTransportError
from camproof.media.probe.live import LiveResult, probe_live
from camproof.media.probe.source import Source, parse_source
from camproof.media.probe.watch import Listening
from camproof.protocols.rtp import Bye, SenderReport, build_rtcp, frame_4571

LOCAL = Source("udp", "udp://127.0.0.1:0", ("127.0.0.1", 0))


def _run(
    source: Source, send: Callable[[tuple[str, int]], Any] | None, seconds: float = 0.3, wait_s: float = 5.0
) -> tuple[LiveResult, list[Listening]]:
    """Probe while ``send`` is called in a thread with the local address."""
    told: list[Listening] = []

    async def both() -> LiveResult:
        tasks = []

        def opened(address: tuple[str, int]) -> None:
            if send is not None:
                tasks.append(asyncio.get_running_loop().run_in_executor(None, send, address))

        result = await probe_live(
            source, seconds=seconds, wait_s=wait_s, stop=asyncio.Event(), opened=opened, progress=told.append
        )
        await asyncio.gather(*tasks)
        return result

    return uvloop.run(both()), told


def test_udp_is_listened_to_with_rtcp_on_the_next_port(sent: Any, ssrc: int) -> None:
    packets: Packets = sent(50)

    def send(address: tuple[str, int]) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            for data, _ in packets:
                sock.sendto(data, address)
            sock.sendto(build_rtcp(SenderReport(ssrc, 1, 2, 3, 4)), (address[0], address[1] + 1))

    result, told = _run(LOCAL, send)
    report = result.packets.report
    assert (report.packets, report.lost, report.frames, result.drops) == (len(packets), 0, 50, 0)
    assert report.sender_reports == (1 if result.hears_rtcp else 0)
    assert result.packets.container == "PS"
    assert (told[0].packets, told[0].measured_s) == (0, None)
    assert told[-1].packets >= len(packets)
    assert report.first_packet_s is not None
    assert 0 <= report.first_packet_s < 5


def test_times_of_arrival_are_those_of_the_kernel_not_of_the_reader(sent: Any) -> None:
    """The loop is blocked while packets come; they still lie 20 ms apart."""
    packets: Packets = sent(5)

    async def both() -> LiveResult:
        def opened(address: tuple[str, int]) -> None:
            asyncio.get_running_loop().call_later(0.05, block, address)

        def block(address: tuple[str, int]) -> None:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                for data, _ in packets:
                    sock.sendto(data, address)
                    stand_still(0.02)

        return await probe_live(LOCAL, seconds=0.2, wait_s=5, stop=asyncio.Event(), opened=opened)

    from time import sleep as stand_still

    steps = uvloop.run(both()).packets.times.at_s
    assert len(steps) == len(packets)
    assert steps[-1] >= 0.02 * (len(packets) - 1)


@pytest.mark.parametrize("kind", ["tcp", "tcp-listen"])
def test_tcp_is_dialled_or_waited_for(kind: Any, sent: Any) -> None:
    packets: Packets = sent(50)
    framed = b"".join(frame_4571(data) for data, _ in packets)
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        address = server.getsockname() if kind == "tcp" else ("127.0.0.1", 0)

        def send(local: tuple[str, int]) -> None:
            connection = server.accept()[0] if kind == "tcp" else socket.create_connection(local)
            with connection:
                connection.sendall(framed)
                connection.recv(1)

        result, _ = _run(Source(kind, "tcp", address), send)
    report = result.packets.report
    assert (report.packets, report.lost, report.frames, result.deviations) == (len(packets), 0, 50, ())


def test_when_nothing_comes_the_wait_is_over_and_the_result_is_empty() -> None:
    result, told = _run(LOCAL, None, wait_s=0.2)
    assert result.packets.report.packets == 0
    assert {now.packets for now in told} == {0}
    assert told[-1].waited_s >= 0.2


def test_it_can_be_left_early_with_what_came(sent: Any) -> None:
    packets: Packets = sent(5)
    stop = asyncio.Event()

    async def leave() -> LiveResult:
        def opened(address: tuple[str, int]) -> None:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                for data, _ in packets:
                    sock.sendto(data, address)

        def told(now: Listening) -> None:
            if now.packets == len(packets):
                stop.set()

        return await probe_live(LOCAL, seconds=600, wait_s=600, stop=stop, opened=opened, progress=told)

    assert uvloop.run(leave()).packets.report.packets == len(packets)


def test_a_port_in_use_and_nobody_there_are_one_sentence() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with pytest.raises(MediaTransportError, match=f"UDP port {port} of 127.0.0.1 cannot be bound"):
            _run(parse_source(f"rtp://127.0.0.1:{port}"), None)
        with pytest.raises(MediaTransportError, match="cannot be made"):
            _run(parse_source(f"tcp://127.0.0.1:{port}"), None)


def test_a_taken_port_of_rtcp_is_no_obstacle() -> None:
    for _ in range(20):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(("127.0.0.1", 0))
            port = taken.getsockname()[1] - 1
            try:
                result, _ = _run(parse_source(f"rtp://127.0.0.1:{port}"), None, wait_s=0.1)
            except MediaTransportError:
                continue
            assert not result.hears_rtcp
            return
    pytest.fail("no free port below a taken one")


@pytest.mark.parametrize("goodbye", [False, True])
def test_a_stream_that_comes_no_more_fell_silent_unless_it_said_goodbye(
    sent: Any, ssrc: int, *, goodbye: bool
) -> None:
    packets: Packets = sent(10)

    def send(address: tuple[str, int]) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            for data, _ in packets:
                sock.sendto(data, address)
            if goodbye:
                sock.sendto(build_rtcp(Bye((ssrc,))), address)

    result, _ = _run(LOCAL, send, seconds=1.3)
    assert result.packets.report.packets >= len(packets)
    assert (1.0 < result.silence_s < 2.5, result.silence_s == 0.0) == (not goodbye, goodbye)
    brief, _ = _run(LOCAL, send, seconds=0.5)
    assert brief.silence_s == 0.0
