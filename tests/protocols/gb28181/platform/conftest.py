"""A platform machine in virtual time, and a scripted device at its other end."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest

from camproof.protocols.flow import Flow, Transmit
from camproof.protocols.gb28181.platform import PlatformConfig, PlatformMachine
from camproof.protocols.manscdp import Manscdp, build_manscdp, parse_manscdp
from camproof.protocols.sip import (
    Credentials,
    Headers,
    SipMessage,
    SipRequest,
    SipResponse,
    answer,
    make_response,
    parse_challenge,
    parse_message,
    serialise,
)

PLATFORM = "34020000002000000001"
DEVICE = "34020000001320000001"
REALM = "3402000000"
LOCAL = ("127.0.0.1", 5060)
EPOCH_S = 1_700_000_000.0

E = TypeVar("E")


@dataclass
class Bench:
    """The platform under test; ``now_s`` is its time."""

    config: PlatformConfig
    now_s: float = 1000.0
    branches: int = 0
    happened: list[Any] = field(default_factory=list)
    transmitted: list[Transmit] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.machine = PlatformMachine(self.config, random.Random(7), lambda now_s: now_s - 1000.0 + EPOCH_S)

    # Time and what comes out.

    def drain(self) -> list[SipMessage]:
        """Messages that the platform has sent since the last call."""
        self.happened += self.machine.events()
        sent = [action for action in self.machine.actions() if isinstance(action, Transmit)]
        self.transmitted += sent
        return [parse_message(action.data) for action in sent]

    def run_to(self, to_s: float) -> list[SipMessage]:
        """Let time pass, stopping at each deadline."""
        sent: list[SipMessage] = []
        while (due_s := self.machine.next_deadline_s()) is not None and due_s <= to_s:
            self.now_s = max(self.now_s, due_s)
            self.machine.advance(self.now_s)
            sent += self.drain()
        self.now_s = to_s
        self.machine.advance(to_s)
        return sent + self.drain()

    def seen(self, kind: type[E]) -> list[E]:
        """Events of a kind so far."""
        self.happened += self.machine.events()
        return [event for event in self.happened if isinstance(event, kind)]

    def deviations(self) -> list[str]:
        from camproof.protocols.gb28181.platform import DeviationsNoted

        return [entry.what for event in self.seen(DeviationsNoted) for entry in event.deviations]

    @staticmethod
    def requests(messages: Iterable[SipMessage], method: str = "") -> list[SipRequest]:
        return [
            message
            for message in messages
            if isinstance(message, SipRequest) and (not method or message.method == method)
        ]

    @staticmethod
    def body(message: SipMessage) -> Manscdp:
        return parse_manscdp(message.body)

    # What a device sends.

    def device(self, code: str = DEVICE, **options: Any) -> ScriptedDevice:
        return ScriptedDevice(self, code, **options)

    def give(self, message: SipMessage, flow: Flow) -> list[SipMessage]:
        """Hand in a message; gives what the platform sends at once."""
        if isinstance(message, SipRequest) and "Via" not in message.headers:
            self.branches += 1
            via = f"SIP/2.0/{flow.transport} 192.0.2.10:5060;rport;branch=z9hG4bK-t{self.branches}"
            message = SipRequest(
                message.method, message.uri, message.headers.prepend("Via", via), message.body
            )
        self.machine.receive(serialise(message), flow, self.now_s)
        return self.drain()


@dataclass
class ScriptedDevice:
    """One device; does exactly what a test tells it."""

    bench: Bench
    code: str = DEVICE
    port: int = 5070
    password: str = "12345678"
    transport: str = "UDP"
    version: str = "3.0"
    cseq: int = 0
    sn: int = 0
    credentials: Credentials | None = None

    @property
    def flow(self) -> Flow:
        connection = 0 if self.transport == "UDP" else self.port
        return Flow(self.transport, LOCAL, ("192.0.2.10", self.port), connection)  # type: ignore[arg-type]

    def request(
        self, method: str, *headers: tuple[str, str], body: bytes = b"", call_id: str = ""
    ) -> SipRequest:
        self.cseq += 1
        items = (
            ("From", f"<sip:{self.code}@{REALM}>;tag=d{self.code[-4:]}"),
            ("To", f"<sip:{self.code if method == 'REGISTER' else PLATFORM}@{REALM}>"),
            ("Call-ID", call_id or f"{method.lower()}-{self.code}-{self.cseq}"),
            ("CSeq", f"{self.cseq} {method}"),
            ("Max-Forwards", "70"),
            *headers,
        )
        return SipRequest(method, f"sip:{PLATFORM}@{REALM}", Headers(items), body)

    def say(
        self, method: str, *headers: tuple[str, str], body: bytes = b"", call_id: str = ""
    ) -> SipResponse:
        """Send a request; gives the platform's answer to it."""
        return self._final(
            self.bench.give(self.request(method, *headers, body=body, call_id=call_id), self.flow)
        )

    def _final(self, sent: Iterable[SipMessage]) -> SipResponse:
        responses = [message for message in sent if isinstance(message, SipResponse)]
        assert len(responses) == 1
        return responses[0]

    # Registration.

    def register_headers(self, expires: str | None) -> list[tuple[str, str]]:
        headers = [("Contact", f"<sip:{self.code}@192.0.2.10:{self.port}>")]
        if self.version:
            headers.append(("X-GB-Ver", self.version))
        if expires is not None:
            headers.append(("Expires", expires))
        return headers

    def challenge(self, expires: str | None = "3600", **options: Any) -> SipResponse:
        """The first REGISTER, without credentials."""
        return self.say("REGISTER", *self.register_headers(expires), call_id=f"reg-{self.code}", **options)

    def answer(self, challenged: SipResponse, *, nc: int = 1, **changes: Any) -> Credentials:
        challenge = parse_challenge(challenged.headers.get("WWW-Authenticate") or "")
        return answer(
            challenge,
            username=changes.get("username", self.code),
            password=changes.get("password", self.password),
            method="REGISTER",
            uri=f"sip:{PLATFORM}@{REALM}",
            cnonce="0a1b2c3d",
            nc=nc,
        )

    def authorised(self, credentials: Credentials | str, expires: str | None = "3600") -> SipResponse:
        """REGISTER with these credentials."""
        value = credentials if isinstance(credentials, str) else credentials.header()
        headers = (*self.register_headers(expires), ("Authorization", value))
        return self.say("REGISTER", *headers, call_id=f"reg-{self.code}")

    def register(self, expires: str | None = "3600", **changes: Any) -> SipResponse:
        """Both steps; gives the last answer."""
        challenged = self.challenge(expires)
        if challenged.status != 401:
            return challenged
        self.credentials = self.answer(challenged, **changes)
        return self.authorised(self.credentials, expires)

    # MANSCDP.

    def message(self, message: Manscdp, *headers: tuple[str, str]) -> SipResponse:
        """Send a body in a MESSAGE; gives the platform's answer, which must be the only response."""
        return self._final(self.message_all(message, *headers))

    def message_all(self, message: Manscdp, *headers: tuple[str, str]) -> list[SipMessage]:
        items = headers or (("Content-Type", "Application/MANSCDP+xml"),)
        request = self.request("MESSAGE", *items, body=build_manscdp(message, charset="GB18030"))
        return self.bench.give(request, self.flow)

    def keepalive(self) -> SipResponse:
        from camproof.protocols.manscdp import notify_keepalive

        self.sn += 1
        return self.message(notify_keepalive(self.sn, self.code))

    # Answers to the platform's requests.

    def reply(
        self,
        request: SipMessage,
        status: int = 200,
        *headers: tuple[str, str],
        body: bytes = b"",
        tag: str = "dev",
    ) -> list[SipMessage]:
        assert isinstance(request, SipRequest)
        return self.bench.give(
            make_response(request, status, to_tag=tag, headers=headers, body=body), self.flow
        )


@pytest.fixture
def make_bench() -> Callable[..., Bench]:
    """A platform with these settings."""
    return lambda **settings: Bench(PlatformConfig(**settings))


@pytest.fixture
def bench(make_bench: Callable[..., Bench]) -> Bench:
    return make_bench()


@pytest.fixture
def device(bench: Bench) -> ScriptedDevice:
    """A registered device."""
    scripted = bench.device()
    assert scripted.register().status == 200
    bench.drain()
    return scripted
