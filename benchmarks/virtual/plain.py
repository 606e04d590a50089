"""The same events in plain SimPy: what a scenario's messages and waits cost without any protocol.

A process a camera and one for the platform. Each message is an event that puts a tuple into the other side's
``Store`` after its time under way, and each wait is a ``timeout``; nothing is built, read, checked or noted.
"""

from __future__ import annotations

import random
import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from simpy import Environment, Store

from benchmarks.virtual.plans import KEEPALIVE_S, LINK_S
from benchmarks.worker import Line, Worker
from camproof.scenarios.sil.stage import START_SPREAD_S

__all__ = ["Plain", "plainly"]

_CORE = 0
_LONGEST_S = 600.0
_FLIGHT_S = 100e-6 + LINK_S
_REGISTRATION = ("REGISTER", "REGISTER")
_CATALOGUE_S = 60.0
_CATALOGUE = ("query", "answer")

_Steps = Generator[Any, Any, None]


@dataclass(frozen=True, slots=True)
class Plain:
    """What it took.

    :param cpu_s: of the processor.
    :param messages: that were under way.
    """

    cpu_s: float
    messages: int


def plainly(cameras: int, streams: int, seconds: int, *, catalogue: bool) -> Plain:
    """Play the events of so many cameras in a process of its own.

    :param streams: each waits once a second.
    :param catalogue: asked once, after a minute.
    """
    settings = {"cameras": cameras, "streams": streams, "seconds": seconds, "catalogue": catalogue}
    with Worker(_CORE, play, **settings) as worker:
        facts = worker.facts(_LONGEST_S)
    return Plain(facts["cpu_s"], facts["messages"])


def play(line: Line, *, cameras: int, streams: int, seconds: int, catalogue: bool) -> None:
    """The worker's side."""
    begun_s = time.process_time()
    world = _World()
    for _ in range(cameras):
        world.env.process(world.camera(seconds, catalogue=catalogue))
    for _ in range(streams):
        world.env.process(world.stream(seconds))
    world.env.run(until=seconds)
    line.tell(cpu_s=time.process_time() - begun_s, messages=world.messages)


class _World:
    """All of it."""

    def __init__(self) -> None:
        self.env = Environment()
        self.messages = 0
        self._rng = random.Random(1)
        self._inbox = Store(self.env)
        self.env.process(self._platform())

    def camera(self, seconds: int, *, catalogue: bool) -> _Steps:
        """Register, report each minute, and tell the catalogue once."""
        env, inbox = self.env, Store(self.env)
        yield env.timeout(self._rng.uniform(0.0, START_SPREAD_S))
        for word in _REGISTRATION:
            yield from self._exchange(inbox, word)
        asked = not catalogue
        while env.now + KEEPALIVE_S < seconds:
            yield env.timeout(KEEPALIVE_S)
            yield from self._exchange(inbox, "keepalive")
            if not asked and env.now >= _CATALOGUE_S:
                asked = True
                for word in _CATALOGUE:
                    yield from self._exchange(inbox, word)

    def stream(self, seconds: int) -> _Steps:
        """Look at a stream once a second."""
        while self.env.now + 1.0 < seconds:
            yield self.env.timeout(1.0)

    def _exchange(self, inbox: Store, word: str) -> _Steps:
        self._send(self._inbox, (word, inbox))
        yield inbox.get()

    def _platform(self) -> _Steps:
        while True:
            word, inbox = yield self._inbox.get()
            self._send(inbox, (word, None))

    def _send(self, inbox: Store, message: tuple[str, Store | None]) -> None:
        self.messages += 1
        under_way = self.env.timeout(_FLIGHT_S, message)
        under_way.callbacks.append(lambda event: _put(inbox, event.value))


def _put(inbox: Store, message: Any) -> None:
    inbox.put(message)
