from __future__ import annotations

from typing import Any

import pytest

from camproof.protocols.flow import Flow
from camproof.protocols.sip import (
    AckMissing,
    AckReceived,
    DeviationsSeen,
    InviteCancelled,
    RequestReceived,
    SipRequest,
    SipResponse,
    TransportFailed,
    make_response,
    parse_message,
)


def of(kind: type, events: list[Any]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


def accept(lone: Any, text: str, status: int, now_s: float = 0.0, **options: Any) -> RequestReceived:
    """Hear a request and answer it."""
    event: RequestReceived
    [event] = of(RequestReceived, lone.hear(text, now_s))
    assert lone.endpoint.respond(event.transaction, make_response(event.request, status, **options), now_s)
    return event


def run(lone: Any, until_s: float) -> list[float]:
    times = []
    while (due_s := lone.endpoint.next_deadline_s()) is not None and due_s <= until_s:
        lone.endpoint.advance(due_s)
        times += [due_s for _ in lone.said()]
    return times


def ack_of(invite: str, branch: str = "z9hG4bK-i1", cseq: int = 20) -> str:
    return invite.replace("INVITE", "ACK").replace("z9hG4bK-i1", branch).replace("CSeq: 20", f"CSeq: {cseq}")


def test_a_response_goes_back_with_received_rport_and_a_tag(lone: Any, register_text: str) -> None:
    accept(lone, register_text, 200)
    [action] = lone.endpoint.actions()
    assert action.flow == lone.flow
    response = parse_message(action.data, strict=True)
    assert isinstance(response, SipResponse)
    assert response.headers.get("Via") == (
        "SIP/2.0/UDP 192.168.1.64:5060;rport=40001;branch=z9hG4bK-b1;received=203.0.113.5"
    )
    assert response.to_tag
    assert response.headers.get("User-Agent") == "camproof"


def test_the_users_own_tag_is_kept(lone: Any, register_text: str) -> None:
    accept(lone, register_text, 200, to_tag="mine")
    assert b";tag=mine\r\n" in lone.said()[0]


def test_a_repeated_request_is_answered_with_the_last_response(lone: Any, register_text: str) -> None:
    accept(lone, register_text, 401)
    [first] = lone.said()
    for time_s in (0.5, 1.5, 31.9):
        run(lone, time_s)
        assert lone.hear(register_text, time_s) == []
        assert lone.said() == [first]
    assert lone.endpoint.counters.requests_repeated == 3
    run(lone, 32.0)  # timer J
    assert lone.endpoint.open_transactions == 0
    assert len(of(RequestReceived, lone.hear(register_text, 32.1))) == 1


def test_a_repeated_request_is_answered_where_it_now_comes_from(lone: Any, register_text: str) -> None:
    accept(lone, register_text, 200)
    lone.said()
    moved = Flow("UDP", lone.flow.local, ("203.0.113.5", 40777))
    lone.hear(register_text, 0.5, moved)
    [action] = lone.endpoint.actions()
    assert action.flow == moved


def test_a_repetition_before_the_answer_is_absorbed(lone: Any, register_text: str) -> None:
    [event] = lone.hear(register_text)
    assert lone.hear(register_text, 0.5) == []
    assert lone.said() == []
    lone.endpoint.respond(event.transaction, make_response(event.request, 100), 0.6)
    lone.hear(register_text, 0.7)
    assert [line.split()[1] for line in lone.said_lines()] == ["100", "100"]


def test_a_branch_used_twice_for_different_requests_is_two_transactions(
    lone: Any, register_text: str
) -> None:
    accept(lone, register_text, 401)
    again = register_text.replace("CSeq: 1", "CSeq: 2")
    assert len(of(RequestReceived, lone.hear(again, 0.1))) == 1


@pytest.mark.parametrize("branch", ["branch=1", "x=y"])
def test_peers_without_the_magic_cookie(lone: Any, register_text: str, branch: str) -> None:
    text = register_text.replace("branch=z9hG4bK-b1", branch)
    accept(lone, text, 200)
    lone.said()
    assert of(RequestReceived, lone.hear(text, 0.5)) == []
    assert len(lone.said()) == 1
    assert len(of(RequestReceived, lone.hear(text.replace("CSeq: 1", "CSeq: 2"), 0.6))) == 1
    assert len(of(RequestReceived, lone.hear(text.replace("tag=a1", "tag=a2"), 0.7))) == 1


def test_a_second_answer_is_refused(lone: Any, register_text: str) -> None:
    event = accept(lone, register_text, 200)
    assert not lone.endpoint.respond(event.transaction, make_response(event.request, 403), 0.1)
    assert not lone.endpoint.respond("unknown", make_response(event.request, 403), 0.1)
    assert lone.endpoint.counters.late_answers == 2
    assert len(lone.said()) == 1


def test_a_request_that_our_user_never_answers_is_forgotten(lone: Any, register_text: str) -> None:
    [event] = lone.hear(register_text)
    assert run(lone, 32.0) == []
    assert lone.endpoint.open_transactions == 0
    assert not lone.endpoint.respond(event.transaction, make_response(event.request, 200), 33.0)


def test_invite_gets_100_after_200_ms(lone: Any, invite_text: str) -> None:
    [event] = of(RequestReceived, lone.hear(invite_text))
    lone.endpoint.advance(0.199)
    assert lone.said() == []
    lone.endpoint.advance(0.2)
    [data] = lone.said()
    assert data.startswith(b"SIP/2.0 100 Trying")
    assert parse_message(data).to_tag == ""
    lone.hear(invite_text, 0.5)
    assert lone.said() == [data]
    assert lone.endpoint.respond(event.transaction, make_response(event.request, 200), 1.0)


def test_no_100_where_our_user_was_quicker_or_it_is_off(make_lone: Any, invite_text: str) -> None:
    from camproof.protocols.sip import Timers

    lone = make_lone()
    accept(lone, invite_text, 180)
    lone.said()
    assert run(lone, 1.0) == []
    silent = make_lone(timers=Timers(trying_s=None))
    silent.hear(invite_text)
    assert run(silent, 10.0) == []


def test_an_invite_without_final_answer_is_forgotten_after_300_s(lone: Any, invite_text: str) -> None:
    lone.hear(invite_text)
    run(lone, 299.0)
    assert lone.endpoint.open_transactions == 1
    run(lone, 300.0)
    assert lone.endpoint.open_transactions == 0


def test_a_failure_is_repeated_until_its_ack(lone: Any, invite_text: str) -> None:
    accept(lone, invite_text, 486, to_tag="d1")
    lone.said()
    assert run(lone, 8.0) == [0.5, 1.5, 3.5, 7.5]
    assert of(AckReceived, lone.hear(ack_of(invite_text), 8.0)) == []
    assert run(lone, 100.0) == []
    assert lone.endpoint.open_transactions == 0


def test_a_failure_that_nobody_acknowledges(lone: Any, invite_text: str) -> None:
    accept(lone, invite_text, 486, to_tag="d1")
    lone.said()
    assert run(lone, 100.0) == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
    [event] = lone.endpoint.events()
    assert isinstance(event, DeviationsSeen)
    assert event.deviations[0].evidence == b"SIP/2.0 486 Busy Here"
    assert lone.endpoint.open_transactions == 0


def test_a_2xx_is_repeated_until_its_ack(lone: Any, invite_text: str) -> None:
    accept(lone, invite_text, 200, to_tag="d1")
    lone.said()
    assert run(lone, 4.0) == [0.5, 1.5, 3.5]
    ack = ack_of(invite_text, "z9hG4bK-a9")
    [event] = of(AckReceived, lone.hear(ack, 4.0))
    assert event.request.method == "ACK"
    assert of(AckReceived, lone.hear(ack, 4.1)) == []
    assert lone.endpoint.next_deadline_s() == pytest.approx(9.0)  # timer I
    assert run(lone, 100.0) == []
    assert lone.endpoint.open_transactions == 0


def test_a_2xx_that_nobody_acknowledges(lone: Any, invite_text: str) -> None:
    received = accept(lone, invite_text, 200, to_tag="d1")
    lone.said()
    assert run(lone, 100.0) == [0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
    [missing] = of(AckMissing, lone.endpoint.events())
    assert (missing.transaction, missing.request) == (received.transaction, received.request)
    assert lone.endpoint.open_transactions == 0


def test_a_repeated_invite_gets_the_2xx_again(lone: Any, invite_text: str) -> None:
    accept(lone, invite_text, 200, to_tag="d1")
    [first] = lone.said()
    lone.hear(invite_text, 0.1)
    assert lone.said() == [first]


def test_an_ack_with_the_branch_of_its_invite_is_taken(lone: Any, invite_text: str) -> None:
    accept(lone, invite_text, 200, to_tag="d1")
    assert len(of(AckReceived, lone.hear(ack_of(invite_text), 0.1))) == 1


def test_an_ack_with_a_wrong_cseq_is_taken_and_noted(lone: Any, invite_text: str) -> None:
    accept(lone, invite_text, 200, to_tag="d1")
    events = lone.hear(ack_of(invite_text, "z9hG4bK-a9", cseq=21), 0.1)
    assert len(of(AckReceived, events)) == 1
    whats = [note.what for event in of(DeviationsSeen, events) for note in event.deviations]
    assert "ACK does not repeat the CSeq number of its INVITE" in whats


def test_two_invites_of_one_call_id_keep_their_acks_apart(lone: Any, invite_text: str) -> None:
    second = invite_text.replace("CSeq: 20", "CSeq: 21").replace("z9hG4bK-i1", "z9hG4bK-i2")
    for text in (invite_text, second):
        accept(lone, text, 200, to_tag="d1")
    for cseq in (21, 20):
        [event] = of(AckReceived, lone.hear(ack_of(invite_text, f"z9hG4bK-a{cseq}", cseq), 0.1))
        assert event.request.cseq.number == cseq
    lone.hear(ack_of(invite_text, "z9hG4bK-a5", cseq=5), 0.1)
    assert lone.endpoint.counters.stray_acks == 1


def test_a_stray_ack_is_counted_and_dropped(lone: Any, invite_text: str) -> None:
    assert of(AckReceived, lone.hear(ack_of(invite_text))) == []
    assert lone.said() == []
    assert lone.endpoint.counters.stray_acks == 1


def test_cancel_is_answered_here(lone: Any, invite_text: str) -> None:
    [received] = of(RequestReceived, lone.hear(invite_text))
    lone.endpoint.respond(received.transaction, make_response(received.request, 180, to_tag="d1"), 0.0)
    lone.said()
    [event] = lone.hear(invite_text.replace("INVITE", "CANCEL"), 0.5)
    assert isinstance(event, InviteCancelled)
    assert (event.transaction, event.request) == (received.transaction, received.request)
    ok, terminated = (parse_message(data) for data in lone.said())
    assert isinstance(ok, SipResponse)
    assert isinstance(terminated, SipResponse)
    assert (ok.status, str(ok.cseq), ok.to_tag) == (200, "20 CANCEL", "d1")
    assert (terminated.status, str(terminated.cseq), terminated.to_tag) == (487, "20 INVITE", "d1")
    late = make_response(received.request, 200, to_tag="d1")
    assert not lone.endpoint.respond(received.transaction, late, 0.6)
    lone.hear(ack_of(invite_text), 0.7)
    run(lone, 100.0)
    assert lone.endpoint.open_transactions == 0


def test_cancel_after_the_answer_changes_nothing(lone: Any, invite_text: str) -> None:
    accept(lone, invite_text, 200, to_tag="d1")
    lone.said()
    assert of(InviteCancelled, lone.hear(invite_text.replace("INVITE", "CANCEL"), 0.5)) == []
    assert lone.said_lines() == ["SIP/2.0 200 OK"]


def test_cancel_of_nothing(lone: Any, invite_text: str) -> None:
    cancel = invite_text.replace("INVITE", "CANCEL")
    assert lone.hear(cancel) == []
    lone.hear(cancel, 0.5)
    assert lone.said_lines() == ["SIP/2.0 481 Call/Transaction Does Not Exist"] * 2


def test_cancel_with_another_branch_finds_its_invite(lone: Any, invite_text: str) -> None:
    lone.hear(invite_text)
    cancel = invite_text.replace("INVITE", "CANCEL").replace("z9hG4bK-i1", "z9hG4bK-c1")
    assert len(of(InviteCancelled, lone.hear(cancel, 0.5))) == 1


def test_on_tcp_only_the_2xx_is_repeated(make_lone: Any, invite_text: str) -> None:
    text = invite_text.replace("/UDP", "/TCP")
    lone = make_lone("TCP")
    accept(lone, text, 486)
    lone.said()
    assert run(lone, 31.0) == []
    lone.hear(ack_of(text), 31.0)
    assert lone.endpoint.open_transactions == 0
    accept(lone, text.replace("CSeq: 20", "CSeq: 22"), 200, 40.0)
    lone.said()
    assert run(lone, 44.0) == [40.5, 41.5, 43.5]


def test_on_tcp_an_answered_request_is_forgotten_at_once(make_lone: Any, register_text: str) -> None:
    lone = make_lone("TCP")
    accept(lone, register_text, 200)
    assert lone.endpoint.open_transactions == 0
    assert lone.endpoint.next_deadline_s() is None


def test_the_end_of_a_connection_fails_what_the_peer_asked(make_lone: Any, invite_text: str) -> None:
    lone = make_lone("TCP")
    [received] = of(RequestReceived, lone.hear(invite_text))
    lone.endpoint.flow_lost(lone.flow, 1.0)
    [failed] = lone.endpoint.events()
    assert isinstance(failed, TransportFailed)
    assert failed.transaction == received.transaction
    assert not lone.endpoint.respond(received.transaction, make_response(received.request, 200), 1.1)


def test_the_requests_own_value_reaches_the_user(lone: Any, register_text: str) -> None:
    [event] = lone.hear(register_text)
    assert isinstance(event.request, SipRequest)
    assert event.request.headers.get("Via") == "SIP/2.0/UDP 192.168.1.64:5060;rport;branch=z9hG4bK-b1"
