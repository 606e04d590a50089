from __future__ import annotations

import pytest
from device_bench import (
    CAMERA,
    CHALLENGE,
    LOCAL,
    OTHER,
    OTHER_REMOTE,
    PASSWORD,
    REMOTE,
    SERVER,
    Bench,
    device,
    registered,
    started,
)

from camproof.protocols.flow import Flow, OpenFlow
from camproof.protocols.gb28181.device import (
    Redirected,
    Registered,
    RegistrationFailed,
    RegistrationState,
    ServerLost,
    Unregistered,
)
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.sip import SipRequest, parse_credentials, verify


def authorization(request: SipRequest) -> str:
    return request.headers.get("Authorization") or ""


def test_the_first_register_carries_no_credentials() -> None:
    request = started().take("REGISTER")
    assert request.uri == f"sip:{SERVER}@3402000000"
    assert request.headers.get("To") == f"<sip:{CAMERA}@3402000000>"
    assert request.headers.get("Contact") == f"<sip:{CAMERA}@192.0.2.10:5060>"
    assert request.headers.get("Expires") == "86400"
    assert request.headers.get("X-GB-Ver") == "3.0"
    assert request.headers.get("Authorization") is None


def test_the_2016_edition_names_its_version() -> None:
    assert started(edition=Edition.GB2016).take("REGISTER").headers.get("X-GB-Ver") == "2.0"


@pytest.mark.parametrize(
    "challenge",
    [
        'Digest realm="3402000000", nonce="0a4f113b"',
        'Digest realm="3402000000", nonce="0a4f113b", qop="auth", algorithm=MD5',
        'Digest realm="3402000000", nonce="0a4f113b", qop="auth,auth-int", algorithm=SHA-256, opaque="o"',
        'Digest realm="3402000000", nonce="0a4f113b", algorithm=SM3',
    ],
)
def test_the_second_register_answers_the_challenge(challenge: str) -> None:
    bench = started()
    first = bench.take("REGISTER")
    bench.reply(first, 401, [("WWW-Authenticate", challenge)])
    second = bench.take("REGISTER")
    assert verify(parse_credentials(authorization(second)), password=PASSWORD, method="REGISTER")
    assert second.call_id == first.call_id
    assert second.cseq.number == first.cseq.number + 1
    bench.reply(second, 200, [("Expires", "3600"), ("X-GB-Ver", "2.0")])
    assert bench.events(Registered) == [Registered(SERVER, REMOTE, 3600.0, refresh=False, version="2.0")]
    assert bench.machine.registered


def test_the_first_challenge_that_is_known_is_answered() -> None:
    bench = started()
    unknown = ("WWW-Authenticate", 'Digest realm="r", nonce="n", algorithm=SHA-512-256')
    bench.reply(bench.take("REGISTER"), 401, [unknown, CHALLENGE])
    assert parse_credentials(authorization(bench.take("REGISTER"))).nonce == "0a4f113b"


@pytest.mark.parametrize("value", [None, "Digest realm", 'Digest realm="r", nonce="n", algorithm=SHA-1'])
def test_a_challenge_that_cannot_be_answered_fails_the_registration(value: str | None) -> None:
    bench = started()
    bench.reply(bench.take("REGISTER"), 401, [] if value is None else [("WWW-Authenticate", value)])
    assert [event.status for event in bench.events(RegistrationFailed)] == [401]


def test_a_stale_nonce_is_answered_again_and_a_plain_401_is_not() -> None:
    bench = started()
    bench.reply(bench.take("REGISTER"), 401, [CHALLENGE])
    stale = 'Digest realm="3402000000", nonce="new", qop="auth", stale=true'
    bench.reply(bench.take("REGISTER"), 401, [("WWW-Authenticate", stale)])
    third = bench.take("REGISTER")
    assert parse_credentials(authorization(third)).nonce == "new"
    bench.reply(third, 401, [CHALLENGE])
    assert bench.events(RegistrationFailed)[0].status == 401
    assert bench.quiet()


def test_stale_without_end_is_given_up() -> None:
    bench = started()
    stale = ("WWW-Authenticate", 'Digest realm="3402000000", nonce="n", stale=true')
    for _ in range(4):
        bench.reply(bench.take("REGISTER"), 401, [stale])
    assert bench.events(RegistrationFailed)
    assert bench.quiet()


def test_the_same_nonce_counts_its_uses() -> None:
    bench = registered()
    bench.machine.unregister(10.0)
    bench.reply(bench.take("REGISTER"), 401, [CHALLENGE])
    assert parse_credentials(authorization(bench.take("REGISTER"))).nc == "00000002"


def test_it_is_refreshed_before_it_expires() -> None:
    bench = registered(keepalive_interval_s=1e9)
    bench.all()
    bench.run_to(2699.0)
    assert bench.quiet()
    bench.run_to(2700.0)
    refresh = bench.take("REGISTER")
    assert refresh.headers.get("Authorization") is None
    bench.reply(refresh, 401, [CHALLENGE])
    bench.reply(bench.take("REGISTER"), 200, [("Expires", "3600")])
    assert [event.refresh for event in bench.events(Registered)] == [False, True]


def test_the_server_may_grant_another_life_and_ask_for_a_longer_one() -> None:
    bench = started(expires_s=60, keepalive_interval_s=1e9)
    bench.reply(bench.take("REGISTER"), 423, [("Min-Expires", "3600")])
    again = bench.take("REGISTER")
    assert again.headers.get("Expires") == "3600"
    bench.reply(again, 200)
    assert bench.events(Registered)[0].expires_s == 3600.0


def test_a_423_without_use_is_a_failure() -> None:
    bench = started()
    bench.reply(bench.take("REGISTER"), 423, [("Min-Expires", "5")])
    assert bench.events(RegistrationFailed)[0].status == 423


def test_a_failed_registration_is_tried_again_after_interval_and_random_delay() -> None:
    delays = set()
    for seed in range(5):
        bench = Bench(device(seed=seed, retry_interval_s=60.0, retry_jitter_s=30.0))
        bench.machine.start(LOCAL, 0.0)
        bench.reply(bench.take("REGISTER"), 403)
        failed = bench.events(RegistrationFailed)[0]
        assert failed.status == 403
        assert 60.0 <= failed.retry_in_s <= 90.0
        delays.add(failed.retry_in_s)
        bench.run_to(failed.retry_in_s - 0.1)
        assert bench.quiet()
        bench.run_to(failed.retry_in_s)
        assert bench.take("REGISTER")
    assert len(delays) == 5


def test_an_unanswered_registration_is_tried_again() -> None:
    bench = started(retry_jitter_s=0.0)
    bench.run_to(32.0)
    assert bench.events(RegistrationFailed) == [RegistrationFailed(None, "no answer", 60.0)]
    bench.all()
    bench.run_to(92.0)
    assert bench.take("REGISTER")


def test_leaving_is_challenged_too() -> None:
    bench = registered()
    bench.machine.unregister(10.0)
    first = bench.take("REGISTER")
    assert first.headers.get("Expires") == "0"
    bench.reply(first, 401, [CHALLENGE])
    second = bench.take("REGISTER")
    assert second.headers.get("Expires") == "0"
    assert authorization(second)
    bench.reply(second, 200)
    assert bench.events(Unregistered) == [Unregistered(answered=True)]
    assert bench.machine.state is RegistrationState.IDLE
    bench.run_to(10_000.0)
    assert bench.quiet()


def test_leaving_without_an_answer_ends_too() -> None:
    bench = registered()
    bench.machine.unregister(10.0)
    bench.run_to(60.0)
    assert bench.events(Unregistered) == [Unregistered(answered=False)]


def test_leaving_while_not_registered_just_stops() -> None:
    bench = started()
    bench.machine.unregister(1.0)
    assert bench.events(Unregistered) == [Unregistered(answered=False)]
    late = bench.take("REGISTER")
    bench.reply(late, 200)
    assert not bench.events(Registered)


# Redirection (2022)

TO_OTHER = ("Contact", f"<sip:{OTHER}@192.0.2.2:5061>")


def redirected(**settings: float) -> Bench:
    bench = started(retry_jitter_s=0.0, **settings)
    bench.reply(bench.take("REGISTER"), 302, [TO_OTHER, ("Expires", "7200")])
    return bench


def test_a_redirected_device_registers_with_the_other_server() -> None:
    bench = redirected()
    assert bench.events(Redirected) == [Redirected(OTHER, OTHER_REMOTE)]
    bench.flow = Flow("UDP", LOCAL, OTHER_REMOTE)
    request = bench.register()
    assert request.uri == f"sip:{OTHER}@3402000000"
    assert bench.events(Registered)[0].server == OTHER
    assert bench.machine.server_code == OTHER


@pytest.mark.parametrize("status", [403, 500])
def test_it_turns_back_at_once_when_the_other_server_refuses(status: int) -> None:
    bench = redirected()
    bench.reply(bench.take("REGISTER"), status)
    assert bench.events(RegistrationFailed) == [
        RegistrationFailed(status, bench.events(RegistrationFailed)[0].why, 0.0)
    ]
    bench.run_to(0.0)
    assert bench.take("REGISTER").uri == f"sip:{SERVER}@3402000000"


def test_it_waits_when_it_is_sent_in_a_circle() -> None:
    bench = redirected()
    bench.reply(bench.take("REGISTER"), 403)
    bench.run_to(0.0)
    bench.reply(bench.take("REGISTER"), 302, [TO_OTHER])
    bench.reply(bench.take("REGISTER"), 403)
    assert [event.retry_in_s for event in bench.events(RegistrationFailed)] == [0.0, 60.0]


def test_it_turns_back_when_the_other_server_is_off_line() -> None:
    bench = redirected(keepalive_interval_s=20.0, keepalive_count=2)
    bench.flow = Flow("UDP", LOCAL, OTHER_REMOTE)
    bench.register()
    bench.run_to(60.0)
    assert bench.events(ServerLost)
    requests = [one for one in bench.all() if isinstance(one, SipRequest) and one.method == "REGISTER"]
    assert requests[-1].uri == f"sip:{SERVER}@3402000000"


def test_it_asks_the_redirect_server_again_when_the_redirection_has_expired() -> None:
    bench = redirected(keepalive_interval_s=1e9)
    bench.flow = Flow("UDP", LOCAL, OTHER_REMOTE)
    bench.register(expires_s=10_000)
    bench.all()
    bench.run_to(7600.0)
    assert bench.take("REGISTER").uri == f"sip:{SERVER}@3402000000"


@pytest.mark.parametrize("contact", [None, "nonsense", "<sip:192.0.2.2>"])
def test_a_redirection_to_nowhere_is_a_failure(contact: str | None) -> None:
    bench = started()
    bench.reply(bench.take("REGISTER"), 302, [] if contact is None else [("Contact", contact)])
    assert bench.events(RegistrationFailed)[0].status == 302


def test_a_2016_device_does_not_follow_a_redirection() -> None:
    bench = started(edition=Edition.GB2016)
    bench.reply(bench.take("REGISTER"), 302, [TO_OTHER])
    assert bench.events(RegistrationFailed)[0].status == 302


# TCP


def test_over_tcp_it_connects_first() -> None:
    bench = Bench(device("TCP"), "TCP")
    bench.machine.start(LOCAL, 0.0)
    assert bench.opened() == [OpenFlow(REMOTE)]
    assert bench.quiet()
    bench.machine.flow_opened(bench.flow, 0.1)
    assert "transport=TCP" in (bench.take("REGISTER").headers.get("Contact") or "")


def test_a_refused_connection_is_tried_again() -> None:
    bench = Bench(device("TCP", retry_jitter_s=0.0), "TCP")
    bench.machine.start(LOCAL, 0.0)
    bench.machine.flow_lost(REMOTE, 1.0)
    assert bench.events(RegistrationFailed) == [RegistrationFailed(None, "no connection", 60.0)]
    bench.run_to(61.0)
    assert bench.opened() == [OpenFlow(REMOTE)] * 2


def test_a_connection_that_never_comes_is_tried_again() -> None:
    bench = Bench(device("TCP", retry_jitter_s=0.0), "TCP")
    bench.machine.start(LOCAL, 0.0)
    bench.run_to(40.0)
    assert bench.events(RegistrationFailed)[0].why == "no connection"


def test_a_lost_connection_means_to_register_again_on_a_new_one() -> None:
    bench = registered("TCP")
    bench.machine.flow_lost(bench.flow, 5.0)
    assert bench.events(ServerLost) == [ServerLost("connection lost", forgotten=True)]
    assert not bench.machine.registered
    bench.run_to(7.0)
    assert bench.opened() == [OpenFlow(REMOTE)] * 2
    bench.flow = Flow("TCP", LOCAL, REMOTE, 2)
    bench.machine.flow_opened(bench.flow, 7.0)
    assert bench.machine.state is RegistrationState.REGISTERING


def test_the_end_of_an_old_connection_is_no_answer_to_the_new_registration() -> None:
    """A refresh was under way when the server's refusal of a keepalive made the device register anew."""
    bench = registered("TCP", keepalive_interval_s=60.0, refresh_share=60.0 / 3600.0)
    bench.run_to(60.0)
    sent = {request.method: request for request in bench.all() if isinstance(request, SipRequest)}
    assert set(sent) == {"REGISTER", "MESSAGE"}, "both are due at the same moment"
    bench.reply(sent["MESSAGE"], 403)
    assert [action.flow for action in bench.closed()] == [bench.flow]
    bench.machine.flow_lost(bench.flow, 60.1)
    assert bench.events(RegistrationFailed) == []
    assert bench.machine.state is RegistrationState.CONNECTING
    bench.flow = Flow("TCP", LOCAL, REMOTE, 2)
    bench.machine.flow_opened(bench.flow, 60.2)
    bench.register()
    assert bench.machine.registered


def test_a_connection_lost_while_registering_is_a_failure() -> None:
    bench = started("TCP", retry_jitter_s=0.0)
    bench.machine.flow_lost(bench.flow, 1.0)
    assert bench.events(RegistrationFailed) == [RegistrationFailed(None, "connection lost", 60.0)]


def test_a_connection_nobody_asked_for_is_closed() -> None:
    bench = registered("TCP")
    stranger = Flow("TCP", LOCAL, OTHER_REMOTE, 9)
    bench.machine.flow_opened(stranger, 1.0)
    assert [action.flow for action in bench.closed()] == [stranger]


def test_a_redirected_tcp_device_changes_its_connection() -> None:
    bench = started("TCP")
    bench.reply(bench.take("REGISTER"), 302, [TO_OTHER])
    assert [action.flow for action in bench.closed()] == [bench.flow]
    assert bench.opened()[-1] == OpenFlow(OTHER_REMOTE)
    bench.machine.flow_lost(bench.flow, 0.0)
    bench.flow = Flow("TCP", LOCAL, OTHER_REMOTE, 2)
    bench.machine.flow_opened(bench.flow, 0.1)
    bench.register()
    assert bench.machine.server_code == OTHER


def test_leaving_closes_the_connection() -> None:
    bench = registered("TCP")
    bench.machine.unregister(1.0)
    bench.reply(bench.take("REGISTER"), 200)
    assert [action.flow for action in bench.closed()] == [bench.flow]


def test_the_same_seed_gives_the_same_bytes() -> None:
    def once() -> str:
        bench = started()
        first = bench.take("REGISTER")
        bench.reply(first, 401, [CHALLENGE])
        return f"{first.headers!r} {bench.take('REGISTER').headers!r}"

    assert once() == once()
