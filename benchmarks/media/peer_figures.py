"""The peers' figures with the same clip on the same cores, each measured once, where it is asked for."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.media.clip import bench_clip, kbit_of, write_mp4
from benchmarks.media.pace import PaceGauge
from benchmarks.media.sending import READ_CORE, SEND_CORE
from benchmarks.media.sides import send
from benchmarks.peer_processes import PeerError
from benchmarks.peers import PEERS_AT_ONCE, ffmpeg_receive, ffmpeg_send, gst_receive, gst_send
from benchmarks.rows import Figure
from benchmarks.worker import Worker

__all__ = ["PeerFigures", "PeerFound", "both"]

_FFMPEG_SENDS = "ffmpeg sends"
_FILE_S = 120
"""GStreamer plays the file once: longer than it is measured, tries and all."""
_LARGEST = 1472
"""Octets of a datagram's payload on Ethernet."""


@dataclass(frozen=True, slots=True)
class PeerFound:
    """What measuring a peer came to.

    :param figure: None where the program is not here, or was in trouble.
    :param trouble: why a program that is here gave no figure; empty where it gave one.
    """

    figure: Figure | None
    trouble: str = ""


class PeerFigures:
    """Cameras and streams a core of ffmpeg and GStreamer.

    :param folder: for files that they read.
    """

    def __init__(self, folder: Path, told: Callable[[str], None]) -> None:
        self._folder = folder
        self._told = told
        self._known: dict[str, PeerFound] = {}

    def ffmpeg_sends(self, *, again: bool = False) -> PeerFound:
        """``-c copy -f rtp``, a process a camera.

        :param again: measure it now, as the machine may have changed its speed since.
        """
        if again:
            self._known.pop(_FFMPEG_SENDS, None)
        return self._once(_FFMPEG_SENDS, self._ffmpeg_sends)

    def _ffmpeg_sends(self) -> Figure | None:
        return ffmpeg_send(self._file(), SEND_CORE, _least_per_s())

    def gst_sends(self) -> PeerFound:
        """``rtph264pay ! udpsink``, a process a camera."""
        return self._once("GStreamer sends", lambda: gst_send(self._file(), SEND_CORE, _least_per_s()))

    def ffmpeg_receives(self) -> PeerFound:
        """``-c copy -f null``, a process a stream."""
        return self._once(
            "ffmpeg receives", lambda: self._fed(lambda ports: ffmpeg_receive(ports, self._folder, READ_CORE))
        )

    def gst_receives(self) -> PeerFound:
        """``rtpjitterbuffer ! rtph264depay ! fakesink``, a process a stream."""
        return self._once(
            "GStreamer receives", lambda: self._fed(lambda ports: gst_receive(ports, READ_CORE))
        )

    def _once(self, name: str, work: Callable[[], Figure | None]) -> PeerFound:
        if name not in self._known:
            try:
                found = PeerFound(work())
            except PeerError as trouble:
                found = PeerFound(None, str(trouble))
            self._known[name] = found
            self._told(f"{name}: {_text(found)}")
        return self._known[name]

    def _file(self) -> Path:
        path = self._folder / "clip.mp4"
        if not path.exists():
            write_mp4(bench_clip(), path, _FILE_S)
        return path

    def _fed(self, work: Callable[[list[int]], Figure | None]) -> Figure | None:
        """Raw H.264 to ports that the peer binds itself, from our sender on the other core.

        :raises PeerError: a peer was in trouble, or our sender did not feed it.
        """
        ports = _free_port_pairs(PEERS_AT_ONCE)
        with Worker(SEND_CORE, send, dress="raw", ports=ports, cameras=len(ports)) as sender:
            sender.facts()
            fed = PaceGauge(sender, len(ports))
            figure = work(ports)
            behind = fed.reason()
            sender.stop()
        if figure is not None and behind:
            raise PeerError(behind)
        return figure


def _least_per_s() -> float:
    """Half of the clip's rate in the largest datagrams that a link has room for."""
    return kbit_of(bench_clip()) * 1000 / 8 / _LARGEST / 2


def both(before: PeerFound, after: PeerFound) -> PeerFound:
    """What was measured before and after something else; no figure where one of the two is none."""
    if before.figure is None or after.figure is None:
        return before if before.figure is None else after
    noise = "; ".join(filter(None, (before.figure.noise, after.figure.noise)))
    return PeerFound(Figure(before.figure.values + after.figure.values, noise))


def _text(found: PeerFound) -> str:
    figure = found.figure
    if figure is None:
        return f"no figure: {found.trouble}" if found.trouble else "is not here"
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
