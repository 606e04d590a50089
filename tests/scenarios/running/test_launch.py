"""From options to a run folder with every report, and back into it after a kill."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fake_stage import BAD, CODE, TARGETS, TEXT, FakeStage, Told, lines_of, read_scenario, run
from lxml import etree

from camproof.domain.errors import InputError
from camproof.reports import from_json, published_schema
from camproof.scenarios.running.launch import Launch, launch, rebuild, resumed_options
from camproof.scenarios.running.stage import StageError
from camproof.scenarios.schema import Scenario
from camproof.verdicts import Journal, JournalError, JournalInUseError, Outcome, RunFolder

REPORTS = ("result.json", "junit.xml", "report.html", "deviations.jsonl", "run.json", "journal.jsonl")


def check_reports(folder: RunFolder) -> dict[str, Any]:
    """Every report is there and valid; gives the result as JSON."""
    for name in REPORTS:
        assert (folder.path / name).is_file()
    data: dict[str, Any] = json.loads(folder.result_json.read_text(encoding="utf-8"))
    jsonschema.validate(data, published_schema())
    etree.parse(str(folder.junit_xml))
    assert "</html>" in folder.report_html.read_text(encoding="utf-8")
    for line in folder.deviations.read_text(encoding="utf-8").splitlines():
        json.loads(line)
    return data


def test_a_run_leaves_every_report(scenario: Scenario, tmp_path: Path) -> None:
    junit = tmp_path / "elsewhere" / "ci.xml"
    result, folder = run(FakeStage(scenario), tmp_path / "runs", junit=junit)
    data = check_reports(folder)
    assert (result.outcome, result.exit_code) == (Outcome.PASS, 0)
    assert from_json(folder.result_json.read_bytes()) == result
    assert data["scenario"] == "A rehearsal"
    assert len(etree.parse(str(folder.junit_xml)).findall(".//testcase")) >= len(TARGETS)
    assert junit.read_bytes() == folder.junit_xml.read_bytes()
    (row,) = (json.loads(line) for line in folder.deviations.read_text(encoding="utf-8").splitlines())
    assert (row["device"], row["count"]) == (CODE, 3)
    assert (tmp_path / "runs" / "latest").resolve() == folder.path


def test_run_json_holds_what_the_journal_must_not(scenario: Scenario, tmp_path: Path) -> None:
    result, folder = run(FakeStage(scenario), tmp_path)
    kept = json.loads(folder.run_json.read_text(encoding="utf-8"))
    assert kept["seed"] == result.seed == 7
    assert kept["command"] == "camproof run rehearsal"
    assert kept["options"] == {"scenario": "rehearsal"} == resumed_options(folder.path)
    assert kept["versions"]["no-such-package"] == "not installed"
    assert [sorted(session) for session in kept["sessions"]] == [["ended", "pid", "started"]]
    assert result.environment.host == kept["host"]
    assert result.command == "camproof run rehearsal --seed 7"
    journal = folder.journal.read_text(encoding="utf-8")
    for word in (str(tmp_path), str(kept["sessions"][0]["pid"]), kept["sessions"][0]["started"]):
        assert word not in journal


def test_two_runs_of_one_seed_have_one_journal(scenario: Scenario, tmp_path: Path) -> None:
    one, other = (run(FakeStage(scenario), tmp_path)[1] for _ in range(2))
    assert one.path != other.path
    assert one.journal.read_bytes() == other.journal.read_bytes()


def test_a_seed_is_given_or_the_scenarios_or_drawn_and_named(scenario: Scenario, tmp_path: Path) -> None:
    assert run(FakeStage(scenario), tmp_path, seed=11)[0].seed == 11
    own = read_scenario(tmp_path, TEXT + "seed: 5\n")
    assert run(FakeStage(own), tmp_path, seed=None)[0].seed == 5
    assert run(FakeStage(own), tmp_path, seed=0)[0].seed == 0
    result, folder = run(FakeStage(scenario), tmp_path, seed=None)
    assert json.loads(folder.run_json.read_text(encoding="utf-8"))["seed"] == result.seed
    assert f"--seed {result.seed}" in result.command


def test_the_stage_is_given_the_seed(scenario: Scenario, tmp_path: Path) -> None:
    seeds = []

    def make(_: Scenario, seed: int) -> FakeStage:
        seeds.append(seed)
        return FakeStage(scenario)

    folder: list[RunFolder] = []
    launch(
        Launch(scenario=scenario, make_stage=make, out=tmp_path, seed=9, options={}), Told(), folder.append
    )
    assert seeds == [9]


@pytest.mark.parametrize(
    ("error", "outcome", "code"),
    [
        (StageError("Port 5060 is in use"), Outcome.ERROR, 4),
        (asyncio.CancelledError(), Outcome.ABORTED, 130),  # as by a signal; tells as Ctrl-C does
        (KeyboardInterrupt(), Outcome.ABORTED, 130),
        (ZeroDivisionError("a mistake of ours"), Outcome.ERROR, 4),
    ],
)
def test_after_trouble_the_reports_show_what_came_of_it(
    scenario: Scenario, tmp_path: Path, error: BaseException, outcome: Outcome, code: int
) -> None:
    def at(what: str) -> None:
        if what == "play watch":
            raise error

    folders: list[RunFolder] = []
    told = KeyboardInterrupt if isinstance(error, asyncio.CancelledError) else type(error)
    with pytest.raises(told):
        run(FakeStage(scenario, at=at), tmp_path, folders=folders)
    data = check_reports(folders[0])
    assert (data["outcome"], data["exit_code"]) == (outcome.value, code)
    assert [phase["outcome"] for phase in data["phases"]] == ["pass", "not_run", "aborted"]
    if isinstance(error, StageError):
        assert data["reason"] == "Port 5060 is in use"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_run_in_good_order(
    scenario: Scenario, tmp_path: Path, number: signal.Signals
) -> None:
    def at(what: str) -> None:
        if what == "play silence":
            os.kill(os.getpid(), number)

    folders: list[RunFolder] = []
    stage = FakeStage(scenario, at=at, lasts_s=20.0)
    with pytest.raises(KeyboardInterrupt):
        run(stage, tmp_path, folders=folders)
    assert stage.done[-2:] == ["play silence", "close"]
    data = check_reports(folders[0])
    assert (data["outcome"], data["exit_code"], data["reason"]) == ("aborted", 130, "interrupted")
    assert [phase["outcome"] for phase in data["phases"]] == ["pass", "aborted"]


def test_a_stage_that_cannot_open_leaves_a_result_without_phases(scenario: Scenario, tmp_path: Path) -> None:
    def at(what: str) -> None:
        if what == "open":
            raise StageError("No camera could register")

    folders: list[RunFolder] = []
    with pytest.raises(StageError):
        run(FakeStage(scenario, at=at), tmp_path, folders=folders)
    data = check_reports(folders[0])
    assert (data["outcome"], data["exit_code"], data["phases"]) == ("error", 4, [])


def test_another_scenario_cannot_be_resumed(scenario: Scenario, tmp_path: Path) -> None:
    _, folder = run(FakeStage(scenario), tmp_path / "runs")
    before = {path.name: path.read_bytes() for path in folder.path.iterdir()}
    changed = read_scenario(tmp_path, TEXT.replace("for: 5 s", "for: 6 s"))
    with pytest.raises(InputError, match="the scenario has changed"):
        run(FakeStage(changed), tmp_path / "runs", resume=folder.path)
    assert {path.name: path.read_bytes() for path in folder.path.iterdir()} == before


def test_a_run_that_somebody_is_at_work_on_is_left_alone(scenario: Scenario, tmp_path: Path) -> None:
    _, folder = run(FakeStage(scenario), tmp_path)
    lines = folder.journal.read_bytes().splitlines(keepends=True)
    folder.journal.write_bytes(b"".join(lines[:-4]))
    before = {path.name: path.read_bytes() for path in folder.path.iterdir()}
    with Journal(folder.journal), pytest.raises(JournalInUseError):
        run(FakeStage(scenario), tmp_path, resume=folder.path)
    assert {path.name: path.read_bytes() for path in folder.path.iterdir()} == before


def test_a_run_that_is_over_is_only_shown(scenario: Scenario, tmp_path: Path) -> None:
    first, folder = run(FakeStage(scenario), tmp_path)
    journal = folder.journal.read_bytes()
    stage = FakeStage(scenario, values=BAD)
    again, same = run(stage, tmp_path, resume=folder.path)
    assert (again, same) == (first, folder)
    assert stage.done == []
    assert folder.journal.read_bytes() == journal


def test_reports_are_made_anew_from_the_journal(scenario: Scenario, tmp_path: Path) -> None:
    result, folder = run(FakeStage(scenario), tmp_path)
    for name in ("result.json", "junit.xml", "report.html", "deviations.jsonl"):
        (folder.path / name).unlink()
    assert rebuild(folder) == result
    check_reports(folder)


def test_a_journal_without_a_run_is_no_result(scenario: Scenario, tmp_path: Path) -> None:
    _, folder = run(FakeStage(scenario), tmp_path)
    folder.journal.write_bytes(folder.journal.read_bytes().splitlines(keepends=True)[0])
    with pytest.raises(JournalError, match="holds no run"):
        rebuild(folder)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"options": 3}', "3", "\x00"])
def test_a_run_json_that_cannot_be_read_is_named(scenario: Scenario, tmp_path: Path, text: str) -> None:
    _, folder = run(FakeStage(scenario), tmp_path)
    folder.run_json.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"run\.json.*facts cannot be read"):
        resumed_options(folder.path)
    with pytest.raises(InputError, match="facts cannot be read"):
        rebuild(folder)
    lines = folder.journal.read_bytes().splitlines(keepends=True)
    folder.journal.write_bytes(b"".join(lines[:-3]))
    with pytest.raises(InputError, match="facts cannot be read"):
        run(FakeStage(scenario), tmp_path, resume=folder.path)


# Cut off at every line


@pytest.fixture(scope="module")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return read_scenario(tmp_path_factory.mktemp("rehearsal"))


@pytest.fixture(scope="module")
def whole(rehearsal: Scenario, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A run that came to its end."""
    return run(FakeStage(rehearsal), tmp_path_factory.mktemp("whole"))[1]


LINES = 30


def test_the_whole_journal_has_as_many_lines_as_are_cut_below(whole: RunFolder) -> None:
    assert len(lines_of(whole)) == LINES


@pytest.mark.parametrize(
    ("kept", "torn"), [(n, False) for n in range(LINES)] + [(n, True) for n in range(0, LINES, 4)]
)
def test_a_run_cut_off_anywhere_loses_no_verdict_and_repeats_only_what_did_not_end(
    rehearsal: Scenario, whole: RunFolder, tmp_path: Path, kept: int, torn: bool
) -> None:
    folder = RunFolder(Path(shutil.copytree(whole.path, tmp_path / "cut")))
    lines = folder.journal.read_bytes().splitlines(keepends=True)
    prefix = b"".join(lines[:kept])
    folder.journal.write_bytes(prefix + (lines[kept][: len(lines[kept]) // 2] if torn else b""))
    before = [json.loads(line) for line in lines[:kept]]
    ended = sum(1 for line in before if line["kind"] == "phase-end")
    stood = {(line["phase"], line["target"]) for line in before if line["kind"] == "verdict"}

    stage = FakeStage(rehearsal, values=BAD, mark="second")
    result, _ = run(stage, tmp_path, resume=folder.path)

    assert folder.journal.read_bytes().startswith(prefix)
    played = [step.removeprefix("play ") for step in stage.done if step.startswith("play ")]
    assert played == ["join", "silence", "watch"][ended:]
    assert stage.opened == ([((0.0, 5.0, 12.0)[ended], ended > 0)] if ended < 3 else [])
    said = {
        (i, k): verdict.measurement.detail
        for i, phase in enumerate(result.phases)
        for k, verdict in enumerate(phase.verdicts)
    }
    assert said == {target: "first" if target in stood else "second" for target in TARGETS}
    written = Counter(
        (line["phase"], line["target"]) for line in lines_of(folder) if line["kind"] == "verdict"
    )
    assert written == dict.fromkeys(TARGETS, 1)
    assert result.outcome is (Outcome.PASS if stood == TARGETS else Outcome.FAIL)
    assert len(result.findings) == 6
    assert len(result.faults) == 3
    assert [sample.t_s for sample in result.load] == [1.0, 6.0, 13.0]
    assert result.seed == 7
    check_sessions(folder, resumed=kept > 1)


def check_sessions(folder: RunFolder, *, resumed: bool) -> None:
    data = check_reports(folder)
    assert any("resumed 1 time" in note for note in data["notes"]) is resumed
    kept = json.loads(folder.run_json.read_text(encoding="utf-8"))
    assert len(kept["sessions"]) == 2


def test_a_run_may_be_cut_off_again_and_again(tmp_path: Path, scenario: Scenario) -> None:
    """Every process dies in its first phase after the judgement; each gets one phase further."""
    folders: list[RunFolder] = []
    for dies_at in ("play join", "play silence", "play watch"):

        def at(what: str, dies_at: str = dies_at) -> None:
            if what == dies_at:
                raise KeyboardInterrupt

        resume = {"resume": folders[0].path} if folders else {}
        with pytest.raises(KeyboardInterrupt):
            run(FakeStage(scenario, at=at, mark=dies_at), tmp_path, folders=folders, **resume)
    result, folder = run(FakeStage(scenario, mark="last"), tmp_path, resume=folders[0].path)
    assert result.outcome is Outcome.PASS
    assert [[v.measurement.detail for v in phase.verdicts] for phase in result.phases] == [
        ["play silence", "play silence"],
        [],
        ["last"],
    ]
    assert "resumed 3 time(s)" in result.notes
    assert len(json.loads(folder.run_json.read_text(encoding="utf-8"))["sessions"]) == 4
