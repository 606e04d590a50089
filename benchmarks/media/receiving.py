"""Streams a core: the most streams that are measured without losing a packet of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.core import CoreMeter
from benchmarks.machine import NoiseGauge
from benchmarks.media.pace import LEAST_FPS, PaceGauge
from benchmarks.media.sending import READ_CORE, SEND_CORE
from benchmarks.media.sides import Reader, measure, send
from benchmarks.search import Searches, search_again
from benchmarks.windows import quiet_windows
from benchmarks.worker import Worker

__all__ = ["MeasureRun", "measured"]

_WINDOW_S = 5.0


@dataclass(frozen=True, slots=True)
class MeasureRun:
    """Some windows at one number of streams.

    :param lost: packets in the windows that were sent and not measured; ``drops`` the kernel's own count.
    :param rate: measured packets a second; :param stamped_rate: stamps read a second.
    :param noise: why too few windows were quiet, or the sender kept pace in too few; empty where in enough.
    """

    streams: int
    busy_share: float
    rate: float
    stamped_rate: float
    lost: int
    drops: int
    noise: str

    @property
    def holds(self) -> bool:
        """Whether nothing was lost, and the stamps of at least 24.5 frames a second and stream were read."""
        return not self.lost and not self.drops and self.stamped_rate >= LEAST_FPS * self.streams

    @property
    def text(self) -> str:
        """For notes and progress."""
        return (
            f"{self.streams}: {self.rate / 1000:.0f} k packets/s, {self.stamped_rate / self.streams:.1f} "
            f"stamps/s a stream, {self.lost} lost, core {self.busy_share:.0%} busy"
        )


def measured(
    ports: Reader, steps: Sequence[int], first: int, told: Callable[[str], None]
) -> Searches[MeasureRun]:
    """The most streams that hold, by a search of the ascending steps from ``first`` on, and its repeats."""

    def attempt(streams: int) -> MeasureRun:
        run = _run(ports, streams)
        told(f"measuring, {ports} ports, {run.text}" + (f" ({run.noise})" if run.noise else ""))
        return run

    return search_again(steps, first, attempt)


def _run(ports: Reader, streams: int) -> MeasureRun:
    reader = Worker(READ_CORE, measure, streams=streams, ports=ports)
    with reader, CoreMeter(READ_CORE) as meter:
        there = reader.facts()["ports"]
        sender = Worker(SEND_CORE, send, dress="stamp", ports=there, cameras=streams)
        with sender:
            sender.facts()
            seen = quiet_windows(
                lambda: _window(reader, meter),
                lambda: [
                    NoiseGauge(reader.pid, READ_CORE),
                    NoiseGauge(sender.pid, SEND_CORE),
                    PaceGauge(sender, streams, time.monotonic),
                ],
            )
            sender.stop()
            reader.stop()
    windows = seen.kept
    return MeasureRun(
        streams,
        median(window["busy"] for window in windows),
        median(window["packets"] / window["took_s"] for window in windows),
        median(window["stamped"] / window["took_s"] for window in windows),
        sum(window["lost"] for window in windows),
        sum(window["drops"] for window in windows),
        seen.noise,
    )


def _window(reader: Worker, meter: CoreMeter) -> dict[str, Any]:
    reader.tell("window")
    before = reader.facts()
    meter.restart()
    begun_s = time.monotonic()
    time.sleep(_WINDOW_S)
    busy = meter.busy_share()
    reader.tell("window")
    facts = reader.facts()
    facts["drops"] -= before["drops"]
    return facts | {"busy": busy, "took_s": time.monotonic() - begun_s}
