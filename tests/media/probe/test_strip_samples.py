"""Which pictures of a stream are kept for reading their strips."""

from __future__ import annotations

import pytest

from camproof.media.probe.strip_samples import StripSamples
from camproof.media.receive.frame import ReceivedFrame


def _taken(count: int, gop: int, size: int = 10, damaged: int = -1) -> StripSamples:
    samples = StripSamples(lambda at_s: at_s + 1000)
    for number in range(count):
        samples.take(
            ReceivedFrame(
                "H264", bytes(size), None, None, number % gop == 0, number == damaged, number / 25, None
            )
        )
    return samples


def _numbers(samples: StripSamples) -> list[list[int]]:
    return [[round((picture.at_s - 1000) * 25) for picture in run.pictures] for run in samples.runs]


@pytest.mark.parametrize("gop", [1, 12, 50, 249])
def test_all_of_a_short_stream_in_runs_from_key_picture_to_key_picture(gop: int) -> None:
    samples = _taken(700, gop)
    runs = _numbers(samples)
    assert [number for run in runs for number in run] == list(range(700))
    assert all(run[0] % gop == 0 for run in runs)
    assert {len(run) for run in runs[:-1]} == {-(-50 // gop) * gop}
    assert not any(run.cut for run in samples.runs)


def test_a_long_group_of_pictures_is_cut() -> None:
    samples = _taken(700, 300)
    assert _numbers(samples) == [[*range(first, first + 250)] for first in (0, 300)] + [[*range(600, 700)]]
    assert [run.cut for run in samples.runs] == [True, True, False]


def test_runs_of_a_long_stream_lie_evenly() -> None:
    samples = _taken(100_000, 25)
    assert sum(len(run.pictures) for run in samples.runs) <= 1000
    firsts = [run[0] for run in _numbers(samples)]
    assert firsts == list(range(0, 100_000, firsts[1]))
    assert len(firsts) >= 10
    assert [run.number for run in samples.runs] == [first // 50 for first in firsts]


def test_no_more_octets_than_there_is_room_for() -> None:
    assert [len(run) for run in _numbers(_taken(1000, 25, size=1 << 20))] == [50]
    samples = _taken(200, 200, size=1 << 20)
    assert [len(run.pictures) for run in samples.runs] == [65]
    assert samples.runs[0].cut


def test_a_run_begins_with_a_whole_key_picture() -> None:
    assert _numbers(_taken(30, 12, damaged=0)) == [[*range(12, 30)]]
    assert _numbers(_taken(30, 40, damaged=0)) == []
