"""How soon a thousand cameras send, their clip being in the cache."""

from __future__ import annotations

import time

from benchmarks.media.clip import bench_clip
from benchmarks.media.sides import FIRST_SSRC, read_udp
from benchmarks.rows import Figure
from benchmarks.worker import Line, Worker
from camproof.media.bulk.send.sender import UdpBulkSender
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.tables.program_stream import ps_table

__all__ = ["start_s"]

_CAMERAS = 1000
_REPEATS = 5


def start_s() -> Figure:
    """From nothing but the cached file until each of 1 000 cameras has sent its first picture."""
    bench_clip()
    values = []
    with Worker(1, read_udp, ports=8) as reader:
        ports = reader.facts()["ports"]
        for _ in range(_REPEATS):
            with Worker(0, _start, ports=ports) as starter:
                values.append(starter.facts()["start_s"])
        reader.stop()
    return Figure(tuple(values))


def _start(line: Line, *, ports: list[int]) -> None:
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
