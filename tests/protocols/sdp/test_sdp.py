import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import LocalProtocolError, SdpError
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.sdp import (
    MediaDescription,
    MediaFormat,
    RtpMap,
    SessionDescription,
    build_sdp,
    live_offer,
    parse_sdp,
)

CODE = "34020000001320000001"
LIVE = b"""v=0
o=34020000001320000001 0 0 IN IP4 192.0.2.1
s=Play
c=IN IP4 192.0.2.1
t=0 0
m=video 30000 TCP/RTP/AVP 96 98 100
a=recvonly
a=rtpmap:96 PS/90000
a=rtpmap:98 H264/90000
a=rtpmap:100 H265/90000
a=setup:passive
a=connection:new
y=0200000001
f=v/2/6/25/1/4096a/1/8/1
""".replace(b"\n", b"\r\n")

WORD = st.from_regex(r"[A-Za-z0-9_.-]{1,12}", fullmatch=True)
FREE = st.text(
    st.characters(exclude_characters="\r\n\x00", exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]),
    max_size=20,
)
KNOWN = {"rtpmap", "setup", "connection", "sendonly", "recvonly", "sendrecv", "inactive"}
ATTRIBUTES = st.lists(
    st.tuples(WORD.filter(lambda name: name.lower() not in KNOWN), st.none() | FREE), max_size=4
)
RTPMAPS = st.lists(
    st.builds(RtpMap, st.integers(0, 127), WORD, st.integers(0, 10**6), st.none() | st.integers(1, 8)),
    max_size=4,
)
MEDIA = st.builds(
    MediaDescription,
    st.sampled_from(["video", "audio"]),
    st.integers(0, 65535),
    st.sampled_from(["RTP/AVP", "TCP/RTP/AVP"]),
    st.lists(st.integers(0, 127), min_size=1, max_size=6).map(tuple),
    RTPMAPS.map(tuple),
    st.none() | st.sampled_from(["sendonly", "recvonly", "sendrecv"]),
    st.none() | st.sampled_from(["passive", "active"]),
    st.none() | st.sampled_from(["new", "existing"]),
    st.sampled_from(["", "192.0.2.9", "2001:db8::1"]),
    ATTRIBUTES.map(tuple),
)
SESSIONS = st.builds(
    SessionDescription,
    st.from_regex(r"[0-9]{20}", fullmatch=True),
    st.sampled_from(["Play", "Playback", "Download", "Talk"]),
    st.just("192.0.2.1"),
    st.lists(MEDIA, min_size=1, max_size=3).map(tuple),
    st.integers(0, 2**31),
    st.integers(0, 2**31),
    st.sampled_from(["", f"{CODE}:0", "http://storage/目录/文件"]),
    st.none() | st.from_regex(r"[0-9]{10}", fullmatch=True),
    st.none()
    | st.builds(MediaFormat, st.sampled_from(["", "2", "5"]), st.sampled_from(["", "6", "640x480"])),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.sampled_from(["", "192.0.2.77"]),
)


def whats(body: bytes, **options) -> list[str]:
    return [deviation.what for deviation in parse_sdp(body, **options).deviations]


def test_live_sample_both_ways():
    session = parse_sdp(LIVE, strict=True)
    assert build_sdp(session) == LIVE
    assert (session.origin_user, session.session_name, session.host) == (CODE, "Play", "192.0.2.1")
    assert session.ssrc_number == 0x0BEBC201
    video = session.video
    assert video is not None
    assert (video.port, video.over_tcp, video.setup, video.direction) == (30000, True, "passive", "recvonly")
    assert [video.codec(number) for number in video.payload_types] == ["PS", "H264", "H265"]
    assert session.host_of(video) == "192.0.2.1"
    assert session.audio is None


@given(SESSIONS)
def test_round_trip(session):
    assert parse_sdp(build_sdp(session)) == session


def gives_a_description_or_says_why(data):
    try:
        described = parse_sdp(data)
    except SdpError:
        return
    assert isinstance(described, SessionDescription)


@given(st.binary(max_size=300))
def test_any_bytes_give_a_value_or_the_rooms_error(data):
    gives_a_description_or_says_why(data)


@given(st.integers(0, len(LIVE) - 1), st.integers(0, len(LIVE)), st.binary(max_size=12))
def test_any_damage_gives_a_value_or_the_rooms_error(begin, length, insert):
    gives_a_description_or_says_why(LIVE[:begin] + insert + LIVE[begin + length :])


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (b"y=0200000001\r\n", b"", "no y="),
        (b"y=0200000001", b"y=200000001", "not ten digits"),
        (b"y=0200000001", b"y=11:b", "not ten digits"),
        (b"y=0200000001", b"y=9999999999", "bigger than 32 bits"),
        (b"y=0200000001", b"y=1200000001", "other kind"),
        (b"y=0200000001", b"y=0200000001\r\ny=0200000002", "twice"),
        (b"100 H265", b"99 H265", "does not have"),
        (b"96 98 100", b"96 98 100 110", "unknown payload type"),
        (b"96 PS", b"96 HIKVISION", "private coding"),
        (b"96 PS", b"96 dahua", "private coding"),
        (b"98 H264/90000", b"98 H264/8000", "another clock"),
        (b"98 H264/90000", b"98 H264", "not number name/clock"),
        (b"a=setup:passive\r\n", b"", "without a=setup"),
        (b"a=setup:passive", b"a=setup:actpass", "neither active nor passive"),
        (b"s=Play", b"s=Live", "none of Play"),
        (b"s=Play", b"s=play", "other capital letters"),
        (b"v=0\r\n", b"", "v=0"),
        (b"o=34020000001320000001", b"o=-", "20-digit"),
        (b"o=34020000001320000001 0 0 IN IP4 192.0.2.1\r\n", b"", "o= line"),
        (b"c=IN IP4 192.0.2.1\r\n", b"", "c= line"),
        (b"t=0 0\r\n", b"", "t= line"),
        (b"s=Play", b"s = Play", "blanks"),
        (b"a=connection:new", b"a=connection:new\r\nnonsense", "not type=value"),
        (b"m=video", b"m=application", "neither video nor audio"),
        (b"TCP/RTP/AVP", b"RTP/SAVP", "protocol other"),
        (b"96 98 100", b"96 98 100 abc", "no number below 128"),
        (b"f=v/2/6/25/1/4096a/1/8/1", b"f=h264", "f= line"),
        (b"f=v/2/", b"f=v/7/", "unknown video codec"),
        (b"\r\n", b"\n", "CR LF"),
    ],
)
def test_departures_are_noted_and_errors_when_strict(old, new, what):
    assert old in LIVE
    body = LIVE.replace(old, new)
    assert any(what in found for found in whats(body)), whats(body)
    with pytest.raises(SdpError):
        parse_sdp(body, strict=True)


def test_rtpmap_name_wins_over_the_number():
    body = LIVE.replace(b"96 98 100", b"99").replace(b"100 H265", b"99 H265")
    session = parse_sdp(body)
    assert session.media[0].codec(99) == "H265"
    assert any("payload type 99 another name than SVAC" in what for what in whats(body))


def test_number_without_rtpmap_has_the_name_of_the_table():
    assert MediaDescription("video", 1).codec(100) == "H265"
    assert MediaDescription("video", 1).codec(8) == "PCMA"
    assert MediaDescription("video", 1).codec(111) is None


def test_ssrc_keeps_what_was_written():
    assert parse_sdp(LIVE.replace(b"y=0200000001", b"y=200000001")).ssrc_number == 200000001
    assert parse_sdp(LIVE.replace(b"y=0200000001", b"y=11:b")).ssrc is None


def test_times_from_1900_are_turned_into_unix_times():
    body = LIVE.replace(b"s=Play", b"s=Playback").replace(b"y=0", b"y=1")
    body = body.replace(b"t=0 0", b"t=3976185600 3976189200")
    session = parse_sdp(body)
    assert (session.start_s, session.end_s) == (1767196800, 1767200400)
    assert whats(body) == ["SDP t= counts from 1900, not from 1970"]


def test_history_without_a_span_is_noted():
    assert "SDP t= gives no span for a history" in whats(LIVE.replace(b"s=Play", b"s=Playback"))


def test_talk_is_noted_for_2022_only():
    body = LIVE.replace(b"s=Play", b"s=Talk")
    assert whats(body, edition=Edition.GB2016) == []
    assert whats(body, edition=Edition.GB2022) == ["SDP s=Talk was removed in 2022"]


def test_session_lines_hold_for_the_media():
    body = LIVE.replace(b"t=0 0\r\n", b"t=0 0\r\na=setup:active\r\na=sendonly\r\n")
    body = body.replace(b"a=setup:passive\r\n", b"").replace(b"a=recvonly\r\n", b"")
    media = parse_sdp(body).media[0]
    assert (media.setup, media.direction) == ("active", "sendonly")


def test_address_of_the_media_serves_where_the_session_has_none():
    body = LIVE.replace(b"c=IN IP4 192.0.2.1\r\n", b"").replace(
        b"a=recvonly", b"c=IN IP4 192.0.2.5\r\na=recvonly"
    )
    session = parse_sdp(body)
    assert session.host_of(session.media[0]) == "192.0.2.5"


@pytest.mark.parametrize("name", [b"streamnumber", b"streamprofile", b"streamMode", b"stream"])
def test_stream_number_and_its_older_names(name):
    media = parse_sdp(LIVE.replace(b"a=recvonly", b"a=recvonly\r\na=" + name + b":1")).media[0]
    assert media.stream_number == 1


def test_download_attributes():
    body = LIVE.replace(b"a=recvonly", b"a=recvonly\r\na=downloadspeed:4\r\na=filesize:104857600")
    media = parse_sdp(body).media[0]
    assert (media.download_speed, media.file_size) == (4, 104857600)
    assert media.attribute("FileSize") == "104857600"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"v=0\r\n",
        LIVE.replace(b"m=video 30000", b"m=video"),
        LIVE.replace(b"30000", b"70000"),
        LIVE + b"m=video 1 RTP/AVP 96\r\n" * 20,
        b"v=0\r\nm=video 1 RTP/AVP 96\r\n",
        b"a" * 70_000,
        b"\n" * 3000,
    ],
)
def test_what_is_no_description_is_an_error(body):
    with pytest.raises(SdpError):
        parse_sdp(body)


def test_many_deviations_stay_bounded():
    assert len(parse_sdp(LIVE + b"?\r\n" * 1500).deviations) <= 64


def test_chinese_in_gb18030_is_read():
    body = LIVE.replace(b"a=recvonly", "a=recvonly\r\na=name:大门".encode("gb18030"))
    assert parse_sdp(body).media[0].attribute("name") == "大门"


@pytest.mark.parametrize("bad", ["a\r\nb", "a\nb", "a\x00"])
def test_values_that_break_a_line_are_refused(bad):
    with pytest.raises(LocalProtocolError):
        build_sdp(SessionDescription(CODE, bad, "192.0.2.1", (MediaDescription("video", 1),)))


def test_impossible_port_is_refused():
    with pytest.raises(LocalProtocolError):
        build_sdp(live_offer(origin_user=CODE, host="192.0.2.1", port=70000, ssrc="0200000001"))
