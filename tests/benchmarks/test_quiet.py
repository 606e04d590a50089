"""Loops that tell whether a machine keeps its speed."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from benchmarks import quiet


@pytest.mark.parametrize("made", [quiet.counting, quiet.copying])
def test_each_span_tells_what_a_turn_took(made: Callable[[], Callable[[], None]]) -> None:
    spans = quiet.spans_ns(made(), 0.1)
    assert 1 <= len(spans) <= 10
    assert all(took > 0 for took in spans)


def test_a_slow_turn_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    now_ns = 0

    def turn() -> None:
        nonlocal now_ns
        now_ns += 1_000_000 if now_ns < 500_000_000 else 3_000_000

    monkeypatch.setattr(time, "perf_counter_ns", lambda: now_ns)
    spans = quiet.spans_ns(turn, 1.0)
    assert spans[:49] == [1_000_000] * 49
    assert set(spans[51:]) == {3_000_000}
