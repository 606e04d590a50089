"""MESSAGE and other methods: alarms, positions, notices, and what is not for a platform."""

from __future__ import annotations

from typing import Any

import pytest

from camproof.protocols.gb28181.platform import (
    AlarmRaised,
    MessageRejected,
    NoticeReceived,
    PositionReported,
)
from camproof.protocols.manscdp import (
    AlarmNotify,
    DeviceUpgradeResult,
    Manscdp,
    build_manscdp,
    notify_alarm,
    notify_keepalive,
    notify_snapshots,
    query_catalog,
)

DEVICE = "34020000001320000001"


def test_alarm_gets_200_and_a_response(bench: Any, device: Any) -> None:
    alarm = AlarmNotify(priority=1, method=5, time="2026-01-01T00:00:00", alarm_type=2)
    channel = "34020000001340000001"
    sent = device.message_all(notify_alarm(5, channel, alarm))
    (request,) = bench.requests(sent, "MESSAGE")
    assert [message.status for message in sent if message is not request] == [200]
    assert bench.body(request).is_a("Response", "Alarm")
    assert (bench.body(request).sn, bench.body(request).device_id) == (5, channel)
    assert bench.body(request).text("Result") == "OK"
    (event,) = bench.seen(AlarmRaised)
    assert AlarmNotify.from_message(event.message).alarm_type == 2
    device.reply(request, 200)


def test_position_and_other_notices(bench: Any, device: Any) -> None:
    device.message(Manscdp("Notify", "MobilePosition", 1, DEVICE))
    assert len(bench.seen(PositionReported)) == 1
    device.message(notify_snapshots(2, DEVICE, "s" * 32, ["f"]))
    device.message(DeviceUpgradeResult(result="OK").to_message(3, DEVICE))
    assert [event.message.cmd_type for event in bench.seen(NoticeReceived)] == [
        "UploadSnapShotFinished",
        "DeviceUpgradeResult",
    ]


@pytest.mark.parametrize("status", [403, 404])
def test_stranger_is_refused(make_bench: Any, status: int) -> None:
    bench = make_bench(unregistered_status=status)
    assert bench.device().message(notify_alarm(1, DEVICE, AlarmNotify())).status == status
    assert bench.seen(AlarmRaised) == []
    assert bench.seen(MessageRejected)[0].reason == "not registered"


def test_alarm_from_elsewhere_is_refused(bench: Any, device: Any) -> None:
    assert bench.device(port=6666).message(notify_alarm(1, DEVICE, AlarmNotify())).status == 403
    assert bench.seen(AlarmRaised) == []


def test_channel_in_from_is_tolerated_on_the_registered_flow(bench: Any, device: Any) -> None:
    channel = bench.device(code="34020000001310000001")
    channel.message_all(notify_alarm(1, channel.code, AlarmNotify()))
    assert bench.seen(AlarmRaised)[0].device == DEVICE
    assert "From names another code than the one that is registered" in bench.deviations()
    assert channel.message(notify_keepalive(2, channel.code)).status == 403


@pytest.mark.parametrize("body", [b"", b"hello", b"\x00\xff", b"<Notify><SN>1</SN></Notify>", b"<Other/>"])
def test_unreadable_bodies(bench: Any, device: Any, body: bytes) -> None:
    answer = device.say("MESSAGE", ("Content-Type", "Application/MANSCDP+xml"), body=body)
    assert answer.status == 400
    assert bench.seen(MessageRejected)[0].reason.startswith("unreadable body")


def test_content_type_and_charset_are_noted(bench: Any, device: Any) -> None:
    assert device.message(notify_keepalive(1, DEVICE), ("Content-Type", "text/xml")).status == 200
    assert "Content-Type is not Application/MANSCDP+xml" in bench.deviations()
    body = build_manscdp(notify_keepalive(1, DEVICE)).replace(b"GB18030", b"UTF-8")
    assert device.say("MESSAGE", ("Content-Type", "application/manscdp+xml"), body=body).status == 200
    assert any("charset" in what for what in bench.deviations())


def test_devices_may_not_ask_the_platform(bench: Any, device: Any) -> None:
    assert device.message(query_catalog(1, DEVICE)).status == 403
    assert bench.seen(MessageRejected)[0].reason == "devices may not send Query to a platform"


@pytest.mark.parametrize(
    ("method", "status"),
    [
        ("OPTIONS", 200),
        ("SUBSCRIBE", 405),
        ("PUBLISH", 405),
        ("DANCE", 501),
        ("INFO", 481),
        ("BYE", 481),
        ("NOTIFY", 481),
    ],
)
def test_other_methods(bench: Any, device: Any, method: str, status: int) -> None:
    answer = device.say(method)
    assert answer.status == status
    if status in {200, 405, 501}:
        assert "REGISTER" in answer.headers.get("Allow")
