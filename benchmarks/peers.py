"""What ffmpeg and GStreamer take of a core for one camera: one process each, the way they are used today.

The same clip file, the same core, the same meter as for our own figures; three windows of three seconds.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.core import CoreMeter
from benchmarks.others import OthersGauge
from benchmarks.rows import Figure
from benchmarks.windows import quiet_windows

__all__ = ["PEERS_AT_ONCE", "ffmpeg_receive", "ffmpeg_send", "gst_receive", "gst_send"]

PEERS_AT_ONCE = 12
_WARM_UP_S = 3.0
_WINDOW_S = 3.0
_OTHERS_LIMIT = 0.004
"""A tenth of the 4 % of a core that so many peers take: what others run there counts as theirs."""
_SDP = """v=0
o=- 0 0 IN IP4 127.0.0.1
s=peer
c=IN IP4 127.0.0.1
t=0 0
m=video {port} RTP/AVP 96
a=rtpmap:96 H264/90000
"""


def ffmpeg_send(clip: Path, core: int) -> Figure | None:
    """Cameras that one core can send with ``ffmpeg -re -c copy -f rtp``; None without ffmpeg."""

    def command(port: int) -> list[str]:
        return [
            "ffmpeg", "-nostdin", "-v", "quiet", "-re", "-stream_loop", "-1", "-i", str(clip),
            "-c", "copy", "-f", "rtp", f"rtp://127.0.0.1:{port}",
        ]  # fmt: skip

    return _cameras_per_core("ffmpeg", command, core)


def gst_send(clip: Path, core: int) -> Figure | None:
    """The same with ``rtph264pay ! udpsink``; None without GStreamer."""

    def command(port: int) -> list[str]:
        return [
            "gst-launch-1.0", "-q", "filesrc", f"location={clip}", "!", "qtdemux", "!", "h264parse",
            "!", "rtph264pay", "!", "udpsink", "host=127.0.0.1", f"port={port}",
        ]  # fmt: skip

    return _cameras_per_core("gst-launch-1.0", command, core)


def ffmpeg_receive(ports: Sequence[int], folder: Path, core: int) -> Figure | None:
    """Streams that one core can receive with ``ffmpeg -c copy -f null``; somebody sends to ``ports``."""
    left = iter(ports)

    def command(_: int) -> list[str]:
        port = next(left)
        sdp = folder / f"{port}.sdp"
        sdp.write_text(_SDP.format(port=port), encoding="ascii")
        return [
            "ffmpeg", "-nostdin", "-v", "quiet", "-protocol_whitelist", "file,udp,rtp", "-i", str(sdp),
            "-c", "copy", "-f", "null", "-",
        ]  # fmt: skip

    return _cameras_per_core("ffmpeg", command, core, len(ports))


def gst_receive(ports: Sequence[int], core: int) -> Figure | None:
    """The same with ``udpsrc ! rtpjitterbuffer ! rtph264depay ! fakesink``."""
    left = iter(ports)
    caps = "application/x-rtp,media=video,clock-rate=90000,encoding-name=H264,payload=96"

    def command(_: int) -> list[str]:
        return [
            "gst-launch-1.0", "-q", "udpsrc", f"port={next(left)}", f"caps={caps}", "!", "rtpjitterbuffer",
            "!", "rtph264depay", "!", "fakesink",
        ]  # fmt: skip

    return _cameras_per_core("gst-launch-1.0", command, core, len(ports))


def _cameras_per_core(
    program: str, command: Callable[[int], list[str]], core: int, count: int = PEERS_AT_ONCE
) -> Figure | None:
    if shutil.which(program) is None or shutil.which("taskset") is None:
        return None
    with ExitStack() as stack:
        meter = stack.enter_context(CoreMeter(core))
        ours = [meter.pid]
        for port in _sinks(stack, count):
            pinned = ["taskset", "-c", str(core), *command(port)]
            process = subprocess.Popen(pinned, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            stack.callback(_end, process)
            ours.append(process.pid)
        time.sleep(_WARM_UP_S)

        def window() -> float:
            meter.restart()
            time.sleep(_WINDOW_S)
            return count / meter.busy_share()

        seen = quiet_windows(window, lambda: [OthersGauge(core, ours, _OTHERS_LIMIT)])
    return Figure(seen.kept, seen.noise)


def _sinks(stack: ExitStack, count: int) -> list[int]:
    """Ports that somebody has bound, so that no ICMP error comes back; what they get is dropped."""
    ports = []
    for _ in range(count):
        sink = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        sink.bind(("127.0.0.1", 0))
        ports.append(sink.getsockname()[1])
    return ports


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(10)
