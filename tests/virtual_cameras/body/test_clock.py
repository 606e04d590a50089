from __future__ import annotations

import pytest

from camproof.virtual_cameras.body.clock import CameraClock

EPOCH_S = 1_767_196_800.0


def wall(now_s: float) -> float:
    return EPOCH_S + now_s


def test_a_right_clock_shows_the_true_time() -> None:
    assert CameraClock(wall).read_s(5.0) == EPOCH_S + 5.0


def test_an_offset_is_kept_until_the_server_sets_the_clock() -> None:
    clock = CameraClock(wall, offset_s=-8 * 3600)
    assert clock.error_s(10.0) == -28_800
    assert clock.set(EPOCH_S + 20.5, 20.0)
    assert clock.error_s(30.0) == pytest.approx(0.5)


def test_drift_grows_again_after_setting() -> None:
    clock = CameraClock(wall, drift_ppm=100.0)
    assert clock.error_s(0.0) == 0.0
    assert clock.error_s(10_000.0) == pytest.approx(1.0)
    clock.set(wall(10_000.0), 10_000.0)
    assert clock.error_s(20_000.0) == pytest.approx(1.0)


def test_a_forced_offset_ignores_the_server_and_goes_away_again() -> None:
    clock = CameraClock(wall)
    clock.force(8 * 3600.0)
    assert not clock.set(wall(1.0), 1.0)
    assert clock.error_s(2.0) == 28_800.0
    clock.release()
    assert clock.error_s(3.0) == 0.0
