from __future__ import annotations

from dataclasses import replace

import pytest
from device_bench import CAMERA, EPOCH_S, SERVER
from face_bench import FaceBench, face_bench

from camproof.media.plan import MediaPlan
from camproof.protocols.manscdp import (
    CatalogItem,
    DeviceInfo,
    PageCollector,
    parse_manscdp,
    query_catalog,
    query_device_info,
    query_device_status,
)
from camproof.protocols.mansrtsp import MansrtspRequest, build_mansrtsp, parse_mansrtsp_response
from camproof.protocols.sdp import (
    MediaFormat,
    SessionDescription,
    build_sdp,
    history_offer,
    live_offer,
    parse_sdp,
)
from camproof.protocols.sip import SipRequest, SipResponse, tag_of
from camproof.virtual_cameras.body import Channel
from camproof.virtual_cameras.gb28181 import (
    ControlStream,
    PrepareStream,
    StartStream,
    StopStream,
    StreamPlace,
    TellPlace,
)
from camproof.virtual_cameras.personality import Personality

LIVE = live_offer(
    origin_user=SERVER,
    host="192.0.2.1",
    port=30000,
    ssrc="0200000001",
    media_format=MediaFormat(video_codec="2"),
)
START_S = int(EPOCH_S) - 3600


def history(**changes: object) -> SessionDescription:
    settings = {"start_s": START_S, "end_s": START_S + 600, **changes}
    return history_offer(
        origin_user=SERVER,
        device_id=CAMERA,
        host="192.0.2.1",
        port=30000,
        ssrc="1200000001",
        **settings,  # type: ignore[arg-type]
    )


@pytest.fixture
def bench() -> FaceBench:
    return face_bench()


def plan_of(bench: FaceBench, offer: SessionDescription) -> MediaPlan:
    bench.invite(offer)
    acts = [act for act in bench.acts() if isinstance(act, PrepareStream)]
    return acts[0].plan


def test_live_over_udp(bench: FaceBench) -> None:
    bench.invite(LIVE)
    (prepare,) = bench.acts()
    assert isinstance(prepare, PrepareStream)
    assert prepare.plan == MediaPlan(
        stream=prepare.stream,
        kind="live",
        ssrc=200000001,
        transport="udp",
        remote=("192.0.2.1", 30000),
        payload_type=96,
        container="PS",
    )
    assert [one.status for one in bench.all() if isinstance(one, SipResponse)] == [100]
    bench.face.stream_ready(prepare.stream, "192.0.2.10", 15060, 0.0)
    response = bench.response()
    answer = parse_sdp(response.body)
    media = answer.media[0]
    assert (answer.origin_user, answer.session_name, answer.host) == (CAMERA, "Play", "192.0.2.10")
    assert (media.port, media.direction, media.payload_types) == (15060, "sendonly", (96,))
    assert answer.ssrc == "0200000001"
    assert answer.f == MediaFormat("2", "5", "25", "1", "1000")
    assert bench.acts() == []
    bench.ack(response)
    assert bench.acts() == [StartStream(prepare.stream)]
    tag = tag_of(response.headers.get("To"))
    assert bench.in_dialog("BYE", tag).status == 200
    assert bench.acts() == [StopStream(prepare.stream)]


@pytest.mark.parametrize(("offered", "taken"), [("tcp-passive", "tcp-active"), ("tcp-active", "tcp-passive")])
def test_live_over_tcp_takes_the_other_role(bench: FaceBench, offered: str, taken: str) -> None:
    offer = live_offer(
        origin_user=SERVER,
        host="192.0.2.1",
        port=30000,
        ssrc="0200000001",
        transport=offered,  # type: ignore[arg-type]
    )
    assert plan_of(bench, offer).transport == taken
    bench = face_bench()
    _, answer, _ = bench.play(offer)
    assert answer.media[0].setup == taken.removeprefix("tcp-")
    assert answer.media[0].connection == "new"


def test_over_tcp_without_roles_the_device_dials(bench: FaceBench) -> None:
    media = replace(LIVE.media[0], protocol="TCP/RTP/AVP", setup=None)
    assert plan_of(bench, replace(LIVE, media=(media,))).transport == "tcp-active"


def test_without_y_the_camera_chooses(bench: FaceBench) -> None:
    plan = plan_of(bench, replace(LIVE, ssrc=None))
    assert 0 <= plan.ssrc < 1 << 32


def test_y_may_be_left_out_by_habit() -> None:
    _, answer, _ = face_bench(personality=Personality(sends_y=False)).play(LIVE)
    assert answer.ssrc is None


@pytest.mark.parametrize(
    "offer",
    [
        replace(LIVE, session_name="Dance"),
        replace(LIVE, media=(replace(LIVE.media[0], payload_types=(98,), rtpmaps=()),)),
        replace(LIVE, media=(replace(LIVE.media[0], port=0),)),
        replace(LIVE, media=(replace(LIVE.media[0], port=65_535),)),
        replace(LIVE, media=()),
        history(start_s=START_S + 600, end_s=START_S),
        history(start_s=1000, end_s=2000),
    ],
)
def test_what_cannot_be_met_gets_488(bench: FaceBench, offer: SessionDescription) -> None:
    assert bench.refused(offer) == 488


def test_too_many_streams_get_486() -> None:
    bench = face_bench(personality=Personality(max_streams=1))
    bench.play(LIVE)
    bench.acts()
    assert bench.refused(LIVE, call_id="second") == 486


def test_the_same_source_asked_for_anew_ends_the_older_stream(bench: FaceBench) -> None:
    subject = f"{CAMERA}:0200000001,{SERVER}:0"
    first, _, _ = bench.play(LIVE, subject=subject)
    bench.acts()
    bench.invite(LIVE, call_id="again", subject=subject)
    acts = bench.acts()
    assert acts[0] == StopStream(first)
    assert isinstance(acts[1], PrepareStream)
    assert bench.take("BYE").call_id == "call"


def test_a_cancelled_invite_stops_the_preparation(bench: FaceBench) -> None:
    bench.invite(LIVE)
    (prepare,) = bench.acts()
    assert isinstance(prepare, PrepareStream)
    bench._branch -= 1
    bench.request("CANCEL", call_id="call")
    assert bench.acts() == [StopStream(prepare.stream)]
    bench.all()
    bench.face.stream_ready(prepare.stream, "192.0.2.10", 15060, 1.0)
    assert bench.quiet()


def test_a_socket_that_cannot_be_bound_gives_500(bench: FaceBench) -> None:
    bench.invite(LIVE)
    (prepare,) = bench.acts()
    assert isinstance(prepare, PrepareStream)
    bench.face.stream_failed(prepare.stream, 0.0)
    assert bench.response().status == 500
    assert bench.acts() == [StopStream(prepare.stream)]


def test_a_stream_that_breaks_is_hung_up(bench: FaceBench) -> None:
    stream, _, _ = bench.play(LIVE)
    bench.acts()
    bench.face.stream_failed(stream, 5.0)
    assert bench.take("BYE")
    assert bench.acts() == [StopStream(stream)]


@pytest.mark.parametrize("status", [404, None])
def test_a_server_that_has_forgotten_us_is_not_sent_to_for_ever(status: int | None) -> None:
    bench = face_bench(keepalive_interval_s=60.0, keepalive_count=2)
    stream, _, _ = bench.play(LIVE)
    bench.acts()
    bench.run_to(60.0)
    if status is not None:
        bench.reply(bench.take("MESSAGE"), status)
    bench.run_to(180.0)
    assert bench.acts() == [StopStream(stream)]
    assert bench.face.stream_count == 0


def test_a_microphone_is_told_in_f() -> None:
    _, answer, _ = face_bench(personality=Personality(microphone_hz=440)).play(LIVE)
    assert answer.f is not None
    assert (answer.f.video_codec, answer.f.audio_codec, answer.f.audio_rate) == ("2", "1", "8")


# Recordings


def test_playback_plays_the_recorded_part_of_the_span(bench: FaceBench) -> None:
    plan = plan_of(bench, history())
    assert (plan.kind, plan.start_s, plan.end_s, plan.scale) == ("playback", START_S, START_S + 600, 1.0)
    bench = face_bench()
    bench.camera.storage.lose(START_S, START_S + 100)
    assert plan_of(bench, history()).start_s == START_S, "npt counts from the start that was asked for"
    bench = face_bench()
    bench.camera.storage.lose(START_S + 500, START_S + 700)
    assert plan_of(bench, history()).end_s == START_S + 500


def test_download_has_a_speed_and_a_size(bench: FaceBench) -> None:
    offer = history(download_speed=4)
    assert plan_of(bench, offer).scale == 4.0
    _, answer, _ = face_bench().play(offer)
    assert answer.media[0].file_size == 600 * 125_000
    assert answer.session_name == "Download"
    bench.invite(offer)
    (prepare,) = (act for act in bench.acts() if isinstance(act, PrepareStream))
    bench.face.stream_ready(prepare.stream, "192.0.2.10", 15060, 0.0, 4321)
    assert parse_sdp(bench.response().body).media[0].file_size == 4321
    assert face_bench().refused(history(download_speed=32)) == 488


def steer(bench: FaceBench, tag: str, request: MansrtspRequest, cseq: int = 2) -> SipResponse:
    headers = [("Content-Type", "Application/MANSRTSP")]
    body = build_mansrtsp(request)
    bench.request("INFO", headers=headers, body=body, call_id="call", cseq=cseq, to_tag=tag)
    bench.steered = bench.acts()
    for act in bench.steered:
        if isinstance(act, TellPlace):
            bench.face.stream_steered(act.control, StreamPlace(4711, 90_000, 99.8), bench.now_s)
    return bench.response()


def test_pause_resume_seek_and_scale(bench: FaceBench) -> None:
    stream, _, tag = bench.play(history())
    bench.acts()
    orders = [
        (MansrtspRequest.pause(1), [ControlStream(stream, "pause")]),
        (MansrtspRequest.play(2), [ControlStream(stream, "resume")]),
        (
            MansrtspRequest.seek(3, 100.0),
            [
                ControlStream(stream, "until"),
                ControlStream(stream, "seek", 100.0),
                ControlStream(stream, "resume"),
            ],
        ),
        (
            MansrtspRequest.speed(4, 2.0),
            [ControlStream(stream, "scale", 2.0), ControlStream(stream, "resume")],
        ),
        (
            MansrtspRequest.speed(5, -1.0),
            [ControlStream(stream, "scale", -1.0), ControlStream(stream, "resume")],
        ),
        (MansrtspRequest.teardown(6), [ControlStream(stream, "pause")]),
    ]
    for cseq, (order, expected) in enumerate(orders, 2):
        response = steer(bench, tag, order, cseq)
        assert response.status == 200
        answer = parse_mansrtsp_response(response.body)
        assert (answer.status, answer.cseq, answer.scale) == (200, order.cseq, order.scale)
        assert bench.steered[:-1] == expected
        assert isinstance(bench.steered[-1], TellPlace)


@pytest.mark.parametrize(
    ("order", "status"),
    [(MansrtspRequest.speed(1, 64.0), 400), (MansrtspRequest.seek(1, 601.0), 457)],
)
def test_steering_beyond_the_recording_is_refused(
    bench: FaceBench, order: MansrtspRequest, status: int
) -> None:
    _, _, tag = bench.play(history())
    bench.acts()
    response = steer(bench, tag, order)
    assert response.status == 400
    assert parse_mansrtsp_response(response.body).status == status
    assert bench.steered == []


@pytest.mark.parametrize(
    ("order", "span", "packet"),
    [
        (MansrtspRequest.pause(1), (99.8, None), (None, None)),
        (MansrtspRequest.play(1), (99.8, 600.0), (4711, 90_000)),
        (MansrtspRequest.speed(1, -2.0), (99.8, 0.0), (4711, 90_000)),
        (MansrtspRequest.seek(1, 100.0, 20.0, -1.0), (99.8, 20.0), (4711, 90_000)),
        (MansrtspRequest.teardown(1), (None, None), (None, None)),
    ],
)
def test_the_answer_tells_where_play_goes_on(
    bench: FaceBench, order: MansrtspRequest, span: tuple[float, float], packet: tuple[int, int]
) -> None:
    _, _, tag = bench.play(history())
    bench.acts()
    answer = parse_mansrtsp_response(steer(bench, tag, order).body, strict=True)
    assert (answer.npt_start, answer.npt_end) == span
    assert (answer.sequence, answer.rtp_time) == packet


def test_a_live_picture_cannot_be_steered(bench: FaceBench) -> None:
    _, _, tag = bench.play(LIVE)
    assert steer(bench, tag, MansrtspRequest.pause(1)).status == 400


def test_the_end_is_told_inside_the_dialog_and_the_platform_hangs_up(bench: FaceBench) -> None:
    stream, _, tag = bench.play(history())
    bench.acts()
    bench.face.stream_finished(stream, 10.0)
    bench.face.stream_finished(stream, 10.0)
    message = bench.take("MESSAGE")
    assert message.call_id == "call"
    body = parse_manscdp(message.body)
    assert (body.cmd_type, body.text("NotifyType"), body.device_id) == ("MediaStatus", "121", CAMERA)
    bench.reply(message, 200)
    assert bench.quiet()
    assert bench.in_dialog("BYE", tag).status == 200
    assert bench.acts() == [StopStream(stream)]
    bench.run_to(100.0)
    assert bench.quiet()


def test_the_camera_hangs_up_when_the_platform_does_not(bench: FaceBench) -> None:
    stream, _, _ = bench.play(history())
    bench.face.stream_finished(stream, 10.0)
    bench.reply(bench.take("MESSAGE"), 200)
    bench.run_to(39.0)
    assert bench.quiet()
    bench.run_to(40.0)
    assert bench.take("BYE")


def test_after_a_jump_back_the_camera_stays_on_the_line(bench: FaceBench) -> None:
    stream, _, tag = bench.play(history())
    bench.face.stream_finished(stream, 10.0)
    bench.reply(bench.take("MESSAGE"), 200)
    steer(bench, tag, MansrtspRequest.seek(1, 0.0))
    bench.run_to(100.0)
    assert bench.quiet()
    bench.face.stream_finished(stream, 100.0)
    assert bench.take("MESSAGE")


def test_leaving_hangs_up_and_stops_everything(bench: FaceBench) -> None:
    stream, _, _ = bench.play(LIVE)
    bench.acts()
    bench.face.leave(5.0)
    assert bench.acts() == [StopStream(stream)]
    methods = [one.method for one in bench.all() if isinstance(one, SipRequest)]
    assert methods == ["BYE", "REGISTER"]


# A recorder with channels

CHANNELS = tuple(Channel(f"3402000000132000001{n}", f"通道{n}") for n in range(1, 6))


def test_the_catalogue_of_a_recorder_comes_in_parts() -> None:
    bench = face_bench(channels=CHANNELS)
    collector = PageCollector(7)
    for answer in bench.ask(query_catalog(7, CAMERA)):
        collector.add(answer)
    assert (collector.parts, collector.missing, collector.deviations) == (2, 0, ())
    items = [CatalogItem.from_node(node) for node in collector.nodes]
    assert [item.device_id for item in items] == [channel.code for channel in CHANNELS]
    assert {item.parent_id for item in items} == {CAMERA}
    info = DeviceInfo.from_message(bench.ask(query_device_info(8, CAMERA))[0])
    assert info.channel == 5
    status = bench.ask(query_device_status(9, CHANNELS[0].code))
    assert [one.device_id for one in status] == [CHANNELS[0].code]


def test_a_channel_is_called_by_its_own_code() -> None:
    bench = face_bench(channels=CHANNELS)
    code = CHANNELS[2].code
    bench.request("INVITE", body=build_sdp(LIVE), call_id="call", target=code)
    (prepare,) = bench.acts()
    assert isinstance(prepare, PrepareStream)
    bench.face.stream_ready(prepare.stream, "192.0.2.10", 15060, 0.0)
    assert parse_sdp(bench.response().body).origin_user == code
