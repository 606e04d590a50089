import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import LocalProtocolError, SdpError
from camproof.protocols.sdp import MediaFormat, build_media_format, parse_media_format

PART = st.from_regex(r"[0-9]{0,4}", fullmatch=True)


@pytest.mark.parametrize("text", ["v/////a/1/8/1", "v/2/6/25/1/4096a///", "v/5/1920x1080/30/2/8000a/6/8/10"])
def test_samples_both_ways(text):
    media_format = parse_media_format(text)
    assert build_media_format(media_format) == text
    assert media_format.unknown_parts() == ()


def test_parts_and_size():
    media_format = parse_media_format("v/2/6/25/1/4096a/1/8/1")
    assert media_format == MediaFormat("2", "6", "25", "1", "4096", "1", "8", "1")
    assert media_format.size == (1920, 1080)
    assert parse_media_format("v/5/640X480///a///").size == (640, 480)
    assert MediaFormat().size is None


@given(st.lists(PART, min_size=8, max_size=8))
def test_round_trip(parts):
    media_format = MediaFormat(*parts)
    assert parse_media_format(build_media_format(media_format)) == media_format


def test_a_blank_before_a_is_read():
    assert parse_media_format("v/2/6/25/1/4096 a/1/8/1").audio_codec == "1"


def test_unknown_codes_are_named():
    parts = parse_media_format("v/9/9/100/3/100001a/9/31/18").unknown_parts()
    assert len(parts) == 8


@pytest.mark.parametrize("text", ["", "v/2/6/25/1/4096", "x/////a///", "v/1/2/3/4a///", "v" * 5000])
def test_other_shapes_are_errors(text):
    with pytest.raises(SdpError):
        parse_media_format(text)


@pytest.mark.parametrize("bad", ["/", "a", " ", "\n"])
def test_a_part_that_breaks_the_line_is_refused(bad):
    with pytest.raises(LocalProtocolError):
        build_media_format(MediaFormat(video_codec=bad))
