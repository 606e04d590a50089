"""``python -m benchmarks.quiet``: whether this machine keeps its speed while nothing else is at work.

One core counts, then copies memory that its own caches do not hold. Machines of the same host that want the
shared cache or the bus slow the copies, and leave the counting alone; no clock of the kernel shows it.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from statistics import median

from benchmarks.core import slow_share, two_cores
from benchmarks.machine import machine_text

__all__ = ["copying", "counting", "spans_ns"]

_PIECE, _SIZE = 16 << 10, 8 << 20
_SPAN_NS = 10_000_000
_EXAMPLES = """examples:
  python -m benchmarks.quiet             ten seconds each
  python -m benchmarks.quiet --seconds 60
"""


def counting() -> Callable[[], None]:
    """A turn of work that needs no memory."""

    def turn() -> None:
        for _ in range(400):
            pass

    return turn


def copying() -> Callable[[], None]:
    """A turn that copies 16 kB, from another place each time."""
    source, room = memoryview(bytes(range(256)) * (_SIZE // 256)), bytearray(_PIECE)
    places = cycle(range(0, _SIZE, _PIECE))

    def turn() -> None:
        at = next(places)
        room[:] = source[at : at + _PIECE]

    return turn


def spans_ns(turn: Callable[[], None], seconds: float) -> list[int]:
    """What a turn took, the median of each 10 ms, in ns."""
    return [round(median(took)) for took in _spans(turn, seconds)]


def _spans(turn: Callable[[], None], seconds: float) -> Iterator[list[int]]:
    now = time.perf_counter_ns()
    until, end, took = now + round(seconds * 1e9), now + _SPAN_NS, list[int]()
    while now < until:
        turn()
        before, now = now, time.perf_counter_ns()
        took.append(now - before)
        if now >= end:
            yield took
            end, took = now + _SPAN_NS, []


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        "python -m benchmarks.quiet", description="Whether this machine keeps its speed.", epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--seconds", type=float, default=10.0, metavar="S", help="of each loop (10)")
    seconds = parser.parse_args().seconds
    if seconds < 1:
        parser.error("--seconds: at least 1")
    os.sched_setaffinity(0, {two_cores()[0]})
    print(machine_text())  # noqa: T201
    for name, made in (("counting", counting), ("copying", copying)):
        spans = spans_ns(made(), seconds)
        share, usual_ns = slow_share(spans, spans), median(spans)
        told = "an unknown share" if share is None else f"{share:.0%}"
        print(  # noqa: T201
            f"{name}: {usual_ns / 1000:.2f} µs a turn, more than 1.3 times its best quarter for {told} of "
            f"the time, at most {max(spans) / usual_ns:.1f} times the median"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
