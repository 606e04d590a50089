from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.verdicts.outcome import Outcome, worst


def test_order_is_not_run_pass_inconclusive_fail_aborted_error() -> None:
    names = [outcome.value for outcome in sorted(Outcome)]
    assert names == ["not_run", "pass", "inconclusive", "fail", "aborted", "error"]


def test_a_parent_without_children_has_not_run() -> None:
    assert worst([]) is Outcome.NOT_RUN


@given(st.lists(st.sampled_from(Outcome), min_size=1))
def test_a_parent_takes_its_worst_child(children: list[Outcome]) -> None:
    parent = worst(children)
    assert parent in children
    assert all(child <= parent for child in children)


def test_outcomes_compare_with_nothing_else() -> None:
    with pytest.raises(TypeError):
        assert Outcome.PASS < 3
