from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.domain.camera import CameraRecord
from camproof.domain.classes import CameraClass
from camproof.domain.errors import InputError, SelectionError, UnknownWordError
from camproof.domain.seeds import stream
from camproof.domain.selector import Selector, select
from camproof.verdicts.words import Place

_RECORDS = tuple(
    CameraRecord(
        code=f"340200000013200000{number:02d}",
        name=f"gate {number}",
        district="east" if number <= 6 else "west",
        group="crossings" if number % 2 else "shops",
        camera_class=CameraClass.KEY_PUBLIC_AREA if number <= 3 else CameraClass.SOCIAL,
    )
    for number in range(1, 11)
)


def _numbers(selector: Selector, seed: int = 1) -> list[int]:
    return [int(record.code[-2:]) for record in selector.select(_RECORDS, stream(seed, "pick"))]


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (Selector(), list(range(1, 11))),
        (Selector(district=("east",)), [1, 2, 3, 4, 5, 6]),
        (Selector(district=("west", "east")), list(range(1, 11))),
        (Selector(district=("east",), group=("shops",)), [2, 4, 6]),
        (Selector(camera_class=("key-public-area",)), [1, 2, 3]),
        (Selector(group=("gate 7",)), [7]),
        (Selector(codes=(3, 1)), [1, 3]),
        (Selector(codes=("34020000001320000010", 2, 2)), [2, 10]),
    ],
)
def test_conditions(selector: Selector, expected: list[int]) -> None:
    assert _numbers(selector) == expected
    assert select(selector, _RECORDS, random.Random(1)) == selector.select(_RECORDS, random.Random(1))


@pytest.mark.parametrize(("share", "expected"), [(0.3, 3), (0.01, 1), (1.0, 10), (0.25, 3), (0.24, 2)])
def test_share_is_rounded_half_up_and_at_least_one(share: float, expected: int) -> None:
    assert len(_numbers(Selector(share=share))) == expected


def test_the_pick_is_the_same_for_good() -> None:
    assert _numbers(Selector(share=0.3), seed=1) == _numbers(Selector(count=3), seed=1)
    picks = {tuple(_numbers(Selector(count=3), seed)) for seed in range(30)}
    assert len(picks) > 10


def test_every_camera_is_as_likely() -> None:
    hits = [0] * 11
    for seed in range(2000):
        for number in _numbers(Selector(share=0.3), seed):
            hits[number] += 1
    assert all(500 < count < 700 for count in hits[1:])


def test_no_draw_without_count_or_share() -> None:
    rng = random.Random(1)
    Selector(district=("east",)).select(_RECORDS, rng)
    assert rng.random() == random.Random(1).random()


@pytest.mark.parametrize(
    ("selector", "sentence"),
    [
        (Selector(district=("esat",)), "'esat' is no district (did you mean 'east'?)"),
        (Selector(camera_class=("key-industry",)), "'key-industry' is no camera class"),
        (Selector(group=("shop",)), "did you mean 'shops'?"),
        (Selector(codes=("34020000001320000011",)), "is no camera code (did you mean"),
        (Selector(codes=(11,)), "there is no camera number 11 (numbers go from 1 to 10)"),
        (Selector(codes=(0,)), "there is no camera number 0"),
        (Selector(district=("west",), camera_class=("key-public-area",)), "no camera meets all"),
        (Selector(district=("west",), count=5), "only 4 meet the conditions (write 4 or fewer)"),
    ],
)
def test_a_pick_of_nothing_is_an_error(selector: Selector, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        _numbers(selector)
    assert sentence in str(caught.value)


def test_no_records_no_pick() -> None:
    with pytest.raises(SelectionError):
        Selector().select((), random.Random(1))
    with pytest.raises(UnknownWordError):
        Selector(district=("east",)).select((), random.Random(1))


@pytest.mark.parametrize("bad", [{"count": 0}, {"share": 0.0}, {"share": 1.1}, {"count": 1, "share": 0.5}])
def test_bad_selectors_name_their_place(bad: dict[str, float]) -> None:
    with pytest.raises(SelectionError, match=r"^a\.yaml, line 9: "):
        Selector(**bad, place=Place("a.yaml", 9))  # type: ignore[arg-type]


@given(st.integers(1, 10), st.integers())
def test_count_is_exact_ordered_and_repeatable(count: int, seed: int) -> None:
    numbers = _numbers(Selector(count=count), seed)
    assert len(set(numbers)) == count
    assert numbers == sorted(numbers) == _numbers(Selector(count=count), seed)
