from __future__ import annotations

import pytest
from device_bench import CAMERA, EPOCH_S, SERVER
from face_bench import FaceBench, face_bench

from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp import (
    AlarmNotify,
    AlarmQuery,
    BasicParam,
    Keepalive,
    Manscdp,
    PtzPosition,
    build_manscdp,
    catalog_items,
    config_basic_param,
    format_time,
    parse_manscdp,
    query_alarm,
    query_catalog,
    query_mobile_position,
    query_ptz_position,
    read_position,
    response_result,
    result_of,
)
from camproof.protocols.sip import SipRequest
from camproof.virtual_cameras.body import Alarm


@pytest.fixture
def bench() -> FaceBench:
    return face_bench()


def subscribe(bench: FaceBench, query: Manscdp, *, expires: int = 3600, call_id: str = "s1") -> None:
    headers = [
        ("Content-Type", "Application/MANSCDP+xml"),
        ("Event", "Catalog;id=7" if query.cmd_type == "Catalog" else "presence"),
        ("Expires", str(expires)),
    ]
    bench.request("SUBSCRIBE", headers=headers, body=build_manscdp(query), call_id=call_id)
    assert bench.response().status == 200


def notified(bench: FaceBench) -> Manscdp:
    request = bench.take("NOTIFY")
    bench.reply(request, 200)
    return parse_manscdp(request.body, strict=True)


# Catalogue


def test_the_first_notify_tells_the_state(bench: FaceBench) -> None:
    subscribe(bench, query_catalog(7, CAMERA))
    body = notified(bench)
    assert (body.root, body.cmd_type, body.text("SumNum")) == ("Notify", "Catalog", "1")
    assert [(item.device_id, item.event) for item in catalog_items(body)] == [(CAMERA, "ON")]


def test_a_defect_is_told_to_subscribers_and_in_the_keepalive(bench: FaceBench) -> None:
    subscribe(bench, query_catalog(7, CAMERA))
    notified(bench)
    bench.face.set_working(False, 5.0)
    messages = [one for one in bench.all() if isinstance(one, SipRequest)]
    assert [one.method for one in messages] == ["MESSAGE", "NOTIFY"]
    assert Keepalive.from_message(parse_manscdp(messages[0].body)).status == "ERROR"
    assert catalog_items(parse_manscdp(messages[1].body))[0].event == "DEFECT"
    for one in messages:
        bench.reply(one, 200)
    bench.face.set_working(False, 6.0)
    assert bench.quiet()
    bench.face.set_working(True, 7.0)
    assert catalog_items(notified(bench))[0].event == "ON"


def test_a_new_name_is_an_update_with_the_whole_item(bench: FaceBench) -> None:
    subscribe(bench, query_catalog(7, CAMERA))
    notified(bench)
    bench.command(config_basic_param(1, CAMERA, BasicParam(device_name="东门")))
    requests = {one.method: one for one in bench.all() if isinstance(one, SipRequest)}
    item = catalog_items(parse_manscdp(requests["NOTIFY"].body))[0]
    assert (item.event, item.name, item.parent_id) == ("UPDATE", "东门", SERVER)
    assert result_of(parse_manscdp(requests["MESSAGE"].body)) is True


def test_a_subscription_survives_a_refresh_without_a_second_first_notify(bench: FaceBench) -> None:
    subscribe(bench, query_catalog(7, CAMERA), expires=60)
    notified(bench)
    bench.run_to(60.0)
    assert (bench.take("NOTIFY").headers.get("Subscription-State") or "").startswith("terminated")
    bench.face.set_working(False, 61.0)
    assert [one.method for one in bench.all() if isinstance(one, SipRequest)] == ["MESSAGE"]


# Alarms


def test_an_alarm_without_a_subscription_is_a_message(bench: FaceBench) -> None:
    alarm = Alarm(priority=1, method=5, alarm_type=6, event_type=1, description="越界")
    assert bench.face.raise_alarm(alarm, 3.0)
    body = bench.message()
    notice = AlarmNotify.from_message(body)
    assert (body.root, body.device_id) == ("Notify", CAMERA)
    assert (notice.priority, notice.method, notice.alarm_type, notice.event_type) == (1, 5, 6, 1)
    assert (notice.description, notice.time) == ("越界", format_time(EPOCH_S + 3))
    assert (notice.longitude, notice.latitude) == (118.376, 31.326)
    assert bench.ask(response_result("Alarm", body.sn, CAMERA)) == []


@pytest.mark.parametrize(
    ("query", "passes"),
    [
        (AlarmQuery(start_priority=0, end_priority=0, method="0"), True),
        (AlarmQuery(start_priority=1, end_priority=2), False),
        (AlarmQuery(start_priority=3, end_priority=4), True),
        (AlarmQuery(method="1/5"), True),
        (AlarmQuery(method="2"), False),
        (AlarmQuery(method="5", alarm_type="2"), True),
        (AlarmQuery(method="5", alarm_type="6"), False),
        (AlarmQuery(end_time="2001-01-01T00:00:00"), False),
        (AlarmQuery(start_time="2001-01-01T00:00:00"), True),
    ],
)
def test_a_subscription_filters(bench: FaceBench, query: AlarmQuery, passes: bool) -> None:
    subscribe(bench, query_alarm(1, CAMERA, query))
    assert bench.quiet()
    bench.face.raise_alarm(Alarm(priority=4, method=5, alarm_type=2), 1.0)
    (request,) = [one for one in bench.all() if isinstance(one, SipRequest)]
    assert request.method == ("NOTIFY" if passes else "MESSAGE")


def test_a_device_fault_is_told_without_guard(bench: FaceBench) -> None:
    bench.camera.alarms.guarded = False
    assert bench.face.raise_alarm(Alarm(method=6, alarm_type=1), 0.0)
    assert AlarmNotify.from_message(bench.message()).method == 6


# Position


@pytest.mark.parametrize("edition", ["2016", "2022"])
def test_positions_come_each_interval_in_the_form_of_the_edition(edition: str) -> None:
    bench = face_bench(edition)
    subscribe(bench, query_mobile_position(1, CAMERA, 10))
    for seconds in (0.0, 10.0, 20.0):
        bench.run_to(seconds)
        body = notified(bench)
        position = read_position(body, Edition(edition))
        assert not position.deviations
        assert position.time == format_time(EPOCH_S + seconds)
        assert (position.positions[0].longitude, position.positions[0].device_id) == (118.376, CAMERA)
        assert bench.quiet()


def test_the_default_interval_is_5_s(bench: FaceBench) -> None:
    subscribe(bench, Manscdp("Query", "MobilePosition", 1, CAMERA))
    notified(bench)
    bench.run_to(4.9)
    assert bench.quiet()
    bench.run_to(5.0)
    assert notified(bench)


def test_late_timers_do_not_make_a_burst(bench: FaceBench) -> None:
    subscribe(bench, query_mobile_position(1, CAMERA, 1))
    notified(bench)
    bench.face.advance(100.0)
    assert notified(bench)
    assert bench.quiet()


def test_where_the_camera_looks_is_told_while_it_moves(bench: FaceBench) -> None:
    subscribe(bench, query_ptz_position(1, CAMERA))
    assert PtzPosition.from_message(notified(bench)).pan == 0.0
    bench.run_to(5.0)
    assert bench.quiet()
    bench.camera.head.run(0.1, 0.0, 0.0, 5.0)
    bench.run_to(6.0)
    assert PtzPosition.from_message(notified(bench)).pan == 9.0
    bench.camera.head.stop(6.0)
    bench.run_to(10.0)
    assert bench.quiet()


def test_the_200_to_subscribe_may_hold_a_response() -> None:
    bench = face_bench(answer_subscribe_with_body=True)
    headers = [("Content-Type", "Application/MANSCDP+xml"), ("Event", "presence"), ("Expires", "60")]
    bench.request("SUBSCRIBE", headers=headers, body=build_manscdp(query_alarm(9, CAMERA)))
    assert result_of(parse_manscdp(bench.response().body)) is True
