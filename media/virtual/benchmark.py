"""How fast the media of virtual time are: a number to be told, not a test."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass

import numpy as np

from camproof.media.clips.model import Clip
from camproof.media.receive.report import StreamReport
from camproof.media.virtual.clock import CameraClock
from camproof.media.virtual.tables import plain_units
from camproof.media.virtual.traffic import Traffic
from camproof.runtimes.impairment import Gate, Impairment, Path

__all__ = ["Hour", "streams_for"]

_EPOCH_NS = 1_800_000_000 * 10**9


@dataclass(frozen=True, slots=True)
class Hour:
    """What so many streams took.

    :param seconds: of the processor's core, reports of all streams included.
    :param units: access units that were sent.
    :param reports: of each stream over the whole time.
    """

    seconds: float
    units: int
    reports: tuple[StreamReport, ...]


def streams_for(
    clip: Clip, streams: int, span_s: int, *, uplink: Impairment | None = None, block_s: int = 1
) -> Hour:
    """Send and measure live streams for a span of virtual time, over one uplink that all share.

    :param uplink: None for a perfect one; each camera has two perfect links of its own before it.
    :param block_s: how often somebody looks at them, as a platform does.
    """
    now = [0]
    began_s = time.process_time()
    traffic = Traffic(np.random.default_rng(1), lambda: now[0], _EPOCH_NS)
    table = plain_units(clip)
    analysers = []
    for number in range(streams):
        own = (Impairment(random.Random(number)), Impairment(random.Random(number)))
        gate: Gate = Path.of((*own, *(() if uplink is None else (uplink,))))
        flight = traffic.add(table, camera=number, gate=gate, clock=CameraClock(lambda: 0.0))
        analyser = traffic.analyser(0.0, ssrc=number + 1, payload_type=96, tcp=False)
        traffic.hear(flight, analyser, ssrc=number + 1, payload_type=96)
        analysers.append(analyser)
        traffic.start(flight)
        now[0] += 7_000_000
        _wake(traffic, now)
    for second in range(block_s, span_s + 1, block_s):
        now[0] = second * 10**9
        traffic.catch_up()
    reports = tuple(analyser.report() for analyser in analysers)
    return Hour(time.process_time() - began_s, int(traffic.flights["sent_frames"].sum()), reports)


def _wake(traffic: Traffic, now: list[int]) -> None:
    until_ns = now[0]
    while (due_ns := traffic.next_ns()) <= until_ns:
        now[0] = due_ns
        traffic.wake()
    now[0] = until_ns
