"""Hours lost, against a count minute by minute."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from camproof.simulator.availability import by_hour, lost, peak, too_few
from camproof.simulator.reach import Intervals, merged
from camproof.simulator.values import Outages

PERIOD_H = 12.5
ROWS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 60), st.integers(0, 60)), max_size=14)


def sets(rows: list[tuple[int, int, int]], owners: int) -> Intervals:
    return merged(
        np.array([o % owners for o, _, _ in rows], np.int64),
        np.array([min(a, b) / 4 for _, a, b in rows], float),
        np.array([max(a, b) / 4 for _, a, b in rows], float),
        owners,
        PERIOD_H,
    )


def flags(times: Intervals) -> np.ndarray:
    """(owners, quarters of an hour) by looking into the middle of each."""
    middle = (np.arange(int(PERIOD_H * 4)) + 0.5) / 4
    found = np.zeros((times.owners, len(middle)), bool)
    for owner in range(times.owners):
        for begin, end in times.of(owner):
            found[owner] |= (begin <= middle) & (middle < end)
    return found


@given(ROWS, ROWS, st.lists(st.integers(0, 2), min_size=5, max_size=5))
def test_hours_lines_and_peak_are_those_of_the_count(
    own: list[tuple[int, int, int]], above: list[tuple[int, int, int]], groups: list[int]
) -> None:
    of_camera = np.array(groups, np.int64)
    camera_class = np.array([0, 1, 2, 0, 1], np.int8)
    mine, theirs = sets(own, 5), sets(above, 3)
    found = lost(theirs, mine, of_camera)
    truth = flags(mine) | flags(theirs)[of_camera]
    np.testing.assert_allclose(found.hours, truth.sum(axis=1) / 4, atol=1e-9)
    lines = by_hour(found, of_camera, camera_class, 3, PERIOD_H)
    for which in range(3):
        count = truth[camera_class == which].sum(axis=0).astype(float)
        np.testing.assert_allclose(lines[which][:12], count[:48].reshape(12, 4).mean(axis=1), atol=1e-9)
        np.testing.assert_allclose(lines[which][12], count[48:].mean(), atol=1e-9)
    most, when_h = peak(found, of_camera)
    assert most == truth.sum(axis=0).max()
    if most:
        assert truth[:, int(when_h * 4)].sum() == most
    whole = found.of_cameras(np.arange(5), of_camera, PERIOD_H)
    np.testing.assert_array_equal(flags(whole), truth)


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 95), st.integers(1, 30)), max_size=60),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 95), st.integers(1, 8)), max_size=4),
)
def test_the_worst_moment_of_a_day_is_that_of_a_plain_sweep(
    own: list[tuple[int, int, int]], above: list[tuple[int, int, int]]
) -> None:
    def parts(rows: list[tuple[int, int, int]], owners: int) -> Intervals:
        owner, begin, length = np.array(rows, np.int64).reshape(-1, 3).T
        return merged(owner, begin / 4.0, (begin + length) / 4.0, owners, 24.0)

    of_camera = np.arange(10) % 3
    found = lost(parts(above, 3), parts(own, 10), of_camera)
    steps = [(at, -1) for at in found.end] + [(at, 1) for at in found.begin]
    for owner, begin, end in zip(found.above.owner, found.above.begin, found.above.end, strict=True):
        many = int((of_camera == owner).sum())
        steps += [(begin, many), (end, -many)]
    level, most, when_h = 0, 0, 0.0
    for at_h in sorted({at for at, _ in steps}):
        level += sum(many for at, many in steps if at == at_h)
        if level > most:
            most, when_h = level, at_h
    assert peak(found, of_camera) == (most, when_h)


@given(ROWS, st.integers(0, 3))
def test_spare_units_carry_as_many_failures_as_there_are_spares(
    rows: list[tuple[int, int, int]], spare: int
) -> None:
    single = sets(rows, 6)
    outages = Outages(
        single.owner.astype(np.int32), np.zeros(len(single.begin), np.int8), single.begin, single.end
    )
    found = too_few(outages, np.array([4, 2], np.int32), np.array([spare, 1], np.int32), PERIOD_H)
    each = flags(single)
    truth = np.stack((each[:4].sum(axis=0) > spare, each[4:].sum(axis=0) > 1))
    np.testing.assert_array_equal(flags(found), truth)
