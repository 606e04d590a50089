"""Stripes: a peak of the spectrum is one, the ridge of a long edge is none."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from camproof.media.clips.synthetic import SyntheticSpec, synthetic_clip
from camproof.media.diagnosis.decode import all_pictures
from camproof.media.diagnosis.detectors.stripe import Stripe
from camproof.media.diagnosis.faults.sensor import stripe
from camproof.media.diagnosis.sample import Picture, Sample

_LEVELS = 10.0


def _sample(pictures: Iterable[Picture]) -> Sample:
    taken = tuple(pictures)
    return Sample(taken, tuple(range(len(taken))))


def _striped(pictures: Iterable[Picture]) -> Sample:
    inject = stripe(_LEVELS, 7)
    return _sample(inject(picture, index) for index, picture in enumerate(pictures))


@pytest.fixture(scope="module", params=[(352, 288), (704, 576)], ids=["CIF", "4CIF"])
def corridor(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Picture]:
    """Its ceiling, floor and walls have edges from one end to the other."""
    width, height = request.param
    spec = SyntheticSpec(width=width, height=height, bitrate_kbit=2000, seconds=0.2, gop=5, scene="indoor")
    clip = synthetic_clip(spec, cache_dir=tmp_path_factory.mktemp("corridor"))
    return [*all_pictures([unit.data for unit in clip.units], clip.codec)]


def test_a_clean_corridor_has_none_at_any_size(corridor: list[Picture]) -> None:
    detector = Stripe()
    assert detector.score(_sample(corridor)) < detector.limit
    assert detector.score(_striped(corridor)) > detector.limit


@pytest.mark.parametrize("degrees", range(0, 180, 15))
def test_an_edge_is_no_stripe_whatever_way_it_runs(degrees: int) -> None:
    detector, angle = Stripe(), np.deg2rad(degrees)
    down, across = np.mgrid[0:240, 0:320]
    behind = (across - 160) * np.cos(angle) + (down - 120) * np.sin(angle) > 20
    grain = np.random.default_rng(3).normal(0, 3, behind.shape)
    levels = np.clip(np.where(behind, 180, 60) + grain, 0, 255).astype(np.uint8)
    picture = np.repeat(levels[..., None], 3, axis=2)
    assert detector.score(_sample([picture])) < detector.limit
    assert detector.score(_striped([picture])) > detector.limit
