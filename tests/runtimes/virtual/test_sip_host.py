"""A SIP host on the virtual network: the same code as on sockets, with times that can be told exactly."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from camproof.protocols.flow import Address, CloseFlow, Flow, OpenFlow, Transmit
from camproof.runtimes.asyncio_sip import SipHost
from camproof.runtimes.errors import PortInUse
from camproof.runtimes.impairment import Impairment
from camproof.runtimes.virtual import run_virtually
from camproof.runtimes.virtual.simulation import FLIGHT_S


class Party:
    """A machine that notes what it hears and when, and does what it is told."""

    def __init__(self, link: Impairment | None = None) -> None:
        self.heard: list[tuple[str, Any, float]] = []
        self.wanted: list[Any] = []
        self.deadline_s: float | None = None
        self.host = SipHost(self, on_event=lambda _: None, link=link)

    def receive(self, data: bytes, flow: Flow, now_s: float) -> None:
        self.heard.append(("got", data, now_s))

    def flow_opened(self, flow: Flow, now_s: float) -> None:
        self.heard.append(("opened", flow, now_s))

    def flow_lost(self, flow: Flow | Address, now_s: float) -> None:
        self.heard.append(("lost", flow, now_s))

    def advance(self, now_s: float) -> None:
        self.heard.append(("tick", None, now_s))
        self.deadline_s = None

    def next_deadline_s(self) -> float | None:
        return self.deadline_s

    def actions(self) -> list[Any]:
        taken, self.wanted = self.wanted, []
        return taken

    def events(self) -> list[Any]:
        return []

    def want(self, *actions: Any) -> None:
        self.wanted += actions
        self.host.pump()

    def times(self, kind: str) -> list[float]:
        return [at_s for one, _, at_s in self.heard if one == kind]


Test = Callable[[Party, Party], Coroutine[Any, Any, None]]


def run_pair(test: Test, link: Callable[[], Impairment] | None = None) -> None:
    async def body() -> None:
        a, b = Party(link() if link else None), Party()
        await a.host.open("10.0.0.1", 5060)
        await b.host.open("10.0.0.2", 5060, tcp_listen=True)
        try:
            await test(a, b)
        finally:
            await a.host.close()
            await b.host.close()

    run_virtually(body())


def udp(a: Party, b: Party) -> Flow:
    return Flow("UDP", a.host.address, b.host.address)


def test_a_message_arrives_after_flight_and_link() -> None:
    async def test(a: Party, b: Party) -> None:
        a.want(Transmit(udp(a, b), b"ping"))
        await asyncio.sleep(1)
        assert b.times("got") == [pytest.approx(0.02 + FLIGHT_S)]

    run_pair(test, lambda: Impairment(random.Random(1), delay_s=0.02))


def test_the_same_seed_loses_the_same_messages() -> None:
    def lost() -> list[bytes]:
        got: list[bytes] = []

        async def test(a: Party, b: Party) -> None:
            for number in range(100):
                a.want(Transmit(udp(a, b), b"%d" % number))
                await asyncio.sleep(0.01)
            got.extend(data for kind, data, _ in b.heard if kind == "got")

        run_pair(test, lambda: Impairment(random.Random(7), loss=0.3))
        return got

    first = lost()
    assert 50 < len(first) < 90
    assert lost() == first


def test_a_cut_link_carries_nothing_and_a_mended_one_the_waiting_call() -> None:
    link = Impairment(random.Random(1), down=True)

    async def test(a: Party, b: Party) -> None:
        a.want(Transmit(udp(a, b), b"lost"), OpenFlow(b.host.address))
        await asyncio.sleep(3)
        assert (a.heard, b.heard) == ([], [])
        link.set(down=False)
        await asyncio.sleep(1)
        assert a.times("opened") == [pytest.approx(3.0 + 2 * FLIGHT_S, abs=0.21)]

    run_pair(test, lambda: link)


def test_a_call_through_a_cut_link_is_given_up_after_ten_seconds() -> None:
    async def test(a: Party, b: Party) -> None:
        a.want(OpenFlow(b.host.address))
        await asyncio.sleep(30)
        assert a.times("lost") == [10.0]

    run_pair(test, lambda: Impairment(random.Random(1), down=True))


def test_a_connection_carries_messages_and_its_end() -> None:
    async def test(a: Party, b: Party) -> None:
        a.want(OpenFlow(b.host.address))
        await asyncio.sleep(1)
        (flow,) = [what for kind, what, _ in a.heard if kind == "opened"]
        assert flow.local[0] == "10.0.0.1"
        a.want(Transmit(flow, b"ping"), CloseFlow(flow))
        await asyncio.sleep(1)
        assert [kind for kind, _, _ in b.heard] == ["opened", "got", "lost"]

    run_pair(test)


def test_a_deadline_is_kept_to_the_nanosecond() -> None:
    async def test(a: Party, _b: Party) -> None:
        a.deadline_s = 64 * 0.1 + 0.7
        a.host.pump()
        await asyncio.sleep(60)
        assert a.times("tick") == [pytest.approx(64 * 0.1 + 0.7, abs=1e-9)]

    run_pair(test)


def test_a_wanted_port_that_is_taken_is_said_as_on_sockets() -> None:
    async def test(_a: Party, _b: Party) -> None:
        with pytest.raises(PortInUse, match=r"UDP port 5060 of 10\.0\.0\.1 is in use"):
            await Party().host.open("10.0.0.1", 5060)

    run_pair(test)
