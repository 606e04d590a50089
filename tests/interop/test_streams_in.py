"""Our receiver takes the streams of FFmpeg and GStreamer: every picture and every sample counted."""

from __future__ import annotations

import asyncio
import io
import socket
import struct
import subprocess
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import av
import pytest
import uvloop
from interop_town import until

from camproof.media import MediaReceiver, ReceivedFrame, StreamReport, decode_check, tone_share

pytestmark = pytest.mark.interop
PICTURES, KEY_PICTURES = 50, 5
WIDTH, HEIGHT, RATE = 320, 240, 100
SOUND_SECONDS = 1
QUIET = ("ffmpeg", "-hide_banner", "-nostdin", "-v", "error")
TEST_PICTURE = f"testsrc=size={WIDTH}x{HEIGHT}:rate={RATE}"
ENCODERS = {
    "H264": ("-c:v", "libx264", "-preset", "veryfast"),
    "H265": ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none"),
}


@dataclass(frozen=True)
class Heard:
    """What our receiver made of a stream."""

    report: StreamReport
    frames: list[ReceivedFrame]

    @property
    def faults(self) -> tuple[int, ...]:
        """Everything that should be 0."""
        report = self.report
        return (
            report.lost, report.duplicates, report.unreadable, report.wrong_ssrc, report.damaged_frames,
        )  # fmt: skip

    @property
    def deviations(self) -> set[str]:
        """The departures that were noted."""
        return {count.deviation.what for count in self.report.deviations}


async def _hear(container: Any, play: Callable[[MediaReceiver], Any]) -> Heard:
    frames: list[ReceivedFrame] = []
    receiver = await MediaReceiver.open(container=container, sink=frames.append)
    try:
        await play(receiver)
    finally:
        await receiver.stop()
    assert receiver.socket_drops() == 0
    return Heard(receiver.report(), frames)


def hear(processes: Any, container: Any, command: Callable[[int], Sequence[str]]) -> Heard:
    """Let a program send to our receiver until it ends and no more packets come."""

    async def play(receiver: MediaReceiver) -> None:
        port, seen = receiver.address[1], -1
        process = processes.start(command(port), log="program.log")
        await until(lambda: process.poll() is not None, 30.0)
        assert process.returncode == 0, (processes.folder / "program.log").read_text("utf-8", "replace")
        while seen != receiver.report().packets:
            seen = receiver.report().packets
            await asyncio.sleep(0.05)

    return uvloop.run(_hear(container, play))


def ffmpeg_picture(codec: str, *options: str) -> Callable[[int], Sequence[str]]:
    def command(port: int) -> Sequence[str]:
        return [
            *QUIET, "-re", "-f", "lavfi", "-i", TEST_PICTURE, "-frames:v", str(PICTURES), *ENCODERS[codec],
            "-g", "10", "-pix_fmt", "yuv420p", *options,
            "-f", "rtp", f"rtp://127.0.0.1:{port}?rtcpport={port + 1}&pkt_size=1400",
        ]  # fmt: skip

    return command


def _pictures_are_right(heard: Heard, codec: str, deviations: Collection[str] = ()) -> None:
    report = heard.report
    assert (report.frames, report.key_frames) == (PICTURES, KEY_PICTURES)
    assert heard.faults == (0,) * 5
    assert heard.deviations == set(deviations)
    assert report.sps is not None
    assert (report.sps.codec, report.sps.width, report.sps.height) == (codec, WIDTH, HEIGHT)
    picture = decode_check(heard.frames[0].data, codec)
    assert (picture.width, picture.height) == (WIDTH, HEIGHT)


@pytest.mark.parametrize("bframes", [0, 2])
@pytest.mark.parametrize("codec", ENCODERS)
def test_pictures_of_ffmpeg(
    processes: Any, need: Callable[..., None], decode: Callable[..., int], codec: str, bframes: int
) -> None:
    need("ffmpeg")
    heard = hear(processes, codec, ffmpeg_picture(codec, "-bf", str(bframes)))
    _pictures_are_right(heard, codec)
    assert heard.report.sender_reports >= 1
    assert decode(codec, [frame.data for frame in heard.frames]) == PICTURES


GST_ENCODERS = {
    "H264": ("x264enc", "x264enc key-int-max=10 tune=zerolatency speed-preset=veryfast", "rtph264pay"),
    "H265": (
        "x265enc",
        "x265enc key-int-max=10 tune=zerolatency speed-preset=ultrafast option-string=open-gop=0",
        "rtph265pay",
    ),
}


@pytest.mark.parametrize("aggregate", ["none", "zero-latency"])
@pytest.mark.parametrize("codec", GST_ENCODERS)
def test_pictures_of_gstreamer(
    processes: Any, need: Callable[..., None], decode: Callable[..., int], codec: str, aggregate: str
) -> None:
    element, encode, pay = GST_ENCODERS[codec]
    need("gst-launch-1.0", element, pay, "udpsink")

    def command(port: int) -> Sequence[str]:
        size = f"video/x-raw,format=I420,width={WIDTH},height={HEIGHT},framerate={RATE}/1"
        line = f"videotestsrc num-buffers={PICTURES} ! {size} ! {encode}"
        line += f" ! {pay} config-interval=-1 aggregate-mode={aggregate} mtu=1400 pt=96"
        return ["gst-launch-1.0", "-q", *line.split(), "!", "udpsink", "host=127.0.0.1", f"port={port}"]

    heard = hear(processes, codec, command)
    _pictures_are_right(heard, codec)
    assert decode(codec, [frame.data for frame in heard.frames]) == PICTURES


def test_sound_of_ffmpeg(processes: Any, need: Callable[..., None]) -> None:
    need("ffmpeg")

    def command(port: int) -> Sequence[str]:
        return [
            *QUIET, "-f", "lavfi", "-i", "sine=frequency=1000:sample_rate=8000", "-t", str(SOUND_SECONDS),
            "-c:a", "pcm_alaw", "-f", "rtp", f"rtp://127.0.0.1:{port}?rtcpport={port + 1}",
        ]  # fmt: skip

    _sound_is_right(hear(processes, "PCMA", command), 8000 * SOUND_SECONDS)


def test_sound_of_gstreamer(processes: Any, need: Callable[..., None]) -> None:
    need("gst-launch-1.0", "alawenc", "rtppcmapay")

    def command(port: int) -> Sequence[str]:
        line = (
            "audiotestsrc num-buffers=50 samplesperbuffer=160 freq=1000 ! audio/x-raw,rate=8000,channels=1"
            " ! alawenc ! rtppcmapay min-ptime=20000000 max-ptime=20000000"
            f" ! udpsink host=127.0.0.1 port={port}"
        )
        return ["gst-launch-1.0", "-q", *line.split()]

    heard = hear(processes, "PCMA", command)
    _sound_is_right(heard, 8000)
    assert heard.report.packets == 50


def _sound_is_right(heard: Heard, octets: int) -> None:
    assert heard.faults == (0,) * 5
    assert heard.deviations == set()
    assert heard.report.octets == octets
    assert tone_share(b"".join(bytes(frame.data) for frame in heard.frames), 1000) > 0.98


NOISE = f"nullsrc=size={WIDTH}x{HEIGHT}:rate=25,geq=random(1)*255:128:128"
FFMPEG_PS = {
    "PES with PTS does not begin with its frame",
    "no PSM has come, codec told from the bytes",
    "key frame without PSM",
    "frame begins without a pack header",
    "key frame without system header",
    "frame is spread over several packs",
}
GST_PS = {"frame begins without a pack header", "key frame without system header", "key frame without PSM"}


def ffmpeg_program_stream(codec: str, muxer: str) -> bytes:
    """A stream in which each picture has its PTS.

    Noise makes pictures larger than a pack, as FFmpeg puts small ones together under one PTS; where a picture
    happens to begin at the edge of a pack it leaves the PTS out, so that another quality is tried.
    """
    for quality in range(23, 35, 2):
        stream = made([
            *QUIET, "-f", "lavfi", "-i", NOISE, "-frames:v", str(PICTURES), *ENCODERS[codec], "-crf",
            str(quality), "-sc_threshold", "0", "-bf", "0", "-g", "10", "-pix_fmt", "yuv420p",
            "-f", muxer, "pipe:1",
        ])  # fmt: skip
        with av.open(io.BytesIO(stream), format="mpeg") as container:
            pts = [packet.pts for packet in container.demux(video=0) if packet.size]
        if len(pts) == PICTURES and None not in pts:
            return stream
    raise AssertionError("FFmpeg leaves a PTS out at each quality")


def gst_program_stream() -> Sequence[str]:
    size = f"video/x-raw,format=I420,width={WIDTH},height={HEIGHT},framerate=25/1"
    line = f"videotestsrc num-buffers={PICTURES} ! {size} ! {GST_ENCODERS['H264'][1]} ! h264parse ! mpegpsmux"
    return ["gst-launch-1.0", "-q", *line.split(), "!", "fdsink", "fd=1"]


def made(command: Sequence[str]) -> bytes:
    done = subprocess.run(command, capture_output=True, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout


def hear_program_stream(stream: bytes) -> Heard:
    """The stream in the plainest RTP: 1388 bytes a packet, no marker, one timestamp: no hint where a picture
    ends.
    """
    pieces = [stream[at : at + 1388] for at in range(0, len(stream), 1388)]

    async def play(receiver: MediaReceiver) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            for number, piece in enumerate(pieces):
                packet = struct.pack(">BBHII", 0x80, 96, number, 0, 0x1234) + piece
                sock.sendto(packet, receiver.address)
                await asyncio.sleep(0)
        await until(lambda: receiver.report().packets == len(pieces))

    return uvloop.run(_hear("PS", play))


@pytest.mark.parametrize("muxer", ["mpeg", "vob"])
@pytest.mark.parametrize("codec", ENCODERS)
def test_program_streams_of_ffmpeg(
    need: Callable[..., None], decode: Callable[..., int], codec: str, muxer: str
) -> None:
    need("ffmpeg")
    heard = hear_program_stream(ffmpeg_program_stream(codec, muxer))
    mpeg1 = {"MPEG-1 pack header", "MPEG-1 PES header"} if muxer == "mpeg" else set()
    _pictures_are_right(heard, codec, FFMPEG_PS | mpeg1)
    assert decode(codec, [frame.data for frame in heard.frames]) == PICTURES


def test_program_streams_of_gstreamer(need: Callable[..., None], decode: Callable[..., int]) -> None:
    need("gst-launch-1.0", "x264enc", "mpegpsmux")
    heard = hear_program_stream(made(gst_program_stream()))
    _pictures_are_right(heard, "H264", GST_PS)
    assert decode("H264", [frame.data for frame in heard.frames]) == PICTURES
