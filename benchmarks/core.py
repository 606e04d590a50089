"""How busy a core is, the kernel's share of it included.

Work that the kernel does for a sender (the receive path of the loopback runs inside the send call, or in
ksoftirqd) is booked in places that differ by kernel. What is left over does not lie: a process of the
scheduling class SCHED_IDLE spins on the core, and gets exactly the time that nobody else wanted.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from time import monotonic
from typing import Self

__all__ = ["CoreMeter", "two_cores"]

_SPIN = """
import os, sys, time
os.sched_setaffinity(0, {int(sys.argv[1])})
os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
print("ready", flush=True)
until, parent = time.monotonic() + float(sys.argv[2]), os.getppid()
while time.monotonic() < until and os.getppid() == parent:
    for _ in range(20000):
        pass
"""
_LONGEST_S = 600.0


def two_cores() -> tuple[int, int]:
    """The first two cores that this process may use; where there is but one, twice that."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[:2][-1]


class CoreMeter:
    """Measures one core; use it as a context."""

    def __init__(self, core: int) -> None:
        command = [sys.executable, "-c", _SPIN, str(core), str(_LONGEST_S)]
        self._spinner = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._spinner.stdout is not None
        if self._spinner.stdout.readline() != "ready\n":
            self._spinner.wait()
            raise OSError(f"No process of the class SCHED_IDLE can run on core {core} here.")
        self.restart()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spinner.kill()
        self._spinner.communicate()

    @property
    def pid(self) -> int:
        """Of the process that takes what is left of the core."""
        return self._spinner.pid

    def restart(self) -> None:
        """Measure from now on."""
        self._from_s, self._idle_from_s = monotonic(), self._idle_s()

    def busy_share(self) -> float:
        """Share of the time since the start in which the core had work, 0..1."""
        passed_s = monotonic() - self._from_s
        return 1.0 - min(1.0, (self._idle_s() - self._idle_from_s) / passed_s)

    def _idle_s(self) -> float:
        text = Path(f"/proc/{self._spinner.pid}/schedstat").read_text(encoding="ascii")
        return int(text.split()[0]) / 1e9
