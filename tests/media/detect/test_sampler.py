"""Runs of pictures that a receiver keeps for diagnosis: whole, short, bounded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from camproof.media import PictureRun, ReceivedFrame, RunSampler


def _frame(at_s: float, *, key: bool = False, damaged: bool = False, size: int = 4) -> ReceivedFrame:
    data = (b"K" if key else b"P") * size
    return ReceivedFrame("H264", data, None, None, key, damaged, at_s, None)


def _fed(sampler: RunSampler, fps: float, gop: int, count: int) -> list[PictureRun]:
    runs = []
    for index in range(count):
        sampler.frame(_frame(index / fps, key=index % gop == 0))
        run = sampler.take()
        if run is not None:
            runs.append(run)
    return runs


def test_a_run_is_eight_pictures_80_ms_apart_at_25_fps() -> None:
    runs = _fed(RunSampler(), 25, 25, 60)
    assert [len(run.units) for run in runs] == [15, 15]
    assert {run.step for run in runs} == {2}
    assert len(runs[0].units[:: runs[0].step]) == 8
    assert [run.times_s[0] for run in runs] == [0.0, 1.0]


def test_other_rates_give_the_same_time_between_pictures() -> None:
    for fps, step in ((12.5, 1), (25, 2), (50, 4)):
        (run, *_) = _fed(RunSampler(), fps, 60, 60)
        assert run.step == step
        assert len(run.units[::step]) == 8


def test_a_short_group_of_pictures_gives_a_short_run() -> None:
    runs = _fed(RunSampler(), 25, 5, 11)
    assert [len(run.units) for run in runs] == [5, 5]


def test_key_pictures_alone_are_taken_as_they_come() -> None:
    (run, *_) = _fed(RunSampler(), 25, 1, 20)
    assert len(run.units) == 15


def test_a_damaged_picture_spoils_its_run_alone() -> None:
    sampler = RunSampler()
    for index in range(50):
        sampler.frame(_frame(index / 25, key=index % 25 == 0, damaged=index == 3))
    run = sampler.take()
    assert run is not None
    assert run.times_s[0] == 1.0
    assert sampler.take() is None


def test_large_pictures_end_the_run_early() -> None:
    sampler = RunSampler()
    for index in range(6):
        sampler.frame(_frame(index / 25, key=index == 0, size=1 << 20))
    run = sampler.take()
    assert run is not None
    assert len(run.units) == 4


def test_what_comes_before_the_first_key_picture_is_no_run() -> None:
    sampler = RunSampler()
    for index in range(20):
        sampler.frame(_frame(index / 25))
    assert sampler.take() is None


@given(
    st.lists(st.tuples(st.floats(0, 2), st.booleans(), st.booleans(), st.integers(1, 2 << 20)), max_size=60)
)
def test_every_run_begins_with_a_key_picture_and_is_bounded(
    frames: list[tuple[float, bool, bool, int]],
) -> None:
    sampler, at_s = RunSampler(), 0.0
    for later_s, key, damaged, size in frames:
        at_s += later_s
        sampler.frame(_frame(at_s, key=key, damaged=damaged, size=size))
        run = sampler.take()
        if run is not None:
            assert run.units[0].startswith(b"K")
            assert len(run.units) == len(run.times_s) <= 64
            assert sum(map(len, run.units)) <= (4 << 20)
            assert run.step >= 1
            assert sorted(run.times_s) == list(run.times_s)
