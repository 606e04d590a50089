"""FFmpeg and GStreamer decode what the bulk sender sends: every picture, and without a complaint."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from interop_received import Received

from camproof.media import Clip
from camproof.media.bulk.send.sender import UdpBulkSender
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.sockets import bind_udp_pair
from camproof.media.tables.program_stream import ps_table
from camproof.media.tables.raw import raw_table

pytestmark = pytest.mark.interop
PICTURES = 30
SSRC = 0x0BEE5001
PARSERS = {
    "H264": ("rtph264depay", "h264parse", "avdec_h264"),
    "H265": ("rtph265depay", "h265parse", "avdec_h265"),
}
FFMPEG = ("ffmpeg", "-hide_banner", "-nostdin", "-v", "warning", "-err_detect", "explode")
WAIT_S = 15.0


@pytest.fixture
def sender() -> Iterator[UdpBulkSender]:
    with UdpBulkSender() as made:
        made.start()
        yield made


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def free_port() -> int:
    rtp, rtcp = bind_udp_pair("127.0.0.1")
    with rtp, rtcp:
        port: int = rtp.getsockname()[1]
    return port


def listening(port: int) -> bool:
    lines = Path("/proc/net/udp").read_text(encoding="ascii").splitlines()
    return any(f":{port:04X} " in line for line in lines)


def spec(port: int) -> SendSpec:
    return SendSpec(remote=("127.0.0.1", port), ssrc=SSRC, camera=7, spread=0.3)


def feed(sender: UdpBulkSender, clip: Clip, port: int, process: subprocess.Popen[bytes]) -> None:
    """Send raw video to a program as soon as it listens, until it ends."""
    until(lambda: listening(port) or process.poll() is not None)
    sender.add(raw_table(clip), [spec(port)])
    process.wait(WAIT_S)


def words(folder: Path, name: str) -> str:
    return (folder / name).read_text("utf-8", "replace")


@pytest.mark.parametrize("codec", PARSERS)
def test_ffmpeg_receives_raw_video(
    codec: str, sender: UdpBulkSender, clips: dict[str, Clip], processes: Any, need: Callable[..., None]
) -> None:
    need("ffmpeg")
    port = free_port()
    (processes.folder / "stream.sdp").write_text(
        "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        f"m=video {port} RTP/AVP 96\r\na=rtpmap:96 {codec}/90000\r\n",
        encoding="ascii",
    )
    command = [
        *FFMPEG, "-protocol_whitelist", "file,udp,rtp", "-i", "stream.sdp", "-frames:v", str(PICTURES),
        "-f", "framecrc", "pictures.txt",
    ]  # fmt: skip
    process = processes.start(command, log="ffmpeg.log")
    feed(sender, clips[codec], port, process)
    assert (process.returncode, words(processes.folder, "ffmpeg.log")) == (0, "")
    pictures = words(processes.folder, "pictures.txt").splitlines()
    assert len([line for line in pictures if line[0] != "#"]) == PICTURES


@pytest.mark.parametrize("codec", PARSERS)
def test_gstreamer_receives_raw_video(
    codec: str, sender: UdpBulkSender, clips: dict[str, Clip], processes: Any, need: Callable[..., None]
) -> None:
    depay, parse, decode = PARSERS[codec]
    need("gst-launch-1.0", "udpsrc", depay, parse, decode, "checksumsink")
    port = free_port()
    caps = f"application/x-rtp,media=video,clock-rate=90000,encoding-name={codec},payload=96"
    pipeline = (
        f"udpsrc address=127.0.0.1 port={port} caps={caps} ! {depay} ! {parse} ! {decode}"
        f" ! identity eos-after={PICTURES + 1} ! checksumsink"
    )
    debug = {"GST_DEBUG": "2,basesrc:1,video-info:1", "GST_DEBUG_NO_COLOR": "1"}
    process = processes.start(
        ["gst-launch-1.0", "-q", *pipeline.split()], log="gst.log", env=os.environ | debug
    )
    feed(sender, clips[codec], port, process)
    said = words(processes.folder, "gst.log")
    assert process.returncode == 0, said
    assert "WARN" not in said, said
    assert "ERROR" not in said, said
    assert len([line for line in said.splitlines() if len(line.split(" ")[-1]) == 40]) == PICTURES


@pytest.mark.parametrize("codec", PARSERS)
def test_both_decode_the_program_stream_off_the_wire(
    codec: str, sender: UdpBulkSender, clips: dict[str, Clip], tmp_path: Path, need: Callable[..., None]
) -> None:
    _, parse, decode = PARSERS[codec]
    need("ffmpeg")
    need("gst-launch-1.0", "mpegpsdemux", parse, decode, "checksumsink")
    received = Received()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(WAIT_S)
        sender.add(ps_table(clips[codec]), [spec(sock.getsockname()[1])])
        while received.frames < PICTURES:
            received.packet(sock.recv(2000))
    assert received.problems == []
    (tmp_path / "stream.ps").write_bytes(received.payload)
    played = subprocess.run(
        [*FFMPEG, "-f", "mpeg", "-i", "stream.ps", "-f", "framecrc", "-"],
        cwd=tmp_path, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert (played.returncode, played.stderr) == (0, "")
    assert len([line for line in played.stdout.splitlines() if line[0] != "#"]) == PICTURES
    pipeline = f"filesrc location=stream.ps ! queue ! mpegpsdemux ! {parse} ! {decode} ! checksumsink"
    shown = subprocess.run(
        ["gst-launch-1.0", "-q", *pipeline.split()], cwd=tmp_path, capture_output=True, text=True, timeout=30
    )
    assert (shown.returncode, shown.stderr) == (0, "")
    assert len([line for line in shown.stdout.splitlines() if len(line.split(" ")[-1]) == 40]) == PICTURES
