"""Real time, on loopback: every planned fault is found by detectors that do not know the plan."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import jsonschema
import pytest
from sil_kit import CODES, Run, TwiceJudged, play, read

from camproof.reports import published_schema
from camproof.scenarios.sil import stage as stage_module
from camproof.verdicts import Outcome

pytestmark = pytest.mark.xdist_group("faults")

# 1 power cut, 2 lossy link, 3 silent, 4 wrong clock, 5 frozen, 6 left alone but for the intruders.
TEXT = """\
scenario: Seven faults in seven seconds
proves: That detectors find what was received.
platform: {heartbeat-interval: 1 s, heartbeat-count: 2}
cameras:
  - {name: east, count: 1, district: east, sip: tcp, stream: 352x288@25 h264 256 kbit/s}
  - {name: west, count: 1, district: west, edition: "2022", stream: 352x288@25 h264 256 kbit/s}
  - {name: north, count: 4, district: north, edition: ["2022", "2016"], stream: 352x288@25 h264 256 kbit/s}
network: {west: {delay: 2 ms}, north: {delay: 1 ms}}
phases:
  - name: join
    for: 1 s
    targets:
      - {measure: registration time, percentile: 95}
  - name: faults
    for: 7 s
    timeline:
      - {at: 0 s, do: watch, on: {codes: [2, 5, 6]}, transport: udp, for: 6.5 s}
      - {at: 0 s, fault: power.cut, on: {district: east}, boot: 200 ms, spread: 100 ms, for: 4 s}
      - {at: 0.2 s, fault: keepalive.silence, on: {codes: [3]}, for: 4.5 s}
      - {at: 0.5 s, fault: clock.offset, on: {codes: [4]}, offset: 8 h, for: 3 s}
      - {at: 1 s, fault: link.loss, on: {district: west}, loss: 15 %, direction: up, for: 3 s}
      - {at: 1 s, fault: picture.freeze, on: {codes: [5]}, for: 3 s}
      - {at: 1.5 s, do: query-status, on: {district: north}}
      - {at: 2 s, fault: intruder.wrong-password, on: {codes: [6]}, interval: 100 ms}
      - {at: 3 s, fault: intruder.replay, on: {codes: [6]}, interval: 100 ms}
      - {at: 5 s, do: query-status, on: {district: north}}
    targets:
      - {measure: planned faults detected}
      - {measure: false findings}
      - {measure: fault detection time}
      - {measure: detection of offline, at most: 3}
      - {measure: recovery time to 99 %, of: {district: east}}
      - {measure: intruders refused}
      - {measure: replayed credentials refused}
      - {measure: online rate}
      - {measure: packet loss}
      - {measure: live fetch rate}
      - {measure: clock accuracy}
      - {measure: intact rate}
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Eight seconds of real time."""
    folder = tmp_path_factory.mktemp("faults")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage_module, "START_SPREAD_S", 0.2)
        return play(read(folder, TEXT), folder)


@pytest.fixture(scope="module")
def faults(run: Run) -> TwiceJudged:
    return run.stage.judged[1]


@pytest.mark.parametrize(
    ("fault", "symptom", "camera"),
    [
        ("power.cut", "camera-offline", 1),
        ("link.loss", "packet-loss", 2),
        ("keepalive.silence", "camera-offline", 3),
        ("clock.offset", "clock-wrong", 4),
        ("picture.freeze", "picture-frozen", 5),
        ("intruder.wrong-password", "intruder-refused", 6),
        ("intruder.replay", "replay-refused", 6),
    ],
)
def test_each_planned_fault_is_found(
    run: Run, faults: TwiceJudged, fault: str, symptom: str, camera: int
) -> None:
    (line,) = (line for line in faults.informed.faults if line.fault == fault)
    assert line.subjects == (CODES[camera],)
    assert line.detected_after_s is not None
    assert 0 <= line.detected_after_s < 5
    explained = [faults.informed.findings[index] for index in line.matched]
    assert (symptom, CODES[camera]) in {(finding.symptom, finding.subject) for finding in explained}
    assert {finding.subject for finding in explained} == {CODES[camera]}


@pytest.mark.parametrize("index", [0, 1])
def test_detectors_find_the_same_without_the_plan(run: Run, index: int) -> None:
    judged = run.stage.judged[index]
    assert judged.blind.findings == judged.informed.findings == judged.found_inside
    assert judged.before == judged.found
    assert judged.blind.faults == ()


def test_without_the_plan_the_same_findings_are_accusations(run: Run, faults: TwiceJudged) -> None:
    """What the plan changes is the judgement, not what was found."""
    blind = {verdict.measurement.spec.name: verdict for verdict in faults.blind.verdicts}
    assert blind["false findings"].outcome is Outcome.FAIL
    assert blind["false findings"].measurement.value == len(faults.informed.findings)
    assert blind["planned faults detected"].outcome is Outcome.INCONCLUSIVE
    assert blind["online rate"].outcome is Outcome.FAIL
    assert blind["packet loss"].outcome is Outcome.FAIL


def test_the_plan_and_the_evidence_share_no_words(faults: TwiceJudged, run: Run) -> None:
    """No finding tells of the injection: neither its name nor its label is in its text."""
    words = [word for line in faults.informed.faults for word in (line.fault, line.label)]
    for finding in faults.informed.findings:
        assert not any(word in f"{finding.method} {finding.detail}" for word in words)


@pytest.mark.parametrize(
    "measure",
    [
        "planned faults detected",
        "false findings",
        "fault detection time",
        "recovery time to 99 %",
        "intruders refused",
        "replayed credentials refused",
        "online rate",
        "packet loss",
        "live fetch rate",
        "clock accuracy",
        "detection of offline",
    ],
)
def test_the_targets_hold_for_what_was_left_alone(run: Run, measure: str) -> None:
    verdict = run.verdicts["faults", measure]
    assert verdict.outcome is Outcome.PASS, verdict.line


def test_an_intact_rate_needs_every_sound_camera_to_be_watched(run: Run) -> None:
    """Of the sound cameras, 6 alone is left; it was watched."""
    verdict = run.verdicts["faults", "intact rate"]
    assert (verdict.outcome, verdict.measurement.n) == (Outcome.PASS, 1)
    assert "5 cameras under planned faults" in verdict.measurement.detail


def test_every_camera_registered_and_the_cut_one_came_back(run: Run) -> None:
    assert run.outcome("join", "registration time") == "pass"
    assert run.verdicts["join", "registration time"].measurement.n == 6
    (cut,) = (line for line in run.result.faults if line.fault == "power.cut")
    assert cut.recovered_after_s is not None
    assert 0.2 <= cut.recovered_after_s < 3


def test_the_report_of_the_run_is_whole(run: Run) -> None:
    assert run.result.exit_code == 0, [v.line for v in run.verdicts.values()]
    assert run.result.outcome is Outcome.PASS
    data = json.loads(run.folder.result_json.read_text(encoding="utf-8"))
    jsonschema.validate(data, published_schema())
    assert len(data["load"]) >= 6
    assert [series["label"] for series in data["online"]] == [
        "all cameras",
        "social",
        "east",
        "west",
        "north",
    ]
    dips = {
        series["label"]: min(share for at_s, share in series["points"] if at_s > 2)
        for series in data["online"]
    }
    assert dips["east"] == 0.0
    assert dips["west"] == 1.0
    assert all(line["fault"] for line in data["findings"])
    assert (run.folder.path / "report.html").stat().st_size > 10_000


def test_seeds_and_records_make_the_cast(run: Run, tmp_path: Path) -> None:
    assert [record.code for record in run.stage.records] == CODES[1:7]
    assert dataclasses.asdict(run.stage.records[0])["district"] == "east"
