"""Packets over the loopback come out as bursts with their ports and times of arrival."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from camproof.media.bulk import kernel
from camproof.media.bulk.receive.burst import Burst
from camproof.media.bulk.receive.meter import BulkMeter
from camproof.media.bulk.receive.spec import MeterSpec
from camproof.media.bulk.receive.udp import BulkUdpPorts
from camproof.media.errors import MediaTransportError
from camproof.protocols.rtp import SenderReport, build_rtcp, rtp_header

pytestmark = pytest.mark.skipif(not kernel.HAS_MMSG, reason="no recvmmsg on this system")
Seen = list[tuple[bytes, int, float]]


@pytest.fixture
def out() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        yield sock


def _read(ports: BulkUdpPorts, seen: Seen, count: int) -> Seen:
    deadline_s = time.monotonic() + 5
    while len(seen) < count and time.monotonic() < deadline_s:
        ports.sweep()
        time.sleep(0.001)
    return seen


def _into(seen: Seen) -> object:
    def take(burst: Burst) -> None:
        for index in range(len(burst)):
            seen.append((burst.packet(index), int(burst.port[index]), float(burst.arrival_s[index])))

    return take


@pytest.mark.parametrize("gro", [True, False])
@pytest.mark.parametrize("stamps", [True, False])
def test_joined_datagrams_are_cut_again(out: socket.socket, gro: bool, stamps: bool) -> None:
    if gro and not (kernel.has_gro() and kernel.has_gso()):
        pytest.skip("this kernel has no UDP segmentation offload")
    seen: Seen = []
    ports = BulkUdpPorts(_into(seen), gro=gro, stamps=stamps)
    try:
        address = ports.open("127.0.0.1", 2)[1]
        packets = [bytes((n,)) * 100 for n in range(9)] + [b"short"]
        before_s = time.monotonic()
        if kernel.has_gso():
            out.setsockopt(socket.IPPROTO_UDP, kernel.GSO_OPTION, 100)
            out.sendto(b"".join(packets), address)
        else:
            for packet in packets:
                out.sendto(packet, address)
        assert [(data, port) for data, port, _ in _read(ports, seen, 10)] == [(p, 1) for p in packets]
        for _, _, at_s in seen:
            assert before_s - 0.001 <= at_s <= time.monotonic() + 0.001
    finally:
        ports.close()


def test_arrival_is_when_the_kernel_got_it(out: socket.socket) -> None:
    """The kernel begins to stamp some time after it was asked to, so it is tried until it does."""
    seen: Seen = []
    ports = BulkUdpPorts(_into(seen))
    try:
        address = ports.open("127.0.0.1", 1)[0]
        deadline_s, waited_s = time.monotonic() + 5, 0.0
        while waited_s < 0.01 and time.monotonic() < deadline_s:
            out.sendto(b"x", address)
            time.sleep(0.02)
            read_s = time.monotonic()
            ports.sweep()
            waited_s = read_s - seen[-1][2]
        assert waited_s >= 0.01
    finally:
        ports.close()


def test_full_slots_are_given_on_and_nothing_is_lost(out: socket.socket) -> None:
    seen: Seen = []
    ports = BulkUdpPorts(_into(seen), slots=8)
    try:
        addresses = ports.open("127.0.0.1", 5)
        for n in range(100):
            out.sendto(n.to_bytes(2), addresses[n % 5])
            out.sendto(b"", addresses[0])
        _read(ports, seen, 200)
        for port in range(5):
            told = [int.from_bytes(data) for data, number, _ in seen if number == port and data]
            assert told == [n for n in range(100) if n % 5 == port]
        assert sum(not data for data, _, _ in seen) == 100
        assert ports.drops() == 0
    finally:
        ports.close()


def test_streams_at_ports_of_their_own_are_measured(out: socket.socket) -> None:
    count = 50
    specs = [MeterSpec(port=n) for n in range(count)]
    meter = BulkMeter(specs, time.monotonic(), by="port")
    ports = BulkUdpPorts(meter.take, slots=16)
    try:
        addresses = ports.open("127.0.0.1", count)
        for sequence in range(4):
            for n, address in enumerate(addresses):
                if sequence != 2 or n % 2:
                    out.sendto(rtp_header(96, sequence, sequence * 3600, 1000 + n, True) + b"x", address)
        host, port = addresses[7]
        out.sendto(build_rtcp(SenderReport(1007, 1 << 32, 0, 1, 1)), (host, port + 1))
        deadline_s = time.monotonic() + 5
        while int(meter.summary(0.0).packets.sum()) < 175 and time.monotonic() < deadline_s:
            ports.sweep()
        stop_s = time.monotonic() + 0.02
        ports.run(lambda: time.monotonic() > stop_s)
        assert [meter.report(n).lost for n in range(count)] == [int(n % 2 == 0) for n in range(count)]
        assert [meter.report(n).sender_reports for n in range(count)] == [int(n == 7) for n in range(count)]
    finally:
        ports.close()


def test_ports_that_are_named_are_bound_with_those_above_and_numbered_in_their_order(
    out: socket.socket,
) -> None:
    seen: Seen = []
    ports = BulkUdpPorts(_into(seen))
    try:
        first, last = (address[1] for address in _free_pairs(2))
        assert ports.open_ports("127.0.0.1", [last, first]) == [("127.0.0.1", last), ("127.0.0.1", first)]
        for port in (first, last + 1):
            out.sendto(rtp_header(96, 0, 0, port), ("127.0.0.1", port))
        found = {number: data for data, number, _ in _read(ports, seen, 2)}
        assert found == {1: rtp_header(96, 0, 0, first), 0: rtp_header(96, 0, 0, last + 1)}
        with pytest.raises(MediaTransportError, match="cannot be bound"):
            ports.open_ports("127.0.0.1", [first])
    finally:
        ports.close()


def _free_pairs(count: int) -> list[tuple[str, int]]:
    free = BulkUdpPorts(lambda _: None)
    try:
        return free.open("127.0.0.1", count)
    finally:
        free.close()
