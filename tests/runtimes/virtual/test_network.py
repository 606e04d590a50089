"""The network of virtual time: ports, datagrams, connections."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine
from typing import Any

import pytest

from camproof.runtimes.virtual import VirtualLoop, run_virtually
from camproof.runtimes.virtual.simulation import FLIGHT_S

HERE, THERE = "10.0.0.1", "10.0.0.2"


class Ear(asyncio.DatagramProtocol, asyncio.Protocol):
    """Notes what it is told, and when."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any, float]] = []
        self.transport: Any = None

    def note(self, kind: str, what: Any = None) -> None:
        self.heard.append((kind, what, asyncio.get_running_loop().time()))

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.note("datagram", (data, addr))

    def data_received(self, data: bytes) -> None:
        self.note("data", data)

    def eof_received(self) -> bool:
        self.note("eof")
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        self.note("lost", type(exc))

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _, _ in self.heard]


async def bound(host: str, port: int = 0) -> Ear:
    _, ear = await asyncio.get_running_loop().create_datagram_endpoint(Ear, local_addr=(host, port))
    return ear


async def joined() -> tuple[Ear, Ear]:
    """The dialling end and the one that was dialled."""
    loop, ends = asyncio.get_running_loop(), []

    def make() -> Ear:
        ends.append(Ear())
        return ends[-1]

    await loop.create_server(make, THERE, 5060)
    _, near = await loop.create_connection(Ear, THERE, 5060, local_addr=(HERE, 0))
    return near, ends[0]


def network() -> Any:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    return loop.network


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return run_virtually(work)


def test_a_datagram_takes_its_flight_and_names_its_sender() -> None:
    async def test() -> None:
        a, b = await bound(HERE, 5060), await bound(THERE, 5060)
        a.transport.sendto(b"one", (THERE, 5060))
        a.transport.sendto(b"two", (THERE, 5060))
        await asyncio.sleep(1)
        assert b.heard == [
            ("datagram", (b"one", (HERE, 5060)), FLIGHT_S),
            ("datagram", (b"two", (HERE, 5060)), FLIGHT_S),
        ]

    run(test())


def test_a_host_that_listens_everywhere_hears_all_its_addresses() -> None:
    async def test() -> None:
        a, everywhere = await bound(HERE), await bound("0.0.0.0", 5060)
        a.transport.sendto(b"x", (THERE, 5060))
        await asyncio.sleep(1)
        assert everywhere.kinds == ["datagram"]

    run(test())


def test_a_datagram_for_nobody_is_counted_and_gone() -> None:
    async def test() -> None:
        a = await bound(HERE)
        a.transport.sendto(b"x", (THERE, 5060))
        await asyncio.sleep(1)
        assert (a.heard, network().undelivered) == ([], 1)

    run(test())


def test_a_closed_port_hears_nothing_and_can_be_bound_again() -> None:
    async def test() -> None:
        a, b = await bound(HERE), await bound(THERE, 5060)
        a.transport.sendto(b"x", (THERE, 5060))
        b.transport.close()
        b.transport.close()
        again = await bound(THERE, 5060)
        b.transport.sendto(b"late", a.transport.get_extra_info("sockname"))
        await asyncio.sleep(1)
        assert (a.heard, b.kinds, again.kinds) == ([], ["lost"], ["datagram"])

    run(test())


def test_ports_are_given_out_in_turn_for_each_host_and_never_twice() -> None:
    async def test() -> list[tuple[str, int]]:
        first = await bound(HERE)
        (await bound(HERE)).transport.close()
        ears = [first, await bound(HERE), await bound(THERE)]
        return [ear.transport.get_extra_info("sockname") for ear in ears]

    ports = run(test())
    assert ports == [(HERE, 32_768), (HERE, 32_770), (THERE, 32_768)]


def test_a_port_in_use_is_refused_for_its_transport_only() -> None:
    async def test() -> None:
        await bound(HERE, 5060)
        with pytest.raises(OSError, match=r"UDP port 5060 of 10\.0\.0\.1 is in use"):
            await bound(HERE, 5060)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Ear, HERE, 5060)
        with pytest.raises(OSError, match=r"TCP port 5060 of 10\.0\.0\.1 is in use"):
            await loop.create_server(Ear, HERE, 5060)
        server.close()
        await server.wait_closed()
        await loop.create_server(Ear, HERE, 5060)

    run(test())


def test_dialling_takes_a_round_trip_and_tells_both_addresses() -> None:
    async def test() -> None:
        near, far = await joined()
        assert asyncio.get_running_loop().time() == pytest.approx(2 * FLIGHT_S)
        assert near.transport.get_extra_info("peername") == (THERE, 5060)
        assert far.transport.get_extra_info("peername") == near.transport.get_extra_info("sockname")
        assert far.transport.get_extra_info("sockname") == (THERE, 5060)

    run(test())


def test_dialling_nobody_is_refused_after_a_round_trip() -> None:
    async def test() -> None:
        with pytest.raises(ConnectionRefusedError, match=r"nobody listens at 10\.0\.0\.2:5060"):
            await asyncio.get_running_loop().create_connection(Ear, THERE, 5060)
        assert asyncio.get_running_loop().time() == pytest.approx(2 * FLIGHT_S)

    run(test())


def test_a_listener_that_closes_while_it_is_dialled_refuses() -> None:
    async def test() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Ear, THERE, 5060)
        loop.call_later(1.5 * FLIGHT_S, server.close)
        with pytest.raises(ConnectionRefusedError):
            await loop.create_connection(Ear, THERE, 5060)

    run(test())


def test_bytes_arrive_in_order_and_the_end_after_them() -> None:
    async def test() -> None:
        near, far = await joined()
        near.transport.write(b"one")
        near.transport.write(b"two")
        near.transport.close()
        near.transport.write(b"late")
        await asyncio.sleep(1)
        assert [(kind, what) for kind, what, _ in far.heard] == [
            ("data", b"one"),
            ("data", b"two"),
            ("eof", None),
            ("lost", type(None)),
        ]
        assert near.heard[-1][:2] == ("lost", type(None))

    run(test())


def test_a_reset_is_told_to_the_other_end() -> None:
    async def test() -> None:
        near, far = await joined()
        far.transport.abort()
        await asyncio.sleep(1)
        assert near.heard[-1][:2] == ("lost", ConnectionResetError)
        assert far.heard[-1][:2] == ("lost", type(None))
        assert (near.transport.is_closing(), far.transport.is_closing()) == (True, True)

    run(test())


def test_a_reader_that_pauses_gets_all_later() -> None:
    async def test() -> None:
        near, far = await joined()
        far.transport.pause_reading()
        near.transport.write(b"one")
        near.transport.close()
        await asyncio.sleep(1)
        assert far.heard == []
        far.transport.resume_reading()
        assert far.kinds == ["data", "eof"]
        await asyncio.sleep(1)
        assert far.kinds == ["data", "eof", "lost"]

    run(test())


def test_there_are_addresses_and_no_names() -> None:
    async def test() -> None:
        loop = asyncio.get_running_loop()
        assert await loop.getaddrinfo(HERE, 5060) == [(socket.AF_INET, 0, 0, "", (HERE, 5060))]
        with pytest.raises(socket.gaierror, match="no names in virtual time: example"):
            await loop.getaddrinfo("example", 5060)

    run(test())
