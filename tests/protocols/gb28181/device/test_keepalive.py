from __future__ import annotations

import pytest
from device_bench import CAMERA, Bench, registered

from camproof.protocols.gb28181.device import (
    ClockSet,
    KeepaliveAnswered,
    KeepaliveMissed,
    MessageFailed,
    Registered,
    ServerLost,
)
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp import Keepalive, Manscdp, parse_manscdp
from camproof.protocols.sip import DeviationsSeen, SipRequest


def keepalives(bench: Bench, status: int | None) -> int:
    """Answer all keepalives that wait; their number."""
    requests = [one for one in bench.all() if isinstance(one, SipRequest) and one.method == "MESSAGE"]
    fresh = {one.call_id: one for one in requests}
    for request in fresh.values():
        if status is not None:
            bench.reply(request, status)
    return len(fresh)


@pytest.fixture
def bench() -> Bench:
    bench = registered(keepalive_interval_s=60.0, keepalive_count=3)
    bench.all()
    return bench


def test_a_keepalive_leaves_each_interval(bench: Bench) -> None:
    for number in range(1, 6):
        bench.run_to(60.0 * number - 0.1)
        assert bench.quiet()
        bench.run_to(60.0 * number)
        body = bench.message()
        assert (body.root, body.cmd_type, body.device_id) == ("Notify", "Keepalive", CAMERA)
        assert body.text("Status") == "OK"
    assert len(bench.events(KeepaliveAnswered)) == 5


def test_the_body_is_written_in_the_charset_of_the_edition() -> None:
    for edition, charset in ((Edition.GB2016, b"GB2312"), (Edition.GB2022, b"GB18030")):
        bench = registered(edition=edition)
        bench.all()
        bench.run_to(60.0)
        assert b'encoding="' + charset + b'"' in bench.take("MESSAGE").body


def test_missing_answers_are_counted_and_lead_to_a_new_registration(bench: Bench) -> None:
    bench.run_to(239.0)
    assert [event.missed for event in bench.events(KeepaliveMissed)] == [1, 2]
    assert bench.machine.registered
    bench.all()
    bench.run_to(240.0)
    assert bench.events(ServerLost) == [ServerLost("3 keepalives without an answer", forgotten=True)]
    assert [one.method for one in bench.all() if isinstance(one, SipRequest)][-1] == "REGISTER"


def test_one_answer_begins_the_count_anew(bench: Bench) -> None:
    bench.run_to(120.0)
    keepalives(bench, None)
    bench.run_to(180.0)
    keepalives(bench, 200)
    bench.run_to(300.0)
    assert [event.missed for event in bench.events(KeepaliveMissed)] == [1, 2, 1]
    assert not bench.events(ServerLost)


@pytest.mark.parametrize("status", [403, 404])
def test_a_server_that_does_not_know_us_is_registered_with_again(bench: Bench, status: int) -> None:
    bench.run_to(60.0)
    bench.reply(bench.take("MESSAGE"), status)
    assert bench.events(ServerLost) == [ServerLost(f"keepalive answered {status}", forgotten=True)]
    bench.register()
    assert [event.refresh for event in bench.events(Registered)] == [False, False]


def test_interval_and_count_can_be_changed_while_it_runs(bench: Bench) -> None:
    bench.machine.set_keepalive(10.0, 2, 0.0)
    for number in range(1, 4):
        bench.run_to(10.0 * number)
        assert keepalives(bench, 200) == 1
    bench.run_to(60.0)
    assert bench.events(ServerLost) == [ServerLost("2 keepalives without an answer", forgotten=True)]


def test_a_fault_is_told_at_once_and_named(bench: Bench) -> None:
    bench.run_to(5.0)
    bench.machine.set_health(False, (CAMERA,), 5.0)
    body = Keepalive.from_message(parse_manscdp(bench.take("MESSAGE").body))
    assert (body.status, body.faulty) == ("ERROR", (CAMERA,))
    bench.machine.set_health(True, (), 6.0)
    assert bench.quiet()


def test_silence_sends_nothing_and_does_not_lose_the_server(bench: Bench) -> None:
    bench.machine.set_keepalive_silence(True, 0.0)
    bench.run_to(1000.0)
    assert bench.quiet()
    assert not bench.events(ServerLost)
    bench.machine.set_keepalive_silence(False, 1000.0)
    bench.run_to(1000.0)
    assert keepalives(bench, 200) == 1
    bench.run_to(1060.0)
    assert keepalives(bench, 200) == 1


def test_no_keepalive_without_a_registration(bench: Bench) -> None:
    bench.machine.unregister(1.0)
    bench.reply(bench.take("REGISTER"), 200)
    bench.run_to(600.0)
    assert bench.quiet()


# The clock


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2026-01-01T00:00:10.500", "iso"),
        ("Wed, 31 Dec 2025 16:00:10 GMT", "rfc1123"),
    ],
)
def test_the_date_of_the_200_sets_the_clock(text: str, form: str) -> None:
    bench = registered()
    bench.machine.unregister(0.0)
    bench = fresh_with_date(text)
    event = bench.events(ClockSet)[0]
    assert event.form == form
    assert int(event.epoch_s) == 1_767_196_810
    assert event.off_by_s == pytest.approx(1_767_196_800.0 - event.epoch_s)
    noted = [one for one in bench.events(DeviationsSeen) if one.summary == "200 to REGISTER"]
    assert bool(noted) is (form == "rfc1123")


@pytest.mark.parametrize("text", ["", "noon", "2026-02-30T00:00:00.000", "99999-01-01T00:00:00"])
def test_a_date_that_cannot_be_read_is_noted(text: str) -> None:
    bench = fresh_with_date(text or "-")
    assert not bench.events(ClockSet)
    assert bench.events(DeviationsSeen)
    assert bench.machine.registered


def test_a_200_without_date_is_noted() -> None:
    notes = [one.deviations[0].what for one in registered().events(DeviationsSeen)]
    assert notes == ["200 to REGISTER has no Date"]


def fresh_with_date(text: str) -> Bench:
    from device_bench import started

    bench = started()
    bench.register([("Date", text)])
    return bench


# Messages one after the other


def messages(count: int) -> list[Manscdp]:
    return [Manscdp("Response", "Catalog", number, CAMERA) for number in range(1, count + 1)]


def test_the_next_message_waits_for_the_answer_to_the_one_before(bench: Bench) -> None:
    for message in messages(3):
        bench.machine.send_message(message, 0.0)
    first = bench.take("MESSAGE")
    assert bench.quiet()
    bench.reply(first, 200)
    second = bench.take("MESSAGE")
    assert second.call_id != first.call_id
    assert parse_manscdp(second.body).sn == 2
    assert bench.quiet()


def test_an_urgent_message_goes_first(bench: Bench) -> None:
    for message in messages(3):
        bench.machine.send_message(message, 0.0)
    bench.machine.send_message(Manscdp("Notify", "Alarm", 9, CAMERA), 0.0, urgent=True)
    assert [bench.message().sn for _ in range(4)] == [1, 9, 2, 3]


def test_a_message_without_an_answer_does_not_hold_up_the_others() -> None:
    bench = registered(keepalive_interval_s=1e6)
    bench.all()
    for message in messages(2):
        bench.machine.send_message(message, 0.0)
    bench.run_to(31.9)
    assert {parse_manscdp(one.body).sn for one in bench.all()} == {1}
    bench.run_to(32.0)
    assert [event.status for event in bench.events(MessageFailed)] == [None]
    assert bench.message().sn == 2


def test_a_refused_message_is_told_and_404_means_register_again(bench: Bench) -> None:
    for message in messages(2):
        bench.machine.send_message(message, 0.0)
    bench.reply(bench.take("MESSAGE"), 400)
    assert [event.status for event in bench.events(MessageFailed)] == [400]
    bench.reply(bench.take("MESSAGE"), 404)
    assert bench.events(ServerLost) == [ServerLost("Catalog answered 404", forgotten=True)]


def test_many_messages_without_a_connection_fail_without_deep_recursion() -> None:
    bench = registered("TCP", keepalive_interval_s=1e6)
    bench.all()
    for message in messages(3000):
        bench.machine.send_message(message, 0.0)
    bench.machine.flow_lost(bench.flow, 1.0)
    for message in messages(3000):
        bench.machine.send_message(message, 1.0)
    bench.drain()
    assert len(bench.events(MessageFailed)) >= 3000
