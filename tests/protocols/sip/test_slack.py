"""An endpoint whose finished transactions are in no hurry to be forgotten."""

from __future__ import annotations

import random

import pytest

from camproof.protocols.flow import Flow
from camproof.protocols.sip import (
    Headers,
    ResponseReceived,
    SipEndpoint,
    SipRequest,
    Timers,
    make_response,
    parse_message,
    serialise,
)

FLOW = Flow("UDP", ("192.0.2.1", 5060), ("192.0.2.9", 5060))
REQUEST = SipRequest(
    "MESSAGE",
    "sip:b@192.0.2.9",
    Headers(
        [
            ("From", "<sip:a@192.0.2.1>;tag=f"),
            ("To", "<sip:b@192.0.2.9>"),
            ("Call-ID", "c"),
            ("CSeq", "1 MESSAGE"),
        ]
    ),
)


@pytest.fixture
def answered() -> tuple[SipEndpoint, bytes]:
    """An endpoint with 90 s of slack whose request was answered at 0.1 s, and that answer."""
    endpoint = SipEndpoint(rng=random.Random(1), timers=Timers(slack_s=90.0))
    endpoint.send_request(REQUEST, FLOW, 0.0)
    [sent] = endpoint.actions()
    request = parse_message(sent.data)
    assert isinstance(request, SipRequest)
    answer = serialise(make_response(request, 200, to_tag="t"))
    endpoint.receive(answer, FLOW, 0.1)
    [event] = endpoint.events()
    assert isinstance(event, ResponseReceived)
    return endpoint, answer


def test_nobody_is_woken_for_timer_k_before_the_slack_is_over(answered: tuple[SipEndpoint, bytes]) -> None:
    endpoint, _ = answered
    assert endpoint.next_deadline_s() == pytest.approx(95.1)
    assert endpoint.open_transactions == 1
    endpoint.advance(95.1)
    assert (endpoint.open_transactions, endpoint.next_deadline_s()) == (0, None)


def test_what_is_urgent_is_told_as_ever(answered: tuple[SipEndpoint, bytes]) -> None:
    endpoint, _ = answered
    endpoint.send_request(REQUEST, FLOW, 1.0)
    assert endpoint.next_deadline_s() == 1.5


def test_a_repetition_within_timer_k_is_absorbed_and_one_after_it_is_a_stray(
    answered: tuple[SipEndpoint, bytes],
) -> None:
    endpoint, answer = answered
    endpoint.receive(answer, FLOW, 5.0)
    assert (endpoint.events(), endpoint.counters.stray_responses) == ([], 0)
    endpoint.receive(answer, FLOW, 5.2)
    assert (endpoint.events(), endpoint.counters.stray_responses) == ([], 1)
    assert endpoint.open_transactions == 0


def test_any_timer_that_fires_takes_what_has_ended_with_it(answered: tuple[SipEndpoint, bytes]) -> None:
    endpoint, _ = answered
    endpoint.send_request(REQUEST, FLOW, 6.0)
    endpoint.advance(6.5)
    assert endpoint.open_transactions == 1
