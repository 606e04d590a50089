import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import LocalProtocolError, MansrtspError
from camproof.protocols.mansrtsp import (
    MansrtspRequest,
    MansrtspResponse,
    build_mansrtsp,
    parse_mansrtsp,
    parse_mansrtsp_response,
)

SAMPLES = [
    (MansrtspRequest.play(1), b"PLAY RTSP/1.0\r\nCSeq: 1\r\nRange: npt=now-\r\n\r\n"),
    (MansrtspRequest.pause(2), b"PAUSE RTSP/1.0\r\nCSeq: 2\r\nPauseTime: now\r\n\r\n"),
    (MansrtspRequest.speed(3, 2.0), b"PLAY RTSP/1.0\r\nCSeq: 3\r\nScale: 2.0\r\n\r\n"),
    (MansrtspRequest.seek(4, 100), b"PLAY RTSP/1.0\r\nCSeq: 4\r\nRange: npt=100-\r\n\r\n"),
    (MansrtspRequest.teardown(5), b"TEARDOWN RTSP/1.0\r\nCSeq: 5\r\n\r\n"),
    (
        MansrtspRequest("PLAY", 6, scale=-1.0, npt_start=600, npt_end=120),
        b"PLAY RTSP/1.0\r\nCSeq: 6\r\nScale: -1.0\r\nRange: npt=600-120\r\n\r\n",
    ),
]

SECONDS = st.integers(0, 10**9).map(lambda ms: ms / 1000)
SCALES = st.sampled_from([0.25, 0.5, 1.0, 2.0, 4.0, 8.0, -1.0, -2.5, 1e-05])


@pytest.mark.parametrize(("request_", "body"), SAMPLES)
def test_samples_both_ways(request_, body):
    assert build_mansrtsp(request_) == body
    assert parse_mansrtsp(body, strict=True) == request_


@given(
    st.sampled_from(["PLAY", "TEARDOWN"]),
    st.integers(0, 10**9),
    st.none() | SCALES,
    st.none() | SECONDS,
    st.none() | SECONDS,
)
def test_requests_round_trip(method, cseq, scale, start, end):
    request = MansrtspRequest(method, cseq, scale, start, end)
    assert parse_mansrtsp(build_mansrtsp(request), strict=True) == request


@given(
    st.integers(100, 999),
    st.integers(0, 10**9),
    st.none() | SCALES,
    st.none() | SECONDS,
    st.none() | st.integers(0, 65535),
    st.none() | st.integers(0, 2**32 - 1),
)
def test_responses_round_trip(status, cseq, scale, start, sequence, rtp_time):
    response = MansrtspResponse(status, cseq, "Fine Word", scale, start, None, sequence, rtp_time)
    assert parse_mansrtsp_response(build_mansrtsp(response), strict=True) == response


def test_response_with_rtp_info_of_the_field():
    body = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nRange: npt=now-\r\nRTP-Info: url=a;seq=7;rtptime=90000\r\n\r\n"
    response = parse_mansrtsp_response(body)
    assert (response.status, response.reason, response.sequence, response.rtp_time) == (200, "OK", 7, 90000)


def test_a_response_has_the_usual_reason():
    assert build_mansrtsp(MansrtspResponse(457, 3)).startswith(b"RTSP/1.0 457 Invalid Range\r\nCSeq: 3\r\n")


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"PLAY MANSRTSP/1.0\r\nCSeq: 1\r\n\r\n", "MANSRTSP/1.0"),
        (b"play RTSP/1.0\nCSeq: 1\n", "another form"),
        (b"PLAY rtsp://x/y RTSP/1.0\r\nCSeq: 1\r\n\r\n", "another form"),
        (b"PLAY RTSP/1.0\r\n\r\n", "CSeq"),
        (b"PLAY RTSP/1.0\r\nCSeq: 99999999999\r\n", "CSeq"),
        (b"PLAY RTSP/1.0\r\nCSeq: 1\r\nScale: fast\r\n", "Scale"),
        (b"PLAY RTSP/1.0\r\nCSeq: 1\r\nScale: 0\r\n", "Scale"),
        (b"PLAY RTSP/1.0\r\nCSeq: 1\r\nRange: clock=1-2\r\n", "Range"),
        (b"PLAY RTSP/1.0\r\nCSeq: 1\r\nRange: npt=-\r\n", "Range"),
        (b"PLAY RTSP/1.0\r\nCSeq: 1\r\nRange: npt=5\r\n", "dash"),
        (b"PAUSE RTSP/1.0\r\nCSeq: 1\r\n", "PauseTime"),
        (b"PAUSE RTSP/1.0\r\nCSeq: 1\r\nPauseTime: 5\r\n", "PauseTime"),
        (b"PLAY RTSP/1.0\r\nCSeq: 1\r\nnonsense\r\n", "colon"),
    ],
)
def test_departures_are_noted_and_errors_when_strict(body, what):
    assert what in parse_mansrtsp(body).deviations[0].what
    with pytest.raises(MansrtspError):
        parse_mansrtsp(body, strict=True)


@pytest.mark.parametrize(
    "body", [b"", b"DESCRIBE RTSP/1.0", b"PLAY", b"PLAY HTTP/1.1", b"PLAY RTSP/1.0\n" * 99, b"x" * 9999]
)
def test_what_is_no_request_is_an_error(body):
    with pytest.raises(MansrtspError):
        parse_mansrtsp(body)


@given(st.binary(max_size=200) | st.builds(lambda tail: b"PLAY RTSP/1.0\r\n" + tail, st.binary(max_size=100)))
def test_any_bytes_give_a_value_or_the_rooms_error(data):
    for parse in (parse_mansrtsp, parse_mansrtsp_response):
        try:
            built = build_mansrtsp(parse(data))
        except MansrtspError:
            continue
        assert build_mansrtsp(parse(built)) == built


@pytest.mark.parametrize(
    "message",
    [
        MansrtspRequest.speed(1, 0),
        MansrtspRequest.speed(1, float("nan")),
        MansrtspRequest.seek(1, -5),
        MansrtspResponse(200, 1, "two\r\nlines"),
    ],
)
def test_our_own_impossible_messages_are_refused(message):
    with pytest.raises(LocalProtocolError):
        build_mansrtsp(message)
