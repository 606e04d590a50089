"""Drawn scenes: seamless loops, the same for the same seed, bright as their light says, truth that holds."""

from __future__ import annotations

import io
import json
import re
from itertools import pairwise

import cv2
import numpy as np
import pytest

from camproof.media import ClipError
from camproof.media.clips.scenes import SCENES, FrameTruth, PictureLoop, scene_loop, truth_line, write_truth
from camproof.media.clips.scenes.lens import floats
from camproof.media.clips.scenes.visibility import Cover, visible_shares
from camproof.media.clips.scenes.world import Scene

WIDTH, HEIGHT, COUNT = 320, 240, 25
DRAWN = [name for name in SCENES if name != "black"]
MEAN_LUMA = {"street": (100, 150), "street-night": (40, 85), "street-rain": (85, 130), "indoor": (85, 140)}


@pytest.fixture(scope="module")
def loops() -> dict[str, PictureLoop]:
    return {name: scene_loop(name, WIDTH, HEIGHT, COUNT, seed=3) for name in SCENES}


def _luma(loop: PictureLoop, index: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return loop.picture(index)[:HEIGHT].astype(np.float32)


@pytest.mark.parametrize("name", DRAWN)
def test_the_loop_has_no_seam(loops: dict[str, PictureLoop], name: str) -> None:
    loop = loops[name]
    pictures = [cv2.blur(_luma(loop, index), (5, 5)) for index in range(COUNT + 1)]
    steps = [float(np.abs(later - earlier).mean()) for earlier, later in pairwise(pictures)]
    assert min(steps) > 0
    assert steps[-1] < 1.4 * max(steps[-2], steps[0])
    assert np.array_equal(loop.picture(COUNT + 2), loop.picture(2))
    assert loop.truth(COUNT + 2).objects == loop.truth(2).objects


@pytest.mark.parametrize("name", DRAWN)
def test_the_light_and_texture_are_plausible(loops: dict[str, PictureLoop], name: str) -> None:
    luma = _luma(loops[name], 4)
    low, high = MEAN_LUMA[name]
    assert low < luma.mean() < high
    assert luma.std() > 18
    assert float(np.abs(np.diff(luma, axis=1)).mean()) > 1.5


def test_black_is_black(loops: dict[str, PictureLoop]) -> None:
    assert (loops["black"].picture(7)[:HEIGHT] == 16).all()
    assert loops["black"].truth(7) == FrameTruth(7, ())


def test_one_seed_one_picture_another_seed_another(loops: dict[str, PictureLoop]) -> None:
    again = scene_loop("street-rain", WIDTH, HEIGHT, COUNT, seed=3)
    assert np.array_equal(again.picture(9), loops["street-rain"].picture(9))
    assert again.truth(9) == loops["street-rain"].truth(9)
    other = scene_loop("street-rain", WIDTH, HEIGHT, COUNT, seed=4)
    assert not np.array_equal(other.picture(9), again.picture(9))
    assert other.truth(9) != again.truth(9)


@pytest.mark.parametrize("name", DRAWN)
def test_boxes_lie_inside_and_things_keep_their_numbers(loops: dict[str, PictureLoop], name: str) -> None:
    kinds: dict[int, tuple[str, str]] = {}
    for index in range(COUNT):
        for thing in loops[name].truth(index).objects:
            box = thing.box
            assert 0 <= box.left < box.left + box.width <= WIDTH
            assert 0 <= box.top < box.top + box.height <= HEIGHT
            assert 0 <= thing.visible <= 1
            assert kinds.setdefault(thing.number, (thing.kind, thing.plate)) == (thing.kind, thing.plate)
    found = {kind for kind, _ in kinds.values()}
    assert found >= ({"person", "door"} if name == "indoor" else {"person", "car"})


def test_what_moves_lies_within_its_box(loops: dict[str, PictureLoop]) -> None:
    """The picture differs from the empty street inside the boxes, and only there but for shadows."""
    street = loops["street"]
    assert isinstance(street, Scene)
    empty = street.world.background(street.lens)
    for index in (0, 8, 16):
        changed = np.abs(street.bgr(index).astype(np.int16) - empty).max(axis=2) > 30
        allowed = np.zeros_like(changed)
        for thing in street.truth(index).objects:
            box = thing.box
            part = (slice(box.top, box.top + box.height), slice(box.left, box.left + box.width))
            if thing.visible > 0.3 and box.width * box.height > 400:
                assert changed[part].mean() > 0.25, thing
            rim = max(6, box.height // 3)
            allowed[
                max(0, box.top - 6) : box.top + box.height + rim,
                max(0, box.left - rim) : box.left + box.width + rim,
            ] = True
        assert (changed & ~allowed).mean() < 0.002


def test_a_plate_is_where_the_truth_says() -> None:
    """Plates are blue and white, in a picture large enough to see them."""
    street = scene_loop("street", 1280, 720, COUNT, seed=3)
    seen = 0
    for index in range(0, COUNT, 4):
        picture = cv2.cvtColor(street.picture(index), cv2.COLOR_YUV2BGR_I420)
        for thing in street.truth(index).objects:
            assert bool(thing.plate) == (thing.kind in ("car", "van", "bus"))
            if thing.plate:
                assert re.fullmatch(r"[\u4e00-\u9fff][A-Z][A-Z0-9]{5}", thing.plate)
            box = thing.plate_box
            if box is None or thing.visible < 0.99 or box.width < 16:
                continue
            blue, _, red = picture[box.top : box.top + box.height, box.left : box.left + box.width].mean(
                (0, 1)
            )
            assert blue > red + 25
            seen += 1
    assert seen >= 3


def test_shares_count_what_is_covered_and_what_lies_outside() -> None:
    def square(x: float, y: float, size: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return np.array([(x, y), (x + size, y), (x + size, y + size), (x, y + size)], dtype=np.float32)

    far, near, outside = square(100, 100, 79), square(140, 100, 79), square(-40, 20, 79)
    half, whole = pytest.approx(0.5, abs=0.02), pytest.approx(1.0)
    shares = visible_shares([[far], [near], [outside], []], [None] * 4, 320, 240)
    assert shares == [half, whole, half, 0.0]
    wall = Cover(slice(140, 240), slice(0, 320), np.ones((100, 320), dtype=np.bool_))
    assert visible_shares([[far], [near]], [None, wall], 320, 240) == [pytest.approx(0.75, abs=0.02), half]


@pytest.mark.parametrize("scene", [0, 5])
def test_houses_hide_what_drives_behind_them(scene: int) -> None:
    """Behind the corner of the near house on the right nothing is changed by the cross street's traffic."""
    street = scene_loop("street", 320, 180, COUNT, seed=scene)
    assert isinstance(street, Scene)
    empty = street.world.background(street.lens)
    (corner,), _ = street.lens.project(floats([(12.0, 1.0, 24.0)]))
    hidden = 0
    for index in range(COUNT):
        house = (slice(0, int(corner[1])), slice(int(corner[0]) + 8, 320))
        assert np.array_equal(street.bgr(index)[house], empty[house])
        hidden += sum(thing.visible < 0.2 for thing in street.truth(index).objects)
    assert hidden


def test_truth_is_written_as_json_lines(loops: dict[str, PictureLoop]) -> None:
    file = io.StringIO()
    truths = [loops["street"].truth(index) for index in range(3)]
    assert write_truth(truths, file) == 3
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    assert [line["frame"] for line in lines] == [0, 1, 2]
    first = truths[0].objects[0]
    assert lines[0]["objects"][0]["box"]["width"] == first.box.width
    assert "\n" not in truth_line(truths[0])


def test_a_scene_with_another_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(ClipError, match=r"'street-night'"):
        scene_loop("street-nigth", 64, 64, 1)
