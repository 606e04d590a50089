from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from camproof.verdicts.catalogue import requirement
from camproof.verdicts.errors import MeasurementError
from camproof.verdicts.limit import Limit
from camproof.verdicts.measure import census_share, census_value, not_made, sampled_share
from camproof.verdicts.measurement import Measurement, MeasurementSpec
from camproof.verdicts.outcome import Outcome
from camproof.verdicts.verdict import Verdict, judge, unjudged

_ONLINE = requirement("AVAIL-1")
_SPEC = MeasurementSpec("online rate", "share", "AVAIL-1", scope="district west")
_RECOVERY = MeasurementSpec("recovery time to 99 %", "s", "AVAIL-11", (25.0, 90.0), "district east")


def test_value_at_the_limit_passes() -> None:
    verdict = judge(census_share(_SPEC, 98, 100, method="m"), _ONLINE)
    assert verdict.outcome is Outcome.PASS
    assert verdict.line == (
        "PASS AVAIL-1 online rate, district west: 98 % (census, n 100); limit at least 98 % (bench default)"
    )


def test_value_beyond_the_limit_fails() -> None:
    assert judge(census_share(_SPEC, 97, 100, method="m"), _ONLINE).outcome is Outcome.FAIL


def test_what_never_happened_fails() -> None:
    verdict = judge(census_value(_RECOVERY, math.inf, 40, method="m"), requirement("AVAIL-11"))
    assert verdict.outcome is Outcome.FAIL
    assert "never" in verdict.reason


def test_what_was_never_made_is_inconclusive() -> None:
    verdict = judge(not_made(_SPEC, "the platform gave no list"), _ONLINE)
    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert "never made: the platform gave no list" in verdict.reason


def test_a_value_without_observations_is_inconclusive() -> None:
    assert judge(Measurement(_SPEC, 1.0, 0), _ONLINE).outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize("good", [0, 50, 100])
def test_a_saturated_generator_is_inconclusive_whatever_the_value(good: int) -> None:
    made = census_share(_SPEC, good, 100, method="m")
    verdict = judge(made, _ONLINE, saturated="frames left 80 ms late")
    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert "frames left 80 ms late" in verdict.reason


def test_an_overridden_limit_names_both() -> None:
    verdict = judge(census_share(_SPEC, 96, 100, method="m"), _ONLINE, Limit("at-least", 0.95, "share"))
    assert (verdict.outcome, verdict.overridden) == (Outcome.PASS, True)
    assert "limit at least 95 % (overrides at least 98 %, bench default)" in verdict.reason


def test_the_same_limit_overrides_nothing() -> None:
    assert not judge(census_share(_SPEC, 99, 100, method="m"), _ONLINE, _ONLINE.limit).overridden


def test_an_interval_over_the_limit_is_said_and_can_be_demanded_away() -> None:
    made = sampled_share(_SPEC, 12, 12, method="m")
    verdict = judge(made, _ONLINE)
    assert (verdict.outcome, verdict.firm) == (Outcome.PASS, False)
    assert "the interval reaches over the limit" in verdict.reason
    assert judge(made, _ONLINE, firmly=True).outcome is Outcome.INCONCLUSIVE
    assert judge(sampled_share(_SPEC, 2000, 2000, method="m"), _ONLINE, firmly=True).firm
    assert judge(census_share(_SPEC, 12, 12, method="m"), _ONLINE).firm


def test_measurement_requirement_and_limit_must_belong_together() -> None:
    made = census_share(_SPEC, 1, 1, method="m")
    with pytest.raises(MeasurementError, match="is for AVAIL-1, not for AVAIL-2"):
        judge(made, requirement("AVAIL-2"))
    with pytest.raises(MeasurementError, match="the limit in s"):
        judge(made, _ONLINE, Limit("at-most", 1, "s"))
    spec = MeasurementSpec("time to first key frame", "s", "SHARE-5", percentile=50.0)
    with pytest.raises(MeasurementError, match="SHARE-5 judges percentile 95"):
        judge(census_value(spec, 1.0, method="m"), requirement("SHARE-5"))


@pytest.mark.parametrize("outcome", [Outcome.NOT_RUN, Outcome.INCONCLUSIVE, Outcome.ABORTED, Outcome.ERROR])
def test_unjudged(outcome: Outcome) -> None:
    verdict = unjudged(_SPEC, _ONLINE, outcome, "the bench lost its power", Limit("at-least", 0.9, "share"))
    assert (verdict.outcome, verdict.measurement.value, verdict.overridden) == (outcome, None, True)
    assert not verdict.firm


@pytest.mark.parametrize("outcome", [Outcome.PASS, Outcome.FAIL])
def test_no_pass_or_fail_without_a_measurement(outcome: Outcome) -> None:
    with pytest.raises(MeasurementError):
        unjudged(_SPEC, _ONLINE, outcome, "because")


def test_json_form_is_lossless() -> None:
    made = [
        judge(census_share(_SPEC, 98, 100, method="m"), _ONLINE),
        judge(census_value(_RECOVERY, math.inf, 40, method="方法"), requirement("AVAIL-11")),
        judge(sampled_share(_SPEC, 3, 7, method="m"), _ONLINE, Limit("at-least", 0.5, "share", 0.01), "late"),
        unjudged(replace(_SPEC, required=False), _ONLINE, Outcome.NOT_RUN, "excluded"),
    ]
    for verdict in made:
        text = json.dumps(verdict.as_dict(), allow_nan=False)
        assert Verdict.from_dict(json.loads(text)) == verdict
