from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.others import OthersGauge
from benchmarks.windows import Windows, quiet_windows


@dataclass(frozen=True)
class _Made:
    said: str

    def reason(self) -> str:
        return self.said


def _measured(*reasons: tuple[str, str]) -> Windows[int]:
    """Windows 1, 2, 3 ..., each watched by two gauges that say this."""
    said: Iterator[tuple[str, str]] = iter(reasons)
    numbers = iter(range(1, 100))
    return quiet_windows(lambda: next(numbers), lambda: [_Made(one) for one in next(said)], wanted=2, spare=2)


Q = ("", "")


@pytest.mark.parametrize(
    ("reasons", "kept", "noise"),
    [
        ([Q, Q], (1, 2), ""),
        ([("sender", ""), Q, Q], (2, 3), ""),
        ([Q, ("", "reader"), Q], (1, 3), ""),
        ([("a", ""), ("", "b"), ("c", ""), Q], (4,), "c"),
        ([("a", "b")] * 4, (4,), "a; b"),
    ],
)
def test_disturbed_windows_are_measured_again(
    reasons: list[tuple[str, str]], kept: tuple[int, ...], noise: str
) -> None:
    assert _measured(*reasons) == Windows(kept, noise)


def _ran_ns(pid: int) -> int:
    return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0])


def test_others_on_the_core_are_seen_and_ours_are_not() -> None:
    core = min(os.sched_getaffinity(0))
    work = f"import os\nos.sched_setaffinity(0, {{{core}}})\nprint(flush=True)\nwhile True: pass"
    with subprocess.Popen([sys.executable, "-c", work], stdout=subprocess.PIPE) as busy:
        assert busy.stdout is not None
        busy.stdout.readline()
        theirs, ours = OthersGauge(core, [], limit=0.0), OthersGauge(core, [busy.pid])
        until_ns = _ran_ns(busy.pid) + 50_000_000
        while _ran_ns(busy.pid) < until_ns:
            time.sleep(0.01)
        busy_share, rest = theirs.share(), ours.share()
        reason = theirs.reason()
        busy.kill()
    assert busy_share > rest
    assert reason.startswith(f"others ran on core {core} for ")
