"""Timers by name."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.gb28181.platform.deadlines import Deadlines

STEPS = st.lists(
    st.tuples(st.sampled_from(["set", "cancel"]), st.integers(0, 5), st.integers(0, 100)), max_size=300
)


@given(STEPS, st.integers(0, 100))
def test_behaves_like_a_dictionary(steps: list[tuple[str, int, int]], now_s: int) -> None:
    deadlines: Deadlines[int] = Deadlines()
    model: dict[int, float] = {}
    for act, key, at_s in steps:
        if act == "set":
            deadlines.set(key, at_s)
            model[key] = at_s
        else:
            deadlines.cancel(key)
            model.pop(key, None)
    assert deadlines.next_s() == (min(model.values()) if model else None)
    due = deadlines.pop_due(now_s)
    assert sorted(due) == sorted((key, at_s) for key, at_s in model.items() if at_s <= now_s)
    assert [at_s for _, at_s in due] == sorted(at_s for _, at_s in due)
    assert deadlines.next_s() == min((at_s for at_s in model.values() if at_s > now_s), default=None)


def test_moving_one_timer_often_stays_small() -> None:
    deadlines: Deadlines[str] = Deadlines()
    for at_s in range(10_000):
        deadlines.set("keepalive", at_s)
    assert len(deadlines._heap) < 200
    assert deadlines.pop_due(1e9) == [("keepalive", 9999)]
