from __future__ import annotations

import pytest
from device_bench import CAMERA, EPOCH_S, SERVER
from face_bench import FaceBench, face_bench

from camproof.domain.stream import StreamProfile
from camproof.protocols.manscdp import (
    BasicParam,
    CruisePoint,
    CruiseTrackAnswer,
    CruiseTrackList,
    DeviceInfo,
    DeviceStatus,
    FrameMirror,
    HomePositionAnswer,
    Manscdp,
    OsdConfig,
    OsdText,
    PageCollector,
    PresetList,
    PtzPosition,
    RecordQuery,
    SdCardStatus,
    VideoParamAttribute,
    VideoParamOpt,
    catalog_items,
    config_basic_param,
    config_message,
    control_format_sd_card,
    decimals_of,
    format_time,
    node,
    query_catalog,
    query_config,
    query_cruise_track,
    query_cruise_track_list,
    query_device_info,
    query_device_status,
    query_home_position,
    query_presets,
    query_ptz_position,
    query_record_info,
    query_sd_card_status,
    read_configs,
    record_items,
    result_of,
)
from camproof.virtual_cameras.body import HomePosition, Position
from camproof.virtual_cameras.personality import Personality


@pytest.fixture
def bench() -> FaceBench:
    return face_bench()


def test_the_catalogue_is_the_camera_itself(bench: FaceBench) -> None:
    (answer,) = bench.ask(query_catalog(11, CAMERA))
    assert (answer.root, answer.sn, answer.text("SumNum")) == ("Response", 11, "1")
    (item,) = catalog_items(answer)
    assert (item.device_id, item.name, item.parent_id) == (CAMERA, "中山路口", SERVER)
    assert (item.status, item.civil_code, item.longitude) == ("ON", "340200", 118.376)
    assert decimals_of(item.longitude) == decimals_of(item.latitude) == 6
    assert (item.point_type, item.owner) == (3, "")


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("", "", 1),
        ("2024-05-01T00:00:00", "", 1),
        ("2024-05-01T00:00:01", "", 0),
        ("", "2024-05-01T00:00:00", 1),
        ("", "2024-04-30T23:59:59", 0),
        ("nonsense", "", 1),
    ],
)
def test_the_catalogue_of_a_span_has_what_was_installed_in_it(start: str, end: str, count: int) -> None:
    bench = face_bench(attributes=(("install_time", "2024-05-01T00:00:00"),))
    (answer,) = bench.ask(query_catalog(1, CAMERA, start=start, end=end))
    assert answer.text("SumNum") == str(count)
    assert [item.install_time for item in catalog_items(answer)] == ["2024-05-01T00:00:00"] * count
    (unknown,) = face_bench().ask(query_catalog(1, CAMERA, start="2099-01-01T00:00:00"))
    assert unknown.text("SumNum") == "1"


def test_the_2016_catalogue_has_the_fields_of_its_edition() -> None:
    (item,) = catalog_items(face_bench("2016").ask(query_catalog(1, CAMERA))[0])
    assert (item.owner, item.safety_way, item.point_type) == ("owner", 0, None)


def test_device_info(bench: FaceBench) -> None:
    info = DeviceInfo.from_message(bench.ask(query_device_info(1, CAMERA))[0])
    assert (info.device_name, info.result, info.channel) == ("中山路口", "OK", 1)
    assert (info.manufacturer, info.model, info.firmware) == ("camproof", "virtual", "1.0")


def test_device_status_shows_the_time_of_the_cameras_own_clock(bench: FaceBench) -> None:
    bench.camera.clock.force(8 * 3600.0)
    bench.camera.storage.recording = False
    status = DeviceStatus.from_message(bench.ask(query_device_status(1, CAMERA))[0])
    assert status.device_time == format_time(EPOCH_S + 8 * 3600)
    assert (status.online, status.status, status.record, status.encode) == ("ONLINE", "OK", "OFF", "ON")
    assert status.alarm_status[0].duty_status == "ONDUTY"


def records(bench: FaceBench, start_s: float, end_s: float, **filters: object) -> PageCollector:
    query = RecordQuery(
        start_time=format_time(EPOCH_S + start_s),
        end_time=format_time(EPOCH_S + end_s),
        **filters,  # type: ignore[arg-type]
    )
    collector = PageCollector(5, "RecordInfo")
    for answer in bench.ask(query.to_message(5, CAMERA)):
        collector.add(answer)
    assert collector.complete
    assert not collector.deviations
    return collector


def test_record_info_comes_in_parts(bench: FaceBench) -> None:
    found = records(bench, -10 * 3600, 0)
    assert (found.parts, len(found.record_items())) == (3, 10)
    first = found.record_items()[0]
    assert first.start_time == format_time(EPOCH_S - 10 * 3600)
    assert first.end_time == format_time(EPOCH_S - 9 * 3600)
    assert first.file_size == 3600 * 125_000


@pytest.mark.parametrize(("per_message", "parts"), [(1, 10), (4, 3), (100, 1)])
def test_items_per_message_is_a_habit(per_message: int, parts: int) -> None:
    bench = face_bench(personality=Personality(items_per_message=per_message))
    assert records(bench, -10 * 3600, 0).parts == parts


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"type": "all"}, 2),
        ({"type": "time"}, 2),
        ({"type": "alarm"}, 0),
        ({"secrecy": 1}, 0),
        ({"stream_number": 1}, 0),
        ({"recorder_id": CAMERA}, 2),
        ({"recorder_id": SERVER}, 0),
        ({"file_path": "/nowhere"}, 0),
    ],
)
def test_record_info_is_filtered(bench: FaceBench, filters: dict[str, object], count: int) -> None:
    assert len(records(bench, -7200, 0, **filters).record_items()) == count


def test_a_span_without_recordings_gives_sumnum_0(bench: FaceBench) -> None:
    (answer,) = bench.ask(query_record_info(1, CAMERA, "2001-01-01T00:00:00", "2001-01-02T00:00:00"))
    assert answer.text("SumNum") == "0"
    assert answer.field("RecordList") is None
    (answer,) = bench.ask(query_record_info(2, CAMERA, "soon", "later"))
    assert record_items(answer) == ()


def test_config_download(bench: FaceBench) -> None:
    answers = bench.ask(
        query_config(3, CAMERA, ["BasicParam", "VideoParamOpt", "VideoParamAttribute", "OSDConfig"])
    )
    assert {answer.sn for answer in answers} == {3}
    assert all(result_of(answer) for answer in answers)
    basic, options, attributes, overlay = (read_configs(answer)[0] for answer in answers)
    assert isinstance(basic, BasicParam)
    assert (basic.device_name, basic.expiration_s, basic.heartbeat_count) == ("中山路口", 86_400, 3)
    assert options == VideoParamOpt(download_speed="1/2/4", resolution="5")
    assert isinstance(attributes, VideoParamAttribute)
    stream = attributes.streams[0]
    assert (stream.video_format, stream.resolution, stream.frame_rate, stream.bit_rate) == (
        "2",
        "5",
        "25",
        "1000",
    )
    assert isinstance(overlay, OsdConfig)
    assert overlay.texts[0].value == "中山路口"


def test_config_download_of_some_that_are_not_there_ends_with_a_refusal(bench: FaceBench) -> None:
    known, refusal = bench.ask(query_config(1, CAMERA, ["SnapShotConfig", "BasicParam"]))
    assert (result_of(known), len(read_configs(known))) == (True, 1)
    assert (result_of(refusal), read_configs(refusal)) == (False, ())


def test_config_download_of_what_is_not_there_is_refused(bench: FaceBench) -> None:
    (answer,) = bench.ask(query_config(1, CAMERA, ["Nonsense", "SnapShotConfig"]))
    assert result_of(answer) is False
    (answer,) = face_bench("2016").ask(query_config(1, CAMERA, ["OSDConfig"]))
    assert result_of(answer) is False


@pytest.mark.parametrize(("edition", "resolution"), [("2022", "2560x1440"), ("2016", "")])
def test_a_size_without_a_code_is_written_out_since_2022(edition: str, resolution: str) -> None:
    bench = face_bench(edition, stream=StreamProfile(codec="H265", width=2560, height=1440))
    assert bench.camera.media_format().resolution == resolution
    assert bench.camera.media_format().video_codec == "5"


def test_basic_param_changes_the_running_keepalive() -> None:
    bench = face_bench(keepalive_interval_s=60.0)
    change = BasicParam(device_name="东门", heartbeat_interval_s=10, heartbeat_count=5, expiration_s=3600)
    (answer,) = bench.ask(config_basic_param(4, CAMERA, change))
    assert (answer.cmd_type, result_of(answer)) == ("DeviceConfig", True)
    assert (bench.camera.name, bench.face.machine.expires_s) == ("东门", 3600)
    for number in range(1, 4):
        bench.run_to(10.0 * number)
        assert bench.message().cmd_type == "Keepalive"
    (answer,) = bench.ask(query_config(5, CAMERA, ["BasicParam"]))
    assert read_configs(answer)[0] == BasicParam(
        device_name="东门", expiration_s=3600, heartbeat_interval_s=10, heartbeat_count=5
    )


def test_a_config_that_is_out_of_range_changes_nothing(bench: FaceBench) -> None:
    for bad in (BasicParam(heartbeat_interval_s=0), BasicParam(device_name="x" * 200)):
        assert result_of(bench.ask(config_basic_param(1, CAMERA, bad))[0]) is False
    assert bench.camera.name == "中山路口"
    assert bench.face.machine.keepalive_interval_s == 1e6


def test_other_configs_are_kept_and_given_back(bench: FaceBench) -> None:
    overlay = OsdConfig(time_enable=0, texts=(OsdText(value="西门", x=1, y=2),))
    assert result_of(bench.ask(config_message(1, CAMERA, [overlay, FrameMirror(mode=3)]))[0]) is True
    answers = bench.ask(query_config(2, CAMERA, ["OSDConfig", "FrameMirror"]))
    assert [read_configs(answer)[0] for answer in answers] == [overlay, FrameMirror(mode=3)]


@pytest.mark.parametrize(
    "config",
    [
        OsdConfig(texts=(OsdText(value="x"),) * 9),
        OsdConfig(texts=(OsdText(value="x" * 33),)),
        FrameMirror(mode=None),
        VideoParamOpt(download_speed="1"),
    ],
)
def test_configs_out_of_range_or_query_only_are_refused(bench: FaceBench, config: object) -> None:
    assert result_of(bench.ask(config_message(1, CAMERA, [config]))[0]) is False  # type: ignore[list-item]


def test_unknown_configs_and_those_of_another_edition_are_refused(bench: FaceBench) -> None:
    unknown = Manscdp("Control", "DeviceConfig", 1, CAMERA, (node("Nonsense", "1"),))
    assert result_of(bench.ask(unknown)[0]) is False
    old = face_bench("2016")
    assert result_of(old.ask(config_message(1, CAMERA, [FrameMirror(mode=1)]))[0]) is False


def test_presets(bench: FaceBench) -> None:
    bench.camera.head.presets[3] = ("大门", Position())
    (answer,) = bench.ask(query_presets(1, CAMERA))
    presets = PresetList.from_message(answer).presets
    assert [(one.preset_id, one.name) for one in presets] == [(1, "预置位1"), (3, "大门")]
    assert answer.text("SumNum") == "2"
    assert face_bench("2016").ask(query_presets(1, CAMERA))[0].field("SumNum") is None


def test_home_position(bench: FaceBench) -> None:
    bench.camera.head.home = HomePosition(True, 30, 2)
    answer = HomePositionAnswer.from_message(bench.ask(query_home_position(1, CAMERA))[0])
    assert answer.home_position is not None
    assert (answer.home_position.enabled, answer.home_position.reset_time_s) == (1, 30)


def test_ptz_position_moves_with_the_head(bench: FaceBench) -> None:
    bench.camera.head.run(0.5, 0.0, 0.0, 0.0)
    bench.now_s = 2.0
    position = PtzPosition.from_message(bench.ask(query_ptz_position(1, CAMERA))[0])
    assert (position.pan, position.tilt, position.zoom) == (90.0, 0.0, 1.0)
    assert position.horizontal_field_angle == 60.0


def test_sd_cards(bench: FaceBench) -> None:
    assert bench.ask(control_format_sd_card(1, CAMERA, 0)) == []
    bench.now_s = 5.0
    card = SdCardStatus.from_message(bench.ask(query_sd_card_status(2, CAMERA))[0]).cards[0]
    assert (card.status, card.format_progress, card.free_mb) == ("formatting", 25, card.capacity_mb)
    bench.now_s = 60.0
    card = SdCardStatus.from_message(bench.ask(query_sd_card_status(3, CAMERA))[0]).cards[0]
    assert card.status == "ok"
    assert records(bench, -86_400, 0).record_items() == ()


def test_cruise_tracks(bench: FaceBench) -> None:
    bench.camera.head.change_track(2, presets=(1, 3), stay_s=8, speed=4, name="巡航")
    tracks = CruiseTrackList.from_message(bench.ask(query_cruise_track_list(1, CAMERA))[0]).tracks
    assert [(track.number, track.name) for track in tracks] == [(2, "巡航")]
    answer = CruiseTrackAnswer.from_message(bench.ask(query_cruise_track(2, CAMERA, 2))[0])
    assert answer.points == tuple(CruisePoint(preset_index=n, stay_time_s=8, speed=4) for n in (1, 3))
    assert CruiseTrackAnswer.from_message(bench.ask(query_cruise_track(3, CAMERA, 9))[0]).points == ()


def test_a_2016_camera_does_not_know_the_queries_of_2022() -> None:
    old = face_bench("2016")
    for query in (query_home_position, query_ptz_position, query_sd_card_status, query_cruise_track_list):
        assert old.ask(query(1, CAMERA)) == []


def test_unknown_queries_and_other_devices_get_no_response(bench: FaceBench) -> None:
    assert bench.ask(Manscdp("Query", "Weather", 1, CAMERA)) == []
    assert bench.ask(query_device_info(1, "34020000001320000099")) == []


def test_the_charset_is_a_habit() -> None:
    bench = face_bench(personality=Personality(charset="GB2312"), charset="GB2312")
    bench.command(query_device_info(1, CAMERA))
    assert b'encoding="GB2312"' in bench.take("MESSAGE").body
