from __future__ import annotations

import random
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camproof.protocols.flow import CloseFlow, Flow, Transmit
from camproof.protocols.sip import (
    DeviationsSeen,
    MessageUnreadable,
    RequestReceived,
    SipEndpoint,
    make_response,
    parse_message,
)

UDP = Flow("UDP", ("192.0.2.1", 5060), ("203.0.113.5", 40001))
TCP = Flow("TCP", ("192.0.2.1", 5060), ("203.0.113.5", 40001), 1)


def test_deviations_are_reported_with_the_name_of_the_message(lone: Any, register_text: str) -> None:
    first, second = lone.hear(register_text.replace(";tag=a1", ""))
    assert isinstance(first, DeviationsSeen)
    assert first.summary == "REGISTER"
    assert [note.what for note in first.deviations] == ["From has no tag"]
    assert isinstance(second, RequestReceived)


def test_a_request_without_from_tag_is_answered(lone: Any, register_text: str) -> None:
    event = lone.hear(register_text.replace(";tag=a1", ""))[1]
    lone.endpoint.respond(event.transaction, make_response(event.request, 200), 0.0)
    assert lone.said_lines() == ["SIP/2.0 200 OK"]


@pytest.mark.parametrize("line", ["CSeq: 1 REGISTER\n", "Call-ID: reg-1@192.168.1.64\n"])
def test_a_request_that_has_no_name_gets_400(lone: Any, register_text: str, line: str) -> None:
    [event] = lone.hear(register_text.replace(line, ""))
    assert isinstance(event, MessageUnreadable)
    [data] = lone.said()
    assert data.startswith(b"SIP/2.0 400 ")
    assert b"rport=40001" in data
    assert lone.endpoint.open_transactions == 0


def test_an_ack_or_response_that_has_no_name_is_only_reported(lone: Any, invite_text: str) -> None:
    ack = invite_text.replace("INVITE", "ACK").replace("CSeq: 20 ACK\n", "")
    assert [type(event) for event in lone.hear(ack)] == [MessageUnreadable]
    assert [type(event) for event in lone.hear("SIP/2.0 200 OK\n\n")] == [MessageUnreadable]
    assert lone.said() == []


def test_keep_alives_and_junk_on_udp(lone: Any) -> None:
    lone.endpoint.receive(b"\r\n\r\n", lone.flow, 0.0)
    lone.endpoint.receive(b"\0\0\0\0", lone.flow, 0.0)
    keep_alive, junk = lone.endpoint.events()
    assert isinstance(keep_alive, DeviationsSeen)
    assert keep_alive.summary == "UDP datagram"
    assert isinstance(junk, MessageUnreadable)
    assert junk.data == b"\0\0\0\0"


def test_pieces_of_a_tcp_stream(make_lone: Any, register_text: str) -> None:
    lone = make_lone("TCP")
    other = register_text.replace("CSeq: 1", "CSeq: 2")
    data = (register_text + other).replace("\n", "\r\n").encode() + b"\r"
    for octet in data:
        lone.endpoint.receive(bytes([octet]), lone.flow, 0.0)
    events = lone.endpoint.events()
    assert [type(event) for event in events] == [RequestReceived, RequestReceived, DeviationsSeen]
    assert events[2].summary == "TCP stream"


def test_a_stream_of_mere_junk_is_closed(make_lone: Any) -> None:
    lone = make_lone("TCP")
    for _ in range(20):
        lone.endpoint.receive(b"\xaa" * 65_536, lone.flow, 0.0)
    assert CloseFlow(lone.flow) in lone.endpoint.actions()


def test_an_unreadable_message_on_tcp(make_lone: Any, register_text: str) -> None:
    lone = make_lone("TCP")
    events = lone.hear("SIP/2.0 999 What\n\n" + register_text)
    assert [type(event) for event in events] == [MessageUnreadable, RequestReceived]


def test_ipv6_addresses_stand_in_brackets(request_of: Any) -> None:
    endpoint = SipEndpoint(rng=random.Random(1))
    endpoint.send_request(request_of(), Flow("UDP", ("2001:db8::1", 5060), ("2001:db8::2", 5060)), 0.0)
    [action] = endpoint.actions()
    assert isinstance(action, Transmit)
    assert b"Via: SIP/2.0/UDP [2001:db8::1]:5060;" in action.data
    parse_message(action.data, strict=True)


def test_no_user_agent(request_of: Any) -> None:
    endpoint = SipEndpoint(rng=random.Random(1), user_agent="")
    endpoint.send_request(request_of(), UDP, 0.0)
    [action] = endpoint.actions()
    assert isinstance(action, Transmit)
    assert b"User-Agent" not in action.data


def test_the_same_seed_gives_the_same_bytes(request_of: Any) -> None:
    def drive() -> list[object]:
        endpoint = SipEndpoint(rng=random.Random(5))
        request = request_of(call_id=endpoint.new_call_id("h"), from_tag=endpoint.new_tag())
        endpoint.send_request(request, UDP, 0.0)
        endpoint.advance(40.0)
        return [*endpoint.actions(), *endpoint.events()]

    assert drive() == drive()


def test_finished_transactions_are_bounded(make_lone: Any, register_text: str) -> None:
    lone = make_lone(max_lingering=10)
    for number in range(100):
        text = register_text.replace("reg-1", f"reg-{number}")
        [event] = lone.hear(text, number * 0.01)
        lone.endpoint.respond(event.transaction, make_response(event.request, 200), number * 0.01)
        assert lone.endpoint.open_transactions <= 10
    assert lone.endpoint.counters.forgotten_early == 90
    lone.endpoint.advance(100.0)
    assert lone.endpoint.open_transactions == 0


def test_a_storm_leaves_nothing_behind(make_lone: Any, register_text: str) -> None:
    lone = make_lone()
    now_s = 0.0
    for number in range(2000):
        now_s = number * 0.1
        lone.endpoint.advance(now_s)
        [event] = lone.hear(register_text.replace("reg-1", f"reg-{number}"), now_s)
        lone.endpoint.respond(event.transaction, make_response(event.request, 200), now_s)
        lone.said()
        assert lone.endpoint.open_transactions <= 322
    lone.endpoint.advance(now_s + 32.1)
    assert lone.endpoint.open_transactions == 0
    assert lone.endpoint.next_deadline_s() is None
    matching = lone.endpoint._matching
    assert not any((matching._clients, matching._clients_by_call, matching._servers, matching._invites))


PIECES = st.sampled_from(
    [
        b"REGISTER sip:a@b SIP/2.0\r\n",
        b"INVITE sip:a@b SIP/2.0\r\n",
        b"ACK sip:a@b SIP/2.0\r\n",
        b"CANCEL sip:a@b SIP/2.0\r\n",
        b"SIP/2.0 200 OK\r\n",
        b"Via: SIP/2.0/UDP 192.0.2.9:5060;rport;branch=z9hG4bK1\r\n",
        b"Via: \r\n",
        b"From: <sip:a@b>;tag=1\r\n",
        b"To: <sip:a@b>\r\n",
        b"Call-ID: c\r\n",
        b"CSeq: 1 INVITE\r\n",
        b"CSeq: 1 CANCEL\r\n",
        b"Content-Length: 3\r\n",
        b"Content-Length: -1\r\n",
        b"\r\n",
        b"abc",
        b"\0",
    ]
)


@settings(max_examples=100)
@given(st.lists(st.lists(PIECES | st.binary(max_size=20), max_size=10), max_size=8), st.booleans(), st.data())
def test_receive_raises_nothing(pieces: list[list[bytes]], tcp: bool, data: st.DataObject) -> None:
    endpoint = SipEndpoint(rng=random.Random(1))
    flow = TCP if tcp else UDP
    for number, message in enumerate(pieces):
        endpoint.receive(b"".join(message), flow, float(number))
        for event in endpoint.events():
            if isinstance(event, RequestReceived) and data.draw(st.booleans()):
                status = data.draw(st.sampled_from([100, 180, 200, 401, 486]))
                endpoint.respond(event.transaction, make_response(event.request, status), float(number))
        for action in endpoint.actions():
            if isinstance(action, Transmit):
                parse_message(action.data)
    endpoint.advance(1000.0)
    for _ in range(1000):
        due_s = endpoint.next_deadline_s()
        if due_s is None:
            break
        endpoint.advance(due_s)
    assert endpoint.open_transactions == 0


LONG = {
    "quotes": b"From: " + b'"\\' * 30_000,
    "brackets": b"From: " + b"<sip:" * 12_000,
    "params": b"From: <sip:a@b>" + b";tag " * 12_000,
    "blanks in params": b"From: <sip:a@b>" + b"; " * 30_000,
    "rports": b"Via: SIP/2.0/UDP a" + b";rport " * 9_000,
    "blanks after rport": b"Via: SIP/2.0/UDP a;rport" + b" " * 60_000,
    "commas": b"Via: SIP/2.0/UDP x;rport" + b"," * 60_000,
    "methods": b"ACK " * 15_000,
}


@pytest.mark.parametrize("flow", [UDP, TCP], ids=["UDP", "TCP"])
@pytest.mark.parametrize("line", LONG.values(), ids=LONG.keys())
def test_long_lines_take_linear_time(line: bytes, flow: Flow) -> None:
    endpoint = SipEndpoint(rng=random.Random(1))
    began_s = time.process_time()
    endpoint.receive(
        b"REGISTER sip:a SIP/2.0\r\nCSeq: 1 REGISTER\r\nCall-ID: 1\r\n" + line + b"\r\n\r\n", flow, 0.0
    )
    endpoint.receive(line + b"\r\n" + line + b"\r\n\r\n", flow, 0.0)
    for event in endpoint.events():
        if isinstance(event, RequestReceived):
            endpoint.respond(event.transaction, make_response(event.request, 200), 0.0)
    assert time.process_time() - began_s < 1.0
