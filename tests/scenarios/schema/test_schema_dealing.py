from __future__ import annotations

import math
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from camproof.scenarios.schema.dealing import deal

LENGTHS = st.lists(st.integers(1, 6), min_size=1, max_size=4)


@given(LENGTHS)
def test_every_combination_occurs_once_in_a_full_deal(lengths):
    total = math.prod(lengths)
    assert Counter(deal(lengths, index) for index in range(total)) == Counter(
        dict.fromkeys({deal(lengths, index) for index in range(total)}, 1)
    )
    assert len({deal(lengths, index) for index in range(total)}) == total


@given(LENGTHS)
def test_the_first_cameras_see_every_item_of_every_list(lengths):
    first = [deal(lengths, index) for index in range(max(lengths))]
    for place, length in enumerate(lengths):
        assert len({picks[place] for picks in first[:length]}) == length


def test_two_lists_of_two_do_not_go_in_step():
    assert [deal([2, 2], index) for index in range(4)] == [(0, 0), (1, 1), (0, 1), (1, 0)]


def test_one_list_is_plain_round_robin():
    assert [deal([3], index)[0] for index in range(7)] == [0, 1, 2, 0, 1, 2, 0]
