"""SUBSCRIBE, refresh, NOTIFY, and the ways a subscription ends."""

from __future__ import annotations

from typing import Any

import pytest

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.gb28181.platform import (
    AlarmRaised,
    PositionReported,
    SubscriptionActive,
    SubscriptionEnded,
    SubscriptionNotified,
)
from camproof.protocols.manscdp import (
    AlarmNotify,
    CatalogItem,
    Manscdp,
    Node,
    build_manscdp,
    notify_alarm,
    notify_catalog,
    query_alarm,
    query_catalog,
    query_mobile_position,
)
from camproof.protocols.sip import Headers, SipRequest

DEVICE = "34020000001320000001"
CONTACT = ("Contact", f"<sip:{DEVICE}@192.0.2.10:5070>")


def subscribe(bench: Any, kind: str = "catalog", **options: Any) -> tuple[str, SipRequest]:
    make = {
        "catalog": lambda sn: query_catalog(sn, DEVICE),
        "alarm": lambda sn: query_alarm(sn, DEVICE),
        "position": lambda sn: query_mobile_position(sn, DEVICE, 5),
    }[kind]
    subscription = bench.machine.subscribe(DEVICE, kind, make, bench.now_s, **options)
    (request,) = bench.requests(bench.drain(), "SUBSCRIBE")
    return subscription, request


def activate(bench: Any, device: Any, kind: str = "catalog", **options: Any) -> tuple[str, SipRequest]:
    subscription, request = subscribe(bench, kind, **options)
    device.reply(request, 200, CONTACT, ("Expires", request.headers.get("Expires") or ""))
    return subscription, request


def notify(
    device: Any,
    subscribed: SipRequest,
    message: Manscdp | None,
    state: str = "active;expires=500",
    cseq: int = 1,
) -> Any:
    headers = (
        ("From", f"{subscribed.headers.get('To')};tag=dev"),
        ("To", subscribed.headers.get("From") or ""),
        ("Call-ID", subscribed.call_id),
        ("CSeq", f"{cseq} NOTIFY"),
        ("Max-Forwards", "70"),
        ("Event", subscribed.headers.get("Event") or ""),
        ("Subscription-State", state),
        ("Content-Type", "Application/MANSCDP+xml"),
    )
    body = build_manscdp(message) if message is not None else b""
    (answer,) = device.bench.give(
        SipRequest("NOTIFY", "sip:x@127.0.0.1", Headers(headers), body), device.flow
    )
    return answer


def test_subscribe_headers(bench: Any, device: Any) -> None:
    _, request = subscribe(bench)
    assert request.headers.get("Event") == "Catalog;id=1"
    assert request.headers.get("Expires") == "600"
    assert bench.body(request).is_a("Query", "Catalog")
    _, request = subscribe(bench, "alarm", expires_s=60)
    assert (request.headers.get("Event"), request.headers.get("Expires")) == ("presence", "60")


def test_active_then_refreshed_in_its_dialog(bench: Any, device: Any) -> None:
    subscription, first = activate(bench, device, expires_s=100)
    (event,) = bench.seen(SubscriptionActive)
    assert (event.subscription, event.expires_s, event.refreshed) == (subscription, 100, False)
    assert bench.machine.subscriptions() == ((subscription, DEVICE, "catalog"),)
    (again,) = bench.requests(bench.run_to(1050.0), "SUBSCRIBE")
    assert (again.call_id, again.to_tag, again.cseq.number) == (first.call_id, "dev", 2)
    assert bench.body(again).sn != bench.body(first).sn
    device.reply(again, 200, ("Expires", "100"))
    assert bench.seen(SubscriptionActive)[-1].refreshed
    assert len(bench.requests(bench.run_to(1100.0), "SUBSCRIBE")) == 1


def test_unanswered_refresh_ends_it(bench: Any, device: Any) -> None:
    subscription, _ = activate(bench, device, expires_s=20)
    bench.run_to(1020.0)
    (event,) = bench.seen(SubscriptionEnded)
    assert (event.subscription, event.reason, event.at_s) == (subscription, "expired", 1020.0)
    assert bench.machine.subscriptions() == ()


@pytest.mark.parametrize("status", [403, 489, 500])
def test_refused(bench: Any, device: Any, status: int) -> None:
    subscription, request = subscribe(bench)
    device.reply(request, status)
    (event,) = bench.seen(SubscriptionEnded)
    assert event.subscription == subscription
    assert str(status) in event.reason


def test_unsubscribe(bench: Any, device: Any) -> None:
    subscription, _ = activate(bench, device)
    bench.machine.unsubscribe(subscription, bench.now_s)
    (request,) = bench.requests(bench.drain(), "SUBSCRIBE")
    assert request.headers.get("Expires") == "0"
    device.reply(request, 200)
    assert bench.seen(SubscriptionEnded)[0].reason == "ended by the platform"
    with pytest.raises(LocalProtocolError, match="is not active"):
        bench.machine.unsubscribe(subscription, bench.now_s)


def test_last_notify_after_our_goodbye_is_taken(bench: Any, device: Any) -> None:
    subscription, first = activate(bench, device)
    bench.machine.unsubscribe(subscription, bench.now_s)
    (request,) = bench.requests(bench.drain(), "SUBSCRIBE")
    device.reply(request, 200)
    assert notify(device, first, None, "terminated;reason=timeout").status == 200
    assert notify(device, first, notify_catalog(32, DEVICE, []), cseq=2).status == 200
    assert bench.seen(SubscriptionNotified) == []
    assert len(bench.seen(SubscriptionEnded)) == 1
    bench.run_to(bench.now_s + 33.0)
    assert notify(device, first, None, "terminated;reason=timeout", cseq=3).status == 481


def test_missing_expires_in_the_answer_is_noted(bench: Any, device: Any) -> None:
    _, request = subscribe(bench)
    device.reply(request, 200, CONTACT)
    assert bench.seen(SubscriptionActive)[0].expires_s == 600
    assert "200 to SUBSCRIBE without Expires" in bench.deviations()


def test_notices_by_kind(bench: Any, device: Any) -> None:
    subscription, request = activate(bench, device)
    item = CatalogItem(device_id="34020000001310000007", event="OFF")
    assert notify(device, request, notify_catalog(31, DEVICE, [item])).status == 200
    (change,) = bench.seen(SubscriptionNotified)
    assert (change.subscription, change.message.cmd_type) == (subscription, "Catalog")
    assert notify(device, request, notify_alarm(32, DEVICE, AlarmNotify(priority=1)), cseq=2).status == 200
    assert bench.seen(AlarmRaised)[0].subscription == subscription
    position = Manscdp("Notify", "MobilePosition", 33, DEVICE, (Node("Longitude", "120.1"),))
    assert notify(device, request, position, cseq=3).status == 200
    assert bench.seen(PositionReported)[0].message.text("Longitude") == "120.1"
    assert notify(device, request, None, cseq=4).status == 200


def test_notify_may_overtake_the_200(bench: Any, device: Any) -> None:
    _, request = subscribe(bench)
    assert notify(device, request, notify_catalog(31, DEVICE, [])).status == 200


def test_notify_of_nobody_and_rubbish(bench: Any, device: Any) -> None:
    _, request = activate(bench, device)
    stranger = SipRequest(
        "SUBSCRIBE", request.uri, request.headers.set("Call-ID", "no-such-call"), request.body
    )
    assert notify(device, stranger, None).status == 481
    forged = SipRequest("SUBSCRIBE", request.uri, request.headers.set("From", "<sip:a@b>;tag=no"))
    assert notify(device, forged, None).status == 481
    assert bench.seen(SubscriptionEnded) == []


def test_device_ends_it(bench: Any, device: Any) -> None:
    _, request = activate(bench, device)
    assert notify(device, request, None, "terminated;reason=timeout").status == 200
    assert bench.seen(SubscriptionEnded)[0].reason == "ended by the device"


def test_off_line_device_ends_it(bench: Any, device: Any) -> None:
    activate(bench, device)
    device.register("0")
    assert bench.seen(SubscriptionEnded)[0].reason == "the device went off-line"
