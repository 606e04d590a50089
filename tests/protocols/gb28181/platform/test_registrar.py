"""REGISTER: the matrix of right, wrong, old and replayed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.gb28181.platform import (
    DeviceOffline,
    DeviceRedirected,
    DeviceRegistered,
    Redirect,
    RegistrationRefused,
)
from camproof.protocols.sip import parse_challenge

Make = Callable[..., Any]
DEVICE = "34020000001320000001"


def reasons(bench: Any) -> list[tuple[str, int]]:
    return [(event.reason, event.status) for event in bench.seen(RegistrationRefused)]


def test_challenge_then_accept(bench: Any) -> None:
    device = bench.device()
    challenged = device.challenge()
    assert challenged.status == 401
    challenge = parse_challenge(challenged.headers.get("WWW-Authenticate"))
    assert (challenge.realm, challenge.algorithm, challenge.qop) == ("3402000000", "MD5", ("auth",))
    assert bench.seen(RegistrationRefused) == []
    accepted = device.authorised(device.answer(challenged))
    assert accepted.status == 200
    assert accepted.headers.get("Expires") == "3600"
    assert accepted.headers.get("Date") == "2023-11-15T06:13:20.000"
    assert [answer.headers.get("X-GB-Ver") for answer in (challenged, accepted)] == ["3.0", "3.0"]
    (event,) = bench.seen(DeviceRegistered)
    assert (event.device, event.expires_s, event.version, event.first, event.moved, event.nonce) == (
        DEVICE, 3600, "3.0", True, False, "fresh",
    )  # fmt: skip
    record = bench.machine.device(DEVICE)
    assert record.online
    assert record.edition is Edition.GB2022
    assert bench.deviations() == []


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256", "SM3"])
@pytest.mark.parametrize("qop", [True, False])
def test_every_algorithm_with_and_without_qop(make_bench: Make, algorithm: str, qop: bool) -> None:
    bench = make_bench(digest_algorithm=algorithm, qop=qop)
    assert bench.device().register().status == 200
    wrong = bench.device(code="34020000001320000002", password="wrong")
    assert wrong.register().status == 403
    assert reasons(bench) == [("wrong password", 403)]


def test_every_answer_has_the_version_header(make_bench: Make) -> None:
    bench = make_bench(edition=Edition.GB2016, min_expires_s=60)
    device = bench.device()
    answers = [
        device.challenge(),
        device.register(password="wrong"),
        device.challenge("5"),
        device.authorised("Digest rubbish"),
        device.register(),
    ]
    assert [answer.status for answer in answers] == [401, 403, 423, 400, 200]
    assert {answer.headers.get("X-GB-Ver") for answer in answers} == {"2.0"}
    assert answers[2].headers.get("Min-Expires") == "60"
    assert bench.machine.device(DEVICE).edition is Edition.GB2016


def test_device_without_version_header_is_taken_as_2016(bench: Any) -> None:
    bench.device(version="").register()
    assert bench.machine.device(DEVICE).edition is Edition.GB2016


def test_replayed_authorization_is_refused_from_anywhere(bench: Any) -> None:
    device = bench.device()
    device.register()
    assert device.authorised(device.credentials).status == 403
    thief = bench.device(port=6666)
    assert thief.authorised(device.credentials).status == 403
    assert reasons(bench) == [("replayed nonce", 403)] * 2
    assert bench.machine.device(DEVICE).flow == device.flow


def test_replay_without_qop_from_elsewhere_is_refused(make_bench: Make) -> None:
    bench = make_bench(qop=False)
    device = bench.device()
    device.register()
    thief = bench.device(port=6666)
    assert thief.authorised(device.credentials).status == 403
    assert reasons(bench) == [("replayed nonce", 403)]


def test_own_refresh_that_repeats_a_nonce_without_count_is_asked_again(make_bench: Make) -> None:
    bench = make_bench(qop=False)
    device = bench.device()
    device.register()
    again = device.authorised(device.credentials)
    assert again.status == 401
    assert parse_challenge(again.headers.get("WWW-Authenticate")).stale
    assert device.authorised(device.answer(again)).status == 200
    assert reasons(bench) == []
    assert "digest repeats a nonce without nc" in bench.deviations()


def test_rising_nonce_count_serves_refreshes(bench: Any) -> None:
    device = bench.device()
    challenged = device.challenge()
    assert device.authorised(device.answer(challenged, nc=1)).status == 200
    assert device.authorised(device.answer(challenged, nc=2)).status == 200
    assert device.authorised(device.answer(challenged, nc=2)).status == 403


def test_weak_platform_takes_a_replay_and_shows_it(make_bench: Make) -> None:
    bench = make_bench(accept_replayed_nonces=True)
    device = bench.device()
    device.register()
    thief = bench.device(port=6666)
    assert thief.authorised(device.credentials).status == 200
    stolen = bench.seen(DeviceRegistered)[-1]
    assert (stolen.nonce, stolen.moved, stolen.flow) == ("replayed nonce", True, thief.flow)


def test_count_that_swallows_part_of_the_cnonce_is_no_new_count(bench: Any) -> None:
    device = bench.device()
    challenged = device.challenge()
    honest = device.answer(challenged)
    assert honest.cnonce == "0a1b2c3d"
    forged = replace(honest, nc="00000001:0a1b", cnonce="2c3d")
    assert device.authorised(forged).status in {400, 403}
    assert bench.machine.device(DEVICE) is None


def test_expired_nonce_is_asked_again_as_stale(make_bench: Make) -> None:
    bench = make_bench(nonce_life_s=30.0)
    device = bench.device()
    challenged = device.challenge()
    bench.run_to(bench.now_s + 30.1)
    late = device.authorised(device.answer(challenged))
    assert late.status == 401
    assert parse_challenge(late.headers.get("WWW-Authenticate")).stale
    assert reasons(bench) == [("expired nonce", 401)]
    assert device.authorised(device.answer(late)).status == 200


def test_replay_of_an_expired_nonce_is_still_a_replay(make_bench: Make) -> None:
    bench = make_bench(nonce_life_s=30.0)
    device = bench.device()
    device.register()
    bench.run_to(bench.now_s + 60)
    assert device.authorised(device.credentials).status == 403
    assert reasons(bench) == [("replayed nonce", 403)]


def test_nonce_of_another_device_is_refused(bench: Any) -> None:
    first, second = bench.device(), bench.device(code="34020000001320000002", port=5071)
    challenged = first.challenge()
    assert second.authorised(second.answer(challenged)).status == 403
    assert reasons(bench) == [("nonce of another device", 403)]


def test_made_up_nonce_is_asked_again(bench: Any) -> None:
    device = bench.device()
    credentials = device.answer(device.challenge())
    from camproof.protocols.sip import Challenge, answer

    made_up = answer(
        Challenge("3402000000", "0a4f113b", qop=("auth",)),
        username=DEVICE, password="12345678", method="REGISTER", uri=credentials.uri, cnonce="00",
    )  # fmt: skip
    assert device.authorised(made_up).status == 401
    assert reasons(bench) == [("unknown nonce", 401)]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"username": "34020000001320000002"}, "user name is not the device code"),
        ({"password": "letmein"}, "wrong password"),
    ],
)
def test_wrong_person(bench: Any, change: dict[str, str], reason: str) -> None:
    assert bench.device().register(**change).status == 403
    assert reasons(bench) == [(reason, 403)]


def test_downgraded_algorithm_and_foreign_realm_are_refused(make_bench: Make) -> None:
    bench = make_bench(digest_algorithm="SHA-256")
    device = bench.device()
    credentials = device.answer(device.challenge())
    assert device.authorised(replace(credentials, algorithm="MD5")).status == 403
    assert device.authorised(replace(credentials, realm="4401000000")).status == 403
    assert [reason for reason, _ in reasons(bench)] == [
        "algorithm is not the one asked for",
        "realm is not ours",
    ]


def test_passwords_by_device_and_unknown_devices(make_bench: Make) -> None:
    own = {DEVICE: "secret"}
    open_house = make_bench(passwords=own)
    assert open_house.device(password="secret").register().status == 200
    assert open_house.device(password="12345678").register().status == 403
    assert open_house.device(code="34020000001320000009", port=5071).register().status == 200
    closed = make_bench(passwords=own, unknown_devices="refuse")
    assert closed.device(code="34020000001320000009").register().status == 403
    assert reasons(closed) == [("unknown device", 403)]


@pytest.mark.parametrize("code", ["123", "3402000000132000000x", "admin", ""])
def test_codes_must_be_twenty_digits(bench: Any, code: str) -> None:
    assert bench.device(code=code).challenge().status == 403
    assert reasons(bench)[0] == ("not a 20-digit code", 403)


def test_lenient_platform_takes_any_code(make_bench: Make) -> None:
    assert make_bench(strict_codes=False).device(code="gate-7").register().status == 200


@pytest.mark.parametrize(
    ("expires", "status", "granted"),
    [
        ("3600", 200, 3600),
        ("3599", 423, 0),
        ("0", 200, 0),
        ("soon", 400, 0),
        ("-5", 400, 0),
        ("9999999", 200, 604800),
    ],
)
def test_expires(bench: Any, expires: str, status: int, granted: int) -> None:
    answer = bench.device().register(expires)
    assert answer.status == status
    if status == 200:
        assert answer.headers.get("Expires") == str(granted)


def test_missing_expires_is_tolerated_and_noted(bench: Any) -> None:
    answer = bench.device().register(None)
    assert (answer.status, answer.headers.get("Expires")) == (200, "86400")
    assert "REGISTER without Expires" in bench.deviations()


def test_unregister_is_challenged_too(bench: Any, device: Any) -> None:
    assert device.challenge("0").status == 401
    assert bench.machine.device(DEVICE).online
    answer = device.register("0")
    assert (answer.status, answer.headers.get("Expires")) == (200, "0")
    (event,) = bench.seen(DeviceOffline)
    assert event.reason == "unregistered"
    assert not bench.machine.device(DEVICE).online


def test_newest_binding_replaces(bench: Any, device: Any) -> None:
    moved = bench.device(port=7777)
    assert moved.register().status == 200
    assert bench.machine.device(DEVICE).flow == moved.flow
    assert bench.seen(DeviceRegistered)[-1].moved


def test_redirect(make_bench: Make) -> None:
    bench = make_bench(redirect=Redirect("34020000002000000002", ("192.0.2.99", 5061)))
    answer = bench.device().challenge()
    assert answer.status == 302
    assert answer.headers.get("Contact") == "<sip:34020000002000000002@192.0.2.99:5061>"
    assert answer.headers.get("Expires") == "86400"
    assert answer.headers.get("X-GB-Ver") == "3.0"
    assert bench.seen(DeviceRedirected)[0].device == DEVICE


def test_redirect_after_the_challenge(make_bench: Make) -> None:
    bench = make_bench(redirect=Redirect("34020000002000000002", ("192.0.2.99", 5061), challenged=True))
    device = bench.device()
    challenged = device.challenge()
    assert challenged.status == 401
    assert device.authorised(device.answer(challenged)).status == 302
    assert bench.seen(DeviceRegistered) == []
    stranger = bench.device("34020000001320000002", password="wrong")
    assert stranger.register().status == 403


def test_older_editions_are_not_redirected(make_bench: Make) -> None:
    bench = make_bench(redirect=Redirect("34020000002000000002", ("192.0.2.99", 5061)))
    assert bench.device(version="2.0").register().status == 200
    assert bench.seen(DeviceRedirected) == []


@pytest.mark.parametrize(
    ("form", "date"),
    [
        ("beijing", "2023-11-15T06:13:23.250"),
        ("rfc1123", "Tue, 14 Nov 2023 22:13:23 GMT"),
        ("none", None),
    ],
)
def test_date_forms(make_bench: Make, form: str, date: str | None) -> None:
    bench = make_bench(date_header=form, clock_error_s=3.25)
    assert bench.device().register().headers.get("Date") == date


def test_repeated_register_is_absorbed(bench: Any) -> None:
    device = bench.device()
    challenged = device.challenge()
    headers = (*device.register_headers("3600"), ("Authorization", device.answer(challenged).header()))
    via = ("Via", "SIP/2.0/UDP 192.0.2.10:5060;rport;branch=z9hG4bK-once")
    request = device.request("REGISTER", via, *headers, call_id="reg")
    first, second = bench.give(request, device.flow), bench.give(request, device.flow)
    assert [message.status for message in (*first, *second)] == [200, 200]
    assert len(bench.seen(DeviceRegistered)) == 1
    assert reasons(bench) == []


def test_digest_deviations_are_noted(bench: Any) -> None:
    device = bench.device()
    credentials = device.answer(device.challenge())
    assert device.authorised(replace(credentials, response=credentials.response.upper())).status == 200
    assert any("hex" in what for what in bench.deviations())


def test_full_house(make_bench: Make) -> None:
    bench = make_bench(device_limit=1)
    first = bench.device()
    first.register()
    second = bench.device(code="34020000001320000002", port=5071)
    assert second.register().status == 503
    first.register("0")
    assert second.register().status == 200
