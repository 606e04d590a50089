"""How soon a thousand cameras send, their clip being in the cache."""

from __future__ import annotations

import time
from contextlib import ExitStack

from benchmarks.media.clip import bench_clip
from benchmarks.media.sending import READ_CORE, SEND_CORE
from benchmarks.media.sides import FIRST_SSRC
from benchmarks.others import OthersGauge
from benchmarks.rows import Figure
from benchmarks.sinks import drain_udp
from benchmarks.windows import quiet_windows
from benchmarks.worker import Line, Worker
from camproof.media.bulk.send.sender import UdpBulkSender
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.tables.program_stream import ps_table

__all__ = ["start_s"]

_CAMERAS = 1000
_REPEATS = 5


def start_s() -> Figure:
    """From nothing but the cached file until each of 1 000 cameras has sent its first picture.

    A process each time; a start is tried again where others ran on the core meanwhile.
    """
    bench_clip()
    with ExitStack() as stack:
        reader = stack.enter_context(Worker(READ_CORE, drain_udp, ports=8))
        ports = reader.facts()["ports"]
        starters: list[Worker] = []

        def ready() -> list[OthersGauge]:
            starters.append(stack.enter_context(Worker(SEND_CORE, _start, ports=ports)))
            starters[-1].facts()
            return [OthersGauge(SEND_CORE, [starters[-1].pid])]

        def started_s() -> float:
            starters[-1].tell("go")
            return float(starters[-1].facts()["start_s"])

        seen = quiet_windows(started_s, ready, wanted=_REPEATS)
        reader.stop()
    return Figure(seen.kept, seen.noise)


def _start(line: Line, *, ports: list[int]) -> None:
    line.tell(ready=True)
    line.wait()
    begun_s = time.monotonic()
    table = ps_table(bench_clip())
    specs = [
        SendSpec(remote=("127.0.0.1", ports[number % len(ports)]), ssrc=FIRST_SSRC + number, camera=number)
        for number in range(_CAMERAS)
    ]
    with UdpBulkSender() as sender:
        streams = sender.add(table, specs)
        sender.start()
        while not sender.counters(streams).frames.all():
            time.sleep(0.001)
        line.tell(start_s=time.monotonic() - begun_s)
