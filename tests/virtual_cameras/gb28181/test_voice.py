from __future__ import annotations

import pytest
from device_bench import CAMERA, SERVER
from face_bench import FaceBench, face_bench

from camproof.protocols.manscdp import notify_broadcast, result_of
from camproof.protocols.sdp import answer_to, audio_offer, build_sdp, parse_sdp
from camproof.protocols.sip import SipRequest, SipResponse
from camproof.virtual_cameras.gb28181 import ListenForVoice, PrepareStream, StartStream, StopStream


@pytest.fixture
def bench() -> FaceBench:
    return face_bench()


def test_talk_is_g711_both_ways(bench: FaceBench) -> None:
    offer = audio_offer(origin_user=SERVER, host="192.0.2.1", port=30002, ssrc="0200000005", talk=True)
    bench.invite(offer)
    (prepare,) = bench.acts()
    assert isinstance(prepare, PrepareStream)
    plan = prepare.plan
    assert (plan.kind, plan.container, plan.payload_type) == ("talk", "PCMA", 8)
    _, answer, _ = face_bench().play(offer)
    assert (answer.session_name, answer.media[0].kind, answer.media[0].direction) == (
        "Talk",
        "audio",
        "sendrecv",
    )


def listen(bench: FaceBench) -> ListenForVoice:
    answers = bench.ask(notify_broadcast(21, SERVER, CAMERA))
    assert [(one.cmd_type, one.sn, result_of(one)) for one in answers] == [("Broadcast", 21, True)]
    (act,) = bench.acts()
    assert isinstance(act, ListenForVoice)
    return act


def test_a_broadcast_is_answered_and_called_for(bench: FaceBench) -> None:
    act = listen(bench)
    bench.face.stream_ready(act.stream, "192.0.2.10", 16000, 0.0)
    invite = bench.take("INVITE")
    offer = parse_sdp(invite.body)
    assert invite.uri == f"sip:{SERVER}@3402000000"
    assert offer.session_name == "Play"
    assert (offer.media[0].kind, offer.media[0].port, offer.media[0].direction) == (
        "audio",
        16000,
        "recvonly",
    )
    assert offer.media[0].codec(8) == "PCMA"
    assert offer.ssrc_number == act.ssrc
    answer = answer_to(offer, origin_user=SERVER, host="192.0.2.1", port=31000)
    bench.reply(invite, 200, [("Contact", f"<sip:{SERVER}@192.0.2.1:5060>")], build_sdp(answer))
    assert bench.take("ACK")
    assert bench.acts() == [StartStream(act.stream)]
    bench.request("BYE", call_id=invite.call_id, cseq=1, to_tag=invite.from_tag)
    assert bench.response().status == 481
    bye = replace_tags(bench, invite)
    assert bye.status == 200
    assert bench.acts() == [StopStream(act.stream)]


def replace_tags(bench: FaceBench, invite: SipRequest) -> SipResponse:
    """A BYE of the platform in the dialog that our INVITE made."""
    template = bench.request("OPTIONS", call_id="x")
    bench.response()
    headers = (
        template.headers.set("From", f"<sip:{SERVER}@3402000000>;tag=srv")
        .set("To", invite.headers.get("From") or "")
        .set("Call-ID", invite.call_id)
        .set("CSeq", "2 BYE")
        .set("Via", "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKbye")
    )
    bench.feed(SipRequest("BYE", template.uri, headers))
    return bench.response()


def test_a_refused_voice_call_releases_the_socket(bench: FaceBench) -> None:
    act = listen(bench)
    bench.face.stream_ready(act.stream, "192.0.2.10", 16000, 0.0)
    bench.reply(bench.take("INVITE"), 486)
    assert StopStream(act.stream) in bench.acts()


def test_a_broadcast_to_somebody_else_is_refused(bench: FaceBench) -> None:
    (answer,) = bench.ask(notify_broadcast(21, SERVER, "34020000001370000009"))
    assert result_of(answer) is False
    assert bench.acts() == []
