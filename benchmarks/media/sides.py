"""The two sides of a measurement, each a process of its own: one sends, the other reads."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Literal

from benchmarks.media.clip import FPS, Dress, bench_table
from benchmarks.worker import Line
from camproof.media.bulk.receive.meter import BulkMeter
from camproof.media.bulk.receive.spec import MeterSpec
from camproof.media.bulk.receive.udp import BulkUdpPorts
from camproof.media.bulk.send.fleet import BulkCounters
from camproof.media.bulk.send.sender import BulkSender, TcpBulkSender, UdpBulkSender
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.bulk.send.udp import UdpWay
from camproof.media.overlay.model import OverlayText

__all__ = ["FIRST_SSRC", "Reader", "measure", "send"]

FIRST_SSRC = 1000
_GOP_S = 2.0
_COUNTED = ("frames", "refused", "dropped")
Reader = Literal["shared", "own"]


def send(
    line: Line,
    *,
    dress: Dress,
    ports: Sequence[int],
    cameras: int,
    way: UdpWay | None = None,
    tcp: bool = False,
) -> None:
    """Send ``cameras`` streams to ``ports`` in turn; each order "window" ends one measurement.

    Tells its memory a stream first, then for each window lateness and counters since the one before, and in
    the end how many messages the kernel took (0 over TCP), and packets.
    """
    table = bench_table(dress)
    sender: BulkSender = TcpBulkSender() if tcp else UdpBulkSender(way=way)
    before_kb = _resident_kb()
    specs = [
        SendSpec(
            remote=("127.0.0.1", ports[number % len(ports)]),
            ssrc=FIRST_SSRC + number,
            camera=number,
            delay_s=number * 0.7548776662 % 1 * _GOP_S,
            text=OverlayText(f"城关镇人民路口{number:04d}", "东侧"),
            zone_s=8 * 3600,
        )
        for number in range(cameras)
    ]
    with sender:
        streams = sender.add(table, specs)
        gc.collect()
        gc.freeze()
        sender.start()
        while (sender.counters(streams).frames < FPS).any():
            time.sleep(0.05)
        line.tell(kb_a_stream=(_resident_kb() - before_kb) / cameras)
        before = dict.fromkeys(_COUNTED, 0)
        while line.wait() == "window":
            now = _sums(sender.counters(streams))
            since = {name: count - before[name] for name, count in now.items()}
            line.tell(**asdict(sender.lateness(restart=True)), **since)
            before = now
        sender.pause(streams)
        counters = sender.counters(streams)
        line.tell(
            messages=sender.messages if isinstance(sender, UdpBulkSender) else 0,
            packets=int(counters.packets.sum() - counters.refused.sum()),
        )


def _sums(counters: BulkCounters) -> dict[str, int]:
    return {name: int(getattr(counters, name).sum()) for name in _COUNTED}


def measure(line: Line, *, streams: int, ports: Reader) -> None:
    """Measure what comes; "window" gives the counts since the one before."""
    shared = ports == "shared"
    specs = [
        MeterSpec(ssrc=FIRST_SSRC + number, payload_type=96, camera=number, port=number)
        for number in range(streams)
    ]
    meter = BulkMeter(specs, time.monotonic(), by="ssrc" if shared else "port")
    reader = BulkUdpPorts(
        meter.take, nap_s=0.01 if shared else 0.04, buffer_bytes=(32 if shared else 4) << 20
    )
    opened = reader.open("127.0.0.1", 8 if shared else streams)
    line.tell(ports=[port for _, port in opened])
    gc.freeze()
    before = (0, 0, 0, 0)
    while True:
        reader.run(line.told_to_stop)
        if line.wait() != "window":
            break
        summary = meter.summary(time.monotonic())
        now = (
            int(summary.packets.sum()), int(summary.lost.sum()), int(summary.stamped_frames.sum()),
            int(summary.missing_frames.sum()),
        )  # fmt: skip
        packets, lost, stamped, missing = (after - then for after, then in zip(now, before, strict=True))
        before = now
        line.tell(packets=packets, lost=lost, stamped=stamped, missing=missing, drops=reader.drops())
    reader.close()
    line.tell(done=True)


def _resident_kb() -> float:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  (read often)
        return int(file.read().split()[1]) * 4.0
