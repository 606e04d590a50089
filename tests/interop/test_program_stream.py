"""FFmpeg and GStreamer decode every frame of our program streams, as they come off the wire."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import uvloop
from interop_received import CAMERA, pictures_of, receive

from camproof.media import Clip, StreamOptions, read_stamp, tone_share
from camproof.media.clips.sound import aac_tone
from camproof.protocols.rtp import alaw_encode

pytestmark = pytest.mark.interop
FRAMES = 60
ROLES = ("udp", "tcp-active", "tcp-passive")
STAMP = re.compile(rb"CAMPRF01([0-9a-f]{8})([0-9a-f]{8})[0-9a-f]{24}")
_CHECKSUM = re.compile(r"^(\d+:\d\d:\d\d\.\d+) ([0-9a-f]{40})$", re.MULTILINE)
PARSERS = {"H264": ("h264parse", "avdec_h264"), "H265": ("h265parse", "avdec_h265")}


@pytest.fixture(params=[(codec, role) for codec in PARSERS for role in ROLES], ids="-".join)
def stream(request: pytest.FixtureRequest, clips: dict[str, Clip], tmp_path: Path) -> tuple[Clip, Path]:
    """A program stream of a known number of frames, sent by our sender and read by a plain socket."""
    codec, role = request.param
    path = tmp_path / "stream.ps"
    path.write_bytes(_received(clips[codec], role))
    return clips[codec], path


def _received(clip: Clip, role: str, **sound: Any) -> bytes:
    got, sender = uvloop.run(receive(clip, role, FRAMES, StreamOptions(**sound)))
    assert got.problems == []
    assert (got.frames, got.packets) == (FRAMES, sender.stats.packets)
    assert len(got.payload) == sender.stats.octets
    return bytes(got.payload)


# Of no concern here: a file source says at each start that its pad is not active yet, and video-info that a
# coded picture does not name its colour matrix.
GST_DEBUG = "2,basesrc:1,video-info:1"


def _launch(pipeline: str) -> str:
    """Run a pipeline; gives what it prints. Any other warning of any element is an error.

    A queue before the demuxer feeds it as a network does. Without one it looks through the file for the first
    PTS, does not see that of a pack with a program stream map, and so cuts off the first picture of any file.
    """
    done = subprocess.run(
        ["gst-launch-1.0", "-q", *pipeline.split()],
        capture_output=True, timeout=30, text=True,
        env=os.environ | {"GST_DEBUG": GST_DEBUG, "GST_DEBUG_NO_COLOR": "1"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_gstreamer_decodes_every_frame(stream: tuple[Clip, Path], need: Callable[..., None]) -> None:
    clip, path = stream
    parse, decode = PARSERS[clip.codec]
    need("gst-launch-1.0", "mpegpsdemux", parse, decode, "checksumsink")
    told = _launch(
        f"filesrc location={path} ! queue ! mpegpsdemux ! {parse} ! {decode} ! videoconvert"
        " ! video/x-raw,format=I420 ! checksumsink hash=sha1 sync=false"
    )
    pictures = _CHECKSUM.findall(told)
    assert [checksum for _, checksum in pictures] == pictures_of(clip, FRAMES)
    times = [_seconds(time) for time, _ in pictures]
    assert {round(later - time, 3) for time, later in pairwise(times)} == {0.04}


def _seconds(text: str) -> float:
    hours, minutes, seconds = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def test_every_stamp_is_there_behind_gstreamer(
    clips: dict[str, Clip], need: Callable[..., None], tmp_path: Path
) -> None:
    for codec, (parse, _) in PARSERS.items():
        need("gst-launch-1.0", "mpegpsdemux", parse)
        path, plain = tmp_path / f"{codec}.ps", tmp_path / codec
        path.write_bytes(_received(clips[codec], "udp"))
        video = f"video/x-{codec.lower()},stream-format=byte-stream,alignment=au"
        _launch(
            f"filesrc location={path} ! queue ! mpegpsdemux ! {parse} ! {video} ! filesink location={plain}"
        )
        stamps = [(int(camera, 16), int(frame, 16)) for camera, frame in STAMP.findall(plain.read_bytes())]
        assert stamps == [(CAMERA, number) for number in range(FRAMES)]


def test_ffmpeg_decodes_every_frame_and_finds_its_stamp(stream: tuple[Clip, Path]) -> None:
    clip, path = stream
    sums, stamps, pts = [], [], []
    with av.open(str(path), format="mpeg", options={"err_detect": "explode"}) as container:
        (video,) = container.streams.video
        video.codec_context.options = {"err_detect": "explode"}
        for packet in container.demux(video):
            stamp = read_stamp(clip.codec, bytes(packet))
            if packet.size and stamp is not None:
                stamps.append((stamp.camera, stamp.frame))
                pts.append(packet.pts)
            sums += [
                hashlib.sha1(picture.to_ndarray(format="yuv420p").tobytes()).hexdigest()
                for picture in packet.decode()
            ]
    assert sums == pictures_of(clip, FRAMES)
    assert stamps == [(CAMERA, number) for number in range(FRAMES)]
    assert {later - time for time, later in pairwise(pts)} == {3600}


@pytest.mark.parametrize("codec", PARSERS)
def test_sound_beside_the_picture(
    clips: dict[str, Clip], need: Callable[..., None], tmp_path: Path, codec: str
) -> None:
    """G.711 A-law in the same program stream: GStreamer 1.22, which knows no G.711 there, still gives each
    picture, and PyAV's FFmpeg each sample.
    """
    parse, decode = PARSERS[codec]
    need("gst-launch-1.0", "mpegpsdemux", parse, decode, "checksumsink")
    path = tmp_path / "stream.ps"
    path.write_bytes(_received(clips[codec], "tcp-active", tone_hz=1000))
    told = _launch(
        f"filesrc location={path} ! queue ! mpegpsdemux ! {parse} ! {decode}"
        " ! checksumsink hash=sha1 sync=false"
    )
    assert len(_CHECKSUM.findall(told)) == FRAMES
    with av.open(str(path), format="mpeg") as container:
        (audio,) = container.streams.audio
        assert audio.codec_context.name == "pcm_alaw"
        packets = [bytes(packet) for packet in container.demux(audio) if packet.size]
    sound = b"".join(packets)
    assert len(sound) == FRAMES * 320
    assert tone_share(sound, 1000) > 0.98


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 48_000])
def test_aac_beside_the_picture(
    clips: dict[str, Clip], need: Callable[..., None], tmp_path: Path, rate_hz: int
) -> None:
    """GStreamer and FFmpeg decode each frame of AAC in the program stream, over the seam of the clip."""
    need("gst-launch-1.0", "mpegpsdemux", "aacparse", "avdec_aac", "audioconvert", "h264parse", "fakesink")
    path, pcm = tmp_path / "stream.ps", tmp_path / "sound.pcm"
    path.write_bytes(_received(clips["H264"], "tcp-active", sound=aac_tone(1000, rate_hz)))
    expected = FRAMES * 40 * rate_hz // 1000 // 1024 + 1
    _launch(
        f"filesrc location={path} ! queue ! mpegpsdemux name=demux"
        f" demux. ! queue ! aacparse ! avdec_aac ! audioconvert ! audio/x-raw,format=S16LE,channels=1"
        f" ! filesink location={pcm} demux. ! queue ! h264parse ! fakesink"
    )
    heard = alaw_encode(np.fromfile(pcm, dtype="<i2")[:: rate_hz // 8000])
    assert pcm.stat().st_size >= (expected - 1) * 2048
    assert tone_share(heard[1024:], 1000) > 0.97
    options = {"err_detect": "explode"}
    with av.open(str(path), format="mpeg", options=options) as container:
        (audio,) = container.streams.audio
        audio.codec_context.options = options
        assert (audio.codec_context.name, audio.codec_context.sample_rate) == ("aac", rate_hz)
        frames = list(container.decode(audio))
    assert len(frames) == expected
    steps = {later.pts - frame.pts for frame, later in pairwise(frames) if frame.pts and later.pts}
    assert steps == {1024 * 90_000 // rate_hz}


@pytest.mark.parametrize("codec", PARSERS)
def test_the_ffmpeg_program_finds_no_fault(
    clips: dict[str, Clip], need: Callable[..., None], tmp_path: Path, codec: str
) -> None:
    """``-xerror`` and ``-v warning``: not a single complaint."""
    need("ffmpeg")
    path = tmp_path / "stream.ps"
    path.write_bytes(_received(clips[codec], "tcp-active"))
    done = subprocess.run(
        ["ffmpeg", "-hide_banner", "-nostdin", "-v", "warning", "-xerror", "-err_detect", "explode",
         "-f", "mpeg", "-i", str(path), "-fps_mode", "passthrough",
         "-f", "framehash", "-hash", "SHA160", "-"],
        capture_output=True, timeout=30, text=True,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line for line in done.stdout.splitlines() if not line.startswith("#")]
    assert [row.rpartition(",")[2].strip() for row in rows] == pictures_of(clips[codec], FRAMES)


def test_a_lost_packet_does_not_pass(clips: dict[str, Clip], tmp_path: Path) -> None:
    """The check itself: with 1388 bytes missing in the middle the pictures are not the same."""
    whole = _received(clips["H264"], "udp")
    path = tmp_path / "cut.ps"
    path.write_bytes(whole[: 20 * 1388] + whole[21 * 1388 :])
    with av.open(str(path), format="mpeg") as container:
        sums = [
            hashlib.sha1(picture.to_ndarray(format="yuv420p").tobytes()).hexdigest()
            for picture in container.decode(video=0)
        ]
    assert sums != pictures_of(clips["H264"], FRAMES)
