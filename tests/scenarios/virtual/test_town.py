"""Sixty cameras for twenty-two virtual minutes: every figure is the one that reckoning gives."""

from __future__ import annotations

import json

import pytest

from camproof.verdicts import Outcome, read_journal

LINK_S = 0.02
FLIGHT_S = 100e-6
WAY_S = LINK_S + FLIGHT_S
"""From a camera to the platform, or back."""
HEARTBEAT_S = 60.0


def test_all_of_it_passes_by_the_virtual_clock(town) -> None:
    assert town.result.outcome is Outcome.PASS, town.result.phases
    assert (town.result.clock, town.result.loop, town.result.cameras) == ("virtual", "sil", 60)
    assert town.result.duration_s == 1320
    assert all(not sample.cpu_share and sample.loop_lag_ms is None for sample in town.result.load)


def test_registering_takes_two_round_trips(town) -> None:
    """REGISTER, 401, REGISTER, 200; over TCP the call before it adds a round trip without the link."""
    udp_s, tcp_s = 4 * WAY_S, 4 * WAY_S + 2 * FLIGHT_S
    took = {entry.took_s for entry in town.stage.evidence.registrations if entry.started_s < 60}
    assert {round(one, 6) for one in took} == {round(udp_s, 6), round(tcp_s, 6)}
    assert town.value("join", "registration time") == pytest.approx(tcp_s, abs=1e-6)


def test_an_alarm_takes_one_way_and_a_head_moves_before_the_second_question(town) -> None:
    assert town.value("work", "alarm delay") == pytest.approx(WAY_S, abs=1e-6)
    round_trip_ms = 2000 * WAY_S
    moved_ms = town.value("work", "PTZ response")
    assert 2 * round_trip_ms == pytest.approx(moved_ms, abs=0.001)


def test_every_position_comes_and_recordings_end_where_the_question_was_asked(town) -> None:
    (entries, due) = town.stage.evidence.positions, 200 // 5
    assert [entry.due for entry in entries] == [due] * 6
    assert all(entry.received >= due for entry in entries)
    assert town.value("work", "recording completeness") == pytest.approx(1.0, abs=1e-4)


def test_a_dead_camera_is_found_after_three_missed_keepalives(town) -> None:
    offline = [f.finding for f in town.result.findings if f.finding.symptom == "camera-offline"]
    assert len(offline) == 21
    assert {round(one.detected_s - one.from_s, 6) for one in offline} == {3 * HEARTBEAT_S}
    assert town.value("trouble", "detection of offline") == pytest.approx(3.0)
    cut_at_s, last_before_s = 380.0, [one.from_s for one in offline if one.from_s < 380.0]
    assert all(cut_at_s - at_s <= HEARTBEAT_S + WAY_S for at_s in last_before_s)


def test_a_district_is_back_within_its_boot_and_spread(town) -> None:
    back_s = town.value("trouble", "recovery time to 99 %")
    assert 30.0 < back_s < 30.0 + 60.0 + 4 * WAY_S + 2 * FLIGHT_S


def test_only_the_planned_faults_are_found(town) -> None:
    assert {(fault.fault, bool(fault.matched)) for fault in town.result.faults} == {
        ("keepalive.silence", True),
        ("power.cut", True),
        ("clock.offset", True),
        ("intruder.wrong-password", True),
        ("intruder.replay", True),
    }
    assert all(line.fault for line in town.result.findings)


def test_intruders_are_refused_one_by_one(town) -> None:
    intrusions = town.stage.evidence.intrusions
    assert [(one.kind, one.got_in) for one in intrusions] == [("wrong-password", False)] * 3 + [
        ("replay", False)
    ] * 3


def test_nobody_else_notices(town) -> None:
    assert town.value("trouble", "online rate") == 1.0
    presence = town.stage.evidence.presence
    calm = [r for r in town.stage.records if r.district != "east" and not r.code.endswith("012")]
    assert all(presence.online_s(record.code, (5.0, 1320.0)) == 1315.0 for record in calm)


def test_the_journal_knows_scenario_time_alone(town) -> None:
    entries = read_journal(town.folder.journal)
    assert entries[0].data["clock"] == "virtual"
    assert [entry.at_s for entry in entries if entry.kind == "phase-end"] == [60, 360, 1260, 1320]
    facts = json.loads(town.folder.run_json.read_text(encoding="utf-8"))
    text = town.folder.journal.read_text(encoding="utf-8")
    for secret in (facts["host"], facts["sessions"][0]["started"][:10], str(town.folder.path)):
        assert secret not in text
