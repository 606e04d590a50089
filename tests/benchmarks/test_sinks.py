"""Where the benchmark's streams end: all that comes is counted, and nothing is copied."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.sinks import drain_tcp, drain_udp, hold_sinks, sinks
from benchmarks.worker import Worker
from camproof.media.bulk.kernel import GSO_OPTION, has_gso

_WAIT_S = 10.0


def _files() -> int:
    return len([*Path("/proc/self/fd").iterdir()])


def _send(ports: list[int], messages: int, size: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        for number in range(messages):
            out.sendto(bytes(size), ("127.0.0.1", ports[number % len(ports)]))


@pytest.mark.parametrize("work", [hold_sinks, drain_udp])
def test_every_datagram_that_comes_is_counted(work: Callable[..., None]) -> None:
    with Worker(None, work, ports=3) as worker:
        ports = worker.facts()["ports"]
        assert len(set(ports)) == 3
        assert all(port % 2 == 0 for port in ports)
        _send(ports, 90, 1400)
        assert worker.stop() == {"arrived": 90}


def test_a_frame_that_is_sent_whole_comes_whole() -> None:
    if not has_gso():
        pytest.skip("this kernel has no UDP_SEGMENT")
    with Worker(None, drain_udp, ports=1) as worker, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        (port,) = worker.facts()["ports"]
        out.setsockopt(socket.IPPROTO_UDP, GSO_OPTION, 1000)
        for _ in range(7):
            out.sendto(bytes(8000), ("127.0.0.1", port))
        assert worker.stop() == {"arrived": 7}


def test_sinks_are_given_back() -> None:
    before = _files()
    with sinks(5) as ports:
        assert _files() == before + 10
    for port in ports:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("127.0.0.1", port))


def test_connections_are_read_until_they_end() -> None:
    with Worker(None, drain_tcp) as worker:
        (port,) = worker.facts()["ports"]
        peers = [socket.create_connection(("127.0.0.1", port), _WAIT_S) for _ in range(3)]
        for peer in peers:
            peer.sendall(bytes(8 << 20))  # more than all buffers hold
        peers[0].close()
        peers[1].sendall(bytes(8 << 20))
        assert worker.stop()["arrived"] > 3
        for peer in peers[1:]:
            assert _ended(peer)
            peer.close()


def _ended(peer: socket.socket) -> bool:
    """Whether the other side has closed."""
    end_s = time.monotonic() + _WAIT_S
    while time.monotonic() < end_s:
        try:
            if not peer.recv(1):
                return True
        except ConnectionResetError:
            return True
    return False
