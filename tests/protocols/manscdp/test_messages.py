"""Queries, answers and notices by the sheets, element by element."""

import pytest

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp import (
    CONFIG_TYPES,
    AlarmNotify,
    AlarmQuery,
    AlarmStatus,
    BasicParam,
    Broadcast,
    CatalogItem,
    CruisePoint,
    CruiseTrackAnswer,
    CruiseTrackList,
    DeviceInfo,
    DeviceStatus,
    Keepalive,
    Manscdp,
    MediaStatus,
    Node,
    PositionItem,
    PresetList,
    PtzPosition,
    RecordQuery,
    SdCardStatus,
    SnapShotConfig,
    UploadSnapShotFinished,
    VideoParamOpt,
    catalog_items,
    config_basic_param,
    config_types_asked,
    notify_alarm,
    notify_broadcast,
    notify_catalog,
    notify_keepalive,
    notify_media_status,
    notify_position,
    notify_ptz_position,
    notify_snapshots,
    parse_manscdp,
    query_alarm,
    query_catalog,
    query_config,
    query_cruise_track,
    query_cruise_track_list,
    query_device_info,
    query_device_status,
    query_home_position,
    query_mobile_position,
    query_presets,
    query_ptz_position,
    query_record_info,
    query_sd_card_status,
    read_configs,
    read_position,
    response_config,
    response_result,
    result_of,
)

CODE = "34020000001320000001"
START, END = "2026-01-01T00:00:00", "2026-01-01T01:00:00"


def flat(message: Manscdp) -> list[tuple[str, str]]:
    return [(node.name, node.text) for node in message.fields]


@pytest.mark.parametrize(
    ("message", "cmd_type", "fields"),
    [
        (query_catalog(1, CODE), "Catalog", []),
        (query_catalog(1, CODE, start=START, end=END), "Catalog", [("StartTime", START), ("EndTime", END)]),
        (query_device_info(1, CODE), "DeviceInfo", []),
        (query_device_status(1, CODE), "DeviceStatus", []),
        (query_presets(1, CODE), "PresetQuery", []),
        (query_home_position(1, CODE), "HomePositionQuery", []),
        (query_cruise_track_list(1, CODE), "CruiseTrackListQuery", []),
        (query_cruise_track(1, CODE, 3), "CruiseTrackQuery", [("Number", "3")]),
        (query_ptz_position(1, CODE), "PTZPosition", []),
        (query_sd_card_status(1, CODE), "SDCardStatus", []),
        (query_mobile_position(1, CODE), "MobilePosition", [("Interval", "5")]),
        (
            query_config(1, CODE, ["BasicParam", "VideoParamOpt"]),
            "ConfigDownload",
            [("ConfigType", "BasicParam/VideoParamOpt")],
        ),
        (
            query_alarm(1, CODE),
            "Alarm",
            [("StartAlarmPriority", "0"), ("EndAlarmPriority", "0"), ("AlarmMethod", "0")],
        ),
        (
            query_alarm(1, CODE, AlarmQuery(method="1/2", start_time=START)),
            "Alarm",
            [("AlarmMethod", "1/2"), ("StartAlarmTime", START)],
        ),
        (
            query_record_info(1, CODE, START, END),
            "RecordInfo",
            [("StartTime", START), ("EndTime", END), ("Secrecy", "0"), ("Type", "all")],
        ),
    ],
)
def test_queries(message, cmd_type, fields):
    assert (message.root, message.cmd_type, message.sn, message.device_id) == ("Query", cmd_type, 1, CODE)
    assert flat(message) == fields


def test_record_query_leaves_out_what_2016_has_not():
    query = RecordQuery(start_time=START, end_time=END, stream_number=1, alarm_method="2")
    assert [name for name, _ in flat(query.to_message(1, CODE, Edition.GB2016))] == ["StartTime", "EndTime"]
    assert RecordQuery.from_message(query.to_message(1, CODE)) == query


def test_catalogue_item_by_edition():
    item = CatalogItem(
        device_id=CODE,
        name="东门",
        owner="甲",
        security_level_code="B",
        safety_way=0,
        mac="00-11",
        ptz_type=1,
    )
    old = [node.name for node in item.to_nodes(Edition.GB2016)]
    new = [node.name for node in item.to_nodes(Edition.GB2022)]
    assert old == ["DeviceID", "Name", "Owner", "SafetyWay", "Info"]
    assert new == ["DeviceID", "Name", "SecurityLevelCode", "Info"]


def test_business_group_is_read_in_both_places():
    inside = Node("Item", children=(Node("Info", children=(Node("BusinessGroupID", CODE),)),))
    assert CatalogItem.from_node(inside).business_group_id == CODE
    assert (
        CatalogItem.from_node(Node("Item", children=(Node("BusinessGroupID", CODE),))).business_group_id
        == CODE
    )


def test_catalogue_notice_of_the_sheet():
    body = b"""<?xml version="1.0" encoding="GB18030"?>
<Notify><CmdType>Catalog</CmdType><SN>31</SN><DeviceID>34020000002000000002</DeviceID>
<SumNum>1</SumNum><DeviceList Num="1"><Item>
<DeviceID>34020000001320000007</DeviceID><Event>OFF</Event></Item></DeviceList></Notify>"""
    item = CatalogItem(device_id="34020000001320000007", event="OFF")
    message = parse_manscdp(body, strict=True)
    assert catalog_items(message) == (item,)
    assert notify_catalog(31, "34020000002000000002", [item]) == message


def test_device_info_and_status():
    info = DeviceInfo(device_name="东门", result="OK", manufacturer="甲", model="M", firmware="1", channel=1)
    assert [name for name, _ in flat(info.to_message(1, CODE))] == [
        "DeviceName", "Result", "Manufacturer", "Model", "Firmware", "Channel",
    ]  # fmt: skip
    status = DeviceStatus(
        result="OK", online="ONLINE", status="OK", encode="ON", record="OFF", device_time=START,
        alarm_status=(AlarmStatus(device_id=CODE, duty_status="ONDUTY"),),
    )  # fmt: skip
    message = status.to_message(1, CODE)
    assert message.fields[-1].name == "Alarmstatus"
    assert message.fields[-1].attribute("Num") == "1"
    assert message.field("SumNum") is None
    assert DeviceStatus.from_message(message) == status


def test_alarm_status_is_read_with_a_capital_s():
    item = Node("Item", children=(Node("DeviceID", CODE), Node("DutyStatus", "ALARM")))
    message = Manscdp("Response", "DeviceStatus", 1, CODE, (Node("AlarmStatus", children=(item,)),))
    assert DeviceStatus.from_message(message).alarm_status[0].duty_status == "ALARM"


def test_result():
    assert response_result("DeviceControl", 4, CODE) == Manscdp(
        "Response", "DeviceControl", 4, CODE, (Node("Result", "OK"),)
    )
    assert result_of(response_result("Alarm", 4, CODE, "ERROR")) is False
    assert result_of(response_result("Alarm", 4, CODE)) is True
    assert result_of(query_catalog(1, CODE)) is None


def test_keepalive_with_faulty_devices():
    message = notify_keepalive(9, CODE, status="ERROR", faulty=("1", "2"))
    assert message.fields == (
        Node("Status", "ERROR"),
        Node("Info", children=(Node("DeviceID", "1"), Node("DeviceID", "2"))),
    )
    assert Keepalive.from_message(message) == Keepalive(status="ERROR", faulty=("1", "2"))
    assert notify_keepalive(9, CODE).fields == (Node("Status", "OK"),)


def test_alarm():
    alarm = AlarmNotify(
        priority=1,
        method=5,
        time=START,
        description="越界",
        longitude=118.376,
        latitude=31.326,
        alarm_type=6,
        event_type=1,
    )
    message = notify_alarm(2, CODE, alarm)
    assert message.fields[-1] == Node(
        "Info", children=(Node("AlarmType", "6"), Node("AlarmTypeParam", children=(Node("EventType", "1"),)))
    )
    assert AlarmNotify.from_message(message) == alarm


def test_media_status_and_broadcast():
    assert notify_media_status(3, CODE).fields == (Node("NotifyType", "121"),)
    assert MediaStatus.from_message(notify_media_status(3, CODE)).notify_type == "121"
    message = notify_broadcast(4, "34020000002000000001", "34020000001370000001")
    assert message.device_id == ""
    assert flat(message) == [("SourceID", "34020000002000000001"), ("TargetID", "34020000001370000001")]
    assert Broadcast.from_message(message).target_id == "34020000001370000001"


def test_snapshots_finished():
    message = notify_snapshots(5, CODE, "s" * 32, ["a", "b"])
    assert UploadSnapShotFinished.from_message(message).file_ids == ("a", "b")
    assert message.fields[1] == Node(
        "SnapShotList", children=(Node("SnapShotFileID", "a"), Node("SnapShotFileID", "b"))
    )


def test_reading_as_another_command_is_our_mistake():
    with pytest.raises(LocalProtocolError):
        Keepalive.from_message(query_catalog(1, CODE))


def test_position_notice_of_2016_is_flat():
    item = PositionItem(
        device_id=CODE, longitude=118.5, latitude=31.5, speed_kmh=36, direction=90, altitude=10, height=2
    )
    message = notify_position(1, CODE, START, [item], Edition.GB2016)
    assert [name for name, _ in flat(message)] == [
        "Time",
        "Longitude",
        "Latitude",
        "Speed",
        "Direction",
        "Altitude",
    ]
    found = read_position(message, Edition.GB2016)
    assert (found.time, found.positions[0].device_id, found.positions[0].longitude) == (START, CODE, 118.5)
    assert found.deviations == ()


def test_position_notice_of_2022_is_a_list():
    items = tuple(PositionItem(device_id=f"{n}", capture_time=START, longitude=float(n)) for n in range(3))
    message = notify_position(1, CODE, START, items)
    assert [name for name, _ in flat(message)] == ["Time", "SumNum", "DeviceList"]
    found = read_position(message, Edition.GB2022)
    assert found.positions == items
    assert found.deviations == ()


def test_position_in_the_form_of_the_other_edition_is_noted():
    item = PositionItem(device_id=CODE, longitude=1.0)
    assert (
        "2016"
        in read_position(notify_position(1, CODE, START, [item], Edition.GB2016), Edition.GB2022)
        .deviations[0]
        .what
    )
    assert "2022" in read_position(notify_position(1, CODE, START, [item]), Edition.GB2016).deviations[0].what
    assert notify_position(1, CODE, START, [], Edition.GB2016).fields == (Node("Time", START),)


def test_ptz_position_as_answer_and_notice():
    position = PtzPosition(pan=12.5, tilt=-3, zoom=1)
    assert notify_ptz_position(1, CODE, position).root == "Notify"
    assert PtzPosition.from_message(notify_ptz_position(1, CODE, position)) == position
    assert position.to_message(1, CODE).root == "Response"


def test_cruise_track_answer():
    answer = CruiseTrackAnswer(
        number=1, name="巡", points=(CruisePoint(preset_index=1, stay_time_s=5, speed=7),)
    )
    message = answer.to_message(1, CODE)
    assert [name for name, _ in flat(message)] == ["Number", "Name", "SumNum", "CruisePointList"]
    assert CruiseTrackAnswer.from_message(message) == answer


def test_config_set_and_read():
    basic = BasicParam(device_name="东门", expiration_s=3600, heartbeat_interval_s=60, heartbeat_count=3)
    message = config_basic_param(1, CODE, basic)
    assert (message.root, message.cmd_type) == ("Control", "DeviceConfig")
    assert read_configs(message) == (basic,)


def test_config_download():
    query = query_config(1, CODE, ["basicparam", "VideoParamOpt", "Strange"])
    assert config_types_asked(query) == ("BasicParam", "VideoParamOpt", "Strange")
    answer = response_config(1, CODE, VideoParamOpt(download_speed="1/2/4", resolution="5/6"))
    assert answer.text("Result") == "OK"
    assert read_configs(answer) == (VideoParamOpt(download_speed="1/2/4", resolution="5/6"),)
    assert response_config(1, CODE, None).fields == (Node("Result", "ERROR"),)


@pytest.mark.parametrize("name", ["SnapShot", "SnapShotConfig", "snapshotconfig"])
def test_snapshot_settings_under_both_names(name):
    fields = (Node(name, children=(Node("SnapNum", "3"), Node("Interval", "1"))),)
    (found,) = read_configs(Manscdp("Control", "DeviceConfig", 1, CODE, fields))
    assert found == SnapShotConfig(count=3, interval_s=1)
    assert found.to_config().name == "SnapShotConfig"


def test_every_config_type_of_the_sheet():
    assert set(CONFIG_TYPES) == {
        "BasicParam", "VideoParamOpt", "SVACEncodeConfig", "SVACDecodeConfig", "VideoParamAttribute",
        "VideoRecordPlan", "VideoAlarmRecord", "PictureMask", "FrameMirror", "AlarmReport", "OSDConfig",
        "SnapShotConfig",
    }  # fmt: skip
    old = {name for name, kind in CONFIG_TYPES.items() if kind.since is Edition.GB2016}
    assert old == {"BasicParam", "VideoParamOpt", "SVACEncodeConfig", "SVACDecodeConfig"}


@pytest.mark.parametrize("answer", [CruiseTrackList(), CruiseTrackAnswer(), PresetList(), SdCardStatus()])
def test_an_empty_list_is_sum_num_0_without_a_list(answer: CruiseTrackList) -> None:
    """Annex M; the 2016 answer to PresetQuery has no SumNum at all."""
    message = answer.to_message(1, CODE, Edition.GB2022)
    assert message.fields == (Node("SumNum", "0"),)
    assert type(answer).from_message(message) == answer
    if isinstance(answer, PresetList):
        assert answer.to_message(1, CODE, Edition.GB2016).fields == ()
