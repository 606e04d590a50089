from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.sip import (
    Headers,
    ResponseReceived,
    SipRequest,
    SipResponse,
    Timers,
    TransactionTimedOut,
    TransportFailed,
    make_response,
    parse_message,
    serialise,
)

RequestOf = Callable[..., SipRequest]


def answer_to(data: bytes, status: int, to_tag: str = "p1") -> bytes:
    request = parse_message(data)
    assert isinstance(request, SipRequest)
    return serialise(make_response(request, status, to_tag=to_tag if status > 100 else ""))


def run(lone: Any, until_s: float) -> list[tuple[float, str]]:
    """Fire every timer up to this time; what was sent when."""
    sent = []
    while (due_s := lone.endpoint.next_deadline_s()) is not None and due_s <= until_s:
        lone.endpoint.advance(due_s)
        sent += [(due_s, line.split()[0]) for line in lone.said_lines()]
    return sent


def test_what_a_request_gets_on_its_way(lone: Any, request_of: RequestOf) -> None:
    branch = lone.endpoint.send_request(request_of("MESSAGE"), lone.flow, 0.0)
    [data] = lone.said()
    request = parse_message(data, strict=True)
    assert branch.startswith("z9hG4bK")
    assert request.headers.get("Via") == f"SIP/2.0/UDP 192.0.2.1:5060;rport;branch={branch}"
    assert request.headers.get("Max-Forwards") == "70"
    assert request.headers.get("User-Agent") == "camproof"


def test_own_headers_are_kept_and_an_old_via_is_replaced(lone: Any, request_of: RequestOf) -> None:
    extra = [("Via", "SIP/2.0/UDP old"), ("Max-Forwards", "5"), ("User-Agent", "WVP-Pro v2")]
    lone.endpoint.send_request(request_of("MESSAGE", headers=extra), lone.flow, 0.0)
    request = parse_message(lone.said()[0])
    assert len(request.headers.all("Via")) == 1
    assert request.headers.all("Max-Forwards") == ("5",)
    assert request.headers.all("User-Agent") == ("WVP-Pro v2",)


@pytest.mark.parametrize(
    "request_",
    [
        SipRequest("ACK", "sip:a", Headers([("CSeq", "1 ACK")])),
        SipRequest("CANCEL", "sip:a", Headers([("CSeq", "1 CANCEL")])),
        SipRequest("MESSAGE", "sip:a"),
        SipRequest("MESSAGE", "sip:a", Headers([("CSeq", "1 INFO")])),
    ],
)
def test_misuse(lone: Any, request_: SipRequest) -> None:
    with pytest.raises(LocalProtocolError):
        lone.endpoint.send_request(request_, lone.flow, 0.0)


def test_other_requests_are_repeated_at_half_one_two_four_four(lone: Any, request_of: RequestOf) -> None:
    branch = lone.endpoint.send_request(request_of("MESSAGE"), lone.flow, 0.0)
    lone.said()
    sent = run(lone, 100.0)
    assert [time_s for time_s, _ in sent] == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
    [event] = lone.endpoint.events()
    assert isinstance(event, TransactionTimedOut)
    assert event.transaction == branch
    assert lone.endpoint.open_transactions == 0
    assert lone.endpoint.next_deadline_s() is None


def test_a_provisional_response_slows_other_requests_down(lone: Any, request_of: RequestOf) -> None:
    lone.endpoint.send_request(request_of("MESSAGE"), lone.flow, 0.0)
    [data] = lone.said()
    lone.endpoint.receive(answer_to(data, 100), lone.flow, 0.2)
    sent = run(lone, 100.0)
    assert [time_s for time_s, _ in sent] == [0.5, 4.5, 8.5, 12.5, 16.5, 20.5, 24.5, 28.5]
    kinds = [type(event) for event in lone.endpoint.events()]
    assert kinds == [ResponseReceived, TransactionTimedOut]


def test_a_final_response_is_reported_once_and_its_repetitions_absorbed(
    lone: Any, request_of: RequestOf
) -> None:
    request = request_of("MESSAGE")
    branch = lone.endpoint.send_request(request, lone.flow, 0.0)
    [data] = lone.said()
    for time_s in (0.1, 0.6, 1.0):
        lone.endpoint.receive(answer_to(data, 200), lone.flow, time_s)
    [event] = lone.endpoint.events()
    assert (event.transaction, event.request, event.response.status) == (branch, request, 200)
    assert lone.endpoint.next_deadline_s() == pytest.approx(5.1)  # timer K
    assert run(lone, 10.0) == []
    assert lone.endpoint.open_transactions == 0
    lone.endpoint.receive(answer_to(data, 200), lone.flow, 11.0)
    assert lone.endpoint.events() == []
    assert lone.endpoint.counters.stray_responses == 1


def test_invite_is_repeated_doubling_without_limit(lone: Any, request_of: RequestOf) -> None:
    lone.endpoint.send_request(request_of("INVITE"), lone.flow, 0.0)
    lone.said()
    assert [time_s for time_s, _ in run(lone, 100.0)] == [0.5, 1.5, 3.5, 7.5, 15.5, 31.5]
    assert [type(event) for event in lone.endpoint.events()] == [TransactionTimedOut]


def test_invite_waits_for_ever_once_it_got_100(lone: Any, request_of: RequestOf) -> None:
    """A camera that takes longer than 64 T1 but said 100 is no time-out."""
    lone.endpoint.send_request(request_of("INVITE"), lone.flow, 0.0)
    [data] = lone.said()
    lone.endpoint.receive(answer_to(data, 100), lone.flow, 0.2)
    assert run(lone, 1000.0) == []
    lone.endpoint.receive(answer_to(data, 200), lone.flow, 1000.0)
    statuses = [
        event.response.status for event in lone.endpoint.events() if isinstance(event, ResponseReceived)
    ]
    assert statuses == [100, 200]


def test_a_failure_is_acknowledged_and_each_repetition_again(lone: Any, request_of: RequestOf) -> None:
    route = [("Route", "<sip:192.0.2.9;lr>")]
    branch = lone.endpoint.send_request(request_of("INVITE", cseq=20, headers=route), lone.flow, 0.0)
    [data] = lone.said()
    for time_s in (0.1, 0.6):
        lone.endpoint.receive(answer_to(data, 486), lone.flow, time_s)
    first, second = lone.said()
    assert first == second
    ack = parse_message(first)
    assert isinstance(ack, SipRequest)
    assert (ack.method, ack.uri, str(ack.cseq)) == ("ACK", parse_message(data).uri, "20 ACK")  # type: ignore[union-attr]
    assert (ack.headers.get("Via") or "").endswith(branch)
    assert ack.to_tag == "p1"
    assert ack.headers.get("Route") == "<sip:192.0.2.9;lr>"
    reported = [event for event in lone.endpoint.events() if isinstance(event, ResponseReceived)]
    assert [event.response.status for event in reported] == [486]
    assert lone.endpoint.next_deadline_s() == pytest.approx(32.1)  # timer D
    run(lone, 40.0)
    assert lone.endpoint.open_transactions == 0


def test_the_ack_to_a_2xx_is_sent_again_with_each_2xx(lone: Any, request_of: RequestOf) -> None:
    branch = lone.endpoint.send_request(request_of("INVITE"), lone.flow, 0.0)
    [data] = lone.said()
    ok = answer_to(data, 200)
    lone.endpoint.receive(ok, lone.flow, 0.1)
    lone.endpoint.receive(ok, lone.flow, 0.2)
    assert lone.said() == []  # nothing to repeat yet
    lone.endpoint.send_ack(branch, request_of("ACK", to_tag="p1"), lone.flow, 0.3)
    [ack] = lone.said()
    assert branch.encode() not in ack
    lone.endpoint.receive(ok, lone.flow, 0.8)
    assert lone.said() == [ack]
    reported = [event for event in lone.endpoint.events() if isinstance(event, ResponseReceived)]
    assert len(reported) == 1
    assert lone.endpoint.next_deadline_s() == pytest.approx(32.1)  # timer M
    run(lone, 40.0)
    assert lone.endpoint.open_transactions == 0
    lone.endpoint.send_ack(branch, request_of("ACK", to_tag="p1"), lone.flow, 41.0)
    assert len(lone.said()) == 1


def test_a_2xx_of_another_fork_is_reported_too(lone: Any, request_of: RequestOf) -> None:
    lone.endpoint.send_request(request_of("INVITE"), lone.flow, 0.0)
    [data] = lone.said()
    for tag in ("one", "two", "one"):
        lone.endpoint.receive(answer_to(data, 200, tag), lone.flow, 0.1)
    reported = [event for event in lone.endpoint.events() if isinstance(event, ResponseReceived)]
    assert [event.response.to_tag for event in reported] == ["one", "two"]


def test_cancel_waits_for_a_provisional_response(lone: Any, request_of: RequestOf) -> None:
    branch = lone.endpoint.send_request(request_of("INVITE", cseq=20), lone.flow, 0.0)
    [data] = lone.said()
    lone.endpoint.cancel(branch, 0.1)
    assert lone.said() == []
    lone.endpoint.receive(answer_to(data, 100), lone.flow, 0.2)
    [octets] = lone.said()
    cancel = parse_message(octets)
    assert isinstance(cancel, SipRequest)
    assert (cancel.method, str(cancel.cseq)) == ("CANCEL", "20 CANCEL")
    assert cancel.headers.get("Via") == parse_message(data).headers.get("Via")
    lone.endpoint.receive(answer_to(octets, 200), lone.flow, 0.3)
    lone.endpoint.receive(answer_to(data, 487), lone.flow, 0.3)
    assert [line.split()[0] for line in lone.said_lines()] == ["ACK"]
    statuses = [
        event.response.status for event in lone.endpoint.events() if isinstance(event, ResponseReceived)
    ]
    assert statuses == [100, 487]


def test_cancel_is_repeated_and_the_invite_given_up_after_64_t1(lone: Any, request_of: RequestOf) -> None:
    branch = lone.endpoint.send_request(request_of("INVITE"), lone.flow, 0.0)
    [data] = lone.said()
    lone.endpoint.receive(answer_to(data, 180), lone.flow, 1.0)
    lone.endpoint.cancel(branch, 1.0)
    assert lone.said_lines()[0].startswith("CANCEL")
    sent = run(lone, 100.0)
    assert {method for _, method in sent} == {"CANCEL"}
    assert [time_s for time_s, _ in sent][:4] == [1.5, 2.5, 4.5, 8.5]
    timed_out = [event for event in lone.endpoint.events() if isinstance(event, TransactionTimedOut)]
    assert [event.transaction for event in timed_out] == [branch]
    assert lone.endpoint.open_transactions == 0


def test_cancel_after_a_final_response_does_nothing(lone: Any, request_of: RequestOf) -> None:
    branch = lone.endpoint.send_request(request_of("INVITE"), lone.flow, 0.0)
    [data] = lone.said()
    lone.endpoint.receive(answer_to(data, 200), lone.flow, 0.1)
    lone.endpoint.cancel(branch, 0.2)
    lone.endpoint.cancel("unknown", 0.2)
    assert lone.said() == []


def test_nothing_is_repeated_on_tcp(make_lone: Any, request_of: RequestOf) -> None:
    lone = make_lone("TCP")
    for method in ("MESSAGE", "INVITE"):
        lone.endpoint.send_request(request_of(method), lone.flow, 0.0)
    assert len(lone.said()) == 2
    assert run(lone, 100.0) == []
    assert [type(event) for event in lone.endpoint.events()] == [TransactionTimedOut] * 2


def test_on_tcp_an_answered_transaction_ends_at_once(make_lone: Any, request_of: RequestOf) -> None:
    lone = make_lone("TCP")
    for method, status in (("MESSAGE", 200), ("INVITE", 486)):
        lone.endpoint.send_request(request_of(method), lone.flow, 0.0)
        [data] = lone.said()
        lone.endpoint.receive(answer_to(data, status), lone.flow, 0.1)
        lone.said()
    assert lone.endpoint.open_transactions == 0
    assert lone.endpoint.next_deadline_s() is None


def test_the_end_of_a_connection_fails_its_transactions(make_lone: Any, request_of: RequestOf) -> None:
    lone = make_lone("TCP")
    branches = [
        lone.endpoint.send_request(request_of(method), lone.flow, 0.0) for method in ("MESSAGE", "INVITE")
    ]
    lone.endpoint.flow_lost(lone.flow, 1.0, "reset by peer")
    failed = lone.endpoint.events()
    assert all(isinstance(event, TransportFailed) for event in failed)
    assert [(event.transaction, event.why) for event in failed] == [
        (one, "reset by peer") for one in branches
    ]
    assert lone.endpoint.open_transactions == 0
    assert lone.endpoint.next_deadline_s() is None


def test_a_request_on_a_closed_connection_fails_at_once(make_lone: Any, request_of: RequestOf) -> None:
    lone = make_lone("TCP")
    lone.endpoint.flow_lost(lone.flow, 0.0)
    branch = lone.endpoint.send_request(request_of("MESSAGE"), lone.flow, 0.0)
    [event] = lone.endpoint.events()
    assert isinstance(event, TransportFailed)
    assert event.transaction == branch
    lone.endpoint.send_ack("x", request_of("ACK"), lone.flow, 0.0)
    assert lone.said() == []
    assert lone.endpoint.counters.unsendable == 1


def test_other_base_timers(make_lone: Any, request_of: RequestOf) -> None:
    lone = make_lone(timers=Timers(t1_s=0.125, t2_s=0.375))
    lone.endpoint.send_request(request_of("MESSAGE"), lone.flow, 0.0)
    lone.said()
    times = [time_s for time_s, _ in run(lone, 1.5)]
    assert times == [0.125, 0.375, 0.75, 1.125, 1.5]
    run(lone, 8.0)
    assert lone.endpoint.open_transactions == 0


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"branch=z9hG4bK", b"branch=0"), (b";branch=", b";was="), (b"Via: ", b"Was: ")],
)
def test_a_response_without_our_branch_is_found_by_its_call(
    lone: Any, request_of: RequestOf, old: bytes, new: bytes
) -> None:
    branch = lone.endpoint.send_request(request_of("MESSAGE"), lone.flow, 0.0)
    [data] = lone.said()
    lone.endpoint.receive(answer_to(data, 200).replace(old, new), lone.flow, 0.1)
    events = lone.endpoint.events()
    assert [event.transaction for event in events if isinstance(event, ResponseReceived)] == [branch]
    notes = [note.what for event in events for note in getattr(event, "deviations", ())]
    assert "a response does not repeat our Via branch" in notes


def test_strays_are_dropped_and_counted(lone: Any) -> None:
    stray = SipResponse(200, "OK", Headers([("Call-ID", "x"), ("CSeq", "1 MESSAGE")]))
    lone.endpoint.receive(serialise(stray), lone.flow, 0.0)
    assert not [event for event in lone.endpoint.events() if isinstance(event, ResponseReceived)]
    assert lone.endpoint.counters.stray_responses == 1
