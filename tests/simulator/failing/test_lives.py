"""What follows a failure is the same, drawn together or number by number."""

from __future__ import annotations

import pytest

from camproof.simulator.failing.lives import lives_of
from camproof.simulator.values import FailureMode, Kind, Law

LAWS = (
    Law("exponential", 50_000.0),
    Law("weibull", 90_000.0, 2.5),
    Law("log-normal", 8.0, 0.8),
    Law("fixed", 4.0),
    Law("observed", 3.0, observed_h=(1.0, 2.0, 6.0)),
)


@pytest.mark.parametrize("life", LAWS, ids=lambda law: law.form)
@pytest.mark.parametrize("repair", LAWS, ids=lambda law: law.form)
def test_numbers_drawn_together_are_those_drawn_one_by_one(life: Law, repair: Law) -> None:
    mode = FailureMode(name="camera", kind=Kind.CAMERA, life=life, repair=repair, notice=LAWS[0])
    lives = lives_of(mode, seed=3, replication=7)
    for key, k, size in ((0, 0, 1.0), (1 << 63, 5, 0.25), (12_345, 1, 40.0)):
        single = lives.notice.one(key, k), lives.repair.one(key, k), lives.life.one(key, k + 1, size)
        assert lives.after(key, k, size) == single
