"""Against FFmpeg through PyAV: our packs read by its demuxer, its packs read by ours."""

from __future__ import annotations

import io
from fractions import Fraction

import av
import pytest

from camproof.protocols.ps import PsDemuxer, PsMuxer

CLIPS = [
    ("libx264", 64, 64, "25", {"profile": "baseline"}),
    ("libx264", 352, 288, "30", {"preset": "medium", "bf": "2"}),
    ("libx264", 98, 66, "12.5", {"preset": "medium", "x264": "slices=4"}),
    ("libx264", 352, 288, "25", {"qp": "2"}),
    ("libx265", 96, 80, "25", {}),
    ("libx265", 352, 288, "50", {"preset": "fast", "x265": "bframes=3"}),
]


def _name(case) -> str:
    return f"{case[0]}-{case[1]}x{case[2]}-{case[3]}"


def _clip(encode_clip, case, frames=9):
    encoder, width, height, fps, options = case
    return encode_clip(encoder, width, height, fps, frames, g="5", **options)


@pytest.mark.parametrize("case", CLIPS, ids=_name)
@pytest.mark.parametrize("start", [0, 2**33 - 100_000])
def test_ffmpeg_decodes_every_frame_of_our_packs(encode_clip, case, start):
    clip = _clip(encode_clip, case)
    muxer = PsMuxer(clip.codec, "G711A")
    stream = b"".join(
        muxer.pack(
            unit.data, unit.pts + start, unit.dts + start, unit.key, [(b"\xd5" * 320, unit.dts + start)]
        )
        for unit in clip.units
    )
    with av.open(io.BytesIO(stream), format="mpeg") as container:
        video = next(s for s in container.streams if s.type == "video")
        assert video.codec_context.name == ("h264" if clip.codec == "H264" else "hevc")
        pts, frames = [], 0
        for packet in container.demux(video):
            if packet.pts is not None:
                assert packet.time_base == Fraction(1, 90_000)
                pts.append(packet.pts % 2**33)
            frames += len(packet.decode())
    assert frames == len(clip.units)
    assert sorted(pts) == sorted((unit.pts + start) % 2**33 for unit in clip.units)


def test_frames_above_one_pes_are_among_the_clips(encode_clip):
    assert max(len(unit.data) for unit in _clip(encode_clip, CLIPS[3]).units) > 130_000


@pytest.mark.parametrize("case", CLIPS[:3] + CLIPS[4:5], ids=_name)
def test_ffmpeg_reads_g711_audio_of_our_packs(encode_clip, case):
    clip = _clip(encode_clip, case)
    muxer = PsMuxer(clip.codec, "G711A")
    stream = b"".join(
        muxer.pack(unit.data, unit.pts, unit.dts, unit.key, [(bytes([n]) * 320, unit.dts)])
        for n, unit in enumerate(clip.units)
    )
    with av.open(io.BytesIO(stream), format="mpeg") as container:
        audio = [bytes(p) for p in container.demux() if p.stream.type == "audio" and p.size]
    assert b"".join(audio) == b"".join(bytes([n]) * 320 for n in range(len(clip.units)))


@pytest.mark.parametrize("case", CLIPS, ids=_name)
@pytest.mark.parametrize("muxer", ["mpeg", "vob", "svcd", "dvd"])
def test_ffmpeg_packs_are_read_byte_for_byte(encode_clip, case, muxer):
    clip = _clip(encode_clip, case)
    stream = _ffmpeg_mux(clip, muxer, case[1], case[2])
    demuxer = PsDemuxer()
    frames = []
    for at in range(0, len(stream), 1388):
        frames += demuxer.feed(stream[at : at + 1388])
    frames += demuxer.flush()
    video = [f for f in frames if 0xE0 <= f.stream_id <= 0xEF]
    assert {f.codec for f in video} == {clip.codec}
    offset = video[0].pts - clip.units[0].pts
    assert [(f.pts - offset, f.dts - offset) for f in video] == [(unit.pts, unit.dts) for unit in clip.units]
    assert [f.data for f in video] == [unit.data for unit in clip.units]


def _ffmpeg_mux(clip, muxer: str, width: int, height: int) -> bytes:
    target = io.BytesIO()
    with av.open(target, "w", format=muxer, options={"preload": "0"}) as container:
        stream = container.add_stream("h264" if clip.codec == "H264" else "hevc", rate=25)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.time_base = Fraction(1, 90_000)
        for unit in clip.units:
            packet = av.Packet(unit.data)
            packet.stream, packet.time_base = stream, Fraction(1, 90_000)
            packet.pts, packet.dts, packet.is_keyframe = unit.pts, unit.dts, unit.key
            container.mux_one(packet)
    return target.getvalue()
