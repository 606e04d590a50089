"""`camproof measure` hears FFmpeg, and FFmpeg decodes what `camproof play` sends."""

from __future__ import annotations

import csv
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from camproof.media import Clip
from camproof.media.sockets import bind_udp_pair

pytestmark = pytest.mark.interop
PICTURES = 30
WAIT_S = 60.0
CAMPROOF = (sys.executable, "-m", "camproof")


def _free_port() -> int:
    rtp, rtcp = bind_udp_pair("127.0.0.1")
    with rtp, rtcp:
        port: int = rtp.getsockname()[1]
    return port


def _until_bound(port: int) -> None:
    """Until somebody has the UDP port."""
    ends_s = time.monotonic() + WAIT_S
    while time.monotonic() < ends_s:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return
        time.sleep(0.05)
    raise AssertionError(f"nobody listens at {port}")


def _hand_on(first: bytes, source: socket.socket, port: int, decoder: subprocess.Popen[bytes]) -> None:
    """Hand each datagram to a decoder that waits no longer than 10 s for its first, until it ends."""
    datagram = first
    while decoder.poll() is None:
        source.sendto(datagram, ("127.0.0.1", port))
        datagram = source.recv(2048)
        time.sleep(0.001)


@pytest.mark.parametrize("codec", ["H264", "H265"])
def test_what_ffmpeg_sends_is_measured(
    codec: str, clips: dict[str, Clip], processes: Any, need: Callable[..., None]
) -> None:
    need("ffmpeg")
    clip = clips[codec]
    folder: Path = processes.folder
    elementary = folder / f"clip.{codec.lower()}"
    elementary.write_bytes(b"".join(unit.data for unit in clip.units) * 4)
    port = _free_port()
    meter = processes.start(
        [*CAMPROOF, "measure", "--at", f"127.0.0.1:{port}", "--seconds", "1.2", "--wait", "60",
         "--max-loss", "0%", "--streams", "1", "--csv", "s.csv"],
        log="meter.log",
    )  # fmt: skip
    _until_bound(port)
    processes.start(
        ["ffmpeg", "-v", "warning", "-nostdin", "-re", "-r", "25", "-f",
         codec.lower().replace("h265", "hevc"), "-i", elementary.name, "-c", "copy", "-ssrc", "77",
         "-f", "rtp", f"rtp://127.0.0.1:{port}"],
        log="ffmpeg.log",
    )  # fmt: skip
    assert meter.wait(WAIT_S) == 0, (folder / "meter.log").read_text()
    with (folder / "s.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    told = {name: row[name] for name in ("ssrc", "payload", "codec", "width", "height", "lost")}
    assert told == {
        "ssrc": "77", "payload": codec, "codec": codec, "width": str(clip.width), "height": str(clip.height),
        "lost": "0",
    }  # fmt: skip
    assert float(row["timestamp_fps"]) == pytest.approx(25, abs=0.1)
    assert float(row["fps"]) == pytest.approx(25, abs=2.5)
    assert int(row["key_frames"]) >= 2


@pytest.mark.parametrize("codec", ["h264", "h265"])
def test_ffmpeg_decodes_what_is_played(codec: str, processes: Any, need: Callable[..., None]) -> None:
    need("ffmpeg")
    folder: Path = processes.folder
    rtp, rtcp = bind_udp_pair("127.0.0.1")
    with rtp, rtcp:
        rtp.settimeout(WAIT_S)
        player = processes.start(
            [*CAMPROOF, "play", "--to", f"127.0.0.1:{rtp.getsockname()[1]}", "--payload", "raw",
             "--spread", "30%", "--seconds", "60", "--stream", f"176x144@25 {codec} 100 kbit/s gop 10",
             "--start-over", "0 s"],
            log="play.log",
        )  # fmt: skip
        first = rtp.recv(2048)
        port = _free_port()
        (folder / "stream.sdp").write_text(
            "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=video {port} RTP/AVP 96\r\na=rtpmap:96 {codec.upper()}/90000\r\n",
            encoding="ascii",
        )
        decoder = processes.start(
            ["ffmpeg", "-hide_banner", "-nostdin", "-v", "warning", "-err_detect", "explode",
             "-protocol_whitelist", "file,udp,rtp", "-i", "stream.sdp", "-frames:v", str(PICTURES),
             "-f", "framecrc", "pictures.txt"],
            log="ffmpeg.log",
        )  # fmt: skip
        _until_bound(port)
        _hand_on(first, rtp, port, decoder)
    assert decoder.wait(WAIT_S) == 0, (folder / "ffmpeg.log").read_text()
    player.terminate()
    assert player.wait(WAIT_S) == 130, (folder / "play.log").read_text()
    pictures = [line for line in (folder / "pictures.txt").read_text().splitlines() if line[:1] != "#"]
    assert len(pictures) == PICTURES
    complaints = (folder / "ffmpeg.log").read_text("utf-8", "replace").splitlines()
    assert [line for line in complaints if "error" in line.lower()] == []
