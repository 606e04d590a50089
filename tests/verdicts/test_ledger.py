from __future__ import annotations

import pytest

from camproof.verdicts.errors import MeasurementError, UnknownRequirementError
from camproof.verdicts.ledger import Ledger
from camproof.verdicts.limit import Limit
from camproof.verdicts.measure import census_share
from camproof.verdicts.measurement import MeasurementSpec
from camproof.verdicts.outcome import Outcome

_EAST = MeasurementSpec("online rate", "share", "AVAIL-1", scope="east")
_WEST = MeasurementSpec("online rate", "share", "AVAIL-1", scope="west")
_EXTRA = MeasurementSpec("jitter", "ms", "TRANS-4", required=False)


def _ledger() -> Ledger:
    ledger = Ledger()
    for spec in (_EAST, _WEST, _EXTRA):
        ledger.declare(spec)
    return ledger


def test_a_required_measurement_never_made_is_inconclusive() -> None:
    ledger = _ledger()
    ledger.record(census_share(_EAST, 10, 10, method="m"))
    assert ledger.missing == (_WEST, _EXTRA)
    verdicts = ledger.settle()
    assert [verdict.measurement.spec for verdict in verdicts] == [_EAST, _WEST, _EXTRA]
    assert [verdict.outcome for verdict in verdicts] == [Outcome.PASS, Outcome.INCONCLUSIVE, Outcome.NOT_RUN]
    assert "never made" in verdicts[1].reason


def test_declared_before_made() -> None:
    ledger = Ledger()
    with pytest.raises(MeasurementError, match="not declared"):
        ledger.record(census_share(_EAST, 1, 1, method="m"))
    ledger.declare(_EAST)
    ledger.record(census_share(_EAST, 1, 1, method="m"))
    with pytest.raises(MeasurementError, match="made twice"):
        ledger.record(census_share(_EAST, 1, 1, method="m"))
    with pytest.raises(MeasurementError, match="declared twice"):
        ledger.declare(_EAST)
    assert ledger.declared == (_EAST,)


def test_declarations_are_checked() -> None:
    ledger = Ledger()
    with pytest.raises(UnknownRequirementError):
        ledger.declare(MeasurementSpec("online rate", "share", "AVIAL-1"))
    with pytest.raises(MeasurementError, match="measured in share"):
        ledger.declare(MeasurementSpec("online rate", "s", "AVAIL-1"))
    with pytest.raises(MeasurementError, match="measured in share"):
        ledger.declare(_EAST, Limit("at-most", 1, "s"))


def test_limits_and_saturation_reach_the_verdict() -> None:
    ledger = Ledger()
    ledger.declare(_EAST, Limit("at-least", 0.5, "share"))
    ledger.record(census_share(_EAST, 6, 10, method="m"))
    assert ledger.settle()[0].outcome is Outcome.PASS
    assert ledger.settle(saturated="late")[0].outcome is Outcome.INCONCLUSIVE


def test_abort_keeps_what_was_measured() -> None:
    ledger = _ledger()
    ledger.record(census_share(_WEST, 1, 10, method="m"))
    outcomes = [verdict.outcome for verdict in ledger.abort(Outcome.ERROR, "the disk is full")]
    assert outcomes == [Outcome.ERROR, Outcome.FAIL, Outcome.ERROR]
