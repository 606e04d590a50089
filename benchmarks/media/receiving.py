"""Streams a core: the most streams that are measured without losing a packet of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.core import CoreMeter
from benchmarks.machine import NoiseGauge
from benchmarks.media.sending import READ_CORE, SEND_CORE
from benchmarks.media.sides import Reader, measure, send
from benchmarks.rows import Figure
from benchmarks.worker import Worker

__all__ = ["MeasureRun", "measured"]

_WINDOW_S = 5.0
_WINDOWS = 3
_SPARE_WINDOWS = 3


@dataclass(frozen=True, slots=True)
class MeasureRun:
    """Some windows at one number of streams.

    :param lost: packets in the windows that were sent and not measured; ``drops`` the kernel's own count.
    :param rate: measured packets a second; :param stamped_rate: stamps read a second.
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
        return not self.lost and not self.drops and self.stamped_rate >= 24.5 * self.streams

    @property
    def text(self) -> str:
        """For notes and progress."""
        return (
            f"{self.streams}: {self.rate / 1000:.0f} k packets/s, {self.stamped_rate / self.streams:.1f} "
            f"stamps/s a stream, {self.lost} lost, core {self.busy_share:.0%} busy"
        )


def measured(ports: Reader, steps: Sequence[int], told: Callable[[str], None]) -> tuple[Figure, str]:
    """The highest of the descending steps that holds, and how it went."""
    said = []
    for streams in steps:
        run = _run(ports, streams)
        told(f"measuring, {ports} ports, {run.text}" + (f" ({run.noise})" if run.noise else ""))
        said.append(run.text)
        if run.holds:
            return Figure((float(streams),), run.noise), "; ".join(said)
    return Figure((0.0,), run.noise), "; ".join(said)


def _run(ports: Reader, streams: int) -> MeasureRun:
    reader = Worker(READ_CORE, measure, streams=streams, ports=ports)
    with reader, CoreMeter(READ_CORE) as meter:
        there = reader.facts()["ports"]
        sender = Worker(SEND_CORE, send, dress="stamp", ports=there, cameras=streams)
        with sender:
            sender.facts()
            return _windows(reader, sender, meter, streams)


def _windows(reader: Worker, sender: Worker, meter: CoreMeter, streams: int) -> MeasureRun:
    kept = []
    noise = ""
    for _ in range(_WINDOWS + _SPARE_WINDOWS):
        reader.tell("window")
        before = reader.facts()
        meter.restart()
        gauge, begun_s = NoiseGauge(reader.pid, READ_CORE), time.monotonic()
        time.sleep(_WINDOW_S)
        busy, noise = meter.busy_share(), gauge.reason()
        reader.tell("window")
        facts = reader.facts()
        facts |= {"busy": busy, "took_s": time.monotonic() - begun_s}
        facts["drops"] -= before["drops"]
        if not noise:
            kept.append(facts)
        if len(kept) == _WINDOWS:
            break
    kept = kept or [facts]
    sender.stop()
    reader.stop()
    return MeasureRun(
        streams,
        median(window["busy"] for window in kept),
        median(window["packets"] / window["took_s"] for window in kept),
        median(window["stamped"] / window["took_s"] for window in kept),
        sum(window["lost"] for window in kept),
        sum(window["drops"] for window in kept),
        "" if len(kept) == _WINDOWS else noise,
    )
