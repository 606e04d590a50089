"""Calls: offers, answers, ends, and everything that may cross on the wire."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.gb28181.platform import (
    CallAnswered,
    CallControlled,
    CallEnded,
    CallFailed,
    CallOffer,
    DeviationsNoted,
    MediaEnded,
    MessageRejected,
    NoticeReceived,
)
from camproof.protocols.gb28181.platform.ssrcs import SsrcPool
from camproof.protocols.manscdp import build_manscdp, notify_media_status
from camproof.protocols.mansrtsp import MansrtspRequest, MansrtspResponse, build_mansrtsp, parse_mansrtsp
from camproof.protocols.sdp import answer_to, build_sdp, parse_sdp
from camproof.protocols.sip import SipRequest

DEVICE, PLATFORM = "34020000001320000001", "34020000002000000001"
CHANNEL = "34020000001310000001"
MEDIA = ("192.0.2.1", 30000)
SDP = ("Content-Type", "application/sdp")
CONTACT = ("Contact", f"<sip:{DEVICE}@192.0.2.10:5070>")


def offer(kind: str = "live", **options: Any) -> CallOffer:
    return CallOffer(kind=kind, channel=CHANNEL, media=MEDIA, **options)  # type: ignore[arg-type]


def invite(bench: Any, **options: Any) -> tuple[str, SipRequest]:
    call = bench.machine.invite(DEVICE, offer(**options), bench.now_s)
    (request,) = bench.requests(bench.drain(), "INVITE")
    return call, request


def accept(device: Any, request: SipRequest, **changes: Any) -> list[Any]:
    """Answer 200; gives what the platform sends."""
    answered = answer_to(
        parse_sdp(request.body), origin_user=CHANNEL, host="192.0.2.10", port=15060, **changes
    )
    return device.reply(request, 200, CONTACT, SDP, body=build_sdp(answered))  # type: ignore[no-any-return]


def established(bench: Any, device: Any, **options: Any) -> tuple[str, SipRequest]:
    call, request = invite(bench, **options)
    (ack,) = bench.requests(accept(device, request))
    assert ack.method == "ACK"
    return call, request


def in_dialog(
    device: Any, invite: SipRequest, method: str, *headers: Any, body: bytes = b"", cseq: int = 1
) -> Any:
    """A request of the device in the dialog that it answered."""
    items = (
        ("From", f"{invite.headers.get('To')};tag=dev"),
        ("To", invite.headers.get("From") or ""),
        ("Call-ID", invite.call_id),
        ("CSeq", f"{cseq} {method}"),
        ("Max-Forwards", "70"),
        *headers,
    )
    from camproof.protocols.sip import Headers

    return device.bench.give(
        SipRequest(method, f"sip:{PLATFORM}@127.0.0.1", Headers(items), body), device.flow
    )


@pytest.mark.parametrize(
    ("transport", "protocol", "ours", "theirs"),
    [
        ("udp", "RTP/AVP", None, None),
        ("tcp-passive", "TCP/RTP/AVP", "passive", "active"),
        ("tcp-active", "TCP/RTP/AVP", "active", "passive"),
    ],
)
def test_live_over_each_transport(
    bench: Any, device: Any, transport: str, protocol: str, ours: str | None, theirs: str | None
) -> None:
    call, request = invite(bench, transport=transport)
    described = parse_sdp(request.body)
    assert described.deviations == ()
    assert (described.session_name, described.origin_user, described.ssrc) == ("Play", PLATFORM, "0200000001")
    media = described.media[0]
    assert (media.port, media.protocol, media.setup, media.direction) == (30000, protocol, ours, "recvonly")
    assert request.headers.get("Subject") == f"{CHANNEL}:0200000001,{PLATFORM}:0"
    assert request.headers.get("Contact") == f"<sip:{PLATFORM}@127.0.0.1:5060>"
    (ack,) = bench.requests(accept(device, request))
    assert (ack.method, ack.uri) == ("ACK", f"sip:{DEVICE}@192.0.2.10:5070")
    (event,) = bench.seen(CallAnswered)
    assert (event.call, event.channel, event.transport, event.ssrc) == (
        call,
        CHANNEL,
        transport,
        "0200000001",
    )
    assert event.remote == ("192.0.2.10", 15060)
    assert event.answer.media[0].setup == theirs
    assert bench.deviations() == []


def test_repeated_200_is_acknowledged_again(bench: Any, device: Any) -> None:
    _, request = invite(bench)
    (first,) = bench.requests(accept(device, request))
    (second,) = bench.requests(accept(device, request))
    assert (first.method, second.method) == ("ACK", "ACK")
    assert len(bench.seen(CallAnswered)) == 1


def test_hang_up(bench: Any, device: Any) -> None:
    call, _ = established(bench, device)
    bench.machine.hang_up(call, bench.now_s)
    (bye,) = bench.requests(bench.drain(), "BYE")
    assert bench.seen(CallEnded) == []
    device.reply(bye, 200)
    (event,) = bench.seen(CallEnded)
    assert (event.call, event.by, event.reason) == (call, "platform", "hung up")
    assert bench.machine.calls() == ()
    with pytest.raises(LocalProtocolError):
        bench.machine.hang_up(call, bench.now_s)


@pytest.mark.parametrize(("status", "told"), [(481, "BYE answered 481"), (None, "BYE answered by nobody")])
def test_bye_that_is_not_taken(bench: Any, device: Any, status: int | None, told: str) -> None:
    call, _ = established(bench, device)
    for at_s in range(1060, 1300, 60):
        bench.run_to(at_s)
        device.keepalive()
    bench.machine.hang_up(call, bench.now_s)
    (bye,) = bench.requests(bench.drain(), "BYE")
    if status is None:
        bench.run_to(bench.now_s + 40)
    else:
        device.reply(bye, status)
    (event,) = bench.seen(CallEnded)
    assert told in event.reason
    assert bench.machine.calls() == ()


def test_device_ends_the_call(bench: Any, device: Any) -> None:
    call, request = established(bench, device)
    (answer,) = in_dialog(device, request, "BYE")
    assert answer.status == 200
    (event,) = bench.seen(CallEnded)
    assert (event.call, event.by) == (call, "device")
    (answer,) = in_dialog(device, request, "BYE", cseq=2)
    assert answer.status == 481
    assert bench.seen(MessageRejected)[-1].status == 481


@pytest.mark.parametrize("status", [404, 486, 488, 500, 603])
def test_refusals(bench: Any, device: Any, status: int) -> None:
    call, request = invite(bench)
    (ack,) = bench.requests(device.reply(request, status))
    assert ack.method == "ACK"
    (event,) = bench.seen(CallFailed)
    assert (event.call, event.status) == (call, status)
    assert bench.machine.calls() == ()


def test_no_answer_in_time_is_cancelled(bench: Any, device: Any) -> None:
    call, request = invite(bench)
    device.reply(request, 100, tag="")
    sent = bench.requests(bench.run_to(1010.0), "CANCEL")
    assert len(sent) == 1
    (event,) = bench.seen(CallFailed)
    assert (event.call, event.status, event.reason) == (call, None, "no answer to INVITE in 10 s")
    device.reply(sent[0], 200)
    device.reply(request, 487)
    assert bench.machine.calls() == ()
    assert len(bench.seen(CallFailed)) == 1


def test_200_that_crosses_the_cancel_is_acknowledged_and_ended(bench: Any, device: Any) -> None:
    call, request = invite(bench)
    device.reply(request, 100, tag="")
    bench.machine.hang_up(call, bench.now_s, "no longer wanted")
    assert len(bench.requests(bench.drain(), "CANCEL")) == 1
    sent = bench.requests(accept(device, request))
    assert [message.method for message in sent] == ["ACK", "BYE"]
    device.reply(sent[1], 200)
    assert [event.reason for event in bench.seen(CallFailed)] == ["no longer wanted"]
    assert bench.seen(CallAnswered) == bench.seen(CallEnded) == []
    assert bench.machine.calls() == ()


def test_silent_device(bench: Any, device: Any) -> None:
    invite(bench)
    bench.run_to(1050.0)
    assert [event.reason for event in bench.seen(CallFailed)] == ["no answer to INVITE in 10 s"]
    assert bench.machine.calls() == ()


@pytest.mark.parametrize("body", [b"", b"rubbish", b"v=0\r\ns=Play\r\n"])
def test_unusable_answer_is_acknowledged_and_ended(bench: Any, device: Any, body: bytes) -> None:
    _, request = invite(bench)
    sent = bench.requests(device.reply(request, 200, CONTACT, SDP, body=body))
    assert [message.method for message in sent] == ["ACK", "BYE"]
    assert bench.seen(CallFailed)[0].reason == "the answer has no usable session description"
    device.reply(sent[1], 200)
    assert bench.machine.calls() == ()
    assert bench.seen(CallEnded) == []


def test_answer_without_ssrc_falls_back_and_is_noted(bench: Any, device: Any) -> None:
    _, request = invite(bench)
    answered = answer_to(parse_sdp(request.body), origin_user=CHANNEL, host="192.0.2.10", port=15060)
    body = b"\r\n".join(line for line in build_sdp(answered).split(b"\r\n") if not line.startswith(b"y="))
    device.reply(request, 200, CONTACT, SDP, body=body)
    assert bench.seen(CallAnswered)[0].ssrc == "0200000001"
    assert any("y=" in what or "SSRC" in what for what in bench.deviations())


def test_answer_with_another_ssrc_wins_and_is_noted(bench: Any, device: Any) -> None:
    _, request = invite(bench)
    accept(device, request, ssrc="0200009999")
    assert bench.seen(CallAnswered)[0].ssrc == "0200009999"
    assert bench.deviations() != []


def test_history_offers(bench: Any, device: Any) -> None:
    span = {"start_s": 1767196800, "end_s": 1767200400}
    _, request = invite(bench, kind="playback", **span)
    playback = parse_sdp(request.body)
    assert (playback.session_name, playback.start_s, playback.end_s) == ("Playback", *span.values())
    assert (playback.ssrc, playback.uri) == ("1200000001", f"{CHANNEL}:0")
    _, request = invite(bench, kind="download", download_speed=4, **span)
    download = parse_sdp(request.body)
    assert (download.session_name, download.media[0].download_speed) == ("Download", 4)
    with pytest.raises(LocalProtocolError, match="an end after its start"):
        bench.machine.invite(DEVICE, offer("playback"), bench.now_s)


def test_talk_offer(bench: Any, device: Any) -> None:
    _, request = invite(bench, kind="talk")
    described = parse_sdp(request.body)
    assert (described.session_name, described.media[0].kind) == ("Talk", "audio")
    assert described.media[0].direction == "sendrecv"


def test_playback_control(bench: Any, device: Any) -> None:
    call, _ = established(bench, device, kind="playback", start_s=1, end_s=100)
    makers = [
        MansrtspRequest.pause,
        MansrtspRequest.play,
        lambda cseq: MansrtspRequest.seek(cseq, 20.0),
        lambda cseq: MansrtspRequest.speed(cseq, 2.0),
    ]
    for number, make in enumerate(makers, 1):
        bench.machine.control_call(call, make, bench.now_s)
        (info,) = bench.requests(bench.drain(), "INFO")
        assert info.headers.get("Content-Type") == "Application/MANSRTSP"
        assert parse_mansrtsp(info.body) == make(number)
        device.reply(info, 200)
        assert (bench.seen(CallControlled)[-1].status, bench.seen(CallControlled)[-1].answer) == (200, None)
    bench.machine.control_call(call, MansrtspRequest.pause, bench.now_s)
    bench.run_to(bench.now_s + 33)
    assert bench.seen(CallControlled)[-1].status is None


def test_the_body_of_a_control_answer_is_told_and_judged(bench: Any, device: Any) -> None:
    call, _ = established(bench, device, kind="playback", start_s=1, end_s=100)

    def answered(body: bytes) -> Any:
        bench.machine.control_call(call, MansrtspRequest.play, bench.now_s)
        (info,) = bench.requests(bench.drain(), "INFO")
        device.reply(info, 200, ("Content-Type", "Application/MANSRTSP"), body=body)
        return bench.seen(CallControlled)[-1].answer

    wanted = MansrtspResponse(200, 1, npt_start=5.0, sequence=7, rtp_time=90)
    assert answered(build_mansrtsp(wanted)) == replace(wanted, reason="OK")
    assert not bench.seen(DeviationsNoted)
    assert answered(b"all is well") is None
    assert answered(b"MANSRTSP/1.0 200 OK\r\nCSeq: 3\r\n\r\n").cseq == 3
    noted = [one for event in bench.seen(DeviationsNoted) for one in event.deviations]
    assert [one.where for one in noted] == ["MANSRTSP", "MANSRTSP"]


def test_control_needs_a_call_that_is_up(bench: Any, device: Any) -> None:
    call, _ = invite(bench)
    with pytest.raises(LocalProtocolError, match="is inviting"):
        bench.machine.control_call(call, MansrtspRequest.pause, bench.now_s)
    with pytest.raises(LocalProtocolError, match="there is no call"):
        bench.machine.control_call("nobody", MansrtspRequest.pause, bench.now_s)


def test_end_of_file_in_the_dialog_is_answered_with_bye(bench: Any, device: Any) -> None:
    call, request = established(bench, device, kind="playback", start_s=1, end_s=100)
    content = ("Content-Type", "Application/MANSCDP+xml")
    body = build_manscdp(notify_media_status(3, CHANNEL))
    sent = in_dialog(device, request, "MESSAGE", content, body=body)
    (bye,) = bench.requests(sent, "BYE")
    (event,) = bench.seen(MediaEnded)
    assert (event.call, event.in_dialog) == (call, True)
    device.reply(bye, 200)
    assert bench.seen(CallEnded)[0].reason == "end of file"


def test_end_of_file_outside_the_dialog_is_noted(bench: Any, device: Any) -> None:
    call, _ = established(bench, device, kind="download", start_s=1, end_s=100)
    sent = device.message_all(notify_media_status(3, CHANNEL))
    assert len(bench.requests(sent, "BYE")) == 1
    (event,) = bench.seen(MediaEnded)
    assert (event.call, event.in_dialog) == (call, False)
    assert "MediaStatus comes outside the dialog of its call" in bench.deviations()


def test_end_of_file_of_nothing_is_a_notice(bench: Any, device: Any) -> None:
    device.message(notify_media_status(3, CHANNEL))
    assert len(bench.seen(NoticeReceived)) == 1
    device.message(notify_media_status(4, CHANNEL, "99"))
    assert "MediaStatus has a NotifyType other than 121" in bench.deviations()


def test_off_line_device_loses_its_calls(bench: Any, device: Any) -> None:
    up, _ = established(bench, device)
    early, _ = invite(bench)
    device.register("0")
    assert [(event.call, event.by) for event in bench.seen(CallEnded)] == [(up, "network")]
    assert [(event.call, event.reason) for event in bench.seen(CallFailed)] == [
        (early, "the device went off-line")
    ]


def test_call_outlives_a_change_of_address(bench: Any, device: Any) -> None:
    call, _ = established(bench, device)
    moved = bench.device(port=7777)
    moved.register()
    assert bench.seen(CallEnded) == []
    bench.machine.hang_up(call, bench.now_s)
    bench.drain()
    assert bench.transmitted[-1].flow == moved.flow


def test_lost_tcp_connection_fails_the_invite(bench: Any) -> None:
    device = bench.device(transport="TCP")
    bench.machine.flow_opened(device.flow, bench.now_s)
    device.register()
    _, request = invite(bench)
    assert request.headers.get("Contact") == f"<sip:{PLATFORM}@127.0.0.1:5060;transport=tcp>"
    bench.machine.flow_lost(device.flow, bench.now_s)
    assert len(bench.seen(CallFailed)) == 1


def test_change_of_a_call_is_refused(bench: Any, device: Any) -> None:
    _, request = established(bench, device)
    answers = in_dialog(device, request, "INVITE", SDP, body=request.body)
    assert [answer.status for answer in answers] == [488]
    (answer,) = in_dialog(device, request, "INFO", cseq=2)
    assert answer.status == 200


def test_ssrc_numbers_are_unique_and_finite() -> None:
    pool = SsrcPool(PLATFORM)
    taken = {pool.take(history=False) for _ in range(10_000)}
    assert len(taken) == len(pool) == 10_000
    with pytest.raises(LocalProtocolError, match="all 10000 SSRC numbers"):
        pool.take(history=False)
    assert pool.take(history=True).startswith("1")
    pool.release("0200000042")
    assert pool.take(history=False) == "0200000042"
