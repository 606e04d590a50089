"""A scripted SIP server in virtual time for tests of devices."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, TypeVar

from camproof.protocols.flow import CloseFlow, Flow, OpenFlow, Transmit
from camproof.protocols.gb28181.device import DeviceConfig, DeviceMachine, ServerRef
from camproof.protocols.manscdp import Manscdp, build_manscdp, parse_manscdp
from camproof.protocols.sdp import SessionDescription, build_sdp
from camproof.protocols.sip import (
    Headers,
    SipRequest,
    SipResponse,
    make_response,
    parse_message,
    serialise,
    tag_of,
)

CAMERA = "34020000001320000001"
SERVER = "34020000002000000001"
OTHER = "34020000002000000002"
LOCAL = ("192.0.2.10", 5060)
REMOTE = ("192.0.2.1", 5060)
OTHER_REMOTE = ("192.0.2.2", 5061)
PASSWORD = "12345678"
EPOCH_S = 1_767_196_800.0
CHALLENGE = ("WWW-Authenticate", 'Digest realm="3402000000", nonce="0a4f113b", qop="auth", algorithm=MD5')

Event = TypeVar("Event")


def wall(now_s: float) -> float:
    return EPOCH_S + now_s


class Bench:
    """Runs a machine against scripted messages; time moves only when told."""

    def __init__(self, machine: Any, transport: str = "UDP") -> None:
        self.machine = machine
        self.now_s = 0.0
        self.flow = Flow(transport, LOCAL, REMOTE, int(transport == "TCP"))  # type: ignore[arg-type]
        self.seen: list[Any] = []
        self.other: list[Any] = []
        self._inbox: list[SipRequest | SipResponse] = []
        self._branch = 0

    # Time

    def run_to(self, now_s: float) -> None:
        """Fire every timer up to ``now_s``."""
        while (due_s := self.machine.next_deadline_s()) is not None and due_s <= now_s:
            self.now_s = max(self.now_s, due_s)
            self.machine.advance(self.now_s)
            self.drain()
        self.now_s = now_s

    # What the device sends

    def drain(self) -> None:
        for action in self.machine.actions():
            if isinstance(action, Transmit):
                self._inbox.append(parse_message(action.data, strict=True))
            else:
                self.other.append(action)
        self.seen += self.machine.events()

    def all(self) -> list[SipRequest | SipResponse]:
        self.drain()
        messages, self._inbox = self._inbox, []
        return messages

    def take(self, method: str) -> SipRequest:
        """The next request, which must be this one."""
        self.drain()
        for index, message in enumerate(self._inbox):
            if isinstance(message, SipRequest):
                assert message.method == method, f"{message.method} came, {method} was expected"
                return self._inbox.pop(index)  # type: ignore[return-value]
        raise AssertionError(f"no {method} was sent")

    def response(self) -> SipResponse:
        """The next response other than 100."""
        self.drain()
        for index, message in enumerate(self._inbox):
            if isinstance(message, SipResponse) and message.status != 100:
                return self._inbox.pop(index)  # type: ignore[return-value]
        raise AssertionError("no response was sent")

    def quiet(self) -> bool:
        """Nothing was sent since the last look."""
        return not self.all()

    def message(self, status: int = 200) -> Manscdp:
        """The body of the next MESSAGE, which is answered."""
        request = self.take("MESSAGE")
        self.reply(request, status)
        return parse_manscdp(request.body, strict=True)

    def opened(self) -> list[OpenFlow]:
        self.drain()
        return [action for action in self.other if isinstance(action, OpenFlow)]

    def closed(self) -> list[CloseFlow]:
        self.drain()
        return [action for action in self.other if isinstance(action, CloseFlow)]

    def events(self, kind: type[Event]) -> list[Event]:
        self.drain()
        return [event for event in self.seen if isinstance(event, kind)]

    # What the server sends

    def feed(self, message: SipRequest | SipResponse) -> None:
        self.machine.receive(serialise(message), self.flow, self.now_s)
        self.drain()

    def reply(
        self, request: SipRequest, status: int, headers: Sequence[tuple[str, str]] = (), body: bytes = b""
    ) -> None:
        self.feed(make_response(request, status, to_tag="srv", headers=headers, body=body))

    def request(
        self,
        method: str,
        *,
        headers: Sequence[tuple[str, str]] = (),
        body: bytes = b"",
        call_id: str = "c1",
        cseq: int = 1,
        to_tag: str = "",
        target: str = CAMERA,
    ) -> SipRequest:
        """A request of the server, fed to the device."""
        self._branch += 1
        tag = f";tag={to_tag}" if to_tag else ""
        basic = (
            ("Via", f"SIP/2.0/{self.flow.transport} 192.0.2.1:5060;rport;branch=z9hG4bK{self._branch}"),
            ("From", f"<sip:{SERVER}@3402000000>;tag=plat"),
            ("To", f"<sip:{target}@3402000000>{tag}"),
            ("Call-ID", call_id),
            ("CSeq", f"{cseq} {method}"),
            ("Max-Forwards", "70"),
            ("Contact", f"<sip:{SERVER}@192.0.2.1:5060>"),
        )
        request = SipRequest(method, f"sip:{target}@192.0.2.10:5060", Headers((*basic, *headers)), body)
        self.feed(request)
        return request

    def command(self, message: Manscdp, call_id: str = "m1") -> SipResponse:
        """A MESSAGE of the server; returns the device's response."""
        call_id = f"{call_id}-{self._branch}"
        body = build_manscdp(message)
        self.request(
            "MESSAGE", headers=(("Content-Type", "Application/MANSCDP+xml"),), body=body, call_id=call_id
        )
        return self.response()

    def invite(self, offer: SessionDescription, *, call_id: str = "call", subject: str = "") -> SipRequest:
        headers = [("Content-Type", "application/sdp")]
        if subject:
            headers.append(("Subject", subject))
        return self.request("INVITE", headers=headers, body=build_sdp(offer), call_id=call_id)

    def ack(self, answer: SipResponse, call_id: str = "call") -> None:
        self.request("ACK", call_id=call_id, to_tag=tag_of(answer.headers.get("To")))

    # Registration

    def register(self, headers: Sequence[tuple[str, str]] = (), expires_s: int = 3600) -> SipRequest:
        """Accept the REGISTER that is under way, with one challenge."""
        self.reply(self.take("REGISTER"), 401, [CHALLENGE])
        second = self.take("REGISTER")
        self.reply(second, 200, [("Expires", str(expires_s)), *headers])
        return second


def device(transport: str = "UDP", seed: int = 1, **settings: Any) -> DeviceMachine:
    config = DeviceConfig(
        code=CAMERA,
        password=PASSWORD,
        server=ServerRef(SERVER, REMOTE),
        transport=transport,  # type: ignore[arg-type]
        **settings,
    )
    return DeviceMachine(config, random.Random(seed), wall)


def started(transport: str = "UDP", **settings: Any) -> Bench:
    """A device that has been told to start."""
    bench = Bench(device(transport, **settings), transport)
    bench.machine.start(LOCAL, 0.0)
    if transport == "TCP":
        bench.drain()
        bench.machine.flow_opened(bench.flow, 0.0)
    return bench


def registered(transport: str = "UDP", **settings: Any) -> Bench:
    """A device that has registered for an hour."""
    bench = started(transport, **settings)
    bench.register()
    return bench
