from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.sdp import (
    answer_to,
    audio_offer,
    build_sdp,
    check_answer,
    history_offer,
    live_offer,
    parse_sdp,
)

CODE = "34020000001320000001"
PLATFORM = "34020000002000000001"


def live(**options):
    return live_offer(origin_user=CODE, host="192.0.2.1", port=30000, ssrc="0200000001", **options)


def history(**options):
    return history_offer(
        origin_user=CODE,
        device_id=CODE,
        host="192.0.2.1",
        port=30000,
        ssrc="1200000001",
        start_s=1767196800,
        end_s=1767200400,
        **options,
    )


def answer(offer, **options):
    return answer_to(offer, origin_user=CODE, host="192.0.2.10", port=15060, **options)


@pytest.mark.parametrize(
    "offer",
    [
        live(),
        live(transport="tcp-passive", stream_number=1),
        live(transport="tcp-active"),
        history(),
        history(download_speed=4, stream_number=0),
        audio_offer(origin_user=CODE, host="192.0.2.1", port=30000, ssrc="0200000001"),
        audio_offer(
            origin_user=CODE,
            host="192.0.2.1",
            port=30000,
            ssrc="0200000001",
            transport="tcp-active",
            talk=True,
        ),
    ],
)
def test_offers_and_their_answers_are_without_deviation(offer):
    reply = answer(offer, file_size=1000 if offer.session_name == "Download" else None)
    for session in (offer, reply):
        assert parse_sdp(build_sdp(session), strict=True) == session
    assert check_answer(offer, reply) == ()


def test_the_standards_answer():
    reply = answer(live(transport="tcp-passive"))
    assert build_sdp(reply).decode().splitlines() == [
        "v=0",
        f"o={CODE} 0 0 IN IP4 192.0.2.10",
        "s=Play",
        "c=IN IP4 192.0.2.10",
        "t=0 0",
        "m=video 15060 TCP/RTP/AVP 96",
        "a=sendonly",
        "a=rtpmap:96 PS/90000",
        "a=setup:active",
        "a=connection:new",
        "y=0200000001",
    ]


def test_history_lines():
    lines = build_sdp(history(download_speed=4)).decode().splitlines()
    for line in ("s=Download", f"u={CODE}:0", "t=1767196800 1767200400", "a=downloadspeed:4", "y=1200000001"):
        assert line in lines
    assert (
        "a=filesize:104857600" in build_sdp(answer(history(download_speed=4), file_size=104857600)).decode()
    )


def test_broadcast_lines():
    offer = audio_offer(origin_user=CODE, host="192.0.2.1", port=30000, ssrc="0200000001")
    lines = build_sdp(offer).decode().splitlines()
    for line in (
        "s=Play",
        "m=audio 30000 RTP/AVP 8",
        "a=recvonly",
        "a=rtpmap:8 PCMA/8000",
        "f=v/////a/1/8/1",
    ):
        assert line in lines


@given(st.sampled_from(["udp", "tcp-passive", "tcp-active"]), st.permutations([96, 97, 98, 99, 100]))
def test_any_live_offer_is_answered_in_its_terms(transport, payload_types):
    offer = live(transport=transport, payload_types=tuple(payload_types))
    reply = answer(offer)
    assert reply.media[0].payload_types == (96,)
    assert check_answer(offer, reply) == ()


def test_an_answer_takes_the_offered_name_for_a_number():
    body = build_sdp(live()).replace(b"96 98 100", b"99").replace(b"100 H265", b"99 H265")
    offer = parse_sdp(body)
    assert answer(offer).media[0].codec(99) == "H265"


def test_answers_that_cannot_be():
    with pytest.raises(LocalProtocolError):
        answer(live(), payload_type=8)
    with pytest.raises(LocalProtocolError):
        answer(replace(live(), media=()))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"session_name": "Playback"}, "another s="),
        ({"ssrc": "0200000009"}, "another y="),
        ({"media": ()}, "another number of m="),
    ],
)
def test_answer_that_contradicts_the_session(change, what):
    offer = live(transport="tcp-passive")
    assert what in check_answer(offer, replace(answer(offer), **change))[0].what


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"kind": "audio"}, "another kind"),
        ({"protocol": "RTP/AVP"}, "another transport"),
        ({"payload_types": (97,)}, "not offered"),
        ({"setup": "passive"}, "both passive"),
        ({"direction": "recvonly"}, "direction"),
    ],
)
def test_answer_that_contradicts_the_media(change, what):
    offer = live(transport="tcp-passive")
    reply = answer(offer)
    wrong = replace(reply, media=(replace(reply.media[0], **change),))
    assert [what in deviation.what for deviation in check_answer(offer, wrong)] == [True]


def test_both_active_and_missing_file_size():
    offer = live(transport="tcp-active")
    reply = answer(offer)
    wrong = replace(reply, media=(replace(reply.media[0], setup="active"),))
    assert "both active" in check_answer(offer, wrong)[0].what
    download = history(download_speed=4)
    assert "filesize" in check_answer(download, answer(download))[0].what
