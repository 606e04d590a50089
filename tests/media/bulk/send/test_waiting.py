"""What finds no room has not left, and is late until it has."""

from __future__ import annotations

from typing import Any

import pytest

from camproof.media import Clip
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.tables.program_stream import ps_table


def _spec(number: int, spread: float = 0.0) -> SendSpec:
    return SendSpec(remote=("127.0.0.1", 9), ssrc=number, phase=0.0, spread=spread)


def test_a_frame_without_room_is_late_until_it_has_left(clip: Clip, bench: Any) -> None:
    slow, _ = bench.add(ps_table(clip), _spec(0), _spec(1))
    bench.ears.full = {slow}
    bench.run(90)
    late = bench.engine.lateness
    assert (late.summary().count, late.summary().max_ms) == (3, pytest.approx(1))
    assert bench.fleet.counters().dropped.tolist() == [2, 0]
    bench.ears.full.clear()
    bench.run(10)
    assert (late.summary().count, late.summary().max_ms) == (4, pytest.approx(91))
    assert (late.own().count, late.own().max_ms) == (3, pytest.approx(1))
    assert late.steps()[-1] == (pytest.approx(91), 1)


def test_a_part_without_room_is_late_too(clip: Clip, bench: Any) -> None:
    (slow,) = bench.add(ps_table(clip), _spec(0, spread=0.5))
    bench.run(1)
    assert len(bench.packets(slow)) == 1
    bench.ears.full = {slow}
    bench.run(34)
    assert len(bench.packets(slow)) > 1
    bench.ears.full.clear()
    bench.run(1)
    late = bench.engine.lateness
    assert (late.own().count, late.own().max_ms) == (1, pytest.approx(1))
    assert late.summary().count == 2
    assert 36 - 20 < late.summary().max_ms < 36


def test_what_a_lost_connection_leaves_unsent_has_not_left(clip: Clip, bench: Any) -> None:
    slow, gone = bench.add(ps_table(clip), _spec(0), _spec(1))
    bench.ears.full = {slow, gone}
    bench.run(5)
    bench.ears.happened = [("lost", slow), ("up", slow)]
    bench.fleet.remove([gone], bench.now_ns, 0)
    bench.ears.full.clear()
    bench.run(20)
    late = bench.engine.lateness
    assert (late.summary().count, late.own().count) == (1, 1), "the one after the connection came up again"
