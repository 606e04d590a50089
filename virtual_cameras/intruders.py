"""Strangers who register under a camera's code: with a wrong or guessed password, with copied credentials, or
as a second device that was given the same code.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from camproof.protocols.errors import SipError
from camproof.protocols.flow import Address, CloseFlow, Flow, OpenFlow, Transmit
from camproof.protocols.sip import (
    Challenge,
    Headers,
    ResponseReceived,
    SipEndpoint,
    SipEvent,
    SipRequest,
    SipResponse,
    answer,
    parse_challenge,
    parse_message,
)
from camproof.runtimes.asyncio_sip import SipHost
from camproof.virtual_cameras.setup import CameraSetup

__all__ = [
    "DuplicateDevice",
    "GuessingIntruder",
    "Intruder",
    "IntrusionResult",
    "ReplayIntruder",
    "WrongPasswordIntruder",
]

ANSWER_S = 5.0
EXPIRES_S = 3600


@dataclass(frozen=True, slots=True)
class IntrusionResult:
    """What an intruder got.

    :param kind: "wrong-password", "guess", "replay" or "duplicate".
    :param code: whose name it used.
    :param attempts: final status codes of each attempt, in order; empty where a request of it got no answer:
        a challenge alone refuses nobody.
    """

    kind: str
    code: str
    attempts: tuple[tuple[int, ...], ...]

    @property
    def got_in(self) -> bool:
        """Whether any REGISTER was answered with 2xx."""
        return any(200 <= status < 300 for statuses in self.attempts for status in statuses)

    @property
    def refused(self) -> bool:
        """Whether every attempt was answered, and none with 2xx."""
        return bool(self.attempts) and all(self.attempts) and not self.got_in


@dataclass(slots=True)
class _Caller:
    """A machine that sends one request after another on one flow and notes the final responses."""

    endpoint: SipEndpoint
    flow: Flow | None = None
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    wanted: list[OpenFlow | CloseFlow] = field(default_factory=list)

    def receive(self, data: bytes, flow: Flow, now_s: float) -> None:
        self.endpoint.receive(data, flow, now_s)

    def flow_opened(self, flow: Flow, now_s: float) -> None:
        self.endpoint.flow_opened(flow, now_s)
        self.flow = flow
        self.settled.set()

    def flow_lost(self, flow: Flow | Address, now_s: float) -> None:
        if isinstance(flow, Flow):
            self.endpoint.flow_lost(flow, now_s)
        self.flow = None
        self.settled.set()

    def advance(self, now_s: float) -> None:
        self.endpoint.advance(now_s)

    def next_deadline_s(self) -> float | None:
        return self.endpoint.next_deadline_s()

    def actions(self) -> list[Transmit | OpenFlow | CloseFlow]:
        drained: list[Transmit | OpenFlow | CloseFlow] = [*self.wanted, *self.endpoint.actions()]
        self.wanted.clear()
        return drained

    def events(self) -> list[SipEvent]:
        return self.endpoint.events()


class Intruder:
    """Speaks SIP from an address of its own, over the transport that the camera uses."""

    kind = ""

    def __init__(self, setup: CameraSetup, rng: random.Random) -> None:
        self._setup = setup
        self._rng = rng
        self._machine = _Caller(SipEndpoint(rng=rng, user_agent="intruder"))
        self._host = SipHost(self._machine, on_event=self._event)
        self._answered: asyncio.Future[SipResponse] | None = None
        self._address: Address = ("", 0)
        self._call_id = ""
        self._cseq = 0

    async def run(self, attempts: int = 3, interval_s: float = 1.0) -> IntrusionResult:
        """Try ``attempts`` times, ``interval_s`` apart."""
        results: list[tuple[int, ...]] = []
        self._address = await self._host.open(self._setup.host)
        try:
            for number in range(attempts):
                if number:
                    await asyncio.sleep(interval_s)
                results.append(await self._attempt())
        finally:
            await self._host.close()
        return IntrusionResult(self.kind, self._setup.record.code, tuple(results))

    async def _attempt(self) -> tuple[int, ...]:
        raise AssertionError("an intruder has a way to attempt")

    async def _register(self, authorization: str) -> SipResponse | None:
        """Send one REGISTER; its final response, or None when none came in time."""
        flow = await self._flow()
        if flow is None:
            return None
        self._answered = asyncio.get_running_loop().create_future()
        self._machine.endpoint.send_request(self._request(flow, authorization), flow, self._host.now_s())
        self._host.pump()
        try:
            async with asyncio.timeout(ANSWER_S):
                return await self._answered
        except TimeoutError:
            return None

    async def _flow(self) -> Flow | None:
        remote = self._setup.server.address
        if self._setup.record.sip_transport != "tcp":
            return Flow("UDP", self._address, remote)
        if self._machine.flow is None:
            self._machine.settled.clear()
            self._machine.wanted.append(OpenFlow(remote))
            self._host.pump()
            await self._machine.settled.wait()
        return self._machine.flow

    def _request(self, flow: Flow, authorization: str) -> SipRequest:
        code, server = self._setup.record.code, self._setup.server
        host, port = flow.local
        self._cseq += 1
        self._call_id = self._call_id or self._machine.endpoint.new_call_id(host)
        items = [
            ("From", f"<sip:{code}@{server.realm}>;tag={self._machine.endpoint.new_tag()}"),
            ("To", f"<sip:{code}@{server.realm}>"),
            ("Call-ID", self._call_id),
            ("CSeq", f"{self._cseq} REGISTER"),
            ("Contact", f"<sip:{code}@{host}:{port}>"),
            ("Expires", str(EXPIRES_S)),
        ]
        if authorization:
            items.append(("Authorization", authorization))
        return SipRequest("REGISTER", server.uri, Headers(items))

    def _event(self, event: SipEvent) -> None:
        if not isinstance(event, ResponseReceived) or event.response.status < 200:
            return
        if self._answered is not None and not self._answered.done():
            self._answered.set_result(event.response)


class WrongPasswordIntruder(Intruder):
    """Answers the challenge under a known camera's code with a password that is not the camera's."""

    kind = "wrong-password"

    def __init__(self, setup: CameraSetup, rng: random.Random, password: str = "") -> None:
        super().__init__(setup, rng)
        self._password = password or f"not-{setup.password}"

    async def _attempt(self) -> tuple[int, ...]:
        first = await self._register("")
        if first is None:
            return ()
        challenge = _challenge(first)
        if challenge is None:
            return (first.status,)
        credentials = answer(
            challenge,
            username=self._setup.record.code,
            password=self._password,
            method="REGISTER",
            uri=self._setup.server.uri,
            cnonce=f"{self._rng.getrandbits(64):016x}",
        )
        second = await self._register(credentials.header())
        return () if second is None else (first.status, second.status)


class GuessingIntruder(WrongPasswordIntruder):
    """Tries wrong passwords, and at the last attempt has guessed the right one."""

    kind = "guess"

    async def run(self, attempts: int = 4, interval_s: float = 1.0) -> IntrusionResult:
        """Try ``attempts`` times, ``interval_s`` apart."""
        self._left = attempts
        return await super().run(attempts, interval_s)

    async def _attempt(self) -> tuple[int, ...]:
        self._left -= 1
        if self._left == 0:
            self._password = self._setup.password
        return await super()._attempt()


class DuplicateDevice(WrongPasswordIntruder):
    """A second device with a camera's code and password; it registers again and again."""

    kind = "duplicate"

    def __init__(self, setup: CameraSetup, rng: random.Random) -> None:
        super().__init__(setup, rng, setup.password)


class ReplayIntruder(Intruder):
    """Repeats the Authorization of a camera's REGISTER from an address of its own.

    :param capture: gives the bytes of that REGISTER, as a wire tap holds them; asked before each attempt.
    """

    kind = "replay"

    def __init__(self, setup: CameraSetup, rng: random.Random, capture: Callable[[], bytes]) -> None:
        super().__init__(setup, rng)
        self._capture = capture

    async def _attempt(self) -> tuple[int, ...]:
        try:
            authorization = parse_message(self._capture()).headers.get("Authorization")
        except SipError:
            authorization = None
        if authorization is None:
            return ()
        response = await self._register(authorization)
        return () if response is None else (response.status,)


def _challenge(response: SipResponse) -> Challenge | None:
    header = response.headers.get("WWW-Authenticate")
    if response.status != 401 or header is None:
        return None
    try:
        return parse_challenge(header)
    except SipError:
        return None
