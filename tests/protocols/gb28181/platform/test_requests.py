"""Queries and controls: their SIP answers, their business answers, and what stays away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.gb28181.platform import RequestAnswered, RequestFailed, UnmatchedResponse
from camproof.protocols.gb28181.platform.answers import has_business_answer
from camproof.protocols.gb28181.ptz import Move
from camproof.protocols.manscdp import (
    BasicParam,
    CatalogItem,
    DeviceInfo,
    DeviceStatus,
    Manscdp,
    Node,
    PresetItem,
    PresetList,
    PtzPosition,
    RecordItem,
    SdCardStatus,
    catalog_pages,
    config_basic_param,
    control_alarm_reset,
    control_guard,
    control_ptz,
    control_record,
    control_teleboot,
    query_catalog,
    query_config,
    query_device_info,
    query_device_status,
    query_home_position,
    query_presets,
    query_ptz_position,
    query_record_info,
    query_sd_card_status,
    record_pages,
    response_result,
)

DEVICE = "34020000001320000001"
Build = Callable[[int], Manscdp]


def ask(bench: Any, device: Any, make: Build, *, status: int = 200) -> tuple[int, Manscdp]:
    """Send a request and answer it on the SIP level; gives its number and what the device read."""
    number = bench.machine.request(DEVICE, make, bench.now_s)
    (request,) = bench.requests(bench.drain(), "MESSAGE")
    device.reply(request, status)
    return number, bench.body(request)


def items(count: int) -> list[CatalogItem]:
    return [CatalogItem(device_id=f"340200000013200001{n:02d}", name=f"gate {n}") for n in range(count)]


SINGLE: list[tuple[Build, Callable[[int], Manscdp]]] = [
    (lambda sn: query_device_info(sn, DEVICE), lambda sn: DeviceInfo(result="OK").to_message(sn, DEVICE)),
    (lambda sn: query_device_status(sn, DEVICE), lambda sn: DeviceStatus(result="OK").to_message(sn, DEVICE)),
    (lambda sn: query_ptz_position(sn, DEVICE), lambda sn: PtzPosition(pan=1.0).to_message(sn, DEVICE)),
    (
        lambda sn: query_home_position(sn, DEVICE),
        lambda sn: Manscdp("Response", "HomePositionQuery", sn, DEVICE),
    ),
    (
        lambda sn: query_presets(sn, DEVICE),
        lambda sn: PresetList(presets=(PresetItem(preset_id=1, name="gate"),)).to_message(sn, DEVICE),
    ),
    (lambda sn: query_sd_card_status(sn, DEVICE), lambda sn: SdCardStatus().to_message(sn, DEVICE)),
    (
        lambda sn: control_record(sn, DEVICE, True),
        lambda sn: response_result("DeviceControl", sn, DEVICE),
    ),
    (lambda sn: control_guard(sn, DEVICE, True), lambda sn: response_result("DeviceControl", sn, DEVICE)),
    (lambda sn: control_alarm_reset(sn, DEVICE), lambda sn: response_result("DeviceControl", sn, DEVICE)),
    (
        lambda sn: config_basic_param(sn, DEVICE, BasicParam(heartbeat_interval_s=10)),
        lambda sn: response_result("DeviceConfig", sn, DEVICE),
    ),
]


@pytest.mark.parametrize(("make", "respond"), SINGLE)
def test_answered_by_one_response(bench: Any, device: Any, make: Build, respond: Build) -> None:
    number, asked = ask(bench, device, make)
    assert asked.sn == number
    assert bench.seen(RequestAnswered) == []
    bench.run_to(bench.now_s + 0.25)
    assert device.message(respond(number)).status == 200
    (event,) = bench.seen(RequestAnswered)
    assert (event.request, event.device, event.sent_s, event.acknowledged_s) == (
        number,
        DEVICE,
        1000.0,
        1000.0,
    )
    assert (event.first_answer_s, event.at_s, len(event.messages)) == (1000.25, 1000.25, 1)
    bench.run_to(1100.0)
    assert bench.seen(RequestFailed) == []


@pytest.mark.parametrize(
    "make",
    [
        lambda sn: control_ptz(sn, DEVICE, Move(pan=1, pan_speed=128)),
        lambda sn: control_teleboot(sn, DEVICE),
    ],
)
def test_control_without_business_answer_is_done_with_the_200(bench: Any, device: Any, make: Build) -> None:
    assert not has_business_answer(make(1))
    number, _ = ask(bench, device, make)
    (event,) = bench.seen(RequestAnswered)
    assert (event.request, event.messages) == (number, ())


def test_body_is_in_the_charset_of_the_device_s_edition(bench: Any) -> None:
    for version, charset in (("3.0", b"GB18030"), ("2.0", b"GB2312"), ("", b"GB2312")):
        device = bench.device(version=version)
        device.register()
        bench.machine.request(DEVICE, lambda sn: query_catalog(sn, DEVICE), bench.now_s)
        (request,) = bench.requests(bench.drain())
        assert charset in request.body.splitlines()[0]
        assert request.headers.get("Content-Type") == "Application/MANSCDP+xml"


def test_catalogue_in_pages(bench: Any, device: Any) -> None:
    number, _ = ask(bench, device, lambda sn: query_catalog(sn, DEVICE))
    pages = catalog_pages(items(7), number, DEVICE, 3)
    for page in pages[:-1]:
        device.message(page)
        assert bench.seen(RequestAnswered) == []
        bench.run_to(bench.now_s + 9.9)
    device.message(pages[-1])
    (event,) = bench.seen(RequestAnswered)
    assert len(event.messages) == 3


def test_lost_page_fails_after_the_gap_with_what_there_was(bench: Any, device: Any) -> None:
    number, _ = ask(bench, device, lambda sn: query_catalog(sn, DEVICE))
    first, _, last = catalog_pages(items(7), number, DEVICE, 3)
    device.message(first)
    bench.run_to(1005.0)
    device.message(last)
    bench.run_to(1014.999)
    assert bench.seen(RequestFailed) == []
    bench.run_to(1015.0)
    (event,) = bench.seen(RequestFailed)
    assert (event.received, event.expected, event.at_s) == (4, 7, 1015.0)
    assert event.reason == "no further part in 10 s"
    assert len(event.messages) == 2


def test_wrong_sums_and_twins_are_noted(bench: Any, device: Any) -> None:
    number, _ = ask(bench, device, lambda sn: query_catalog(sn, DEVICE))
    first, second = catalog_pages(items(4), number, DEVICE, 2)
    device.message(first)
    device.message(first)
    device.message(second)
    assert len(bench.seen(RequestAnswered)) == 1
    assert "MANSCDP Catalog: a part came twice" in bench.deviations()


def test_empty_catalogue_and_records(bench: Any, device: Any) -> None:
    number, _ = ask(bench, device, lambda sn: query_catalog(sn, DEVICE))
    device.message(catalog_pages([], number, DEVICE, 3)[0])
    assert len(bench.seen(RequestAnswered)) == 1
    span = ("2026-01-01T00:00:00", "2026-01-02T00:00:00")
    number, asked = ask(bench, device, lambda sn: query_record_info(sn, DEVICE, *span))
    assert asked.text("StartTime") == span[0]
    records = [RecordItem(device_id=DEVICE, start_time=f"2026-01-01T0{n}:00:00") for n in range(5)]
    for page in record_pages(records, number, DEVICE, 2):
        device.message(page)
    assert len(bench.seen(RequestAnswered)[-1].messages) == 3


def test_config_download_waits_for_every_type(bench: Any, device: Any) -> None:
    number, asked = ask(bench, device, lambda sn: query_config(sn, DEVICE, ("BasicParam", "SnapShotConfig")))
    assert asked.text("ConfigType") == "BasicParam/SnapShotConfig"
    device.message(Manscdp("Response", "ConfigDownload", number, DEVICE, (Node("BasicParam"),)))
    assert bench.seen(RequestAnswered) == []
    device.message(Manscdp("Response", "ConfigDownload", number, DEVICE, (Node("SnapShot"),)))
    assert len(bench.seen(RequestAnswered)) == 1


def test_refusal_carries_the_status(bench: Any, device: Any) -> None:
    ask(bench, device, lambda sn: query_catalog(sn, DEVICE), status=404)
    (event,) = bench.seen(RequestFailed)
    assert (event.status, event.reason) == (404, "refused: 404 Not Found")


def test_200_without_answer_and_no_answer_at_all(bench: Any, device: Any) -> None:
    ask(bench, device, lambda sn: query_device_info(sn, DEVICE))
    bench.machine.request(DEVICE, lambda sn: query_device_info(sn, DEVICE), bench.now_s)
    bench.run_to(1010.0)
    assert sorted(event.reason for event in bench.seen(RequestFailed)) == [
        "200, but no answer in 10 s",
        "no answer in 10 s",
    ]


def test_unanswered_message_is_repeated(bench: Any, device: Any) -> None:
    bench.machine.request(DEVICE, lambda sn: query_device_info(sn, DEVICE), bench.now_s)
    first = bench.requests(bench.drain())
    again = bench.requests(bench.run_to(1004.0))
    assert len(first) == 1
    assert len(again) == 3
    assert {request.headers.get("Via") for request in (*first, *again)} == {first[0].headers.get("Via")}


def test_answer_may_overtake_the_200(bench: Any, device: Any) -> None:
    number = bench.machine.request(DEVICE, lambda sn: query_device_info(sn, DEVICE), bench.now_s)
    bench.drain()
    device.message(DeviceInfo(result="OK").to_message(number, DEVICE))
    (event,) = bench.seen(RequestAnswered)
    assert event.acknowledged_s is None


def test_answers_are_matched_by_number_device_and_command(bench: Any, device: Any) -> None:
    other = bench.device(code="34020000001320000002", port=5071)
    other.register()
    number, _ = ask(bench, device, lambda sn: query_device_info(sn, DEVICE))
    info = DeviceInfo(result="OK")
    device.message(info.to_message(number + 1, DEVICE))
    other.message(info.to_message(number, DEVICE))
    device.message(DeviceStatus(result="OK").to_message(number, DEVICE))
    assert bench.seen(RequestAnswered) == []
    assert len(bench.seen(UnmatchedResponse)) == 3
    device.message(info.to_message(number, "34020000001320000009"))
    assert len(bench.seen(RequestAnswered)) == 1
    assert "Response names another DeviceID than the request" in bench.deviations()


def test_device_off_line_fails_what_is_open(bench: Any, device: Any) -> None:
    number = bench.machine.request(DEVICE, lambda sn: query_device_info(sn, DEVICE), bench.now_s)
    device.register("0")
    (event,) = bench.seen(RequestFailed)
    assert (event.request, event.reason) == (number, "the device went off-line")
    with pytest.raises(LocalProtocolError, match="is not registered"):
        bench.machine.request(DEVICE, lambda sn: query_device_info(sn, DEVICE), bench.now_s)


def test_channel_is_the_target(bench: Any, device: Any) -> None:
    channel = "34020000001310000005"
    bench.machine.request(DEVICE, lambda sn: query_presets(sn, channel), bench.now_s)
    (request,) = bench.requests(bench.drain())
    assert request.uri == f"sip:{channel}@192.0.2.10:5070"
    assert f"<sip:{channel}@" in request.headers.get("To")


def test_editions_are_ordered_by_year() -> None:
    assert min(Edition, key=lambda edition: edition.value) is Edition.GB2016
