"""The peers' figures with the same clip on the same cores, each measured once, where it is asked for."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from benchmarks.media.clip import bench_clip, write_mp4
from benchmarks.media.sending import READ_CORE, SEND_CORE
from benchmarks.media.sides import send
from benchmarks.peers import PEERS_AT_ONCE, ffmpeg_receive, ffmpeg_send, gst_receive, gst_send
from benchmarks.rows import Figure
from benchmarks.worker import Worker

__all__ = ["PeerFigures"]


class PeerFigures:
    """Cameras and streams a core of ffmpeg and GStreamer; None where a program is not here.

    :param folder: for files that they read.
    """

    def __init__(self, folder: Path, told: Callable[[str], None]) -> None:
        self._folder = folder
        self._told = told
        self._known: dict[str, Figure | None] = {}

    def ffmpeg_sends(self) -> Figure | None:
        """``-c copy -f rtp``, a process a camera."""
        return self._once("ffmpeg sends", lambda: ffmpeg_send(self._file(), SEND_CORE))

    def gst_sends(self) -> Figure | None:
        """``rtph264pay ! udpsink``, a process a camera."""
        return self._once("GStreamer sends", lambda: gst_send(self._file(), SEND_CORE))

    def ffmpeg_receives(self) -> Figure | None:
        """``-c copy -f null``, a process a stream."""
        return self._once(
            "ffmpeg receives", lambda: self._fed(lambda ports: ffmpeg_receive(ports, self._folder, READ_CORE))
        )

    def gst_receives(self) -> Figure | None:
        """``rtpjitterbuffer ! rtph264depay ! fakesink``, a process a stream."""
        return self._once(
            "GStreamer receives", lambda: self._fed(lambda ports: gst_receive(ports, READ_CORE))
        )

    def _once(self, name: str, work: Callable[[], Figure | None]) -> Figure | None:
        if name not in self._known:
            figure = self._known[name] = work()
            self._told(f"{name}: " + ("is not here" if figure is None else _text(figure)))
        return self._known[name]

    def _file(self) -> Path:
        path = self._folder / "clip.mp4"
        if not path.exists():
            write_mp4(bench_clip(), path)
        return path

    def _fed(self, work: Callable[[list[int]], Figure | None]) -> Figure | None:
        """Raw H.264 to ports that the peer binds itself, from our sender on the other core."""
        ports = _free_port_pairs(PEERS_AT_ONCE)
        with Worker(SEND_CORE, send, dress="raw", ports=ports, cameras=len(ports)) as sender:
            sender.facts()
            figure = work(ports)
            sender.stop()
            return figure


def _text(figure: Figure) -> str:
    low, high = figure.spread
    return f"{figure.value:.0f} a core ({low:.0f} to {high:.0f})" + (
        f" ({figure.noise})" if figure.noise else ""
    )


def _free_port_pairs(count: int) -> list[int]:
    """Even ports that were free a moment ago."""
    ports: list[int] = []
    with ExitStack() as stack:
        while len(ports) < count:
            sock = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            sock.bind(("127.0.0.1", 0))
            port = sock.getsockname()[1]
            if port % 2 == 0:
                ports.append(port)
    return ports
