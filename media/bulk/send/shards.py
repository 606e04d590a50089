"""Senders in several processes, one a core, that are told and asked as one."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from multiprocessing.connection import Connection
from typing import Any, Literal, NoReturn, Self

import numpy as np

from camproof.media.bulk.send.fleet import BulkCounters
from camproof.media.bulk.send.lateness import BulkLateness, LatenessHistogram
from camproof.media.bulk.send.sender import GRID_MS, BulkSender, TcpBulkSender, UdpBulkSender
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.bulk.send.udp import UdpWay
from camproof.media.bulk.send.warming import warm_up
from camproof.media.errors import MediaError, MediaTransportError
from camproof.media.tables.model import MediaTable

__all__ = ["ShardLoad", "ShardOptions", "ShardedSender"]

_START_S = 60.0
_ANSWER_S = 20.0
_END_S = 10.0


@dataclass(frozen=True, slots=True)
class ShardLoad:
    """Streams that play one table."""

    table: MediaTable
    specs: tuple[SendSpec, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardOptions:
    """How each process sends.

    :param transport: "tcp" is RFC 4571 over connections that the sender dials.
    :param pin: cores, one a process in turn; empty leaves it to the kernel.
    """

    transport: Literal["udp", "tcp"] = "udp"
    host: str = "127.0.0.1"
    way: UdpWay | None = None
    grid_ms: float = GRID_MS
    rtcp_interval_s: float = 5.0
    pin: tuple[int, ...] = ()

    def sender(self) -> BulkSender:
        """A sender as described."""
        if self.transport == "tcp":
            return TcpBulkSender(self.host, grid_ms=self.grid_ms, rtcp_interval_s=self.rtcp_interval_s)
        return UdpBulkSender(
            self.host, way=self.way, grid_ms=self.grid_ms, rtcp_interval_s=self.rtcp_interval_s
        )


class ShardedSender:
    """Deals streams out to processes; they end with BYE when this is stopped or this process is gone.

    Ctrl-C is this process's to handle: leave the ``with`` block or call ``stop``.

    :raises MediaTransportError: where a process does not come up.
    """

    def __init__(self, loads: Sequence[ShardLoad], shards: int, options: ShardOptions | None = None) -> None:
        if shards < 1:
            raise MediaTransportError("A sharded sender needs at least one process.")
        warm_up()  # once, not in each process
        self._sizes = [len(load.specs) for load in loads]
        context = multiprocessing.get_context("spawn")
        self._pipes: list[Connection[Any, Any]] = []
        self._processes: list[multiprocessing.process.BaseProcess] = []
        try:
            for shard in range(shards):
                ours, theirs = context.Pipe()
                self._pipes.append(ours)
                share = [replace(load, specs=load.specs[shard::shards]) for load in loads]
                process = context.Process(
                    target=_work, args=(theirs, shard, share, options or ShardOptions()), daemon=True
                )
                process.start()
                self._processes.append(process)
                theirs.close()
            self._answers(_START_S)
        except BaseException:
            self._end_all()
            raise

    def counters(self) -> BulkCounters:
        """Counters of all streams, in the order of the loads and their specs; ``streams`` counts from 0."""
        shares = self._ask("counters")
        columns = [
            _dealt_back([share[place][column] for share in shares], size)
            for column in range(len(fields(BulkCounters)) - 1)
            for place, size in enumerate(self._sizes)
        ]
        loads = len(self._sizes)
        joined = [np.concatenate(columns[at : at + loads]) for at in range(0, len(columns), loads)]
        return BulkCounters(np.arange(sum(self._sizes)), *joined)

    def lateness(self) -> BulkLateness:
        """How late the frames of all processes left, since the start or the last restart."""
        return self.lateness_histogram().summary()

    def lateness_histogram(self, *, restart: bool = False) -> LatenessHistogram:
        """What ``lateness`` is made of. :param restart: count anew from here on."""
        histogram = LatenessHistogram()
        for share in self._ask("lateness-restart" if restart else "lateness"):
            histogram.merge(share)
        return histogram

    def failures(self) -> tuple[str, ...]:
        """Why streams have no connection and dial no more: a sentence each."""
        return tuple(sentence for share in self._ask("failures") for sentence in share)

    def give_up(self, streams: Iterable[int]) -> None:
        """End some streams without a word; their counters stay.

        :param streams: numbers as in ``counters``.
        """
        self._ask("give-up", [*streams])

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes."""
        return tuple(process.pid or 0 for process in self._processes)

    def _ask(self, what: str, streams: Sequence[int] = ()) -> list[Any]:
        try:
            for shard, pipe in enumerate(self._pipes):
                pipe.send((what, self._share_of(streams, shard)))
        except OSError as error:
            raise MediaTransportError("A sending process has ended.") from error
        return self._answers(_ANSWER_S)

    def _share_of(self, streams: Sequence[int], shard: int) -> list[tuple[int, int]]:
        """Which of these streams a shard sends: the number of the load, and that within its own streams."""
        shards, share = len(self._pipes), list[tuple[int, int]]()
        for stream in streams:
            load, number = 0, stream
            while number >= self._sizes[load]:
                number -= self._sizes[load]
                load += 1
            if number % shards == shard:
                share.append((load, number // shards))
        return share

    def _answers(self, patience_s: float) -> list[Any]:
        answers = []
        for pipe in self._pipes:
            try:
                if not pipe.poll(patience_s):
                    raise MediaTransportError("A sending process does not answer.")
                answer = pipe.recv()
            except (EOFError, OSError) as error:
                raise MediaTransportError("A sending process has ended.") from error
            if isinstance(answer, MediaError):
                raise answer
            answers.append(answer)
        return answers

    def stop(self) -> None:
        """End all processes; may be called twice.

        :raises MediaTransportError: one ended in disorder, so that not all may have been sent.
        """
        codes = self._end_all()
        if any(codes):
            told = ", ".join(str(code) for code in codes if code)
            raise MediaTransportError(f"Sending processes ended in disorder, with exit code {told}.")

    def _end_all(self) -> list[int]:
        """Exit codes; the negative number of a signal where one ended the process."""
        for pipe in self._pipes:
            pipe.close()
        self._pipes = []
        codes = []
        for process in self._processes:
            process.join(_END_S)
            if process.is_alive():
                process.kill()
                process.join()
            codes.append(process.exitcode or 0)
            process.close()
        self._processes = []
        return codes

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self.stop()
        else:  # what went wrong before is what counts
            self._end_all()


def _dealt_back(shares: list[Any], size: int) -> Any:
    whole = np.zeros(size, np.int64)
    for shard, share in enumerate(shares):
        whole[shard :: len(shares)] = share
    return whole


def _work(pipe: Connection[Any, Any], shard: int, loads: list[ShardLoad], options: ShardOptions) -> None:
    """A process's life: it ends when the pipe is closed, or at SIGTERM."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    if options.pin:
        os.sched_setaffinity(0, {options.pin[shard % len(options.pin)]})
    try:
        with options.sender() as sender:
            streams = [sender.add(load.table, load.specs) for load in loads]
            gc.collect()
            gc.freeze()
            sender.start()
            pipe.send("ready")
            _answer_all(pipe, sender, streams)
    except MediaError as error:
        try:
            pipe.send(error)
        except OSError:  # nobody asks any more: the exit code tells
            raise SystemExit(str(error)) from error


def _end(*_: object) -> NoReturn:
    raise SystemExit(0)


def _answer_all(pipe: Connection[Any, Any], sender: BulkSender, streams: list[Any]) -> None:
    while True:
        try:
            what, chosen = pipe.recv()
        except EOFError:
            return
        if what == "counters":
            names = [field.name for field in fields(BulkCounters)][1:]
            found = [sender.counters(numbers) for numbers in streams]
            pipe.send([[getattr(counters, name) for name in names] for counters in found])
        elif what == "give-up":
            sender.remove([int(streams[load][number]) for load, number in chosen], goodbye=False)
            pipe.send(None)
        elif what == "failures":
            pipe.send([*sender.failures().values()])
        else:
            pipe.send(sender.lateness_histogram(restart=what == "lateness-restart"))
