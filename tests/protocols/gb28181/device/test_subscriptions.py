from __future__ import annotations

import pytest
from device_bench import CAMERA, SERVER, Bench, registered

from camproof.protocols.gb28181.device import Subscribed, SubscriptionEnded
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp import (
    Manscdp,
    build_manscdp,
    parse_manscdp,
    query_alarm,
    query_catalog,
    query_device_info,
    query_mobile_position,
    query_ptz_position,
    result_of,
)
from camproof.protocols.sip import SipResponse, tag_of

XML = ("Content-Type", "Application/MANSCDP+xml")


@pytest.fixture
def bench() -> Bench:
    bench = registered(keepalive_interval_s=1e6)
    bench.all()
    return bench


def subscribe(
    bench: Bench,
    query: Manscdp,
    *,
    event: str = "Catalog;id=7",
    expires: str = "600",
    call_id: str = "s1",
    cseq: int = 1,
    to_tag: str = "",
) -> SipResponse:
    headers = [XML, ("Event", event), ("Expires", expires)]
    bench.request(
        "SUBSCRIBE", headers=headers, body=build_manscdp(query), call_id=call_id, cseq=cseq, to_tag=to_tag
    )
    return bench.response()


CATALOG = query_catalog(7, CAMERA)


@pytest.mark.parametrize(
    ("query", "event", "kind"),
    [
        (CATALOG, "Catalog;id=7", "Catalog"),
        (query_alarm(8, CAMERA), "presence", "Alarm"),
        (query_mobile_position(9, CAMERA), "presence", "MobilePosition"),
        (query_ptz_position(10, CAMERA), "presence", "PTZPosition"),
    ],
)
def test_a_subscription_is_accepted(bench: Bench, query: Manscdp, event: str, kind: str) -> None:
    response = subscribe(bench, query, event=event)
    assert response.status == 200
    assert response.headers.get("Expires") == "600"
    assert response.body == b""
    subscribed = bench.events(Subscribed)[0]
    assert (subscribed.kind, subscribed.query, subscribed.expires_s) == (kind, query, 600)
    bench.machine.notify(subscribed.subscription, Manscdp("Notify", kind, 1, CAMERA), 60.0)
    notify = bench.take("NOTIFY")
    assert notify.headers.get("Event") == event
    assert notify.headers.get("Subscription-State") == "active;expires=540"
    assert notify.uri == f"sip:{SERVER}@192.0.2.1:5060"
    assert (notify.call_id, notify.to_tag) == ("s1", "plat")
    assert parse_manscdp(notify.body).cmd_type == kind


def test_the_200_may_hold_a_response() -> None:
    bench = registered(answer_subscribe_with_body=True)
    bench.all()
    assert result_of(parse_manscdp(subscribe(bench, CATALOG).body)) is True


def test_notifies_leave_one_after_the_other(bench: Bench) -> None:
    subscribe(bench, CATALOG)
    key = bench.events(Subscribed)[0].subscription
    for number in (1, 2):
        bench.machine.notify(key, Manscdp("Notify", "Catalog", number, CAMERA), 0.0)
    first = bench.take("NOTIFY")
    assert bench.quiet()
    bench.reply(first, 200)
    second = bench.take("NOTIFY")
    assert second.cseq.number == first.cseq.number + 1
    assert parse_manscdp(second.body).sn == 2


def test_a_refresh_prolongs_it(bench: Bench) -> None:
    tag = tag_of(subscribe(bench, CATALOG).headers.get("To"))
    bench.run_to(500.0)
    assert subscribe(bench, CATALOG, cseq=2, to_tag=tag).status == 200
    assert [event.refresh for event in bench.events(Subscribed)] == [False, True]
    bench.run_to(1099.0)
    assert not bench.events(SubscriptionEnded)
    bench.run_to(1100.0)
    assert bench.events(SubscriptionEnded)[0].why == "expired"


def test_expires_0_ends_it_with_a_last_notify(bench: Bench) -> None:
    tag = tag_of(subscribe(bench, CATALOG).headers.get("To"))
    key = bench.events(Subscribed)[0].subscription
    assert subscribe(bench, CATALOG, expires="0", cseq=2, to_tag=tag).status == 200
    assert (bench.take("NOTIFY").headers.get("Subscription-State") or "").startswith("terminated")
    assert bench.events(SubscriptionEnded) == [SubscriptionEnded(key, "cancelled")]
    assert not bench.machine.notify(key, CATALOG, 0.0)


def test_it_expires_by_itself(bench: Bench) -> None:
    subscribe(bench, CATALOG, expires="30")
    bench.run_to(30.0)
    assert bench.take("NOTIFY").headers.get("Subscription-State") == "terminated;reason=timeout"


@pytest.mark.parametrize(("status", "why"), [(481, "rejected"), (None, "no answer")])
def test_a_notify_that_is_not_accepted_ends_it(bench: Bench, status: int | None, why: str) -> None:
    subscribe(bench, CATALOG)
    key = bench.events(Subscribed)[0].subscription
    bench.machine.notify(key, Manscdp("Notify", "Catalog", 1, CAMERA), 0.0)
    if status is None:
        bench.run_to(33.0)
    else:
        bench.reply(bench.take("NOTIFY"), status)
    assert bench.events(SubscriptionEnded) == [SubscriptionEnded(key, why)]


def test_what_cannot_be_subscribed_is_refused(bench: Bench) -> None:
    assert subscribe(bench, query_device_info(1, CAMERA)).status == 489
    bench.request("SUBSCRIBE", headers=[XML], body=b"<", call_id="s2")
    assert bench.response().status == 400
    assert subscribe(bench, CATALOG, call_id="s3", to_tag="unknown").status == 481


def test_a_2016_device_has_no_subscription_to_where_it_looks() -> None:
    bench = registered(edition=Edition.GB2016)
    bench.all()
    assert subscribe(bench, query_ptz_position(1, CAMERA)).status == 489


def test_there_is_an_end_to_subscriptions() -> None:
    bench = registered(max_subscriptions=1)
    bench.all()
    assert subscribe(bench, CATALOG).status == 200
    assert subscribe(bench, CATALOG, call_id="s2").status == 486


@pytest.mark.parametrize("text", ["", "soon", "99999999999999999999"])
def test_a_strange_expires_falls_back(bench: Bench, text: str) -> None:
    assert subscribe(bench, CATALOG, expires=text).headers.get("Expires") == "600"


def test_leaving_ends_all_subscriptions(bench: Bench) -> None:
    subscribe(bench, CATALOG)
    bench.machine.unregister(1.0)
    assert bench.take("NOTIFY").headers.get("Subscription-State") == "terminated;reason=deactivated"
    assert bench.take("REGISTER").headers.get("Expires") == "0"
