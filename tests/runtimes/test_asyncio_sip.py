"""SipHost against real sockets on loopback."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import uvloop

from camproof.protocols.flow import Address, CloseFlow, Flow, OpenFlow, Transmit
from camproof.runtimes.asyncio_sip import SipHost
from camproof.runtimes.errors import PortInUse, UnusableAddressError


class Recorder:
    """A machine that keeps what it is told and does what it is asked; echoes "ping" as "pong"."""

    def __init__(self) -> None:
        self.got: list[tuple[bytes, Flow]] = []
        self.opened: list[Flow] = []
        self.lost: list[Flow | Address] = []
        self.advanced: list[float] = []
        self.deadline_s: float | None = None
        self.wanted: list[Any] = []
        self.happened: list[Any] = []

    def receive(self, data: bytes, flow: Flow, now_s: float) -> None:
        self.got.append((data, flow))
        self.happened.append(("got", data))
        if data == b"ping":
            self.wanted.append(Transmit(flow, b"pong"))

    def flow_opened(self, flow: Flow, now_s: float) -> None:
        self.opened.append(flow)
        self.happened.append(("opened", flow))

    def flow_lost(self, flow: Flow | Address, now_s: float) -> None:
        self.lost.append(flow)
        self.happened.append(("lost", flow))

    def advance(self, now_s: float) -> None:
        self.advanced.append(now_s)
        self.deadline_s = None
        self.happened.append(("tick", now_s))

    def next_deadline_s(self) -> float | None:
        return self.deadline_s

    def actions(self) -> list[Any]:
        taken, self.wanted = self.wanted, []
        return taken

    def events(self) -> list[Any]:
        taken, self.happened = self.happened, []
        return taken


class Bench:
    """A host with a machine and a queue of its events."""

    def __init__(self, link: Any = None, **options: Any) -> None:
        self.machine = Recorder()
        self.events: asyncio.Queue[Any] = asyncio.Queue()
        self.other: list[Any] = []
        self.host = SipHost(
            self.machine, on_event=self.events.put_nowait, on_action=self.other.append, link=link, **options
        )

    async def next(self, kind: str) -> Any:
        async with asyncio.timeout(5):
            while True:
                name, value = await self.events.get()
                if name == kind:
                    return value

    def want(self, *actions: Any) -> None:
        self.machine.wanted += actions
        self.host.pump()


class Link:
    """A link with fixed delays, or cut."""

    clear = False

    def __init__(self, *delays: float) -> None:
        self.delays = delays

    def decide(self, size: int, now_s: float | None = None) -> tuple[float, ...]:
        return self.delays


Test = Callable[[Bench, Bench], Coroutine[Any, Any, None]]


def run_pair(test: Test, *, link: Any = None, tcp: bool = True, loop: Any = None) -> None:
    async def body() -> None:
        a, b = Bench(link), Bench()
        await a.host.open()
        await b.host.open(tcp_listen=tcp)
        try:
            await test(a, b)
        finally:
            await a.host.close()
            await b.host.close()

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(body())


def udp(a: Bench, b: Bench) -> Flow:
    return Flow("UDP", a.host.address, b.host.address)


def test_udp_there_and_back() -> None:
    async def test(a: Bench, b: Bench) -> None:
        a.want(Transmit(udp(a, b), b"ping"))
        assert await b.next("got") == b"ping"
        assert await a.next("got") == b"pong"
        assert b.machine.got[0][1] == Flow("UDP", b.host.address, a.host.address)
        assert (a.host.stats.messages_out, a.host.stats.messages_in) == (1, 1)
        assert (a.host.stats.octets_out, a.host.stats.octets_in) == (4, 4)

    run_pair(test)


def test_tcp_dialled_flow_carries_both_ways_and_ends() -> None:
    async def test(a: Bench, b: Bench) -> None:
        a.want(OpenFlow(b.host.address))
        flow = await a.next("opened")
        assert (flow.transport, flow.remote) == ("TCP", b.host.address)
        assert flow.connection > 0
        a.want(Transmit(flow, b"ping"))
        assert await a.next("got") == b"pong"
        assert b.machine.got[0][1].transport == "TCP"
        a.want(CloseFlow(flow))
        assert await a.next("lost") == flow
        assert (await b.next("lost")).transport == "TCP"
        a.want(Transmit(flow, b"late"))
        assert a.host.stats.send_errors == 1

    run_pair(test)


def test_connection_refused_is_a_lost_flow_to_that_address() -> None:
    async def test(a: Bench, b: Bench) -> None:
        a.want(OpenFlow(b.host.address))
        assert await a.next("lost") == b.host.address

    run_pair(test, tcp=False)


@pytest.mark.parametrize("transport", ["UDP", "TCP"])
def test_port_in_use_is_one_clear_sentence(transport: str) -> None:
    async def body() -> None:
        kind = socket.SOCK_DGRAM if transport == "UDP" else socket.SOCK_STREAM
        with socket.socket(socket.AF_INET, kind) as holder:
            holder.bind(("127.0.0.1", 0))
            if transport == "TCP":
                holder.listen()
            port = holder.getsockname()[1]
            bench = Bench()
            with pytest.raises(PortInUse) as caught:
                await bench.host.open("127.0.0.1", port, tcp_listen=True)
            assert str(caught.value) == (
                f"{transport} port {port} of 127.0.0.1 is in use by another program; "
                "choose another port, or 0 for any free one."
            )
            await bench.host.close()

    asyncio.run(body())


def test_foreign_address_is_one_clear_sentence() -> None:
    async def body() -> None:
        bench = Bench()
        with pytest.raises(UnusableAddressError, match=r"no address 192\.0\.2\.1"):
            await bench.host.open("192.0.2.1")
        await bench.host.close()

    asyncio.run(body())


def test_deadline_is_kept_and_not_early() -> None:
    async def test(a: Bench, b: Bench) -> None:
        due_s = a.host.now_s() + 0.02
        a.machine.deadline_s = due_s
        a.host.pump()
        assert due_s <= await a.next("tick") < due_s + 1.0
        assert len(a.machine.advanced) == 1

    run_pair(test)


def test_an_overdue_deadline_may_be_looked_at_twice_on_the_loop_of_runs() -> None:
    async def test(a: Bench, b: Bench) -> None:
        a.machine.deadline_s = asyncio.get_running_loop().time() - 1
        a.host.pump()
        a.host.pump()
        await a.next("tick")
        assert len(a.machine.advanced) == 1

    run_pair(test, loop=uvloop.new_event_loop)


def test_other_actions_go_to_the_owner_and_events_may_give_commands() -> None:
    async def body() -> None:
        bench = Bench()
        seen: list[Any] = []

        def on_event(event: Any) -> None:
            seen.append(event)
            if len(seen) < 3:
                bench.machine.happened.append(("again", len(seen)))
                bench.machine.wanted.append("look at this")
                bench.host.pump()

        bench.host = SipHost(bench.machine, on_event=on_event, on_action=bench.other.append)
        await bench.host.open()
        bench.machine.happened.append(("again", 0))
        bench.host.pump()
        assert seen == [("again", 0), ("again", 1), ("again", 2)]
        assert bench.other == ["look at this"] * 2
        await bench.host.close()

    asyncio.run(body())


def test_cut_link_loses_datagrams_and_holds_a_stream_until_it_is_back() -> None:
    link = Link(0.0)

    async def test(a: Bench, b: Bench) -> None:
        a.want(OpenFlow(b.host.address))
        flow = await a.next("opened")
        link.delays = ()
        a.want(Transmit(udp(a, b), b"lost"), Transmit(flow, b"one "), Transmit(flow, b"two"))
        link.delays = (0.0,)
        got = await b.next("got")
        while len(got) < 7:
            got += await b.next("got")
        assert got == b"one two"
        assert all(data != b"lost" for data, _ in b.machine.got)

    run_pair(test, link=link)


@pytest.mark.wallclock
def test_delay_keeps_stream_order_and_does_not_add_up() -> None:
    async def test(a: Bench, b: Bench) -> None:
        a.want(OpenFlow(b.host.address))
        flow = await a.next("opened")
        begin_s = a.host.now_s()
        a.want(*(Transmit(flow, b"%d" % n) for n in range(10)))
        got = b""
        while len(got) < 10:
            got += await b.next("got")
        assert got == b"0123456789"
        assert 0.05 <= a.host.now_s() - begin_s < 0.4

    run_pair(test, link=Link(0.05))


def test_duplicating_link_copies_datagrams() -> None:
    async def test(a: Bench, b: Bench) -> None:
        a.want(Transmit(udp(a, b), b"twice"))
        assert [await b.next("got"), await b.next("got")] == [b"twice", b"twice"]

    run_pair(test, link=Link(0.0, 0.001))


def test_connecting_over_a_cut_link_times_out() -> None:
    async def body() -> None:
        a, b = Bench(Link(), connect_timeout_s=0.05), Bench()
        await a.host.open()
        await b.host.open(tcp_listen=True)
        a.want(OpenFlow(b.host.address))
        assert await a.next("lost") == b.host.address
        await a.host.close()
        await b.host.close()

    asyncio.run(body())


def test_aborted_host_resets_its_connections() -> None:
    async def test(a: Bench, b: Bench) -> None:
        a.want(OpenFlow(b.host.address))
        await a.next("opened")
        await b.next("opened")
        await a.host.close(abort=True)
        await b.next("lost")
        a.host.pump()
        await a.host.close()

    run_pair(test)
