"""What an upper platform measures of a lower one."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from measure_kit import A, B, live, online, view_of

from camproof.scenarios.evidence import (
    CascadeCatalogEvidence,
    CascadeEvidence,
    Evidence,
    LoopEvidence,
    Presence,
    PtzEvidence,
    StatusReportEvidence,
)
from camproof.scenarios.measures import FUNCTIONS
from camproof.verdicts import Measurement

LOWER = "34020000002000000001"


def measured(name: str, evidence: Evidence, **view: Any) -> Measurement:
    return FUNCTIONS[name](replace(view_of(name, evidence, **view), platforms=(LOWER,)))


def above(**parts: Any) -> Evidence:
    return Evidence(platform_seen=True, presence=online(A, B), cascade=CascadeEvidence(**parts))


def through(code: str = A, **figures: Any) -> Any:
    return replace(live(code, **figures), through=LOWER, report=live(code, **figures).report)


def test_a_registration_counts_in_the_window_in_which_it_began() -> None:
    name = "cascade registration time"
    assert measured(name, above(began_s=11.0, registered_after_s=0.4)).value == 0.4
    assert measured(name, above(began_s=11.0)).value == math.inf
    assert measured(name, above(began_s=2.0, registered_after_s=0.4)).value is None


def test_being_on_line_is_weighted_by_time() -> None:
    presence = Presence()
    presence.mark(LOWER, 5.0, online=True)
    presence.mark(LOWER, 17.5, online=False)
    assert measured("cascade online rate", above(began_s=5.0, presence=presence)).value == 0.75
    assert measured("cascade online rate", above(began_s=5.0)).value == 0.0


def test_the_last_catalogue_of_the_window_counts() -> None:
    name, due = "cascade catalogue completeness", (A, B)
    whole = CascadeCatalogEvidence(12.0, due, (A, B, LOWER), 0.1)
    half = CascadeCatalogEvidence(15.0, due, (A,), 0.1)
    none = CascadeCatalogEvidence(16.0, due, None)
    assert measured(name, above(catalogs=[half, whole])).value == 1.0
    made = measured(name, above(catalogs=[whole, half]))
    assert (made.value, made.detail) == (0.5, B)
    assert measured(name, above(catalogs=[whole, none])).value == 0.0
    assert measured(name, above(catalogs=[replace(whole, at_s=30.0)])).value is None


def test_streams_of_the_two_platforms_are_kept_apart() -> None:
    evidence = above()
    evidence.streams += [live(A, lost=100), through(B, first_s=None, lost=0), through(A, lost=10)]
    assert measured("live fetch rate", evidence).value == 1.0
    assert measured("cascade live fetch rate", evidence).value == 0.5
    assert measured("cascade time to first key frame", evidence).value == math.inf
    lost = measured("cascade packet loss", evidence)
    assert lost.value == pytest.approx(10 / lost.n)
    assert measured("packet loss", evidence).value == pytest.approx(100 / measured("packet loss", evidence).n)
    assert measured("cascade information delay", evidence).value == pytest.approx(0.05, abs=0.002)


def test_moves_and_reports_that_never_came_are_endless() -> None:
    moves = [PtzEvidence(A, 12.0, 80.0), PtzEvidence(B, 12.0, None)]
    assert measured("cascade PTZ response", above(ptz=moves)).value == math.inf
    assert measured("cascade PTZ response", above(ptz=moves), codes=(A,)).value == 80.0
    reports = [StatusReportEvidence(A, A, 12.0, 0.2), StatusReportEvidence(B, B, 12.0, None)]
    assert measured("status report delay", above(reports=reports)).value == math.inf
    assert measured("status report delay", above(reports=reports[:1])).value == 0.2


def test_a_loop_is_refused_by_an_answer_and_nothing_else() -> None:
    def loops(*statuses: int | None) -> Evidence:
        return above(loops=[LoopEvidence(A, 12.0, status, came=status == 200) for status in statuses])

    assert measured("loops refused", loops(482, 404)).value == 1.0
    assert measured("loops refused", loops(482, 200)).value == 0.5
    assert measured("loops refused", loops(482, None)).value == 0.5
