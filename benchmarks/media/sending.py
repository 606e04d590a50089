"""Cameras a core: the most streams of which nearly all frames leave in time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Any

from benchmarks.core import CoreMeter, two_cores
from benchmarks.machine import NoiseGauge
from benchmarks.media.clip import Dress
from benchmarks.media.sides import send
from benchmarks.search import Searches, search_again
from benchmarks.sinks import drain_tcp, drain_udp, hold_sinks
from benchmarks.windows import quiet_windows
from benchmarks.worker import Worker
from camproof.media.bulk.kernel import has_gro
from camproof.media.bulk.send.udp import UdpWay

__all__ = ["READ_CORE", "SEND_CORE", "Load", "SendRun", "capacity", "send_run", "steps_to"]

SEND_CORE, READ_CORE = two_cores()
P99_MS, P999_MS = 5.0, 20.0
_WINDOW_S, _WINDOWS, _SPARE = 3.0, 7, 4
_SHARED_PORTS = 8
_SETTLE_S = 0.2
_WARM_UP_S, _WARM_UPS = 2.0, 15
_STEP, _USUAL_MOST = 500, 6000


def steps_to(needed: float) -> tuple[int, ...]:
    """Numbers of cameras to try: by 500 up to 6 000, or to what is needed, and one above."""
    most = _STEP * ceil(max(needed, _USUAL_MOST) / _STEP)
    return tuple(range(_STEP, most + _STEP + 1, _STEP))


_USUAL_STEPS = steps_to(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is sent.

    :param own_ports: a port for each stream, else 8 ports for all.
    :param read: whether somebody reads the datagrams; else they end as those of the peers do, in sockets that
        nobody reads. Connections are always read.
    :param whole: whether what is sent whole arrives so, see :mod:`benchmarks.sinks`.
    :param steps: numbers of cameras to try, ascending; the search begins at ``first``.
    """

    dress: Dress
    first: int
    steps: Sequence[int] = _USUAL_STEPS
    way: UdpWay | None = None
    tcp: bool = False
    own_ports: bool = True
    read: bool = False
    whole: bool = True

    @property
    def is_read(self) -> bool:
        """Whether a reader is at work on the other core."""
        return self.read or self.tcp

    @property
    def text(self) -> str:
        """For progress."""
        way = " tcp" if self.tcp else f" {self.way}" if self.way else ""
        return f"{self.dress}{way}{', read' if self.is_read else ''}{'' if self.whole else ', cut'}"


@dataclass(frozen=True, slots=True)
class SendRun:
    """The medians of some windows at one number of cameras.

    :param start_dropped: pictures left out before the first window, while connections came up.
    :param late_windows: those of the ``windows`` in which frames left too late.
    :param slow_share: share of a window in which the machine's memory was slow; None where nobody can tell.
    :param missing: messages (where the kernel cuts them up, packets) that it took for UDP less those that
        arrived.
    :param noise: why too few windows were quiet; empty where there were enough.
    """

    cameras: int
    p50_ms: float
    p99_ms: float
    p999_ms: float
    late_windows: int
    windows: int
    busy_share: float
    slow_share: float | None
    refused: int
    dropped: int
    kb_a_stream: float
    start_dropped: int
    missing: int
    noise: str

    @property
    def holds(self) -> bool:
        """Whether this many cameras leave in time in windows enough, and all of what they send is taken."""
        lost = self.refused or self.dropped or self.missing
        return _in_time(self.p99_ms, self.p999_ms) and not lost and not self.noise

    @property
    def text(self) -> str:
        """For notes and progress."""
        parts = [
            f"{self.cameras}: lateness p50 {self.p50_ms:.1f}",
            f"p99 {self.p99_ms:.1f}",
            f"p99.9 {self.p999_ms:.1f} ms",
            f"{self.late_windows} of {self.windows} windows late" if self.late_windows else "",
            f"core {self.busy_share:.0%} busy",
            f"memory slow for {self.slow_share:.0%} of the time" if self.slow_share else "",
            f"{self.start_dropped} pictures left out at the start" if self.start_dropped else "",
            f"{self.missing} messages missing" if self.missing else "",
        ]
        return ", ".join(filter(None, parts))


def _in_time(p99_ms: float, p999_ms: float) -> bool:
    return p99_ms <= P99_MS and p999_ms <= P999_MS


def capacity(load: Load, told: Callable[[str], None]) -> Searches[SendRun]:
    """The most cameras that hold, by a search and its repeats."""

    def attempt(cameras: int) -> SendRun:
        run = send_run(load, cameras)
        told(f"{load.text} {run.text}{_noted(run.noise)}")
        return run

    return search_again(load.steps, load.first, attempt)


def _noted(noise: str) -> str:
    return f" ({noise})" if noise else ""


def send_run(load: Load, cameras: int) -> SendRun:
    """Seven windows of three seconds in which others left alone the core of the sender, and that of a reader
    where there is one; at most eleven tries.

    A reader that others starve drops packets or holds a connection up: nothing against the sender.
    """
    with _sending(load, cameras) as (sender, reader, meter):
        kb = sender.facts()["kb_a_stream"]
        start_dropped = _warmed_up(sender)
        meter.settle()

        def window() -> dict[str, Any]:
            if _window(sender, 0.2)["dropped"]:
                _window(sender, _WARM_UP_S)  # what a starved reader held up is over with the next key picture
            meter.restart()
            seen = _window(sender, _WINDOW_S)
            return seen | {"busy": meter.busy_share(), "slow": meter.slow_memory_share()}

        def gauges() -> list[NoiseGauge]:
            ours = [NoiseGauge(sender.pid, SEND_CORE)]
            return [*ours, NoiseGauge(reader.pid, READ_CORE)] if load.is_read else ours

        seen = quiet_windows(window, gauges, _WINDOWS, _SPARE)
        sent = sender.stop()["messages" if load.whole and has_gro() else "packets"]
        time.sleep(_SETTLE_S)
        arrived = reader.stop()["arrived"]
    windows = seen.kept
    slow = [window["slow"] for window in windows if window["slow"] is not None]
    return SendRun(
        cameras=cameras,
        p50_ms=median(window["p50_ms"] for window in windows),
        p99_ms=median(window["p99_ms"] for window in windows),
        p999_ms=median(window["p999_ms"] for window in windows),
        late_windows=sum(not _in_time(window["p99_ms"], window["p999_ms"]) for window in windows),
        windows=len(windows),
        busy_share=median(window["busy"] for window in windows),
        slow_share=median(slow) if slow else None,
        refused=max(window["refused"] for window in windows),
        dropped=max(window["dropped"] for window in windows),
        kb_a_stream=kb,
        start_dropped=start_dropped,
        missing=0 if load.tcp else sent - arrived,
        noise=seen.noise,
    )


def _warmed_up(sender: Worker) -> int:
    """Wait, for half a minute at most, until two seconds pass without a picture left out; how many were."""
    left_out = 0
    for _ in range(_WARM_UPS):
        dropped = _window(sender, _WARM_UP_S)["dropped"]
        left_out += dropped
        if not dropped:
            break
    return left_out


def _window(sender: Worker, seconds: float) -> dict[str, Any]:
    time.sleep(seconds)
    sender.tell("window")
    return sender.facts()


@contextmanager
def _sending(load: Load, cameras: int) -> Iterator[tuple[Worker, Worker, CoreMeter]]:
    """A sender on its core, and on the other one who has the ports; sender first."""
    ports = cameras if load.own_ports else _SHARED_PORTS
    if load.tcp:
        reader = Worker(READ_CORE, drain_tcp)
    elif load.read:
        reader = Worker(READ_CORE, drain_udp, ports=ports)
    else:
        reader = Worker(READ_CORE, hold_sinks, ports=ports, whole=load.whole)
    with reader, CoreMeter(SEND_CORE) as meter:
        there = reader.facts()["ports"]
        sender = Worker(
            SEND_CORE, send, dress=load.dress, ports=there, cameras=cameras, way=load.way, tcp=load.tcp
        )
        with sender:
            yield sender, reader, meter
