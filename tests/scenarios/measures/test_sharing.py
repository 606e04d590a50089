"""Whole-network sharing: catalogues, live and recorded video, alarms, positions, obedience."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
from measure_kit import A, B, C, D, live, measure, online, seen, verdict, view_of

from camproof.scenarios.evidence import (
    AlarmEvidence,
    CatalogEvidence,
    Evidence,
    Place,
    PositionEvidence,
    PtzEvidence,
    StreamEvidence,
)
from camproof.scenarios.measures import FUNCTIONS
from camproof.verdicts import Measurement, Outcome, wilson_interval

ABCD = (A, B, C, D)
At = tuple[float, float] | None


def catalog(
    code: str,
    *listed: str,
    at_s: float = 12.0,
    positions: Sequence[At] = (),
    decimals: int = 6,
    silent: bool = False,
) -> CatalogEvidence:
    places = tuple(None if at is None else Place(*at, decimals) for at in positions)
    return CatalogEvidence(code, at_s, None if silent else listed or (code,), places)


def asked(*answers: CatalogEvidence) -> Evidence:
    return seen(*ABCD, catalogs=list(answers))


# Catalogues


def test_networking_is_registered_and_listed_by_itself() -> None:
    evidence = asked(catalog(A), catalog(B, A), catalog(C, silent=True), catalog(D, A, D))
    made = measure("networking rate", evidence)
    assert (made.value, made.n, made.census, made.interval) == (0.5, 4, True, None)


def test_a_camera_that_was_off_line_is_not_networked() -> None:
    evidence = Evidence(presence=online(A, B, C), catalogs=[catalog(code) for code in ABCD])
    assert measure("networking rate", evidence).value == pytest.approx(3 / 4)


@pytest.mark.parametrize(
    "name", ["networking rate", "catalogue completeness", "code rate", "coordinates rate"]
)
def test_cameras_that_nobody_asked_make_the_share_unknown(name: str) -> None:
    evidence = asked(catalog(A, positions=[(118.1, 31.1)]), catalog(B, positions=[(118.2, 31.2)]))
    judged = verdict(name, evidence)
    assert judged.outcome is Outcome.INCONCLUSIVE
    assert "2 of 4 cameras were not asked" in judged.reason
    assert measure(name, evidence, faulted=(C, D)).value == 1.0


def test_the_last_answer_of_the_window_counts() -> None:
    evidence = asked(
        catalog(A, silent=True),
        catalog(A, at_s=13.0),
        catalog(A, at_s=20.0, silent=True),
        catalog(B, at_s=9.0),
    )
    assert measure("networking rate", evidence, codes=(A,)).value == 1.0
    assert measure("networking rate", evidence, codes=(B,)).value is None


def test_completeness_takes_any_catalogue_that_lists_a_camera() -> None:
    evidence = asked(catalog(A, A, B, C, D))
    made = measure("catalogue completeness", evidence)
    assert (made.value, made.n, made.census) == (1.0, 4, True)
    evidence = asked(catalog(A, A, B, C), catalog(D, silent=True))
    assert measure("catalogue completeness", evidence).value == pytest.approx(3 / 4)


def test_no_answer_to_any_catalog_query_fails() -> None:
    evidence = asked(*(catalog(code, silent=True) for code in ABCD))
    assert verdict("networking rate", evidence).outcome is Outcome.FAIL
    assert verdict("catalogue completeness", evidence).outcome is Outcome.FAIL
    assert verdict("code rate", evidence).outcome is Outcome.INCONCLUSIVE
    assert verdict("coordinates rate", evidence).outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    "code", ["", "1", "3402000000132000000x", "340200000013200000011", "99020000001320000001", "34" * 30]
)
def test_a_code_that_is_none_is_no_good_code(code: str) -> None:
    made = measure(
        "code rate", asked(catalog(A, A, code), catalog(B), catalog(C, silent=True)), codes=(A, B, C)
    )
    assert (made.value, made.n, made.census) == (pytest.approx(1 / 3), 3, True)


def test_a_code_that_two_cameras_list_is_used_twice() -> None:
    evidence = asked(catalog(A, A, B), catalog(B, B), catalog(C), catalog(D, silent=True))
    assert measure("code rate", evidence).value == pytest.approx(1 / 4)
    assert measure("code rate", evidence, faulted=(A,)).value == pytest.approx(2 / 3)


def test_places_must_be_there_and_belong_to_one_camera() -> None:
    evidence = asked(
        catalog(A, positions=[(118.1, 31.1)]),
        catalog(B, positions=[(118.2, 31.2)]),
        catalog(C, positions=[(118.2, 31.2)]),
        catalog(D, positions=[None]),
    )
    made = measure("coordinates rate", evidence)
    assert (made.value, made.n, made.census) == (0.25, 4, True)
    assert measure("coordinates rate", evidence, faulted=(C, D)).value == 1.0


def test_a_place_with_few_decimals_is_no_good_place() -> None:
    here, there = [(118.1, 31.1)], [(118.2, 31.2)]
    evidence = asked(catalog(A, positions=here, decimals=6), catalog(B, positions=there, decimals=5))
    assert measure("coordinates rate", evidence, codes=(A, B)).value == 0.5
    evidence = asked(catalog(A, positions=here, decimals=2), catalog(B, positions=here, decimals=7))
    assert measure("coordinates rate", evidence, codes=(A, B)).value == 0.0


# Live video


def test_live_fetch_rate_counts_requests_with_a_picture_in_5_s() -> None:
    evidence = Evidence(streams=[live(A), live(B, first_s=5.0), live(C, first_s=5.01), live(D, first_s=None)])
    made = measure("live fetch rate", evidence)
    assert (made.value, made.n, made.census, made.interval) == (0.5, 4, True, None)


def test_live_fetch_rate_keeps_to_window_scope_and_kind() -> None:
    evidence = Evidence(
        streams=[
            live(A, 9.9, first_s=None),
            live(A, 20.0, first_s=None),
            live(B, first_s=None),
            live(D, first_s=None),
            StreamEvidence(C, "playback", "udp", 12.0, 14.0),
            live(C, 10.0),
        ]
    )
    made = measure("live fetch rate", evidence, faulted=(B,), codes=(A, B, C))
    assert (made.value, made.n) == (1.0, 1)
    assert "1 cameras" in made.detail


def test_a_picture_that_never_came_took_endless() -> None:
    evidence = Evidence(streams=[live(A, first_s=0.4), live(B, first_s=None)])
    made = measure("time to first key frame", evidence, percentile=50.0)
    assert (made.value, made.n) == (0.4, 2)
    judged = verdict("time to first key frame", evidence)
    assert judged.measurement.value == math.inf
    assert judged.outcome is Outcome.FAIL


def test_the_time_to_the_first_key_frame_has_an_interval_where_n_allows_one() -> None:
    few = Evidence(streams=[live(A, first_s=0.1 * n) for n in range(1, 6)])
    assert measure("time to first key frame", few, percentile=50.0).interval is None
    many = Evidence(streams=[live(A, first_s=0.01 * n) for n in range(1, 101)])
    made = measure("time to first key frame", many)
    assert made.interval is not None
    assert made.interval[0] <= 0.95 <= made.interval[1]
    assert (made.value, made.n, made.census) == (pytest.approx(0.95), 100, False)


# Recorded video


def history(code: str, kind: str, first_s: float | None, asked_s: float = 12.0) -> StreamEvidence:
    return StreamEvidence(code, kind, "udp", asked_s, asked_s + 5.0, first_s)  # type: ignore[arg-type]


def test_history_is_a_sample_with_wilsons_interval() -> None:
    evidence = Evidence(
        streams=[
            history(A, "playback", 0.4),
            history(B, "download", 9.0),
            history(C, "playback", None),
            history(D, "playback", 0.4, asked_s=20.0),
            live(D, first_s=None),
        ]
    )
    made = measure("history fetch rate", evidence)
    assert (made.value, made.n, made.census) == (pytest.approx(2 / 3), 3, False)
    assert made.interval == wilson_interval(2, 3)
    assert measure("history fetch rate", evidence, faulted=(C,)).value == 1.0


def test_a_recording_that_fails_after_its_first_picture_was_not_fetched() -> None:
    refused = history(B, "playback", 0.4)
    refused.failure = "Device B answered PAUSE with 400."
    evidence = Evidence(streams=[history(A, "playback", 0.4), refused, history(C, "download", None)])
    made = measure("history fetch rate", evidence)
    assert (made.value, made.n) == (pytest.approx(1 / 3), 3)
    assert made.detail == "1 gave pictures and failed later: Device B answered PAUSE with 400."


# Alarms


def alarms(*delays: float | None, raised_s: float = 12.0) -> Evidence:
    return Evidence(alarms=[AlarmEvidence(ABCD[i], raised_s, delay) for i, delay in enumerate(delays)])


def test_alarms_that_arrive_and_those_that_do_not() -> None:
    evidence = alarms(0.1, 0.3, None)
    made = measure("alarm delivery", evidence)
    assert (made.value, made.n, made.census) == (pytest.approx(2 / 3), 3, True)
    assert measure("alarm delay", evidence, percentile=50.0).value == 0.3
    assert measure("alarm delay", evidence).value == math.inf
    assert verdict("alarm delay", evidence).outcome is Outcome.FAIL
    assert measure("alarm delay", evidence, faulted=(C,)).value == 0.3
    assert measure("alarm delivery", evidence, faulted=(C,)).value == 1.0


@pytest.mark.parametrize("name", ["alarm delivery", "alarm delay"])
def test_alarms_of_other_times_do_not_count(name: str) -> None:
    for raised_s in (9.9, 20.0):
        assert measure(name, alarms(None, raised_s=raised_s)).value is None


# Positions and obedience


def test_positions_received_over_those_owed() -> None:
    evidence = Evidence(
        positions=[
            PositionEvidence(A, 12.0, due=8, received=8),
            PositionEvidence(B, 12.0, due=8, received=3),
            PositionEvidence(C, 12.0, due=4, received=9),  # more than owed makes up for nobody
            PositionEvidence(D, 25.0, due=8, received=0),
        ]
    )
    made = measure("position delivery", evidence)
    assert (made.value, made.n, made.census) == (pytest.approx(15 / 20), 20, True)
    assert measure("position delivery", evidence, faulted=(B,)).value == 1.0


def test_ptz_is_endless_where_the_head_never_moved() -> None:
    moves = [PtzEvidence(A, 12.0, 80.0), PtzEvidence(B, 12.0, None), PtzEvidence(C, 21.0, None)]
    evidence = Evidence(ptz=moves)
    made = measure("PTZ response", evidence, percentile=50.0)
    assert (made.value, made.n) == (80.0, 2)
    assert measure("PTZ response", evidence).value == math.inf
    assert verdict("PTZ response", evidence).outcome is Outcome.FAIL
    assert measure("PTZ response", evidence, faulted=(B,)).value == 80.0


# Recorders


def recorder_view(name: str, *answers: CatalogEvidence) -> Measurement:
    view = view_of(name, asked(*answers), codes=(A, B))
    cameras = (replace(view.cameras[0], channel_codes=("c1", "c2", "c3")), view.cameras[1])
    return FUNCTIONS[name](replace(view, cameras=cameras))


def test_channels_listed_counts_channels_and_not_devices() -> None:
    made = recorder_view("channels listed", catalog(A, "c1", "c3", "other"), catalog(B))
    assert (made.value, made.n, made.census) == (pytest.approx(3 / 4), 4, True)
    assert recorder_view("channels listed", catalog(A, silent=True), catalog(B)).value == pytest.approx(1 / 4)
    assert recorder_view("channels listed", catalog(B)).value is None


def test_a_recorder_is_networked_when_all_of_its_channels_are_listed() -> None:
    whole, part = catalog(A, "c3", "c2", "c1"), catalog(A, "c3", "c2")
    assert recorder_view("networking rate", whole, catalog(B)).value == 1.0
    assert recorder_view("networking rate", part, catalog(B)).value == 0.5
    assert recorder_view("catalogue completeness", part, catalog(B)).value == 0.5


def test_a_catalogue_that_never_was_whole_takes_for_ever() -> None:
    quick = CatalogEvidence(A, 12.0, (A,), (), 0.2)
    slow = CatalogEvidence(B, 13.0, (B,), (), 3.0)
    assert measure("catalogue time", asked(quick, slow), percentile=95).value == 3.0
    assert measure("catalogue time", asked(quick, catalog(B, silent=True)), percentile=95).value == math.inf
