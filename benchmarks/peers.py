"""What ffmpeg and GStreamer take of a core for one camera: one process each, the way they are used today.

The same clip file, the same core, the same meter as for our own figures; three windows of three seconds, in
each of which every process must live and carry video.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from benchmarks.core import CoreMeter
from benchmarks.others import OthersGauge
from benchmarks.peer_processes import PeerError, PeerProcesses, Reading, Sending, Traffic
from benchmarks.rows import Figure
from benchmarks.sinks import sinks
from benchmarks.windows import quiet_windows

__all__ = ["PEERS_AT_ONCE", "ffmpeg_receive", "ffmpeg_send", "gst_receive", "gst_send"]

PEERS_AT_ONCE = 12
_WARM_UP_S, _WARM_UPS = 3.0, 5
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


def ffmpeg_send(clip: Path, core: int, least_per_s: float) -> Figure | None:
    """Cameras that one core can send with ``ffmpeg -re -c copy -f rtp``; None without ffmpeg.

    :param least_per_s: datagrams a second that each must send.
    :raises PeerError: one died or sent less.
    """

    def command(port: int) -> list[str]:
        return [
            "ffmpeg", "-nostdin", "-v", "error", "-re", "-stream_loop", "-1", "-i", str(clip),
            "-c", "copy", "-f", "rtp", f"rtp://127.0.0.1:{port}",
        ]  # fmt: skip

    with sinks(PEERS_AT_ONCE) as ports:
        return _cameras_per_core("ffmpeg", command, core, Sending(ports, least_per_s))


def gst_send(clip: Path, core: int, least_per_s: float) -> Figure | None:
    """The same with ``rtph264pay ! udpsink``; None without GStreamer."""

    def command(port: int) -> list[str]:
        return [
            "gst-launch-1.0", "-q", "filesrc", f"location={clip}", "!", "qtdemux", "!", "h264parse",
            "!", "rtph264pay", "!", "udpsink", "host=127.0.0.1", f"port={port}",
        ]  # fmt: skip

    with sinks(PEERS_AT_ONCE) as ports:
        return _cameras_per_core("gst-launch-1.0", command, core, Sending(ports, least_per_s))


def ffmpeg_receive(ports: Sequence[int], folder: Path, core: int) -> Figure | None:
    """Streams that one core can receive with ``ffmpeg -c copy -f null``; somebody sends to ``ports``.

    :raises PeerError: one died or did not take what came.
    """

    def command(port: int) -> list[str]:
        sdp = folder / f"{port}.sdp"
        sdp.write_text(_SDP.format(port=port), encoding="ascii")
        return [
            "ffmpeg", "-nostdin", "-v", "error", "-protocol_whitelist", "file,udp,rtp", "-i", str(sdp),
            "-c", "copy", "-f", "null", "-",
        ]  # fmt: skip

    return _cameras_per_core("ffmpeg", command, core, Reading(ports))


def gst_receive(ports: Sequence[int], core: int) -> Figure | None:
    """The same with ``udpsrc ! rtpjitterbuffer ! rtph264depay ! fakesink``."""
    caps = "application/x-rtp,media=video,clock-rate=90000,encoding-name=H264,payload=96"

    def command(port: int) -> list[str]:
        return [
            "gst-launch-1.0", "-q", "udpsrc", f"port={port}", f"caps={caps}", "!", "rtpjitterbuffer",
            "!", "rtph264depay", "!", "fakesink",
        ]  # fmt: skip

    return _cameras_per_core("gst-launch-1.0", command, core, Reading(ports))


def _warm_up(peers: PeerProcesses, traffic: Traffic) -> None:
    """Until video flows from all or to all; on one core they start one after the other.

    :raises PeerError: one has ended; whether it flows is looked at later, too.
    """
    for _ in range(_WARM_UPS):
        traffic.restart()
        time.sleep(_WARM_UP_S)
        peers.check()
        with suppress(PeerError):
            traffic.check()
            return


def _cameras_per_core(
    program: str,
    command: Callable[[int], list[str]],
    core: int,
    traffic: Traffic,
) -> Figure | None:
    """:param command: of the peer for each of the ports of ``traffic``."""
    if shutil.which(program) is None or shutil.which("taskset") is None:
        return None
    with CoreMeter(core) as meter, PeerProcesses(core) as peers:
        for port in traffic.ports:
            peers.start(command(port))
        _warm_up(peers, traffic)

        def window() -> float:
            peers.check()
            traffic.restart()
            meter.restart()
            time.sleep(_WINDOW_S)
            busy = meter.busy_share()
            peers.check()
            traffic.check()
            if not busy:
                raise PeerError("all took no time of the core")
            return len(traffic.ports) / busy

        seen = quiet_windows(
            window, lambda: [OthersGauge(core, [meter.pid, *peers.pids], _OTHERS_LIMIT), traffic]
        )
    return Figure(seen.kept, seen.noise)
