from __future__ import annotations

import pytest
from device_bench import CAMERA, REMOTE, SERVER, Bench, registered

from camproof.protocols.gb28181.device import (
    CallAnswered,
    CallConfirmed,
    CallControl,
    CallEnded,
    CallOffered,
    CallRefused,
    MessageFailed,
)
from camproof.protocols.manscdp import notify_media_status, parse_manscdp
from camproof.protocols.mansrtsp import (
    MansrtspRequest,
    MansrtspResponse,
    build_mansrtsp,
    parse_mansrtsp_response,
)
from camproof.protocols.sdp import answer_to, audio_offer, build_sdp, live_offer, parse_sdp
from camproof.protocols.sip import DeviationsSeen, SipRequest, SipResponse, tag_of

OFFER = live_offer(origin_user=SERVER, host="192.0.2.1", port=30000, ssrc="0200000001")
ANSWER = answer_to(OFFER, origin_user=CAMERA, host="192.0.2.10", port=15060)
RTSP = ("Content-Type", "Application/MANSRTSP")


@pytest.fixture
def bench() -> Bench:
    bench = registered(keepalive_interval_s=1e6)
    bench.all()
    return bench


def offered(bench: Bench) -> str:
    bench.invite(OFFER, subject=f"{CAMERA}:0200000001,{SERVER}:0")
    return bench.events(CallOffered)[-1].call


def confirmed(bench: Bench) -> tuple[str, SipResponse]:
    call = offered(bench)
    assert bench.machine.answer_call(call, ANSWER, bench.now_s)
    answer = bench.response()
    bench.ack(answer)
    return call, answer


def test_an_invite_gets_100_at_once_and_its_offer_goes_up(bench: Bench) -> None:
    call = offered(bench)
    event = bench.events(CallOffered)[0]
    assert (event.call, event.target, event.source) == (call, CAMERA, SERVER)
    assert event.offer == parse_sdp(build_sdp(OFFER))
    assert event.subject == f"{CAMERA}:0200000001,{SERVER}:0"
    assert [one.status for one in bench.all() if isinstance(one, SipResponse)] == [100]


def test_the_answer_is_a_200_and_the_ack_confirms_it(bench: Bench) -> None:
    call, answer = confirmed(bench)
    assert answer.status == 200
    assert answer.headers.get("Contact") == f"<sip:{CAMERA}@192.0.2.10:5060>"
    assert parse_sdp(answer.body).ssrc == "0200000001"
    assert bench.events(CallConfirmed) == [CallConfirmed(call)]


@pytest.mark.parametrize("status", [486, 488])
def test_a_call_can_be_refused(bench: Bench, status: int) -> None:
    call = offered(bench)
    bench.machine.refuse_call(call, status, 0.0)
    assert bench.response().status == status
    assert not bench.machine.answer_call(call, ANSWER, 0.0)


def test_an_offer_that_cannot_be_read_gets_488(bench: Bench) -> None:
    bench.request("INVITE", headers=[("Content-Type", "application/sdp")], body=b"rubbish")
    assert bench.response().status == 488
    assert not bench.events(CallOffered)


def test_a_strange_target_gets_404_and_a_channel_is_found() -> None:
    channel = "34020000001320000002"
    bench = registered(channels=(channel,), keepalive_interval_s=1e6)
    bench.all()
    bench.request("INVITE", body=build_sdp(OFFER), target="34020000001320000099", call_id="a")
    assert bench.response().status == 404
    bench.request("INVITE", body=build_sdp(OFFER), target=channel, call_id="b")
    assert bench.events(CallOffered)[0].target == channel


def test_too_many_calls_get_486() -> None:
    bench = registered(max_calls=1)
    offered(bench)
    bench.all()
    bench.invite(OFFER, call_id="second")
    assert bench.response().status == 486


def test_the_peer_hangs_up(bench: Bench) -> None:
    call, answer = confirmed(bench)
    bench.request("BYE", call_id="call", cseq=2, to_tag=tag_of(answer.headers.get("To")))
    assert bench.response().status == 200
    assert bench.events(CallEnded) == [CallEnded(call, "peer")]


def test_we_hang_up(bench: Bench) -> None:
    call, answer = confirmed(bench)
    bench.machine.end_call(call, 1.0)
    bye = bench.take("BYE")
    assert bye.uri == f"sip:{SERVER}@192.0.2.1:5060"
    assert bye.from_tag == tag_of(answer.headers.get("To"))
    bench.reply(bye, 200)
    assert bench.events(CallEnded) == [CallEnded(call, "us")]
    bench.request("BYE", call_id="call", cseq=2, to_tag=tag_of(answer.headers.get("To")))
    assert bench.response().status == 481


def test_leaving_hangs_up_every_call(bench: Bench) -> None:
    confirmed(bench)
    bench.machine.unregister(1.0)
    methods = [one.method for one in bench.all() if isinstance(one, SipRequest)]
    assert methods == ["BYE", "REGISTER"]


def test_the_peer_takes_its_invite_back(bench: Bench) -> None:
    call = offered(bench)
    bench.all()
    bench._branch -= 1
    bench.request("CANCEL", call_id="call")
    assert sorted(one.status for one in bench.all() if isinstance(one, SipResponse)) == [200, 487]
    assert bench.events(CallEnded) == [CallEnded(call, "cancelled")]
    assert not bench.machine.answer_call(call, ANSWER, 0.0)


def test_a_call_without_ack_is_hung_up(bench: Bench) -> None:
    call = offered(bench)
    bench.machine.answer_call(call, ANSWER, 0.0)
    bench.all()
    bench.run_to(33.0)
    assert bench.events(CallEnded) == [CallEnded(call, "no ack")]
    assert "BYE" in [one.method for one in bench.all() if isinstance(one, SipRequest)]


@pytest.mark.parametrize("method", ["BYE", "INFO", "INVITE"])
def test_a_request_of_an_unknown_dialog_gets_481(bench: Bench, method: str) -> None:
    bench.request(method, call_id="nobody", to_tag="nothing")
    assert bench.response().status == 481


def test_a_repeated_offer_in_the_dialog_gets_the_same_answer(bench: Bench) -> None:
    _, answer = confirmed(bench)
    bench.all()
    tag = tag_of(answer.headers.get("To"))
    bench.request("INVITE", body=build_sdp(OFFER), call_id="call", cseq=2, to_tag=tag)
    again = bench.response()
    assert (again.status, again.body) == (200, answer.body)


def test_a_cseq_that_does_not_grow_is_noted_and_obeyed(bench: Bench) -> None:
    _, answer = confirmed(bench)
    bench.all()
    bench.request("BYE", call_id="call", cseq=1, to_tag=tag_of(answer.headers.get("To")))
    assert bench.response().status == 200
    seen = bench.events(DeviationsSeen)[-1]
    assert (seen.summary, seen.deviations[0].where) == ("BYE", "SIP header CSeq")


# Steering a playback


def test_a_control_goes_up_and_its_answer_down(bench: Bench) -> None:
    call, answer = confirmed(bench)
    bench.all()
    tag = tag_of(answer.headers.get("To"))
    body = build_mansrtsp(MansrtspRequest.speed(3, 2.0))
    bench.request("INFO", headers=[RTSP], body=body, call_id="call", cseq=2, to_tag=tag)
    event = bench.events(CallControl)[0]
    assert (event.call, event.request.scale) == (call, 2.0)
    assert bench.quiet()
    bench.machine.answer_control(event.control, 200, 0.0, MansrtspResponse(200, 3, scale=2.0))
    response = bench.response()
    assert response.status == 200
    assert parse_mansrtsp_response(response.body).scale == 2.0
    bench.machine.answer_control(event.control, 200, 0.0)
    assert bench.quiet()


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [(b"HELLO", "Application/MANSRTSP", 400), (b"", "Application/MANSRTSP", 400), (b"x", "text/plain", 415)],
)
def test_a_control_that_cannot_be_read_is_refused(bench: Bench, body: bytes, kind: str, status: int) -> None:
    _, answer = confirmed(bench)
    tag = tag_of(answer.headers.get("To"))
    bench.request("INFO", headers=[("Content-Type", kind)], body=body, call_id="call", cseq=2, to_tag=tag)
    assert bench.response().status == status


def test_media_status_travels_inside_the_dialog(bench: Bench) -> None:
    call, answer = confirmed(bench)
    bench.machine.send_in_call(call, notify_media_status(5, CAMERA), 1.0)
    message = bench.take("MESSAGE")
    assert message.call_id == "call"
    assert message.from_tag == tag_of(answer.headers.get("To"))
    assert message.to_tag == "plat"
    assert parse_manscdp(message.body).text("NotifyType") == "121"
    bench.reply(message, 404)
    assert [event.status for event in bench.events(MessageFailed)] == [404]


# Calls of the device


VOICE = audio_offer(origin_user=CAMERA, host="192.0.2.10", port=16000, ssrc="0200000009")
VOICE_ANSWER = answer_to(VOICE, origin_user=SERVER, host="192.0.2.1", port=31000)


def test_the_device_calls_and_acknowledges(bench: Bench) -> None:
    call = bench.machine.place_call(SERVER, f"{SERVER}:0200000009,{CAMERA}:0", VOICE, 0.0)
    invite = bench.take("INVITE")
    assert invite.uri == f"sip:{SERVER}@3402000000"
    assert invite.headers.get("Subject") == f"{SERVER}:0200000009,{CAMERA}:0"
    bench.reply(invite, 100)
    bench.reply(invite, 200, [("Contact", f"<sip:{SERVER}@192.0.2.1:5060>")], build_sdp(VOICE_ANSWER))
    assert bench.take("ACK").cseq.number == invite.cseq.number
    assert bench.events(CallAnswered)[0].call == call
    assert bench.events(CallAnswered)[0].answer.media[0].port == 31000
    bench.machine.end_call(call, 1.0)
    assert bench.take("BYE").to_tag == "srv"


@pytest.mark.parametrize("status", [403, 486])
def test_a_refused_call_of_ours_is_told(bench: Bench, status: int) -> None:
    call = bench.machine.place_call(SERVER, "", VOICE, 0.0)
    bench.reply(bench.take("INVITE"), status)
    assert bench.events(CallRefused) == [CallRefused(call, status)]


def test_an_unanswered_call_of_ours_is_told(bench: Bench) -> None:
    call = bench.machine.place_call(SERVER, "", VOICE, 0.0)
    bench.run_to(33.0)
    assert bench.events(CallRefused) == [CallRefused(call, None)]


def test_a_call_of_ours_without_a_description_is_hung_up(bench: Bench) -> None:
    call = bench.machine.place_call(SERVER, "", VOICE, 0.0)
    bench.reply(bench.take("INVITE"), 200, body=b"rubbish")
    assert bench.take("ACK")
    assert bench.take("BYE")
    assert bench.events(CallRefused) == [CallRefused(call, 200)]


def test_a_call_of_ours_can_be_cancelled(bench: Bench) -> None:
    call = bench.machine.place_call(SERVER, "", VOICE, 0.0)
    invite = bench.take("INVITE")
    bench.reply(invite, 180)
    bench.machine.end_call(call, 1.0)
    cancel = bench.take("CANCEL")
    bench.reply(cancel, 200)
    bench.reply(invite, 487)
    assert bench.events(CallRefused) == [CallRefused(call, 487)]


def test_a_call_that_was_accepted_while_cancelled_is_hung_up(bench: Bench) -> None:
    call = bench.machine.place_call(SERVER, "", VOICE, 0.0)
    invite = bench.take("INVITE")
    bench.reply(invite, 180)
    bench.machine.end_call(call, 1.0)
    bench.take("CANCEL")
    bench.reply(invite, 200, body=build_sdp(VOICE_ANSWER))
    assert bench.take("ACK")
    assert bench.take("BYE")
    assert not bench.events(CallAnswered)


def test_other_methods(bench: Bench) -> None:
    bench.request("OPTIONS")
    options = bench.response()
    assert options.status == 200
    assert "SUBSCRIBE" in (options.headers.get("Allow") or "")
    bench.request("PUBLISH", call_id="other")
    assert bench.response().status == 405


def test_a_call_over_tcp_survives_a_new_connection() -> None:
    bench = registered("TCP", keepalive_interval_s=1e6)
    bench.all()
    call, _ = confirmed(bench)
    bench.machine.flow_lost(bench.flow, 1.0)
    bench.run_to(3.0)
    bench.flow = type(bench.flow)("TCP", bench.flow.local, REMOTE, 2)
    bench.machine.flow_opened(bench.flow, 3.0)
    bench.register()
    bench.machine.end_call(call, 4.0)
    assert bench.take("BYE")
