"""The dialogue: its usual way, refusals, redirects, keep-alives, its end."""

from __future__ import annotations

from typing import Any

import pytest

from camproof.protocols.errors import RtspError
from camproof.protocols.rtsp import Agreed, Dial, Ended, HangUp, Media, Playing, Say


def test_the_usual_way_over_tcp(bench: Any) -> None:
    b = bench("rtsp://192.0.2.7:8554/gate?channel=1")
    assert b.actions[0] == Dial("192.0.2.7", 8554, tls=False)
    assert b.asked[""] == "OPTIONS rtsp://192.0.2.7:8554/gate?channel=1 RTSP/1.0"
    b.describe("Content-Base: rtsp://192.0.2.7:8554/gate/")
    assert b.asked[""] == "SETUP rtsp://192.0.2.7:8554/gate/track0 RTSP/1.0"
    assert b.asked["transport"] == "RTP/AVP/TCP;unicast;interleaved=0-1"
    agreed, _ = b.answer(
        "200 OK", "Transport: RTP/AVP/TCP;unicast;interleaved=2-3;ssrc=0000002A", "Session: 4711"
    )
    assert isinstance(agreed, Agreed)
    assert (agreed.track.codec, agreed.track.payload_type, agreed.transport.ssrc) == ("H264", 96, 42)
    assert b.asked[""] == "PLAY rtsp://192.0.2.7:8554/gate/ RTSP/1.0"
    assert b.asked["session"] == "4711"
    early = b.hear(b"$\x02\x00\x03abc")
    assert early == [Media(b"abc")]
    assert b.answer() == [Playing()]
    assert b.hear(b"$\x03\x00\x01r$\x05\x00\x01x") == [Media(b"r")]
    assert b.whats() == ["a $ frame of a channel that was not agreed"]
    assert b.client.report(b"rr") == [Say(b"$\x03\x00\x02rr")]
    b.actions += b.client.leave()
    assert b.asked[""] == "TEARDOWN rtsp://192.0.2.7:8554/gate/ RTSP/1.0"
    assert b.answer() == [HangUp(), Ended("left", goodbye=True)]
    assert (b.client.lost(), b.client.leave(), b.client.next_deadline_s()) == ([], [], None)


def test_udp_names_our_ports_and_learns_theirs(bench: Any) -> None:
    b = bench(way="udp", ports=(5000, 5001))
    b.describe()
    assert b.asked["transport"] == "RTP/AVP;unicast;client_port=5000-5001"
    agreed, _ = b.answer("200 OK", "Transport: RTP/AVP;unicast;client_port=5000-5001;server_port=6000-6001",
                         "Session: 1")  # fmt: skip
    assert (agreed.transport.over_tcp, agreed.transport.rtcp_port) == (False, 6001)
    assert b.answer() == [Playing()]
    assert b.client.report(b"rr") == []


@pytest.mark.parametrize(
    ("status", "what"),
    [
        ("404 Not Found", r"RTSP DESCRIBE: the server has no such stream \(404 Not Found\)"),
        ("403 Forbidden", "the server forbids it"),
        ("454 Session Not Found", "does not know the session"),
        ("500 Oo\x1bps", r"the server refuses \(500 Oops\)"),
        ("302 Moved", "refuses"),
    ],
)
def test_a_description_that_is_refused_is_one_sentence(bench: Any, status: str, what: str) -> None:
    b = bench()
    b.answer()
    with pytest.raises(RtspError, match=what):
        b.answer(status)


def test_a_transport_that_is_refused_or_changed_says_what_to_try(bench: Any) -> None:
    b = bench()
    b.describe()
    with pytest.raises(RtspError, match=r"SETUP: the server does not offer this transport .461.*; try udp"):
        b.answer("461 Unsupported Transport")
    b = bench(way="udp")
    b.describe()
    with pytest.raises(RtspError, match="answers TCP where UDP was asked for"):
        b.answer("200 OK", "Transport: RTP/AVP/TCP;interleaved=0-1", "Session: 1")


def test_options_may_be_unknown(bench: Any) -> None:
    b = bench()
    b.answer("501 Not Implemented")
    assert b.asked[""].startswith("DESCRIBE")
    assert b.whats() == ["OPTIONS is refused"]


def test_without_a_video_there_is_no_stream(bench: Any) -> None:
    with pytest.raises(RtspError, match="RTSP DESCRIBE: the server offers no video"):
        bench().describe(body=b"v=0\r\ns=x\r\nt=0 0\r\nm=audio 0 RTP/AVP 8\r\n")
    with pytest.raises(RtspError, match="no m= line"):
        bench().describe(body=b"v=0\r\n")


def test_a_redirect_begins_anew_and_takes_credentials_to_the_same_host_only(bench: Any) -> None:
    b = bench("rtsp://u:p@192.0.2.7/gate")
    b.answer()
    assert b.answer("302 Moved", "Location: rtsp://192.0.2.7:8554/other") == [
        HangUp(), Dial("192.0.2.7", 8554, tls=False)
    ]  # fmt: skip
    b.actions += b.client.opened()
    assert b.asked[""] == "OPTIONS rtsp://192.0.2.7:8554/other RTSP/1.0"
    b.answer("401 Unauthorized", 'WWW-Authenticate: Basic realm="x"')
    assert b.asked["authorization"] == "Basic dTpw"
    b.answer("301 Moved", "Location: rtsp://192.0.2.8/third")
    b.actions += b.client.opened()
    with pytest.raises(RtspError, match="asks for a user name"):
        b.answer("401 Unauthorized", 'WWW-Authenticate: Basic realm="x"')


def test_redirects_are_bounded(bench: Any) -> None:
    b = bench()
    for _ in range(5):
        b.answer("302 Moved", "Location: rtsp://192.0.2.7/gate")
        b.actions += b.client.opened()
    with pytest.raises(RtspError, match="from one place to another"):
        b.answer("302 Moved", "Location: rtsp://192.0.2.7/gate")
    with pytest.raises(RtspError, match="no rtsp:// address"):
        bench().answer("302 Moved", "Location: http://192.0.2.7/gate")


def test_keep_alives_go_out_at_half_of_the_timeout(bench: Any) -> None:
    b = bench()
    b.play()
    assert b.client.next_deadline_s() == 10.0
    assert b.client.advance(9.9) == []
    b.actions += b.client.advance(10.0)
    assert b.asked[""] == "GET_PARAMETER rtsp://192.0.2.7/gate RTSP/1.0"
    assert b.asked["session"] == "4711"
    assert b.answer() == []
    b.actions += b.client.advance(20.0)
    assert b.answer("405 Method Not Allowed") == []
    b.actions += b.client.advance(30.0)
    assert b.asked[""].startswith("OPTIONS")
    b.actions += b.client.advance(40.0)
    assert b.whats()[-2:] == ["a keep-alive is refused", "a keep-alive is not answered"]
    assert b.answer("454 Session Not Found")[1:] == [
        Ended("the server does not know the session any more (454)")
    ]


@pytest.mark.parametrize(
    ("session", "pause_s"),
    [
        ("1", 30.0),
        ("1;timeout=0", 30.0),
        ("1;timeout=x", 30.0),
        ("1 ; Timeout = 6 ", 3.0),
        ("1;timeout=3600", 30.0),
    ],
)
def test_the_timeout_of_a_session_as_the_field_writes_it(bench: Any, session: str, pause_s: float) -> None:
    b = bench()
    b.play(session)
    assert b.client.next_deadline_s() == pause_s


def test_a_server_that_says_nothing_is_waited_for_until_the_deadline(bench: Any) -> None:
    b = bench()
    assert b.client.next_deadline_s() == 10.0
    assert b.client.advance(9.0) == []
    with pytest.raises(RtspError, match="RTSP OPTIONS: no answer in 10 s"):
        b.client.advance(10.0)
    b = bench()
    b.answer()
    with pytest.raises(RtspError, match="RTSP DESCRIBE: the server closed the connection"):
        b.client.lost()


def test_while_it_plays_nothing_is_raised(bench: Any) -> None:
    b = bench()
    b.play()
    assert b.client.lost() == [HangUp(), Ended("the server closed the connection")]
    b = bench()
    b.play()
    done = b.hear(b"RTSP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n")
    assert "a body is to be longer" in done[-1].why
    b = bench("rtsp://u:p@192.0.2.7/gate")
    b.play()
    b.actions += b.client.advance(10.0)
    assert "none of the challenges" in b.answer("401 Unauthorized")[-1].why


def test_packets_before_an_error_of_the_same_bytes_count(bench: Any) -> None:
    b = bench()
    b.play()
    done = b.hear(b"$\x00\x00\x03abcRTSP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n")
    assert done[:2] == [Media(b"abc"), HangUp()]


def test_once_it_failed_nothing_more_is_read(bench: Any) -> None:
    b = bench()
    b.describe()
    b.answer("200 OK", "Transport: RTP/AVP/TCP;interleaved=0-1", "Session: 1")
    with pytest.raises(RtspError, match="the server refuses"):
        b.answer("500 No")
    assert b.hear(b"RTSP/1.0 200 OK\r\nCSeq: 4\r\n\r\n$\x00\x00\x03abc") == []
    assert (b.client.lost(), b.client.advance(99.0), b.client.next_deadline_s()) == ([], [], None)
    said, *rest = b.client.leave()
    assert said.data.startswith(b"TEARDOWN ")
    assert rest == [HangUp(), Ended("left", goodbye=True)]
    assert b.hear(b"RTSP/1.0 200 OK\r\nCSeq: 5\r\n\r\n") == []


def test_nothing_more_is_held_once_it_is_over(bench: Any) -> None:
    b = bench()
    b.play()
    b.client.lost()
    for _ in range(9):
        b.hear(b"$\x00\xff\xff" + bytes(999))
    assert b.client.pending_octets == 0


def test_an_answer_to_a_request_that_another_replaced_is_dropped(bench: Any) -> None:
    b = bench()
    b.play()
    b.actions += b.client.advance(10.0)
    late = int(b.asked["cseq"])
    b.actions += b.client.advance(20.0)
    assert b.hear(f"RTSP/1.0 200 OK\r\nCSeq: {late}\r\n\r\n".encode()) == []
    assert b.answer() == []
    assert b.whats()[-1] == "a keep-alive is not answered"
    b.actions += b.client.advance(30.0)
    late = int(b.asked["cseq"])
    b.actions += b.client.leave()
    assert b.asked[""].startswith("TEARDOWN")
    assert b.hear(f"RTSP/1.0 200 OK\r\nCSeq: {late}\r\n\r\n".encode()) == []
    assert b.answer() == [HangUp(), Ended("left", goodbye=True)]
    assert b.whats()[-1] == "a keep-alive is not answered"


def test_tls_with_rtp_over_udp_is_refused(bench: Any) -> None:
    with pytest.raises(RtspError, match=r"would not be encrypted.*try tcp"):
        bench("rtsps://192.0.2.7/gate", way="udp")
    with pytest.raises(RtspError, match=r"would not be encrypted.*try tcp"):
        bench(way="udp").answer("302 Moved", "Location: rtsps://192.0.2.7/gate")


@pytest.mark.parametrize(
    ("cseq", "told"),
    [("CSeq: 0012", "12"), ("CSeq: 4294967295", "4294967295"), ("CSeq: " + "1" * 20_000, "0"),
     ("CSeq: -1", "0"), ("X: y", "0")],
)  # fmt: skip
def test_a_number_of_the_server_is_told_back_where_it_is_one(bench: Any, cseq: str, told: str) -> None:
    (said,) = bench().hear(f"OPTIONS * RTSP/1.0\r\n{cseq}\r\n\r\n".encode())
    assert said == Say(f"RTSP/1.0 200 OK\r\nCSeq: {told}\r\n\r\n".encode())


def test_what_the_server_asks_is_answered(bench: Any) -> None:
    b = bench()
    b.play()
    (said,) = b.hear(b"OPTIONS * RTSP/1.0\r\nCSeq: 9\r\n\r\n")
    assert said == Say(b"RTSP/1.0 200 OK\r\nCSeq: 9\r\n\r\n")
    (said,) = b.hear(b"RECORD x RTSP/1.0\r\nCSeq: 10\r\n\r\n")
    assert said.data.startswith(b"RTSP/1.0 501 ")
    assert b.hear(b"TEARDOWN x RTSP/1.0\r\nCSeq: 11\r\n\r\n")[1:] == [
        HangUp(), Ended("the server ends it (TEARDOWN)", goodbye=True)
    ]  # fmt: skip


def test_answers_that_do_not_fit_are_noted(bench: Any) -> None:
    b = bench()
    assert b.hear(b"RTSP/1.0 100 Continue\r\nCSeq: 1\r\n\r\n") == []
    b.hear(b"RTSP/1.0 200 OK\r\nCSeq: 9\r\n\r\n")
    body = b"v=0\r\ns=x\r\nt=0 0\r\nm=video 0 RTP/AVP 26\r\na=control:t\r\n"
    b.hear(f"RTSP/1.0 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    b.answer()
    b.answer()
    b.answer()
    assert {
        "a response has another CSeq than the request",
        "a response has no CSeq that can be read",
        "the description is not application/sdp",
        "the answer to SETUP has no Session",
        "the answer to SETUP has no Transport",
        "a response to nothing that was asked",
    } <= {*b.whats()}


def test_another_ssrc_than_announced_is_noted(bench: Any) -> None:
    b = bench()
    b.describe()
    b.answer("200 OK", "Transport: RTP/AVP/TCP;interleaved=0-1;ssrc=2A", "Session: 1")
    b.client.heard(42)
    assert b.whats() == ["a relative control URL stands to a base that does not end with a slash"]
    b.client.heard(43)
    assert b.whats()[-1] == "packets have another SSRC than Transport says"


def test_left_before_a_session_there_is_nothing_to_tear_down(bench: Any) -> None:
    assert bench().client.leave() == [HangUp(), Ended("left", goodbye=True)]
