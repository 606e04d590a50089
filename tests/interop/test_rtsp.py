"""Streams of GStreamer's RTSP server: both codecs, TCP and UDP, passwords, sessions to be kept alive."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import uvloop

from camproof.media import MediaTransportError
from camproof.media.probe.rtsp import RtspResult, probe_rtsp
from camproof.media.probe.source import parse_source
from camproof.media.receive.picture import decode_check

pytestmark = pytest.mark.interop
HERE = Path(__file__).parent
PYTHON = "/usr/bin/python3"
BINDINGS = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"
LIVE = (
    "videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=240,framerate=25/1 "
    "! x264enc tune=zerolatency key-int-max=10 ! rtph264pay name=pay0 pt=96 config-interval=-1"
)


@pytest.fixture
def serve(need: Callable[..., None], processes: Any) -> Callable[..., str]:
    """``serve(pipeline)``: the address of a server that is there."""
    need("gst-launch-1.0", "x264enc", "rtph264pay", "rtph265pay")
    need(PYTHON)
    asked = subprocess.run([PYTHON, "-c", BINDINGS], stderr=subprocess.DEVNULL, timeout=30)
    if asked.returncode != 0:
        pytest.skip("Python has no GStreamer RTSP server (python3-gi, gir1.2-gst-rtsp-server-1.0)")

    def start(pipeline: str, *, timeout_s: int = 60, method: str = "", user: str = "") -> str:
        command = [PYTHON, str(HERE / "gst_rtsp_server.py"), pipeline, str(timeout_s), method]
        process = processes.start(command, stdout=subprocess.PIPE)
        port = int(process.stdout.readline())
        return f"rtsp://{user}127.0.0.1:{port}/gate"

    return start


def _probe(url: str, way: Any = "tcp", seconds: float = 3.0) -> RtspResult:
    return uvloop.run(
        probe_rtsp(parse_source(url), way=way, seconds=seconds, wait_s=20, stop=asyncio.Event())
    )


@pytest.mark.wallclock
@pytest.mark.parametrize(
    ("way", "method"), [("tcp", ""), ("udp", ""), ("tcp", "digest"), ("udp", "digest"), ("tcp", "basic")]
)
def test_live_h264(serve: Callable[..., str], way: str, method: str) -> None:
    url = serve(LIVE, method=method, user="admin:p%40ss@" if method else "")
    result = _probe(url, way)
    packets, report = result.live.packets, result.live.packets.report
    assert (packets.container, packets.guessed, packets.payload_type) == ("H264", False, 96)
    assert (report.lost, report.duplicates, report.reordered, result.ended) == (0, 0, 0, "")
    assert report.frames == pytest.approx(75, abs=25)
    assert report.sps is not None
    assert (report.sps.width, report.sps.height, report.sps.fps) == (320, 240, 25.0)
    assert packets.frames.figures().gop_frames.p50 == 10
    assert report.sender_reports >= 1
    assert report.facts.timestamp_step == 3600
    assert [count.deviation.what for count in result.live.deviations] == []


def test_the_command_prints_packets_and_no_password(serve: Callable[..., str], tmp_path: Path) -> None:
    url = serve(LIVE, method="basic", user="admin:p%40ss@")
    command = [sys.executable, "-m", "camproof", "probe", url, "--seconds", "2", "--json", "--no-diagnosis"]
    limits = ["--max-loss", "1%", "--rtsp-transport", "udp", "--picture", "timing.png"]
    done = subprocess.run([*command, *limits], capture_output=True, text=True, cwd=tmp_path, timeout=60)
    found = json.loads(done.stdout)
    assert (done.returncode, found["level"], found["deviations"]) == (0, "packets", [])
    assert found["figures"]["packets"]["lost"] == 0
    assert found["figures"]["stream"]["transport"] == "RTSP, RTP over UDP"
    assert found["verdicts"][0]["outcome"] == "pass"
    assert "ss@" not in done.stdout + done.stderr
    assert (tmp_path / "timing.png").stat().st_size > 1000


def test_a_wrong_password_and_none_are_told_apart(serve: Callable[..., str]) -> None:
    url = serve(LIVE, method="digest")
    with pytest.raises(MediaTransportError, match="asks for a user name"):
        _probe(url)
    with pytest.raises(MediaTransportError, match="does not take this user name and password"):
        _probe(url.replace("//", "//admin:wrong@"))
    with pytest.raises(MediaTransportError, match="the server has no such stream"):
        _probe(url.replace("//", "//admin:p%40ss@").replace("gate", "nowhere"))


@pytest.mark.wallclock
@pytest.mark.parametrize("way", ["tcp", "udp"])
def test_h265_whose_parameter_sets_are_in_the_description_alone(
    serve: Callable[..., str], need: Callable[..., None], tmp_path: Path, way: str
) -> None:
    need("ffmpeg")
    path = tmp_path / "street.mp4"
    command = [
        "ffmpeg", "-hide_banner", "-nostdin", "-v", "error",
        "-f", "lavfi", "-i", "testsrc=size=320x240:rate=25", "-frames:v", "100",
        "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none",
        "-g", "10", "-bf", "0", "-pix_fmt", "yuv420p", "-tag:v", "hvc1", str(path),
    ]  # fmt: skip
    assert subprocess.run(command, timeout=60).returncode == 0
    payloads = "rtph265pay name=pay0 pt=97 config-interval=0"
    url = serve(f"filesrc location={path} ! qtdemux ! h265parse ! {payloads}")
    result = _probe(url, way, 2.0)
    packets, report = result.live.packets, result.live.packets.report
    assert (packets.container, packets.payload_type, report.lost) == ("H265", 97, 0)
    assert result.track is not None
    assert len(result.track.sets) == 3
    assert report.sps is not None
    assert (report.sps.width, report.sps.height) == (320, 240)
    assert report.key_frames >= 3
    assert packets.deviations == ()
    assert decode_check(packets.samples[0].units[0], "H265").width == 320


@pytest.mark.wallclock
@pytest.mark.parametrize("way", ["tcp", "udp"])
def test_a_session_is_kept_alive(serve: Callable[..., str], way: str) -> None:
    """The server forgets sessions after two seconds; it wants each keep-alive to be authorised."""
    url = serve(LIVE, timeout_s=2, method="digest", user="admin:p%40ss@")
    result = _probe(url, way, 5.0)
    assert result.ended == ""
    assert result.live.packets.report.frames >= 80
    assert result.live.silence_s == 0.0
