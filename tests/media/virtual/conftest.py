"""One stream both ways: packets through the real link and analyser, and the same flight in virtual time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from heapq import heappop, heappush
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from camproof.media import (
    ClipPlayout,
    OutFrame,
    ReceivedFrame,
    StreamAnalyser,
    StreamReport,
    SyntheticSpec,
    synthetic_clip,
)
from camproof.media.clips.model import Clip
from camproof.media.packets import PLAIN, StreamOptions
from camproof.media.virtual.clock import CameraClock
from camproof.media.virtual.tables import plain_units
from camproof.media.virtual.traffic import Traffic
from camproof.protocols.rtp import rtp_header
from camproof.runtimes.impairment import Impairment

SSRC = 0x0BEEF001
EPOCH_S = 1_800_000_000
OPENED_S = 10.0
FIRST_S = 10.25
CAMERA = 7
_REPEAT_S = 0.2

Act = tuple[float, Callable[[Any, Impairment], None]]
"""Seconds after the first picture, and what is done then to the playout (or the flight) and its link."""


@dataclass
class Measured:
    """What came of a stream."""

    report: StreamReport
    analyser: StreamAnalyser
    frames: list[ReceivedFrame] = field(default_factory=list)


class Flying:
    """A flight as tests address it."""

    def __init__(self, traffic: Traffic, number: int) -> None:
        self.traffic = traffic
        self.number = number

    def force_key_frame(self) -> None:
        self.traffic.ask_key(self.number)

    def show(self, clip: Clip) -> None:
        self.traffic.show(self.number, plain_units(clip))

    @property
    def frozen(self) -> bool:
        return bool(self.traffic.flights["frozen"][self.number])

    @frozen.setter
    def frozen(self, value: bool) -> None:
        self.traffic.freeze(self.number, frozen=value)


@pytest.fixture(scope="session")
def street(cache: Path) -> Clip:
    """4 s of 640x360 at 25 fps and 1 Mbit/s, so that key pictures have many packets."""
    spec = SyntheticSpec("H264", width=640, height=360, gop=25, bitrate_kbit=1000, seconds=4)
    return synthetic_clip(spec, cache_dir=cache)


@pytest.fixture(scope="session")
def yard(cache: Path) -> Clip:
    """Another picture: 4 s of 352x288 at 10 fps in H.265."""
    spec = SyntheticSpec("H265", width=352, height=288, fps=10, gop=10, bitrate_kbit=300, seconds=4)
    return synthetic_clip(spec, cache_dir=cache)


def link(seed: int = 7, **values: float) -> Impairment:
    """A link with random numbers of its own."""
    return Impairment(random.Random(seed), **values)  # type: ignore[arg-type]


class _Wire:
    """A link and an analyser, as ``UdpMediaWire`` and ``TcpWire`` have them, without sockets."""

    def __init__(self, gate: Impairment, analyser: StreamAnalyser, *, tcp: bool) -> None:
        self.gate = gate
        self._analyser = analyser
        self._tcp = tcp
        self._under_way: list[tuple[float, int, bytes]] = []
        self._count = self._sequence = 0
        self._late_s = 0.0
        self._skipping = tcp

    def send(self, frame: OutFrame, due_s: float) -> None:
        if self._tcp:
            self._skipping = self.gate.down or (self._skipping and not frame.key)
            if self._skipping:
                return
        packets = self._packets(frame, round((due_s - FIRST_S) * 90_000))
        for at_s, packet in self._over_tcp(packets, due_s) if self._tcp else self._over_udp(packets, due_s):
            self._count += 1
            heappush(self._under_way, (at_s, self._count, packet))

    def _packets(self, frame: OutFrame, timestamp: int) -> list[bytes]:
        first, self._sequence = self._sequence, self._sequence + len(frame.payloads)
        last = self._sequence - 1
        return [
            rtp_header(96, n & 0xFFFF, timestamp, SSRC, marker=n == last) + payload
            for n, payload in enumerate(frame.payloads, first)
        ]

    def _over_udp(self, packets: list[bytes], due_s: float) -> list[tuple[float, bytes]]:
        return [(due_s + d, packet) for packet in packets for d in self.gate.decide(len(packet), due_s)]

    def _over_tcp(self, packets: list[bytes], due_s: float) -> list[tuple[float, bytes]]:
        delays = self.gate.decide(sum(map(len, packets)) + 2 * len(packets), due_s)
        self._late_s = max(self._late_s, due_s + (delays[0] if delays else _REPEAT_S))
        return [(self._late_s, packet) for packet in packets]

    def deliver(self, until_s: float) -> None:
        while self._under_way and self._under_way[0][0] <= until_s:
            at_s, _, packet = heappop(self._under_way)
            self._analyser.packet(packet, at_s)


def packets_way(
    clip: Clip,
    seconds: float,
    gate: Impairment,
    *,
    tcp: bool = False,
    acts: Iterable[Act] = (),
    error_s: Callable[[float], float] = lambda _: 0.0,
    options: StreamOptions = PLAIN,
) -> Measured:
    """Picture by picture, packet by packet, with no socket and no waiting."""
    now = [FIRST_S]
    frames: list[ReceivedFrame] = []
    analyser = StreamAnalyser(
        OPENED_S,
        ssrc=SSRC,
        payload_type=96,
        hold_s=0.0 if tcp else 0.2,
        wall_s=lambda at_s: at_s + EPOCH_S,
        on_frame=frames.append,
    )
    wire, waiting = _Wire(gate, analyser, tcp=tcp), [*acts]
    playout = ClipPlayout(
        clip, CAMERA, lambda: int((EPOCH_S + now[0] + error_s(now[0])) * 1e6), options=options
    )
    while now[0] <= FIRST_S + seconds + 1e-9:
        while waiting and FIRST_S + waiting[0][0] < now[0]:
            waiting.pop(0)[1](playout, gate)
        frame = playout.next_frame()
        wire.send(frame, now[0])
        wire.deliver(now[0])
        now[0] += frame.interval_s
    wire.deliver(FIRST_S + seconds)
    return Measured(analyser.report(FIRST_S + seconds), analyser, frames)


def flight_way(
    clip: Clip,
    seconds: float,
    gate: Impairment,
    *,
    tcp: bool = False,
    acts: Iterable[Act] = (),
    error_s: Callable[[float], float] = lambda _: 0.0,
    drift_ppm: float = 0.0,
    options: StreamOptions = PLAIN,
    block_s: float = 1.0,
    seed: int = 3,
    each: bool = False,
) -> Measured:
    """The same as a flight, moved in blocks."""
    now = [round(OPENED_S * 1e9)]
    traffic = Traffic(np.random.default_rng(seed), lambda: now[0], EPOCH_S * 10**9)
    clock = CameraClock(lambda: error_s(now[0] / 1e9), drift_ppm)
    number = traffic.add(plain_units(clip, options), camera=CAMERA, gate=gate, clock=clock, tcp=tcp)
    frames: list[ReceivedFrame] = []
    analyser = traffic.analyser(OPENED_S, ssrc=SSRC, payload_type=96, tcp=tcp, on_frame=frames.append)
    traffic.hear(number, analyser, ssrc=SSRC, payload_type=96)
    traffic.tell_each(number, each=each)
    now[0] = round(FIRST_S * 1e9)
    traffic.start(number)
    flying, waiting, at_s = Flying(traffic, number), [*acts], 0.0
    while at_s < seconds:
        at_s = min(seconds, at_s + block_s)
        while waiting and waiting[0][0] < at_s:
            _wake(traffic, now, round((FIRST_S + waiting[0][0]) * 1e9))
            waiting.pop(0)[1](flying, gate)
        _wake(traffic, now, round((FIRST_S + at_s) * 1e9))
        traffic.catch_up()
    return Measured(analyser.report(FIRST_S + seconds), analyser, frames)


def _wake(traffic: Traffic, now: list[int], until_ns: int) -> None:
    while (due_ns := traffic.next_ns()) <= until_ns:
        now[0] = max(due_ns, now[0])
        traffic.wake()
    now[0] = until_ns


@pytest.fixture(scope="session")
def by_packets() -> Callable[..., Measured]:
    return packets_way


@pytest.fixture(scope="session")
def by_flight() -> Callable[..., Measured]:
    return flight_way


@pytest.fixture(scope="session")
def make_link() -> Callable[..., Impairment]:
    return link
