"""An engine in virtual time, whose packets are heard by the test."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from camproof.media.bulk.send.connections import Happening
from camproof.media.bulk.send.engine import Engine
from camproof.media.bulk.send.fleet import Fleet
from camproof.media.bulk.send.layout import Batch
from camproof.media.bulk.send.sender import BulkSender
from camproof.media.bulk.send.shards import ShardedSender
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.tables.model import MediaTable

MS = 1_000_000
EPOCH_US = 1_790_000_000_000_000


@dataclass
class Ears:
    """A courier that notes what it is given, by stream: (ms, packet).

    :param full: streams without room: what they are given next waits, and they with it, until they have some.
    :param happened: what the next ``poll`` tells.
    """

    most: int = 46
    now_ms: float = 0.0
    heard: dict[int, list[tuple[float, bytes]]] = field(default_factory=lambda: defaultdict(list))
    messages: list[int] = field(default_factory=list)
    reports: list[tuple[int, bytes]] = field(default_factory=list)
    deaf: set[int] | None = None
    refuse: bool = False
    full: set[int] = field(default_factory=set)
    waiting: set[int] = field(default_factory=set)
    happened: list[Happening] = field(default_factory=list)

    def take_on(self, streams: NDArray[np.int64], specs: Sequence[SendSpec], now_ns: int) -> bool:
        return True

    def poll(self, now_ns: int) -> list[Happening]:
        emptied = self.waiting - self.full
        self.waiting -= emptied
        happened, self.happened = self.happened, []
        return [*happened, *(("emptied", stream) for stream in sorted(emptied))]

    def blocked(self, streams: NDArray[np.int64]) -> NDArray[np.bool_] | None:
        unable = self.waiting | (self.deaf or set())
        return None if self.deaf is None and not unable else np.isin(streams, list(unable))

    def send(self, batch: Batch) -> NDArray[np.int64]:
        for number, stream in enumerate(batch.stream.tolist()):
            self.heard[stream] += ((self.now_ms, packet) for packet in batch.packets_of(number))
        self.messages += batch.packets.tolist()
        self.waiting |= self.full & set(batch.stream.tolist())
        return np.arange(len(batch.stream) if self.refuse else 0)

    def report(self, stream: int, packet: bytes) -> bool:
        self.reports.append((stream, packet))
        return True

    def forget(self, streams: NDArray[np.int64]) -> None:
        self.deaf = self.deaf and self.deaf - set(streams.tolist())

    def close(self) -> None:
        self.heard.clear()


class Bench:
    """An engine, its fleet and the ears; time goes on by ``run``."""

    def __init__(self, most: int = 46) -> None:
        self.ears = Ears(most)
        self.now_ns = 0
        self.engine = Engine(self.ears, "datagram", MS, lambda: self.now_ns)
        self.fleet = Fleet(self.engine, MS, 5.0)

    def add(self, table: MediaTable, *specs: SendSpec) -> list[int]:
        return self.fleet.add(table, specs, self.now_ns).tolist()  # type: ignore[no-any-return]

    def run(self, ms: float, step_ms: float = 1.0) -> None:
        """Let virtual time go on."""
        end = self.now_ns + round(ms * MS)
        while self.now_ns < end:
            self.now_ns = min(end, self.now_ns + round(step_ms * MS))
            self.ears.now_ms = self.now_ns / MS
            epoch_us = EPOCH_US + self.now_ns // 1000
            self.fleet.poll(self.now_ns)
            self.engine.step(self.now_ns, epoch_us)
            self.fleet.report(self.now_ns, epoch_us)

    def packets(self, stream: int) -> list[bytes]:
        return [packet for _, packet in self.ears.heard[stream]]

    def frames(self, stream: int) -> list[list[bytes]]:
        """The packets of a stream, frame by frame (by marker)."""
        found: list[list[bytes]] = [[]]
        for packet in self.packets(stream):
            found[-1].append(packet)
            if packet[1] & 0x80:
                found.append([])
        assert not found[-1], "the last frame has no end"
        return found[:-1]


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def make_bench() -> Callable[..., Bench]:
    return Bench


@pytest.fixture
def senders() -> Iterator[list[BulkSender | ShardedSender]]:
    """Senders that are stopped at the end of the test."""
    made: list[BulkSender | ShardedSender] = []
    yield made
    for sender in made:
        sender.stop()
