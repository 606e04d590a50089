"""Two endpoints on a simulated wire, in virtual time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from heapq import heappop, heappush

import pytest

from camproof.protocols.flow import Flow, Transmit
from camproof.protocols.sip import Headers, SipEndpoint, SipEvent, SipRequest, Timers

DEVICE = "34020000001320000001"
PLATFORM = "34020000002000000001"
DOMAIN = "3402000000"
DEVICE_ADDRESS = ("192.0.2.10", 5060)
PLATFORM_ADDRESS = ("192.0.2.1", 5060)
DELAY_S = 0.01


def build_request(
    method: str = "MESSAGE",
    *,
    cseq: int = 1,
    call_id: str = "call-1@192.0.2.10",
    from_tag: str = "a1",
    to_tag: str = "",
    body: bytes = b"",
    headers: Iterable[tuple[str, str]] = (),
) -> SipRequest:
    items = [
        ("From", f"<sip:{DEVICE}@{DOMAIN}>" + (f";tag={from_tag}" if from_tag else "")),
        ("To", f"<sip:{PLATFORM}@{DOMAIN}>" + (f";tag={to_tag}" if to_tag else "")),
        ("Call-ID", call_id),
        ("CSeq", f"{cseq} {method}"),
        ("Contact", f"<sip:{DEVICE}@192.0.2.10:5060>"),
        *headers,
    ]
    return SipRequest(method, f"sip:{PLATFORM}@{DOMAIN}", Headers(items), body)


class Side:
    """One endpoint with its own end of the flow, and what it saw."""

    def __init__(
        self, name: str, transport: str, local: tuple[str, int], remote: tuple[str, int], timers: Timers
    ):
        seed = 1 if name == "device" else 2
        self.name = name
        self.endpoint = SipEndpoint(rng=random.Random(seed), timers=timers)
        self.flow = Flow(transport, local, remote, 0 if transport == "UDP" else 7)  # type: ignore[arg-type]
        self.seen: list[tuple[float, SipEvent]] = []
        self.react: Callable[[SipEvent, float], None] = lambda event, now_s: None

    def events(self, kind: type) -> list[SipEvent]:
        return [event for _, event in self.seen if isinstance(event, kind)]


class Wire:
    """Joins two sides; ``lose(sender, number)`` says whether the sender's n-th message (from 0) is lost."""

    def __init__(self, transport: str = "UDP", timers: Timers | None = None) -> None:
        timers = timers or Timers()
        self.device = Side("device", transport, DEVICE_ADDRESS, PLATFORM_ADDRESS, timers)
        self.platform = Side("platform", transport, PLATFORM_ADDRESS, DEVICE_ADDRESS, timers)
        self.sides = {"device": self.device, "platform": self.platform}
        self.lose: Callable[[str, int], bool] = lambda sender, number: False
        self.now_s = 0.0
        self.log: list[tuple[float, str, str]] = []
        self._sent = {"device": 0, "platform": 0}
        self._air: list[tuple[float, int, str, bytes]] = []
        self._count = 0
        if transport == "TCP":
            for side in self.sides.values():
                side.endpoint.flow_opened(side.flow, 0.0)

    def run(self, until_s: float) -> None:
        """Let everything happen up to this time."""
        while True:
            self._pump()
            times = [side.endpoint.next_deadline_s() for side in self.sides.values()]
            if self._air:
                times.append(self._air[0][0])
            due = [time for time in times if time is not None and time <= until_s]
            if not due:
                self.now_s = until_s
                return
            self.now_s = max(min(due), self.now_s)
            while self._air and self._air[0][0] <= self.now_s:
                _, _, name, data = heappop(self._air)
                side = self.sides[name]
                side.endpoint.receive(data, side.flow, self.now_s)
                self._pump()
            for side in self.sides.values():
                side.endpoint.advance(self.now_s)

    def _pump(self) -> None:
        busy = True
        while busy:
            busy = False
            for side in self.sides.values():
                for event in side.endpoint.events():
                    busy = True
                    side.seen.append((self.now_s, event))
                    side.react(event, self.now_s)
                for action in side.endpoint.actions():
                    busy = True
                    self._send(side.name, action)

    def _send(self, sender: str, action: object) -> None:
        assert isinstance(action, Transmit)
        number = self._sent[sender]
        self._sent[sender] += 1
        self.log.append((round(self.now_s, 6), sender, first_line(action.data)))
        if not self.lose(sender, number):
            other = "platform" if sender == "device" else "device"
            self._count += 1
            heappush(self._air, (self.now_s + DELAY_S, self._count, other, action.data))

    def times(self, sender: str, begins: str) -> list[float]:
        """When this side sent lines that begin so."""
        return [time for time, name, line in self.log if name == sender and line.startswith(begins)]


def first_line(data: bytes) -> str:
    return data.partition(b"\r\n")[0].decode()


@pytest.fixture(scope="session")
def request_of() -> Callable[..., SipRequest]:
    return build_request


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def tcp_wire() -> Wire:
    return Wire("TCP")


@pytest.fixture(scope="session")
def make_wire() -> type[Wire]:
    return Wire


class Lone:
    """One endpoint and the bytes that a test speaks for its peer."""

    def __init__(self, transport: str = "UDP", **options: object) -> None:
        self.endpoint = SipEndpoint(rng=random.Random(3), **options)  # type: ignore[arg-type]
        connection = 0 if transport == "UDP" else 9
        self.flow = Flow(transport, PLATFORM_ADDRESS, ("203.0.113.5", 40001), connection)  # type: ignore[arg-type]
        if transport == "TCP":
            self.endpoint.flow_opened(self.flow, 0.0)

    def hear(self, text: str, now_s: float = 0.0, flow: Flow | None = None) -> list[SipEvent]:
        """Give it a message written with LF line ends; what it makes of it."""
        self.endpoint.receive(text.replace("\n", "\r\n").encode(), flow or self.flow, now_s)
        return self.endpoint.events()

    def said(self) -> list[bytes]:
        """The bytes it sent since the last call."""
        return [action.data for action in self.endpoint.actions() if isinstance(action, Transmit)]

    def said_lines(self) -> list[str]:
        return [first_line(data) for data in self.said()]


@pytest.fixture
def lone() -> Lone:
    return Lone()


@pytest.fixture(scope="session")
def make_lone() -> type[Lone]:
    return Lone


@pytest.fixture
def register_text() -> str:
    return (
        f"REGISTER sip:{PLATFORM}@{DOMAIN} SIP/2.0\n"
        "Via: SIP/2.0/UDP 192.168.1.64:5060;rport;branch=z9hG4bK-b1\n"
        f"From: <sip:{DEVICE}@{DOMAIN}>;tag=a1\n"
        f"To: <sip:{DEVICE}@{DOMAIN}>\n"
        "Call-ID: reg-1@192.168.1.64\n"
        "CSeq: 1 REGISTER\n"
        f"Contact: <sip:{DEVICE}@192.168.1.64:5060>\n"
        "Max-Forwards: 70\n"
        "Expires: 3600\n"
        "X-GB-Ver: 3.0\n"
        "Content-Length: 0\n\n"
    )


@pytest.fixture
def invite_text() -> str:
    return (
        f"INVITE sip:{DEVICE}@192.168.1.64:5060 SIP/2.0\n"
        "Via: SIP/2.0/UDP 203.0.113.5:40001;rport;branch=z9hG4bK-i1\n"
        f"From: <sip:{PLATFORM}@{DOMAIN}>;tag=p1\n"
        f"To: <sip:{DEVICE}@{DOMAIN}>\n"
        "Call-ID: play-1@203.0.113.5\n"
        "CSeq: 20 INVITE\n"
        f"Contact: <sip:{PLATFORM}@203.0.113.5:40001>\n"
        "Max-Forwards: 70\n"
        "Content-Length: 0\n\n"
    )
