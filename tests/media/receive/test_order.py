"""Packets in order: nothing twice, nothing out of turn, gaps told, waiting bounded."""

from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from camproof.media.receive.order import DeliveryOrder
from camproof.protocols.rtp import RtpPacket


def _packet(number: int) -> RtpPacket:
    return RtpPacket(96, number & 0xFFFF, 0, 1, b"")


def _numbers(items: list[tuple[RtpPacket, float] | None]) -> list[int | None]:
    return [None if item is None else item[0].sequence for item in items]


@given(st.integers(2, 300), st.sets(st.integers(1, 299)), st.integers(0, 40), st.integers(0, 999))
def test_whatever_comes_is_delivered_in_order_with_gaps_where_packets_are_missing(
    count: int, lost: set[int], spread: int, seed: int
) -> None:
    rng = random.Random(seed)
    sent = [n for n in range(count) if n not in lost]
    shuffled = [0, *sorted((n for n in sent if n), key=lambda n: n + rng.uniform(0, spread))]
    order, out = DeliveryOrder(), []
    for n in shuffled:
        out += order.push(n, _packet(n), 1.0)
    out += order.flush()
    numbers = _numbers(out)
    delivered = [n for n in numbers if n is not None]
    assert delivered == sent
    gaps = sum(n is None for n in numbers)
    assert gaps == sum(1 for a, b in pairwise(sent) if b != a + 1)


def test_a_hole_is_given_up_after_200_ms_and_latecomers_are_left_out() -> None:
    order = DeliveryOrder()
    assert _numbers(order.push(1, _packet(1), 0.0)) == [1]
    assert order.push(3, _packet(3), 0.01) == []
    assert order.push(4, _packet(4), 0.1) == []
    assert _numbers(order.push(5, _packet(5), 0.25)) == [None, 3, 4, 5]
    assert order.push(2, _packet(2), 0.26) == []
    assert _numbers(order.push(6, _packet(6), 0.27)) == [6]


def test_over_tcp_nothing_is_waited_for() -> None:
    order = DeliveryOrder(hold_s=0.0)
    order.push(1, _packet(1), 0.0)
    assert _numbers(order.push(3, _packet(3), 0.0)) == [None, 3]


def test_waiting_is_bounded() -> None:
    order, out = DeliveryOrder(), []
    order.push(0, _packet(0), 0.0)
    for n in range(2, 400):
        out += order.push(n, _packet(n), 0.0)
    assert len(_numbers(out)) >= 398


def test_reset_takes_the_next_number_as_it_comes() -> None:
    order = DeliveryOrder()
    order.push(500, _packet(500), 0.0)
    order.reset()
    assert _numbers(order.push(3, _packet(3), 0.0)) == [3]
