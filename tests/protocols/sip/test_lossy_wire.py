"""Two endpoints over a wire that loses messages, in virtual time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camproof.protocols.sip import (
    AckMissing,
    AckReceived,
    Dialog,
    InviteCancelled,
    RequestReceived,
    ResponseReceived,
    SipEvent,
    SipRequest,
    TransactionTimedOut,
    make_response,
)

RequestOf = Callable[..., SipRequest]


def answering(
    wire: Any, name: str, status: int, after: Callable[[RequestReceived], int] | None = None
) -> None:
    """Let this side answer every request at once."""
    side = wire.sides[name]

    def react(event: SipEvent, now_s: float) -> None:
        if isinstance(event, RequestReceived):
            code = after(event) if after else status
            response = make_response(
                event.request, code, to_tag="t1", headers=[("Contact", "<sip:x@192.0.2.1>")]
            )
            side.endpoint.respond(event.transaction, response, now_s)

    side.react = react


def acknowledging(wire: Any, name: str) -> None:
    """Let this side acknowledge every 2xx to its INVITE."""
    side = wire.sides[name]

    def react(event: SipEvent, now_s: float) -> None:
        if not isinstance(event, ResponseReceived) or event.request.method != "INVITE":
            return
        if 200 <= event.response.status < 300:
            ack = Dialog.from_uac(event.request, event.response).ack()
            side.endpoint.send_ack(event.transaction, ack, side.flow, now_s)

    side.react = react


def ask(wire: Any, request: SipRequest) -> str:
    name: str = wire.device.endpoint.send_request(request, wire.device.flow, wire.now_s)
    return name


def statuses(side: Any) -> list[int]:
    return [event.response.status for event in side.events(ResponseReceived)]


def at_rest(wire: Any) -> bool:
    endpoints = [side.endpoint for side in wire.sides.values()]
    return all(one.open_transactions == 0 and one.next_deadline_s() is None for one in endpoints)


def test_a_lost_request_comes_through_half_a_second_later(wire: Any, request_of: RequestOf) -> None:
    answering(wire, "platform", 200)
    wire.lose = lambda sender, number: sender == "device" and number == 0
    ask(wire, request_of("REGISTER"))
    wire.run(100.0)
    assert wire.times("device", "REGISTER") == [0.0, 0.5]
    assert statuses(wire.device) == [200]
    assert at_rest(wire)


def test_a_lost_response_is_said_again_and_asked_once(wire: Any, request_of: RequestOf) -> None:
    answering(wire, "platform", 200)
    wire.lose = lambda sender, number: sender == "platform" and number < 2
    ask(wire, request_of("REGISTER"))
    wire.run(100.0)
    assert wire.times("device", "REGISTER") == [0.0, 0.5, 1.5]
    assert wire.times("platform", "SIP/2.0 200") == [0.01, 0.51, 1.51]
    assert len(wire.platform.events(RequestReceived)) == 1
    assert statuses(wire.device) == [200]
    assert at_rest(wire)


def test_a_dead_platform(wire: Any, request_of: RequestOf) -> None:
    wire.lose = lambda sender, number: True
    ask(wire, request_of("MESSAGE"))
    wire.run(100.0)
    expected = [0.0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
    assert wire.times("device", "MESSAGE") == expected
    assert len(wire.device.events(TransactionTimedOut)) == 1
    assert wire.device.seen[-1][0] == 32.0
    assert at_rest(wire)


def test_a_whole_call(wire: Any, request_of: RequestOf) -> None:
    answering(wire, "platform", 200)
    acknowledging(wire, "device")
    ask(wire, request_of("INVITE"))
    wire.run(60.0)
    assert [line.split()[0] for _, _, line in wire.log] == ["INVITE", "SIP/2.0", "ACK"]
    assert len(wire.platform.events(AckReceived)) == 1
    assert at_rest(wire)


def test_a_lost_2xx(wire: Any, request_of: RequestOf) -> None:
    answering(wire, "platform", 200)
    acknowledging(wire, "device")
    wire.lose = lambda sender, number: sender == "platform" and number == 0
    ask(wire, request_of("INVITE"))
    wire.run(60.0)
    assert statuses(wire.device) == [200]
    assert len(wire.platform.events(AckReceived)) == 1
    assert wire.platform.events(AckMissing) == []
    assert at_rest(wire)


def test_lost_acks_are_sent_again_with_the_2xx(wire: Any, request_of: RequestOf) -> None:
    answering(wire, "platform", 200)
    acknowledging(wire, "device")
    wire.lose = lambda sender, number: sender == "device" and number in {1, 2}
    ask(wire, request_of("INVITE"))
    wire.run(60.0)
    assert wire.times("platform", "SIP/2.0 200") == [0.01, 0.51, 1.51]
    assert wire.times("device", "ACK") == [0.02, 0.52, 1.52]
    assert len(wire.platform.events(AckReceived)) == 1
    assert at_rest(wire)


def test_acks_that_never_come(wire: Any, request_of: RequestOf) -> None:
    answering(wire, "platform", 200)
    acknowledging(wire, "device")
    wire.lose = lambda sender, number: sender == "device" and number > 0
    ask(wire, request_of("INVITE"))
    wire.run(100.0)
    assert len(wire.platform.events(AckMissing)) == 1
    assert at_rest(wire)


def test_a_lost_failure_and_a_lost_ack_to_it(wire: Any, request_of: RequestOf) -> None:
    answering(wire, "platform", 488)
    lost = {("platform", 0), ("device", 2)}
    wire.lose = lambda sender, number: (sender, number) in lost
    ask(wire, request_of("INVITE"))
    wire.run(100.0)
    assert statuses(wire.device) == [488]
    assert len(wire.times("device", "ACK")) == 2
    assert at_rest(wire)


def test_a_slow_camera_that_says_100(wire: Any, request_of: RequestOf) -> None:
    """A 200 after 40 s is no failure where the transaction layer answered 100 meanwhile."""
    acknowledging(wire, "device")
    ask(wire, request_of("INVITE"))
    wire.run(40.0)
    assert wire.times("device", "INVITE") == [0.0]
    [event] = wire.platform.events(RequestReceived)
    response = make_response(event.request, 200, to_tag="t1")
    assert wire.platform.endpoint.respond(event.transaction, response, wire.now_s)
    wire.run(100.0)
    assert statuses(wire.device) == [100, 200]
    assert len(wire.platform.events(AckReceived)) == 1
    assert at_rest(wire)


@pytest.mark.parametrize(
    "lost", [set(), {("device", 1)}, {("platform", 1)}, {("platform", 2)}, {("platform", 0)}]
)
def test_cancel_on_a_lossy_wire(wire: Any, request_of: RequestOf, lost: set[tuple[str, int]]) -> None:
    wire.lose = lambda sender, number: (sender, number) in lost
    name = ask(wire, request_of("INVITE"))
    wire.run(2.0)
    wire.device.endpoint.cancel(name, wire.now_s)
    wire.run(200.0)
    assert len(wire.platform.events(InviteCancelled)) == 1
    assert statuses(wire.device)[-1] == 487
    assert at_rest(wire)


def test_a_call_on_tcp(tcp_wire: Any, request_of: RequestOf) -> None:
    answering(tcp_wire, "platform", 200)
    acknowledging(tcp_wire, "device")
    ask(tcp_wire, request_of("INVITE"))
    ask(tcp_wire, request_of("MESSAGE", cseq=2))
    tcp_wire.run(60.0)
    assert len(tcp_wire.log) == 5
    assert len(tcp_wire.platform.events(AckReceived)) == 1
    assert at_rest(tcp_wire)


@settings(max_examples=60)
@given(
    lost=st.sets(st.tuples(st.sampled_from(["device", "platform"]), st.integers(0, 8)), max_size=9),
    method=st.sampled_from(["REGISTER", "INVITE"]),
    status=st.sampled_from([200, 404]),
)
def test_any_loss_pattern_ends_and_leaves_nothing(
    make_wire: Any, request_of: RequestOf, lost: set[tuple[str, int]], method: str, status: int
) -> None:
    wire = make_wire()
    answering(wire, "platform", status)
    acknowledging(wire, "device")
    wire.lose = lambda sender, number: (sender, number) in lost
    ask(wire, request_of(method))
    wire.run(300.0)
    outcomes = len(statuses(wire.device)) + len(wire.device.events(TransactionTimedOut))
    assert outcomes == 1
    assert len(wire.platform.events(RequestReceived)) <= 1
    assert at_rest(wire)
