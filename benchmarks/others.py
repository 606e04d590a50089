"""How long others ran on a core, for measurements whose own tasks wait for each other."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path
from time import monotonic

from benchmarks.machine import NOISE_LIMIT, stolen_s

__all__ = ["OthersGauge"]

_FLAGS, _PROCESSOR = 6, 36
"""Fields of ``/proc/.../stat`` counted behind the name (proc(5))."""
_KERNEL_THREAD = 0x00200000


class OthersGauge:
    """Share of the time in which tasks of others ran on a core, and of the hypervisor's steal.

    Kernel threads are not others: they may work for what is measured. A task counts on the core where it
    was last seen. One that came and went unseen is missed.

    :param ours: processes that are measured; this one is never counted either.
    """

    def __init__(self, core: int, ours: Collection[int], limit: float = NOISE_LIMIT) -> None:
        self._core, self._ours, self._limit = core, {os.getpid(), *ours}, limit
        self._ran_s = dict(self._tasks())
        self._stolen_s, self._from_s = stolen_s(core), monotonic()

    def share(self) -> float:
        """Of the time since the start, 0..1; never too low for the tasks seen: one that came counts whole."""
        passed_s = max(monotonic() - self._from_s, 1e-9)
        ran_s = sum(now_s - self._ran_s.get(task, 0.0) for task, now_s in self._tasks(self._core))
        return min(1.0, (ran_s + stolen_s(self._core) - self._stolen_s) / passed_s)

    def reason(self) -> str:
        """A sentence where others ran for longer than the limit, else empty."""
        share = self.share()
        return f"others ran on core {self._core} for {share:.1%} of the time" if share > self._limit else ""

    def _tasks(self, core: int | None = None) -> Iterator[tuple[str, float]]:
        """Tasks of others and the seconds that they have run, those on one core or all."""
        for process in Path("/proc").iterdir():
            if process.name.isdigit() and int(process.name) not in self._ours:
                yield from _tasks_of(process, core)


def _tasks_of(process: Path, core: int | None) -> Iterator[tuple[str, float]]:
    try:
        for task in Path(process, "task").iterdir():
            fields = (
                Path(task, "stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            )
            here = core is None or int(fields[_PROCESSOR]) == core
            if here and not int(fields[_FLAGS]) & _KERNEL_THREAD:
                ran_ns = Path(task, "schedstat").read_text(encoding="ascii").split()[0]
                yield task.name, int(ran_ns) / 1e9
    except (FileNotFoundError, ProcessLookupError):
        return  # it has ended
