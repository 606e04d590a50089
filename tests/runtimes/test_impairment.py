"""The impaired link: shares, order, queue, and changes while running."""

from __future__ import annotations

import random
from itertools import pairwise
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.runtimes.impairment import HELD_BACK_S, Impairment, Link, Path


def _link(**values: float) -> Impairment:
    return Impairment(random.Random(1), **values)


def test_a_perfect_link_passes_each_packet_once_and_at_once() -> None:
    link = _link()
    assert link.clear
    assert [link.decide(1400, 5.0) for _ in range(3)] == [(0.0,)] * 3


def test_loss_is_the_share_asked_for() -> None:
    link = _link(loss=0.02)
    lost = sum(not link.decide(1400) for _ in range(20_000))
    assert lost == pytest.approx(400, abs=60)


def test_duplicates_are_copies() -> None:
    link = _link(duplicate=0.1)
    copies = sum(len(link.decide(1400)) for _ in range(10_000))
    assert copies == pytest.approx(11_000, abs=120)


def test_down_passes_nothing_and_up_again_all() -> None:
    link = _link()
    link.set(down=True)
    assert link.decide(10) == ()
    link.reset()
    assert link.decide(10) == (0.0,)


def test_delay_and_jitter_spread_evenly() -> None:
    link = _link(delay_s=0.05, jitter_s=0.02)
    delays = [link.decide(10)[0] for _ in range(5000)]
    assert 0.03 <= min(delays) < 0.031
    assert 0.069 < max(delays) <= 0.07
    assert mean(delays) == pytest.approx(0.05, abs=0.001)


@given(st.lists(st.floats(0, 0.01), min_size=1, max_size=200))
def test_with_the_time_known_jitter_keeps_the_order(steps: list[float]) -> None:
    link, now_s, leaves = _link(delay_s=0.05, jitter_s=0.05), 0.0, []
    for step in steps:
        now_s += step
        leaves.append(now_s + link.decide(10, now_s)[0])
    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(leaves))


def test_reordered_packets_jump_a_delay_or_are_held_back() -> None:
    assert _link(reorder=1.0, delay_s=0.1).decide(10, 1.0) == (0.0,)
    assert _link(reorder=1.0).decide(10, 1.0) == (HELD_BACK_S,)


def test_a_narrow_link_queues_and_then_drops() -> None:
    link = _link(rate_kbit=1000)
    first, second = link.decide(1250, 0.0), link.decide(1250, 0.0)
    assert (first[0], second[0]) == (pytest.approx(0.01), pytest.approx(0.02))
    passed = sum(bool(link.decide(1250, 0.0)) for _ in range(100))
    assert passed == pytest.approx(49, abs=1)


def test_wrong_values_change_nothing() -> None:
    link = _link(loss=0.1)
    with pytest.raises(ValueError, match="share from 0 to 1, not 2"):
        link.set(delay_s=1.0, loss=2.0)
    assert (link.loss, link.delay_s) == (0.1, 0.0)
    with pytest.raises(ValueError, match="no lag"):
        link.set(lag=1.0)
    with pytest.raises(ValueError, match="cannot be -1"):
        _link(delay_s=-1.0)


def test_same_seed_same_fate() -> None:
    fates = [
        [Impairment(random.Random(7), loss=0.3, jitter_s=0.1).decide(9) for _ in range(1)] for _ in range(2)
    ]
    assert fates[0] == fates[1]


def test_a_path_adds_delays_and_is_cut_where_one_link_is_cut() -> None:
    cable, uplink = _link(delay_s=0.01), Link("east", _link(delay_s=0.02))
    path = Path.of([cable, uplink])
    assert path.decide(100, 1.0)[0] == pytest.approx(0.03)
    uplink.impairment.set(down=True)
    assert path.decide(100, 1.0) == ()
