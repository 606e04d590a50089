"""Voice broadcast: notice, the device's INVITE, our answer, and what goes wrong on the way."""

from __future__ import annotations

from typing import Any

import pytest

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.gb28181.platform import (
    BroadcastInvited,
    BroadcastRefused,
    BroadcastStarted,
    CallEnded,
    MessageRejected,
)
from camproof.protocols.manscdp import response_result
from camproof.protocols.sdp import audio_offer, build_sdp, live_offer, parse_sdp
from camproof.protocols.sip import Headers, SipRequest, SipResponse

DEVICE, SPEAKER = "34020000001320000001", "34020000001370000001"
MEDIA = ("127.0.0.1", 31000)


def announce(bench: Any, device: Any) -> int:
    number: int = bench.machine.broadcast(DEVICE, SPEAKER, bench.now_s)
    (request,) = bench.requests(bench.drain(), "MESSAGE")
    body = bench.body(request)
    assert body.is_a("Notify", "Broadcast")
    assert (body.text("SourceID"), body.text("TargetID")) == ("34020000002000000001", SPEAKER)
    device.reply(request, 200)
    return number


def offer(transport: str = "udp") -> bytes:
    return build_sdp(
        audio_offer(
            origin_user=SPEAKER, host="192.0.2.10", port=16000, ssrc="0200000005", transport=transport
        )  # type: ignore[arg-type]
    )


def invite(bench: Any, device: Any, body: bytes | None = None) -> list[Any]:
    request = device.request(
        "INVITE",
        ("Contact", f"<sip:{DEVICE}@192.0.2.10:5070>"),
        ("Content-Type", "application/sdp"),
        body=offer() if body is None else body,
        call_id="voice",
    )
    return [message for message in bench.give(request, device.flow) if message.status != 100]


def dialog_request(device: Any, answer: SipResponse, method: str, cseq: int) -> SipRequest:
    items = (
        ("From", answer.headers.get("From") or ""),
        ("To", answer.headers.get("To") or ""),
        ("Call-ID", "voice"),
        ("CSeq", f"{cseq} {method}"),
        ("Max-Forwards", "70"),
    )
    return SipRequest(method, "sip:34020000002000000001@127.0.0.1", Headers(items))


def answered(bench: Any, device: Any) -> SipResponse:
    announce(bench, device)
    invite(bench, device)
    (event,) = bench.seen(BroadcastInvited)
    bench.machine.answer_broadcast(event.call, MEDIA, bench.now_s)
    (answer,) = bench.drain()
    assert answer.status == 200
    return answer  # type: ignore[no-any-return]


def acknowledge(bench: Any, device: Any, answer: SipResponse) -> None:
    bench.give(dialog_request(device, answer, "ACK", device.cseq), device.flow)


def test_the_whole_course(bench: Any, device: Any) -> None:
    number = announce(bench, device)
    device.message(response_result("Broadcast", number, SPEAKER))
    assert invite(bench, device) == []
    (event,) = bench.seen(BroadcastInvited)
    assert (event.device, event.target, event.transport, event.remote) == (
        DEVICE, SPEAKER, "udp", ("192.0.2.10", 16000),
    )  # fmt: skip
    described = bench.machine.answer_broadcast(event.call, MEDIA, bench.now_s)
    (answer,) = bench.drain()
    assert parse_sdp(answer.body) == described
    media = described.media[0]
    assert (media.direction, media.payload_types, described.ssrc) == ("sendonly", (8,), "0200000005")
    assert bench.seen(BroadcastStarted) == []
    acknowledge(bench, device, answer)
    assert bench.seen(BroadcastStarted)[0].call == event.call
    bench.machine.hang_up(event.call, bench.now_s)
    (bye,) = bench.requests(bench.drain(), "BYE")
    device.reply(bye, 200)
    assert bench.seen(CallEnded)[0].kind == "broadcast"
    assert bench.machine.calls() == ()


@pytest.mark.parametrize(
    ("transport", "role"), [("udp", "udp"), ("tcp-active", "tcp-passive"), ("tcp-passive", "tcp-active")]
)
def test_our_role_is_the_opposite(bench: Any, device: Any, transport: str, role: str) -> None:
    announce(bench, device)
    invite(bench, device, offer(transport))
    assert bench.seen(BroadcastInvited)[0].transport == role


def test_device_ends_it(bench: Any, device: Any) -> None:
    answer = answered(bench, device)
    acknowledge(bench, device, answer)
    (reply,) = bench.give(dialog_request(device, answer, "BYE", device.cseq + 1), device.flow)
    assert reply.status == 200
    assert bench.seen(CallEnded)[0].by == "device"


def test_invite_without_notice_is_refused(bench: Any, device: Any) -> None:
    (answer,) = invite(bench, device)
    assert answer.status == 403
    assert bench.seen(MessageRejected)[0].reason == "INVITE without a broadcast notice"


def test_invite_of_a_stranger_or_from_elsewhere_is_refused(bench: Any, device: Any) -> None:
    announce(bench, device)
    for other in (bench.device(code="34020000001320000009", port=5099), bench.device(port=6666)):
        (answer,) = invite(bench, other)
        assert answer.status == 403
    assert bench.seen(BroadcastInvited) == []


def test_device_says_error_or_nothing(bench: Any, device: Any) -> None:
    number = announce(bench, device)
    device.message(response_result("Broadcast", number, SPEAKER, "ERROR"))
    assert bench.seen(BroadcastRefused)[0].reason == "the device answered ERROR"
    announce(bench, device)
    bench.run_to(1030.0)
    assert bench.seen(BroadcastRefused)[1].reason in {
        "the device sent no INVITE",
        "the device did not answer the notice",
    }


@pytest.mark.parametrize(
    "body",
    [
        b"rubbish",
        build_sdp(live_offer(origin_user=SPEAKER, host="192.0.2.10", port=16000, ssrc="0200000005")),
    ],
)
def test_unusable_offers(bench: Any, device: Any, body: bytes) -> None:
    announce(bench, device)
    (answer,) = invite(bench, device, body)
    assert answer.status == 488


def test_declined(bench: Any, device: Any) -> None:
    announce(bench, device)
    invite(bench, device)
    call = bench.seen(BroadcastInvited)[0].call
    bench.machine.decline_broadcast(call, bench.now_s)
    (answer,) = bench.drain()
    assert answer.status == 486
    with pytest.raises(LocalProtocolError):
        bench.machine.answer_broadcast(call, MEDIA, bench.now_s)


def test_missing_ack_ends_the_call(bench: Any, device: Any) -> None:
    answered(bench, device)
    sent = bench.requests(bench.run_to(1040.0), "BYE")
    assert {request.cseq.number for request in sent} == {1}
    device.reply(sent[0], 200)
    assert bench.seen(CallEnded)[0].reason == "no ACK to our 200"
    assert "no ACK to 200" in bench.deviations()


def test_cancelled_by_the_device(bench: Any, device: Any) -> None:
    announce(bench, device)
    request = device.request(
        "INVITE",
        ("Via", "SIP/2.0/UDP 192.0.2.10:5060;rport;branch=z9hG4bK-v"),
        ("Content-Type", "application/sdp"),
        body=offer(),
        call_id="voice",
    )
    bench.give(request, device.flow)
    headers = request.headers.set("CSeq", f"{device.cseq} CANCEL").remove("Content-Type")
    answers = bench.give(SipRequest("CANCEL", request.uri, headers), device.flow)
    assert sorted(answer.status for answer in answers) == [200, 487]
    assert bench.seen(BroadcastRefused)[0].reason == "the device cancelled its INVITE"
