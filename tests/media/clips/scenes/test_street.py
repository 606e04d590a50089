"""The street's traffic: ways that close, plates that can be read, nobody drives through another."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from math import hypot

import numpy as np
import pytest

from camproof.media.clips.scenes.light import DAY
from camproof.media.clips.scenes.paths import Path
from camproof.media.clips.scenes.plates import PLATE_SIZE, plate_picture, random_plate
from camproof.media.clips.scenes.street import street_world
from camproof.media.clips.scenes.vehicles import Vehicle


@pytest.mark.parametrize("back", [False, True])
def test_a_way_closes_and_never_jumps_but_out_of_sight(back: bool) -> None:
    path = Path((0.0, 0.0), (0.0, 30.0), offset=0.3, turns=2, back=back)
    phases = np.linspace(0, 1, 50, dtype=np.float32)
    at = [(pose.x, pose.z) for pose in map(path.at, phases.tolist())]
    assert np.allclose(path.places(phases), at, atol=0.01)
    poses = [path.at(step / 600) for step in range(601)]
    assert (poses[-1].x, poses[-1].z) == pytest.approx((poses[0].x, poses[0].z))
    for here, there in pairwise(poses):
        if min(here.shown, there.shown) > 0.05:
            assert hypot(there.x - here.x, there.z - here.z) < 0.25
    assert {pose.ahead for pose in poses} == ({(0.0, 1.0), (-0.0, -1.0)} if back else {(0.0, 1.0)})


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("loop_s", [4.0, 10.0])
def test_vehicles_keep_apart(seed: int, loop_s: float) -> None:
    vehicles = [one for one in street_world(DAY, loop_s, seed).actors if isinstance(one, Vehicle)]
    assert len(vehicles) >= 6
    for step in range(100):
        for one, other in combinations(vehicles, 2):
            here, there = one.pose(step / 100), other.pose(step / 100)
            across = {abs(here.ahead[0]), abs(there.ahead[0])} == {0.0, 1.0}
            if across or (here.x, here.ahead) == (there.x, there.ahead):
                assert hypot(here.x - there.x, here.z - there.z) > (one.shape.length + other.shape.length) / 2


def test_plates_are_chinese_and_drawn_whole() -> None:
    rng = np.random.default_rng(5)
    for _ in range(30):
        plate = random_plate(rng)
        assert re.fullmatch(r"[\u4e00-\u9fff][A-HJ-NP-Z][A-HJ-NP-Z0-9]{5}", plate)
        assert sum(sign.isalpha() for sign in plate[2:]) <= 2
        picture = plate_picture(plate)
        assert picture.shape == (PLATE_SIZE[1], PLATE_SIZE[0], 3)
        for left in (12, 40, 80, 107, 134, 161, 188):
            assert (picture[15:58, left : left + 22].min(axis=2) > 150).mean() > 0.06
    assert not np.array_equal(plate_picture("京A12345"), plate_picture("川A12345"))
