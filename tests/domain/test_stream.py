from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.domain.errors import InputError
from camproof.domain.stream import StreamProfile, parse_stream
from camproof.verdicts.words import Place


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("720p25 h264 1 Mbit/s", StreamProfile("H264", 1280, 720, 25, 1000)),
        ("1080P25 H.265 2 Mbit/s", StreamProfile("H265", 1920, 1080, 25, 2000)),
        ("1920x1080@12.5 hevc 1500 kbit/s gop 50", StreamProfile("H265", 1920, 1080, 12.5, 1500, 50)),
        ("720p", StreamProfile("H264", 1280, 720, 25, 920)),
        ("720p25 2 Mbit/s", StreamProfile("H264", 1280, 720, 25, 2000)),
        ("576p", StreamProfile("H264", 704, 576, 25, 410)),
    ],
)
def test_reads(text: str, expected: StreamProfile) -> None:
    assert parse_stream(text) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("4k", "write a stream such as 1080p25 h264 2 Mbit/s"),
        ("721p25", "is no stream"),
        ("720p25 mjpeg", "'mjpeg' is no codec"),
        ("720p25 h264 1", "has no unit"),
        ("720px25", "is no stream"),
        ("721x480@25", "not even"),
        ("99999x720@25", "within 16 and 8192"),
        ("720p500", "500 fps"),
        ("720p0", "0 fps"),
        ("720p25 h264 1 bit/s", "kbit/s is not within"),
        ("", "is no stream"),
    ],
)
def test_refuses(text: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_stream(text, Place("a.yaml", 3))
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("a.yaml, line 3")


def test_properties() -> None:
    assert StreamProfile().is_hd
    assert not parse_stream("576p").is_hd
    assert StreamProfile().key_every == 25
    assert StreamProfile(gop=50).key_every == 50
    assert StreamProfile().text == "720p25 h264 1 Mbit/s"
    with pytest.raises(InputError):
        StreamProfile(codec="MJPEG")
    with pytest.raises(InputError):
        StreamProfile(gop=-1)


_PROFILES = st.builds(
    StreamProfile,
    st.sampled_from(["H264", "H265"]),
    st.integers(8, 4096).map(lambda n: n * 2),
    st.integers(8, 4096).map(lambda n: n * 2),
    st.integers(1, 120_000).map(lambda n: n / 1000),
    st.floats(8, 200_000),
    st.integers(0, 9999),
)


@given(_PROFILES)
def test_round_trip(profile: StreamProfile) -> None:
    assert parse_stream(profile.text) == profile


@given(st.text(max_size=60) | st.text("0123456789px@ hgMbit/s.", max_size=40))
def test_any_text_gives_a_profile_or_the_rooms_error(text: str) -> None:
    try:
        profile = parse_stream(text)
    except InputError:
        return
    assert parse_stream(profile.text) == profile
