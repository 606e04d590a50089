from __future__ import annotations

import pytest
from device_bench import CAMERA, EPOCH_S, SERVER
from face_bench import FaceBench, face_bench

from camproof.protocols.gb28181 import ptz
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp import (
    DragArea,
    HomePosition,
    Manscdp,
    PrecisePosition,
    PtzParams,
    control_alarm_reset,
    control_drag_zoom,
    control_guard,
    control_home_position,
    control_iframe,
    control_precise_position,
    control_ptz,
    control_record,
    control_teleboot,
    node,
    result_of,
)
from camproof.protocols.sdp import live_offer
from camproof.virtual_cameras.body import Alarm, Position
from camproof.virtual_cameras.gb28181 import ControlStream, Reboot
from camproof.virtual_cameras.personality import Personality


@pytest.fixture
def bench() -> FaceBench:
    return face_bench()


def order(bench: FaceBench, command: ptz.PtzCommand, **params: str) -> None:
    values = PtzParams(**params) if params else None  # type: ignore[arg-type]
    assert bench.ask(control_ptz(1, CAMERA, command, params=values)) == []


def pan(bench: FaceBench) -> float:
    return bench.camera.head.at(bench.now_s).pan


def test_ptz_moves_until_the_stop(bench: FaceBench) -> None:
    order(bench, ptz.Move(pan=1, pan_speed=255))
    bench.now_s = 1.0
    assert pan(bench) == pytest.approx(90.0)
    order(bench, ptz.Stop())
    bench.now_s = 60.0
    assert pan(bench) == pytest.approx(90.0)


def test_all_axes_move_at_once(bench: FaceBench) -> None:
    order(bench, ptz.Move(pan=-1, tilt=-1, zoom=1, pan_speed=255, tilt_speed=255, zoom_speed=15))
    bench.now_s = 0.5
    here = bench.camera.head.at(0.5)
    assert (here.pan, here.tilt, here.zoom) == pytest.approx((315.0, 30.0, 4.0))


def test_the_lens_moves_and_stops(bench: FaceBench) -> None:
    order(bench, ptz.Lens(focus=1, iris=-1, focus_speed=9, iris_speed=9))
    assert (bench.camera.imaging.focus, bench.camera.imaging.iris) == (1, -1)
    order(bench, ptz.LensStop())
    assert (bench.camera.imaging.focus, bench.camera.imaging.iris) == (0, 0)


def test_presets_are_set_called_and_deleted(bench: FaceBench) -> None:
    bench.camera.head.go(Position(90.0, 0.0, 1.0), 0.0)
    bench.now_s = 5.0
    order(bench, ptz.Preset("set", 7), preset_name="路口")
    assert bench.camera.head.presets[7][0] == "路口"
    order(bench, ptz.Preset("call", 1))
    bench.now_s = 10.0
    assert pan(bench) == pytest.approx(0.0)
    order(bench, ptz.Preset("call", 7))
    bench.now_s = 15.0
    assert pan(bench) == pytest.approx(90.0)
    order(bench, ptz.Preset("delete", 7))
    assert 7 not in bench.camera.head.presets


def test_a_cruise_is_built_and_started(bench: FaceBench) -> None:
    bench.camera.head.presets[2] = ("b", Position(90.0, 0.0, 1.0))
    for command in (
        ptz.Cruise("add", 1, 1),
        ptz.Cruise("add", 1, 2),
        ptz.Cruise("add", 1, 9),
        ptz.Cruise("delete", 1, 9),
        ptz.Cruise("speed", 1, 15),
        ptz.Cruise("dwell", 1, 10),
        ptz.Cruise("start", 1),
    ):
        order(bench, command)
    assert bench.camera.head.tracks[1].presets == (1, 2)
    bench.now_s = 15.0
    assert pan(bench) == pytest.approx(90.0)
    order(bench, ptz.Cruise("delete-group", 1))
    assert bench.camera.head.tracks == {}


def test_a_scan_is_set_up_and_started(bench: FaceBench) -> None:
    order(bench, ptz.Scan("left", 0))
    bench.camera.head.go(Position(90.0, 0.0, 1.0), 0.0)
    bench.now_s = 2.0
    for command in (ptz.Scan("right", 0), ptz.Scan("speed", 0, 255), ptz.Scan("start", 0)):
        order(bench, command)
    bench.now_s = 3.5
    assert pan(bench) == pytest.approx(0.0)


def test_the_wiper(bench: FaceBench) -> None:
    order(bench, ptz.Auxiliary(1, on=True))
    assert bench.camera.imaging.switches == {1}
    order(bench, ptz.Auxiliary(1, on=False))
    assert bench.camera.imaging.switches == set()


@pytest.mark.parametrize("text", ["", "A50F0103000000B8", "A50F010180000037", "zz", "A50F01F0000000A5"])
def test_an_illegal_code_is_ignored(bench: FaceBench, text: str) -> None:
    assert bench.ask(Manscdp("Control", "DeviceControl", 1, CAMERA, (node("PTZCmd", text),))) == []
    assert not bench.camera.head.moving(0.0)


def test_recording_is_switched_and_answered(bench: FaceBench) -> None:
    (answer,) = bench.ask(control_record(3, CAMERA, start=False))
    assert (answer.cmd_type, answer.sn, result_of(answer)) == ("DeviceControl", 3, True)
    assert not bench.camera.storage.recording
    bench.now_s = 60.0
    bench.ask(control_record(4, CAMERA, start=True))
    now_s = EPOCH_S + 100
    assert bench.camera.storage.covered_s(EPOCH_S, now_s, now_s) == pytest.approx(40.0)


def test_guard_is_switched_and_answered(bench: FaceBench) -> None:
    assert result_of(bench.ask(control_guard(1, CAMERA, on=False))[0]) is True
    assert not bench.camera.alarms.guarded
    assert not bench.face.raise_alarm(Alarm(), 0.0)
    bench.ask(control_guard(2, CAMERA, on=True))
    assert bench.camera.alarms.guarded


def test_an_alarm_is_reset_and_answered(bench: FaceBench) -> None:
    alarm = Alarm(method=2, alarm_type=1)
    assert bench.face.raise_alarm(alarm, 0.0)
    bench.answers()
    assert not bench.face.raise_alarm(alarm, 1.0)
    assert result_of(bench.ask(control_alarm_reset(1, CAMERA, method="5"))[0]) is True
    assert not bench.face.raise_alarm(alarm, 2.0)
    bench.ask(control_alarm_reset(2, CAMERA))
    assert bench.face.raise_alarm(alarm, 3.0)


def test_a_key_frame_goes_to_the_live_streams(bench: FaceBench) -> None:
    offer = live_offer(origin_user=SERVER, host="192.0.2.1", port=30000, ssrc="0200000001")
    stream, _, _ = bench.play(offer)
    bench.acts()
    assert bench.ask(control_iframe(1, CAMERA, Edition.GB2022)) == []
    assert bench.acts() == [ControlStream(stream, "key-frame")]
    bench.ask(control_iframe(2, CAMERA, Edition.GB2016))
    assert bench.acts() == [ControlStream(stream, "key-frame")]


@pytest.mark.parametrize("edition", ["2016", "2022"])
def test_the_other_spelling_may_be_refused(edition: str) -> None:
    bench = face_bench(edition, personality=Personality(accepts_other_key_frame_spelling=False))
    offer = live_offer(origin_user=SERVER, host="192.0.2.1", port=30000, ssrc="0200000001")
    bench.play(offer)
    bench.acts()
    other = Edition.GB2022 if edition == "2016" else Edition.GB2016
    bench.ask(control_iframe(1, CAMERA, other))
    assert bench.acts() == []
    bench.ask(control_iframe(2, CAMERA, Edition(edition)))
    assert len(bench.acts()) == 1


AREA = DragArea(length=800, width=600, mid_x=600, mid_y=300, length_x=400, length_y=300)


def test_drag_zoom(bench: FaceBench) -> None:
    assert bench.ask(control_drag_zoom(1, CAMERA, True, AREA)) == []
    here = bench.camera.head.at(10.0)
    assert (here.pan, here.tilt, here.zoom) == pytest.approx((15.0, 0.0, 2.0))
    bench.now_s = 10.0
    middle = DragArea(length=800, width=600, mid_x=400, mid_y=300, length_x=400, length_y=300)
    bench.ask(control_drag_zoom(2, CAMERA, False, middle))
    assert bench.camera.head.at(20.0).zoom == pytest.approx(1.0)


@pytest.mark.parametrize(
    "area", [DragArea(), DragArea(length=0, width=0, mid_x=0, mid_y=0, length_x=0, length_y=0)]
)
def test_a_drag_without_an_area_is_ignored(bench: FaceBench, area: DragArea) -> None:
    bench.ask(control_drag_zoom(1, CAMERA, True, area))
    assert not bench.camera.head.moving(0.0)


def test_home_position_is_set_and_answered(bench: FaceBench) -> None:
    home = HomePosition(enabled=1, reset_time_s=20, preset_index=1)
    assert result_of(bench.ask(control_home_position(1, CAMERA, home))[0]) is True
    order(bench, ptz.Move(pan=1, pan_speed=255))
    bench.now_s = 1.0
    order(bench, ptz.Stop())
    assert bench.camera.head.at(60.0).pan == pytest.approx(0.0)


@pytest.mark.parametrize(
    "home", [HomePosition(enabled=2), HomePosition(enabled=1, preset_index=256), HomePosition()]
)
def test_a_home_position_out_of_range_is_refused(bench: FaceBench, home: HomePosition) -> None:
    assert result_of(bench.ask(control_home_position(1, CAMERA, home))[0]) is False


def test_precise_position(bench: FaceBench) -> None:
    goal = PrecisePosition(pan=270.5, tilt=12.25, zoom=4.0)
    assert bench.ask(control_precise_position(1, CAMERA, goal)) == []
    here = bench.camera.head.at(10.0)
    assert (here.pan, here.tilt, here.zoom) == pytest.approx((270.5, 12.25, 4.0))
    old = face_bench("2016")
    old.ask(control_precise_position(1, CAMERA, goal))
    assert not old.camera.head.moving(0.1)


def test_reboot_is_the_shells_business(bench: FaceBench) -> None:
    assert bench.ask(control_teleboot(1, CAMERA)) == []
    assert bench.acts() == [Reboot()]


@pytest.mark.parametrize(
    ("name", "answers"), [("RecordCmd", 1), ("GuardCmd", 1), ("TeleBoot", 0), ("Dance", 0)]
)
def test_an_unknown_value_is_refused_only_where_a_response_is_due(
    bench: FaceBench, name: str, answers: int
) -> None:
    found = bench.ask(Manscdp("Control", "DeviceControl", 1, CAMERA, (node(name, "Nonsense"),)))
    assert [result_of(one) for one in found] == [False] * answers
    assert bench.acts() == []
