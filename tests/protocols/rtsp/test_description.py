"""Descriptions as cameras write them."""

from __future__ import annotations

from base64 import b64encode

import pytest

from camproof.protocols.errors import RtspError
from camproof.protocols.rtsp import RtspTrack
from camproof.protocols.rtsp.description import read_description
from camproof.protocols.rtsp.notes import Notes

BASE = "rtsp://h/a/"
HEAD = "v=0\r\no=- 1 1 IN IP4 h\r\ns=x\r\nc=IN IP4 h\r\nt=0 0"
SPS, PPS = b"\x67\x42\x00\x1e\xab", b"\x68\xce\x3c\x80"


def b64(data: bytes) -> str:
    return b64encode(data).decode()


def described(
    *lines: str, head: str = "v=0\r\no=- 1 1 IN IP4 h\r\ns=x\r\nc=IN IP4 h\r\nt=0 0"
) -> tuple[RtspTrack, list[str]]:
    notes = Notes()
    track = read_description("\r\n".join((head, *lines, "")).encode(), BASE, notes)
    return track, [count.deviation.what for count in notes.counts()]


def test_h264_with_parameter_sets() -> None:
    track, notes = described(
        "a=control:*", "m=audio 0 RTP/AVP 0", "a=control:audio",
        "m=video 0 RTP/AVP 97", "a=rtpmap:97 H264/90000",
        f"a=fmtp:97 packetization-mode=1; sprop-parameter-sets={b64(SPS)},{b64(PPS)};profile-level-id=42001E",
        "a=control:trackID=1",
    )  # fmt: skip
    assert track == RtspTrack("rtsp://h/a/trackID=1", BASE, 97, "H264", 90_000, (SPS, PPS), ("audio PCMU",))
    assert notes == []


def test_h265_with_start_codes_and_without_padding() -> None:
    vps, sps, pps = b"\x40\x01\x0c\x01", b"\x42\x01\x01\x01", b"\x44\x01\xc1\x72"
    first, quoted = b64(b"\0\0\0\1" + vps).rstrip("="), f'"{b64(pps)}"'
    track, notes = described(
        "m=video 0 RTP/AVP 96", "a=rtpmap:96 HEVC/90000", "a=control:v",
        f"a=fmtp:96 sprop-vps={first}; SPROP-SPS={b64(sps)};sprop-pps={quoted}",
    )  # fmt: skip
    assert (track.codec, track.sets, notes) == ("H265", (vps, sps, pps), [])


@pytest.mark.parametrize("word", ["*", "!!!!", "AA", "Z" * 9000, "QUJDREVG"])
def test_sets_that_cannot_be_read_are_left_out(word: str) -> None:
    track, notes = described(
        "m=video 0 RTP/AVP 96", "a=rtpmap:96 H264/90000", "a=control:v",
        f"a=fmtp:96 sprop-parameter-sets={word},{b64(PPS)}",
    )  # fmt: skip
    assert (track.sets, notes) == ((PPS,), ["parameter sets cannot be read"])


def test_the_video_that_we_read_is_taken_before_others() -> None:
    track, _ = described(
        "m=video 0 RTP/AVP 26",
        "a=control:jpeg",
        "m=video 0 RTP/AVP 96 97",
        "a=rtpmap:97 H265/90000",
        "a=control:h265",
    )
    assert (track.codec, track.payload_type, track.control) == ("H265", 97, "rtsp://h/a/h265")
    assert track.others == ("video JPEG",)


def test_what_is_missing_is_noted() -> None:
    track, notes = described("m=video 0 RTP/AVP 96", head="v=0")
    assert (track.control, track.codec, track.clock_hz) == (BASE, "", None)
    assert "the video has no control URL" in notes
    assert "a dynamic payload type has no rtpmap" in notes
    assert "SDP has no usable c= line" in notes
    track, notes = described("m=video 0 RTP/AVP 96", "a=rtpmap:96 H264/1000", "a=control:v")
    assert (track.clock_hz, notes) == (1000, ["the clock of the video is not 90 kHz"])


def test_too_large_a_description_is_an_error_of_rtsp() -> None:
    with pytest.raises(RtspError, match="longer than"):
        read_description(b"v=0\r\n" * 40_000, BASE, Notes())
