"""What the machine is, and whether it was quiet enough to measure on."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import monotonic

__all__ = ["NOISE_LIMIT", "NoiseGauge", "machine_text", "stolen_s"]

NOISE_LIMIT = 0.03
"""Share of the time in which others may have had the core before a run counts as noisy."""


@cache
def machine_text() -> str:
    """Processor, cores, kernel and Python in one line."""
    return (
        f"{_processor()}, {os.cpu_count()} cores, Linux {platform.release().split('-')[0]}, "
        f"{platform.python_implementation()} {platform.python_version()}"
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


@dataclass(frozen=True, slots=True)
class _Sample:
    at_s: float
    waited_s: float
    stolen_s: float


class NoiseGauge:
    """How much of the time others had a process's core, by run-queue wait and by the hypervisor's steal.

    :param pid: the process that is measured.
    :param core: the one it is pinned to.
    """

    def __init__(self, pid: int, core: int) -> None:
        self._pid, self._core = pid, core
        self._from = self._sample()

    def share(self) -> float:
        """Waited or stolen share of the time since the start, 0..1; call while the process lives."""
        now = self._sample()
        waited = now.waited_s - self._from.waited_s + now.stolen_s - self._from.stolen_s
        return waited / max(now.at_s - self._from.at_s, 1e-9)

    def reason(self) -> str:
        """A sentence where the machine was too noisy, else empty."""
        share = self.share()
        return f"others had core {self._core} for {share:.1%} of the time" if share > NOISE_LIMIT else ""

    def _sample(self) -> _Sample:
        waited = sum(
            int(Path(task, "schedstat").read_text(encoding="ascii").split()[1])
            for task in Path(f"/proc/{self._pid}/task").iterdir()
        )
        return _Sample(monotonic(), waited / 1e9, stolen_s(self._core))


def stolen_s(core: int) -> float:
    """Time that the hypervisor has taken from a core since the boot."""
    for line in Path("/proc/stat").read_text(encoding="ascii").splitlines():
        if line.startswith(f"cpu{core} "):
            return int(line.split()[8]) / os.sysconf("SC_CLK_TCK")
    return 0.0
