"""FFmpeg and GStreamer play the G.711 A-law that we send for broadcast and talk, live from the socket."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uvloop
from interop_received import Counted
from interop_sipp import free_port, wait_bound
from interop_town import until

from camproof.media import MediaPlan, MediaSender, ToneSource

pytestmark = pytest.mark.interop
PACKETS, SAMPLES = 40, 160
SDP = """v=0
o=- 0 0 IN IP4 127.0.0.1
s=Talk
c=IN IP4 127.0.0.1
t=0 0
m=audio {port} RTP/AVP 8
a=rtpmap:8 PCMA/8000
"""


async def _speak(port: int, process: subprocess.Popen[bytes]) -> MediaSender:
    """Sound until the listener has had enough."""
    plan = MediaPlan(
        stream="s", kind="talk", ssrc=1, transport="udp", remote=("127.0.0.1", port), payload_type=8,
        container="PCMA",
    )  # fmt: skip
    await asyncio.to_thread(wait_bound, "udp", port)
    sender = MediaSender(plan, Counted(ToneSource(1000), 400, None))
    await sender.prepare()
    sender.start()
    try:
        await until(lambda: process.poll() is not None, 10.0)
    finally:
        await sender.stop()
    return sender


def _is_the_tone(path: Path, samples: int) -> None:
    sound = np.frombuffer(path.read_bytes(), "<i2").astype(np.float64)
    assert len(sound) == samples
    spectrum = np.abs(np.fft.rfft(sound)) ** 2
    peak = round(1000 * len(sound) / 8000)
    assert spectrum[peak - 1 : peak + 2].sum() > 0.98 * spectrum.sum()


def test_ffmpeg_plays_it(processes: Any, need: Callable[..., None], tmp_path: Path) -> None:
    need("ffmpeg")
    port = _even_port()
    (tmp_path / "talk.sdp").write_text(SDP.format(port=port))
    process = processes.start(
        ["ffmpeg", "-hide_banner", "-nostdin", "-v", "warning", "-protocol_whitelist", "file,udp,rtp",
         "-probesize", "32", "-analyzeduration", "0", "-i", "talk.sdp",
         "-frames:a", str(PACKETS), "-f", "s16le", "sound.pcm"],
        log="ffmpeg.log",
    )  # fmt: skip
    uvloop.run(_speak(port, process))
    assert (process.returncode, (tmp_path / "ffmpeg.log").read_text()) == (0, "")
    _is_the_tone(tmp_path / "sound.pcm", PACKETS * SAMPLES)


def test_gstreamer_plays_it(processes: Any, need: Callable[..., None], tmp_path: Path) -> None:
    need("gst-launch-1.0", "udpsrc", "rtpjitterbuffer", "rtppcmadepay", "alawdec")
    port = _even_port()
    caps = "application/x-rtp,media=audio,clock-rate=8000,encoding-name=PCMA,payload=8"
    line = f"udpsrc address=127.0.0.1 port={port} num-buffers={PACKETS} caps={caps} ! rtpjitterbuffer"
    line += " latency=50 ! rtppcmadepay ! alawdec ! filesink location=sound.pcm"
    process = processes.start(["gst-launch-1.0", "-q", *line.split()], log="gst.log")
    uvloop.run(_speak(port, process))
    assert (process.returncode, (tmp_path / "gst.log").read_text()) == (0, "")
    _is_the_tone(tmp_path / "sound.pcm", PACKETS * SAMPLES)


def _even_port() -> int:
    """RTP has the even port of a pair."""
    return next(port for port in iter(lambda: free_port("udp"), 0) if port % 2 == 0)
