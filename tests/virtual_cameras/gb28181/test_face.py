from __future__ import annotations

import pytest
from device_bench import CAMERA, EPOCH_S
from face_bench import FaceBench, face_bench
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.manscdp import Manscdp, build_manscdp, node, query_device_info
from camproof.protocols.sip import SipRequest
from camproof.virtual_cameras.gb28181 import PrepareStream
from camproof.virtual_cameras.personality import Personality


def re_registered(bench: FaceBench, date: str) -> None:
    bench.face.machine.unregister(0.0)
    bench.reply(bench.take("REGISTER"), 200)
    bench.face.start(bench.flow.local, 0.0)
    bench.register([("Date", date)])


def test_the_clock_is_set_from_the_date() -> None:
    bench = face_bench()
    bench.camera.clock.set(EPOCH_S - 500.0, 0.0)
    re_registered(bench, "2026-01-01T00:00:00.250")
    assert bench.camera.clock.error_s(0.0) == pytest.approx(0.25)


def test_a_camera_may_not_follow_the_date() -> None:
    bench = face_bench(personality=Personality(follows_date=False))
    re_registered(bench, "2020-01-01T00:00:00.000")
    assert bench.camera.clock.error_s(0.0) == 0.0


def test_a_forced_clock_does_not_follow_the_date() -> None:
    bench = face_bench()
    bench.camera.clock.force(3600.0)
    re_registered(bench, "2026-01-01T00:00:00.000")
    assert bench.camera.clock.error_s(0.0) == 3600.0


@given(st.binary(max_size=2048))
def test_any_bytes_are_survived(data: bytes) -> None:
    bench = face_bench()
    bench.face.receive(data, bench.flow, 1.0)
    bench.all()
    assert bench.ask(query_device_info(99, CAMERA))[-1].sn == 99


NAMES = st.sampled_from(
    [
        "DeviceControl",
        "DeviceConfig",
        "ConfigDownload",
        "RecordInfo",
        "Catalog",
        "Broadcast",
        "PTZCmd",
        "HomePosition",
        "BasicParam",
        "OSDConfig",
        "FrameMirror",
        "PTZPreciseCtrl",
        "DragZoomIn",
        "Interval",
        "ConfigType",
        "StartTime",
        "EndTime",
        "Item",
        "TargetID",
        "SourceID",
        "Enabled",
        "PresetIndex",
        "Number",
        "FormatSDCard",
        "CruiseTrackQuery",
        "Name",
        "HeartBeatInterval",
    ]
)
VALUES = st.one_of(st.text(max_size=20), st.integers().map(str), st.floats().map(str), st.just(CAMERA))
NODES = st.recursive(
    st.builds(node, NAMES, VALUES),
    lambda inner: st.builds(node, NAMES, st.lists(inner, max_size=4)),
    max_leaves=8,
)


@given(st.sampled_from(["Control", "Query", "Notify", "Response"]), NAMES, st.lists(NODES, max_size=5))
def test_any_command_is_survived(root: str, name: str, fields: list[object]) -> None:
    bench = face_bench()
    message = Manscdp(root, name, 1, CAMERA, tuple(fields))  # type: ignore[arg-type]
    headers = [("Content-Type", "Application/MANSCDP+xml")]
    bench.request("MESSAGE", headers=headers, body=build_manscdp(message))
    for one in bench.all():
        if isinstance(one, SipRequest):
            bench.reply(one, 200)
    bench.run_to(100.0)
    bench.all()
    position = bench.camera.head.at(1e6)
    assert 0 <= position.pan <= 360
    assert bench.command(query_device_info(99, CAMERA)).status == 200


LINES = st.sampled_from(
    [
        "v=0",
        "o=- 0 0 IN IP4 192.0.2.1",
        "s=Play",
        "s=Playback",
        "s=Download",
        "s=Talk",
        "c=IN IP4 192.0.2.1",
        "t=0 0",
        "t=1767190000 1767195000",
        "t=1 99999999999999999999",
        "m=video 30000 RTP/AVP 96",
        "m=video 30000 TCP/RTP/AVP 96 98",
        "m=audio 30000 RTP/AVP 8",
        "m=video 0 RTP/AVP 96",
        "a=rtpmap:96 PS/90000",
        "a=rtpmap:98 P\x00S/90000",
        "a=setup:active",
        "a=downloadspeed:4",
        "a=downloadspeed:0",
        "y=0200000001",
        "y=99999999999",
        "f=v/2/6/25/1/4096a///",
    ]
)


@given(st.lists(st.one_of(LINES, st.text(max_size=10)), max_size=14))
def test_any_offer_is_answered_or_refused(lines: list[str]) -> None:
    bench = face_bench()
    body = "\r\n".join(lines).encode("utf-8", "replace")
    bench.request("INVITE", headers=[("Content-Type", "application/sdp")], body=body, call_id="call")
    for act in bench.acts():
        assert isinstance(act, PrepareStream)
        bench.face.stream_ready(act.stream, "192.0.2.10", 15060, 0.0)
    assert bench.response().status in (200, 488)
