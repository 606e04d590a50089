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
from benchmarks.machine import MemoryGauge, NoiseGauge
from benchmarks.media.clip import Dress
from benchmarks.media.sides import send
from benchmarks.search import Searches, search_again
from benchmarks.sinks import drain_tcp, drain_udp, hold_sinks
from benchmarks.windows import quiet_windows
from benchmarks.worker import Worker
from camproof.media.bulk.send.udp import UdpWay

__all__ = ["READ_CORE", "SEND_CORE", "Load", "SendRun", "capacity", "send_run", "steps_to"]

SEND_CORE, READ_CORE = two_cores()
P99_MS, P999_MS = 5.0, 20.0
_WINDOW_S, _SPARE = 5.0, 6
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
    :param read: whether somebody takes the datagrams; else they end as those of the peers do, in sockets that
        nobody reads.
    :param steps: numbers of cameras to try, ascending; the search begins at ``first``.
    """

    dress: Dress
    first: int
    steps: Sequence[int] = _USUAL_STEPS
    way: UdpWay | None = None
    tcp: bool = False
    own_ports: bool = True
    read: bool = False


@dataclass(frozen=True, slots=True)
class SendRun:
    """The medians of some windows at one number of cameras.

    :param start_dropped: pictures left out before the first window, while connections came up.
    :param missing: frames sent over UDP that did not arrive.
    :param noise: why too few windows were quiet; empty where there were enough.
    """

    cameras: int
    p50_ms: float
    p99_ms: float
    p999_ms: float
    busy_share: float
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
        lost = f", {self.missing} frames missing" if self.missing else ""
        start = f", {self.start_dropped} pictures left out at the start" if self.start_dropped else ""
        return (
            f"{self.cameras}: lateness p50 {self.p50_ms:.1f}, p99 {self.p99_ms:.1f}, p99.9 "
            f"{self.p999_ms:.1f} ms, core {self.busy_share:.0%} busy{start}{lost}"
        )


def _in_time(p99_ms: float, p999_ms: float) -> bool:
    return p99_ms <= P99_MS and p999_ms <= P999_MS


def capacity(load: Load, told: Callable[[str], None]) -> Searches[SendRun]:
    """The most cameras that hold, by a search and its repeats."""

    def attempt(cameras: int) -> SendRun:
        run = send_run(load, cameras)
        told(f"{load.dress}{' tcp' if load.tcp else ''} {run.text}{_noted(run.noise)}")
        return run

    return search_again(load.steps, load.first, attempt)


def _noted(noise: str) -> str:
    return f" ({noise})" if noise else ""


def send_run(load: Load, cameras: int) -> SendRun:
    """Three windows of five seconds that hold, or in which others left both cores and the memory alone, at
    most nine tries.

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
            return _window(sender, _WINDOW_S) | {"busy": meter.busy_share()}

        seen = quiet_windows(
            window,
            lambda: [
                NoiseGauge(sender.pid, SEND_CORE),
                NoiseGauge(reader.pid, READ_CORE),
                MemoryGauge(meter),
            ],
            spare=_SPARE,
            holds=lambda facts: _in_time(facts["p99_ms"], facts["p999_ms"]),
        )
        sent = sender.stop()["frames"]
        time.sleep(_SETTLE_S)
        arrived = reader.stop().get("arrived", sent)
    windows = seen.kept
    return SendRun(
        cameras=cameras,
        p50_ms=median(window["p50_ms"] for window in windows),
        p99_ms=median(window["p99_ms"] for window in windows),
        p999_ms=median(window["p999_ms"] for window in windows),
        busy_share=median(window["busy"] for window in windows),
        refused=max(window["refused"] for window in windows),
        dropped=max(window["dropped"] for window in windows),
        kb_a_stream=kb,
        start_dropped=start_dropped,
        missing=max(0, sent - arrived),
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
    takes = drain_udp if load.read else hold_sinks
    reader = Worker(READ_CORE, drain_tcp) if load.tcp else Worker(READ_CORE, takes, ports=ports)
    with reader, CoreMeter(SEND_CORE) as meter:
        there = reader.facts()["ports"]
        sender = Worker(
            SEND_CORE, send, dress=load.dress, ports=there, cameras=cameras, way=load.way, tcp=load.tcp
        )
        with sender:
            yield sender, reader, meter
