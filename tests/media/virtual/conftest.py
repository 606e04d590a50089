"""One stream both ways: packets through the real link and analyser, and the same flight in virtual time."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

import numpy as np

from camproof.media import ClipPlayout, ReceivedFrame, StreamAnalyser, StreamReport
from camproof.media.clips.model import Clip
from camproof.media.packets import PLAIN, StreamOptions
from camproof.media.virtual.analyser import FlightAnalyser
from camproof.media.virtual.tables import plain_units
from camproof.media.virtual.traffic import CameraClock, Traffic
from camproof.protocols.rtp import rtp_header
from camproof.runtimes.impairment import Impairment

SSRC = 0x0BEEF001
EPOCH_S = 1_800_000_000
OPENED_S = 10.0
FIRST_S = 10.25
_REPEAT_S = 0.2


@dataclass
class Measured:
    """What came of a stream."""

    report: StreamReport
    analyser: StreamAnalyser
    frames: list[ReceivedFrame] = field(default_factory=list)


def link(**values: float) -> Impairment:
    """A link with a seed of its own."""
    return Impairment(random.Random(7), **values)  # type: ignore[arg-type]


Act = Callable[[Any, float], None]
"""Does something to a playout or to a flight at a moment."""


def packets_way(
    clip: Clip,
    seconds: float,
    gate: Impairment,
    *,
    tcp: bool = False,
    acts: list[tuple[float, Callable[[ClipPlayout, Impairment], None]]] | None = None,
    error_s: float = 0.0,
    options: StreamOptions = PLAIN,
) -> Measured:
    """As ``MediaSender`` and its wires do it, packet by packet, with no socket and no waiting."""
    now = [0.0]
    playout = ClipPlayout(clip, 7, lambda: int((EPOCH_S + now[0] + error_s) * 1_000_000), options=options)
    frames: list[ReceivedFrame] = []
    analyser = StreamAnalyser(
        OPENED_S,
        ssrc=SSRC,
        payload_type=96,
        hold_s=0.0 if tcp else 0.2,
        wall_s=lambda at_s: at_s + EPOCH_S,
        on_frame=frames.append,
    )
    under_way: list[tuple[float, int, bytes]] = []
    count, sequence, skipping, late_s = 0, 0, tcp, 0.0
    acts = [*(acts or [])]
    number = 0
    while (due_s := FIRST_S + number / clip.fps) <= FIRST_S + seconds:
        now[0] = due_s
        while acts and FIRST_S + acts[0][0] < due_s:
            acts.pop(0)[1](playout, gate)
        frame = playout.next_frame()
        number += 1
        if tcp:
            skipping = gate.down or (skipping and not frame.key)
            if skipping:
                continue
        timestamp = round((due_s - FIRST_S) * 90_000)
        packets = []
        for n, payload in enumerate(frame.payloads):
            header = rtp_header(96, sequence & 0xFFFF, timestamp, SSRC, marker=n == len(frame.payloads) - 1)
            packets.append(header + payload)
            sequence += 1
        if tcp:
            delays = gate.decide(sum(map(len, packets)) + 2 * len(packets), due_s)
            late_s = max(late_s, due_s + (delays[0] if delays else _REPEAT_S))
            arrivals = [(late_s, packet) for packet in packets]
        else:
            arrivals = [(due_s + d, packet) for packet in packets for d in gate.decide(len(packet), due_s)]
        for at_s, packet in arrivals:
            count += 1
            heappush(under_way, (at_s, count, packet))
        while under_way and under_way[0][0] <= due_s:
            at_s, _, packet = heappop(under_way)
            analyser.packet(packet, at_s)
    end_s = FIRST_S + seconds
    while under_way and under_way[0][0] <= end_s:
        at_s, _, packet = heappop(under_way)
        analyser.packet(packet, at_s)
    return Measured(analyser.report(end_s), analyser, frames)


def virtual_way(
    clip: Clip,
    seconds: float,
    gate: Impairment,
    *,
    tcp: bool = False,
    acts: list[tuple[float, Callable[[Traffic, Impairment], None]]] | None = None,
    error_s: float = 0.0,
    options: StreamOptions = PLAIN,
    block_s: float = 1.0,
    seed: int = 3,
) -> Measured:
    """The same as a flight."""
    now = [round(OPENED_S * 1e9)]
    traffic = Traffic(np.random.default_rng(seed), lambda: now[0], EPOCH_S * 10**9)
    frames: list[ReceivedFrame] = []
    flight = traffic.add(
        plain_units(clip, options), camera=7, gate=gate, clock=CameraClock(lambda: error_s), tcp=tcp
    )
    analyser: FlightAnalyser = traffic.analyser(
        OPENED_S, ssrc=SSRC, payload_type=96, tcp=tcp, on_frame=frames.append
    )
    traffic.hear(flight, analyser, ssrc=SSRC, payload_type=96)
    now[0] = round(FIRST_S * 1e9)
    traffic.start(flight)
    steps = [(at_s, act) for at_s, act in acts or []]
    at_s = 0.0
    while at_s < seconds:
        at_s = min(seconds, at_s + block_s)
        while steps and steps[0][0] < at_s:
            now[0] = round((FIRST_S + steps[0][0]) * 1e9)
            steps.pop(0)[1](traffic, gate)
        until = round((FIRST_S + at_s) * 1e9)
        while (due := traffic.next_ns()) <= until:
            now[0] = max(due, now[0])
            traffic.wake()
        now[0] = until
        traffic.catch_up()
    return Measured(analyser.report(FIRST_S + seconds), analyser, frames)
