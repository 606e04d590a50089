"""How busy a core is, the kernel's share of it included, and whether the machine's memory kept its speed.

Work that the kernel does for a sender (the receive path of the loopback runs inside the send call, or in
ksoftirqd) is booked in places that differ by kernel. What is left over does not lie: a process of the
scheduling class SCHED_IDLE spins on the core, and gets exactly the time that nobody else wanted. Now and then
it copies 16 kB and notes how long that took: where other machines of the same host want the caches or the
bus, no clock of the kernel shows it. Who fills the core slows these copies too, so that they explain a figure
and excuse none.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Self

__all__ = ["CoreMeter", "slow_share", "spans_of", "two_cores"]

_SPIN = """
import os, sys, time
core, longest_s, path, SPAN_S = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3], float(sys.argv[4])
os.sched_setaffinity(0, {core})
os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
PIECE, SIZE = 16 << 10, 8 << 20
source, room, at = memoryview(bytes(range(256)) * (SIZE // 256)), bytearray(PIECE), 0
until, parent = time.monotonic() + longest_s, os.getppid()
span, took = 0, []
with open(path, "w", buffering=1) as notes:
    print("ready", flush=True)
    while (now := time.monotonic()) < until and os.getppid() == parent:
        for _ in range(40000):
            pass
        begun = time.perf_counter_ns()
        room[:] = source[at : at + PIECE]
        done = time.perf_counter_ns() - begun
        at = (at + PIECE) % SIZE
        if int(now / SPAN_S) != span:
            if len(took) >= 3:
                print(span * SPAN_S, sorted(took)[len(took) // 2], file=notes)
            span, took = int(now / SPAN_S), []
        took.append(done)
"""
_LONGEST_S = 600.0
SPAN_S = 0.05
_SLOW = 1.3
_TOLD = 0.8
"""Share of the spans that must be told."""
_LEAST_SPANS = 10


def two_cores() -> tuple[int, int]:
    """The first two cores that this process may use; where there is but one, twice that."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[:2][-1]


class CoreMeter:
    """Measures one core; use it as a context."""

    def __init__(self, core: int) -> None:
        self._folder = TemporaryDirectory()
        self._notes = Path(self._folder.name, "copies")
        command = [sys.executable, "-c", _SPIN, str(core), str(_LONGEST_S), str(self._notes), str(SPAN_S)]
        self._spinner = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._spinner.stdout is not None
        if self._spinner.stdout.readline() != "ready\n":
            self._spinner.wait()
            self._folder.cleanup()
            raise OSError(f"No process of the class SCHED_IDLE can run on core {core} here.")
        self._usual_from_s = 0.0
        self.restart()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spinner.kill()
        self._spinner.communicate()
        self._folder.cleanup()

    @property
    def pid(self) -> int:
        """Of the process that takes what is left of the core."""
        return self._spinner.pid

    def restart(self) -> None:
        """Measure from now on."""
        self._from_s, self._idle_from_s = monotonic(), self._idle_s()

    def settle(self) -> None:
        """The load is there now: what memory does from now on is usual."""
        self._usual_from_s = monotonic()

    def busy_share(self) -> float:
        """Share of the time since the start in which the core had work, 0..1."""
        passed_s = monotonic() - self._from_s
        return 1.0 - min(1.0, (self._idle_s() - self._idle_from_s) / passed_s)

    def slow_memory_share(self) -> float | None:
        """Share of the time since the last start in which memory was slow, 0..1; usual is its speed since
        :meth:`settle`. None where the core had too little time left to tell.
        """
        spans = spans_of(self._notes.read_text(encoding="ascii"))
        usual = [took for at, took in spans if at >= self._usual_from_s]
        now = [took for at, took in spans if at >= self._from_s]
        passed = (monotonic() - self._from_s) / SPAN_S
        return slow_share(usual, now) if len(now) > _TOLD * passed else None

    def _idle_s(self) -> float:
        text = Path(f"/proc/{self._spinner.pid}/schedstat").read_text(encoding="ascii")
        return int(text.split()[0]) / 1e9


def spans_of(notes: str) -> list[tuple[float, int]]:
    """(monotonic s, ns of a copy in the median) of each span that is told whole."""
    lines = (line.split() for line in notes.splitlines(keepends=True) if line.endswith("\n"))
    return [(float(at_s), int(took_ns)) for at_s, took_ns in lines]


def slow_share(usual_ns: list[int], now_ns: list[int]) -> float | None:
    """Share of ``now_ns`` in which a copy took 1.3 times as long as in the quickest quarter of ``usual_ns``;
    None of fewer than ten spans.
    """
    if len(now_ns) < _LEAST_SPANS or len(usual_ns) < _LEAST_SPANS:
        return None
    limit_ns = _SLOW * quantiles(usual_ns, n=4)[0]
    return sum(took > limit_ns for took in now_ns) / len(now_ns)
