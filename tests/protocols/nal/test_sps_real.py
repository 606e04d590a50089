"""Sequence parameter sets of real encoders, compared with what FFmpeg reads in them."""

from __future__ import annotations

from fractions import Fraction

import av
import pytest

from camproof.protocols.nal import find_sps, parse_sps

H264_CASES = [
    (64, 64, "25", "yuv420p", {"profile": "baseline"}),
    (352, 288, "25", "yuv420p", {"profile": "main", "preset": "medium"}),
    (98, 66, "30000/1001", "yuv420p", {"profile": "high", "preset": "medium"}),
    (320, 180, "12.5", "yuv420p", {"profile": "high", "preset": "medium", "x264": "cqm=jvt"}),
    (130, 100, "50", "yuv420p10le", {"profile": "high10"}),
    (81, 67, "25", "yuv444p", {}),
    (98, 67, "15", "yuv422p", {}),
    (176, 144, "25", "yuv420p", {"x264": "interlaced=1"}),
    (178, 148, "25", "yuv420p", {"x264": "interlaced=1:nal-hrd=vbr:vbv-maxrate=900:vbv-bufsize=900"}),
    (64, 64, "1", "yuv420p", {"x264": "sar=4/3:overscan=show:videoformat=pal:colorprim=bt709:chromaloc=1"}),
    (64, 64, "25", "gray", {}),
]

H265_CASES = [
    (64, 64, "25", "yuv420p", {}),
    (352, 288, "30000/1001", "yuv420p", {"preset": "fast"}),
    (98, 66, "15", "yuv420p", {}),
    (96, 80, "25", "yuv420p10le", {}),
    (81, 67, "25", "yuv444p", {}),
    (98, 67, "50", "yuv422p10le", {}),
    (96, 80, "25", "yuv420p", {"x265": "scaling-list=default:sar=2:range=full:colorprim=bt709:chromaloc=1"}),
    (
        96,
        80,
        "25",
        "yuv420p",
        {"x265": "b-pyramid=1:bframes=4:temporal-layers=3:hrd=1:vbv-maxrate=900:vbv-bufsize=900"},
    ),
    (96, 80, "25", "yuv420p", {"x265": "high-tier=1:level-idc=4.1:amp=1:rect=1:strong-intra-smoothing=1"}),
]


def ffmpeg_view(clip) -> av.CodecContext:
    decoder = av.CodecContext.create("h264" if clip.codec == "H264" else "hevc", "r")
    for unit in clip.units:
        decoder.decode(av.Packet(unit.data))
    decoder.decode(None)
    return decoder


@pytest.mark.parametrize(
    ("encoder", "case"),
    [("libx264", case) for case in H264_CASES] + [("libx265", case) for case in H265_CASES],
    ids=lambda value: value if isinstance(value, str) else "-".join(map(str, value[:4])).replace("/", "_"),
)
def test_size_rate_and_profile_are_what_ffmpeg_says(encode_clip, encoder, case):
    width, height, fps, pix_fmt, options = case
    clip = encode_clip(encoder, width, height, fps, 3, pix_fmt, **options)
    sps = find_sps(clip.codec, clip.units[0].data)
    assert sps is not None
    info = parse_sps(clip.codec, sps)
    peer = ffmpeg_view(clip)
    assert (info.width, info.height) == (peer.width, peer.height) == (width, height)
    assert info.fps == pytest.approx(float(Fraction(fps)), rel=1e-6)
    assert info.profile == peer.profile
    assert info.bit_depth == (10 if "10" in pix_fmt else 8)
    assert info.interlaced == ("interlaced=1" in options.get("x264", ""))
    expected_chroma = 0 if pix_fmt == "gray" else {"420": 1, "422": 2, "444": 3}[pix_fmt[3:6]]
    assert info.chroma_format_idc == expected_chroma
    if encoder == "libx265":
        assert info.tier == ("High" if "high-tier" in options.get("x265", "") else "Main")


@pytest.mark.parametrize(("level", "written"), [("13", "1.3"), ("30", "3"), ("41", "4.1"), ("1b", "1b")])
def test_h264_levels(encode_clip, level, written):
    clip = encode_clip("libx264", 64, 64, "10", 1, profile="baseline", level=level)
    info = parse_sps("H264", find_sps("H264", clip.units[0].data))
    assert info.level == written


@pytest.mark.parametrize(("level", "written"), [("3.0", "3"), ("4.1", "4.1"), ("5.0", "5")])
def test_h265_levels(encode_clip, level, written):
    clip = encode_clip("libx265", 64, 64, "10", 1, x265=f"level-idc={level}")
    info = parse_sps("H265", find_sps("H265", clip.units[0].data))
    assert info.level == written
