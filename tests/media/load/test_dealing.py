"""What each of many streams is, by its number."""

from __future__ import annotations

from typing import Any

from camproof.media.load.dealing import Dealing, deal


def _dealing(**more: Any) -> Dealing:
    settings: dict[str, Any] = {"streams": 400, "ports": (30000, 30002), "ssrc": 100, "camera": 7} | more
    return Dealing(host="127.0.0.1", **settings)


def test_ports_in_turn_and_numbers_that_count_up() -> None:
    first, second, third, *_ = deal(_dealing(zone_s=8 * 3600))
    assert [spec.remote for spec in (first, second, third)] == [
        ("127.0.0.1", 30000), ("127.0.0.1", 30002), ("127.0.0.1", 30000),
    ]  # fmt: skip
    assert [(spec.ssrc, spec.camera) for spec in (first, second)] == [(100, 7), (101, 8)]
    assert (second.text.name, second.text.place, second.zone_s) == ("camera 8", "port 30002", 28_800)


def test_one_drift_for_all() -> None:
    assert {spec.drift_ppm for spec in deal(_dealing(drift_ppm=(20.0, 20.0)))} == {20.0}


def _drifts(**more: Any) -> list[float]:
    return [spec.drift_ppm for spec in deal(_dealing(drift_ppm=(-50.0, 50.0), **more))]


def test_each_drift_is_drawn_by_the_seed() -> None:
    drifts = _drifts(seed=1)
    assert drifts == _drifts(seed=1) != _drifts(seed=2)
    assert -50 <= min(drifts) < -45
    assert 45 < max(drifts) <= 50
    assert _drifts(seed=1, streams=5) == drifts[:5], "more streams change nothing of the first ones"
