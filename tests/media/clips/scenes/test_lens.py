"""Lenses: what a ray meets falls onto the ray's pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.clips.scenes.lens import Lens, PinholeLens, SphereLens, floats

LENSES: list[Lens] = [
    PinholeLens(64, 36, (1.0, 6.0, -2.0), tilt_deg=12.0),
    SphereLens(64, 36, (1.0, 6.0, -2.0), left_deg=-20.0, top_deg=-15.0, deg_a_pixel=0.9),
    SphereLens(64, 36, (0.0, 3.0, 0.0), left_deg=330.0, top_deg=10.0, deg_a_pixel=0.9),
    SphereLens(64, 36, (0.0, 3.0, 0.0), left_deg=150.0, top_deg=0.0, deg_a_pixel=0.9),
]


@pytest.mark.parametrize("lens", LENSES)
@given(x=st.integers(0, 63), y=st.integers(0, 35), metres=st.floats(2, 100))
def test_a_point_on_a_ray_falls_onto_its_pixel(lens: Lens, x: int, y: int, metres: float) -> None:
    ray = lens.rays(range(y, y + 1), range(x, x + 1), 1)[0, 0]
    point = floats(lens.eye) + ray / np.linalg.norm(ray) * np.float32(metres)
    (pixel,), (before,) = lens.project(point[None])
    assert before
    assert pixel == pytest.approx((x + 0.5, y + 0.5), abs=0.02)


def test_what_lies_behind_is_told() -> None:
    _, before = LENSES[0].project(floats([(1, 6, 30), (1, 6, -30)]))
    assert before.tolist() == [True, False]


@pytest.mark.parametrize("lens", LENSES)
def test_finer_rays_lie_around_the_pixel_s_own(lens: Lens) -> None:
    fine = lens.rays(range(4, 6), range(64), 2).reshape(2, 2, 64, 2, 3).mean(axis=(1, 3))
    assert np.allclose(fine, lens.rays(range(4, 6), range(64), 1), atol=0.002)
