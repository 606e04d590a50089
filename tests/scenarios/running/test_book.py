"""The journal of a run, written and read back."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_stage import BAD, CODE, GOOD, SPANS, TARGETS, FakeStage, run

from camproof.reports import EnvironmentFacts
from camproof.scenarios.running.book import Book, Record, read_record
from camproof.scenarios.running.result import EXIT_CODES, deviations_of, result_of
from camproof.scenarios.schema import Scenario
from camproof.verdicts import Journal, Outcome, Verdict, read_journal

ENVIRONMENT = EnvironmentFacts(host="h", started="s", ended="e", versions=(), facts=())
HEAD = {
    "scenario": "A rehearsal",
    "file": "f",
    "proves": "p",
    "seed": 7,
    "system": "built-in",
    "phases": [["join", 5.0], ["silence", 7.0]],
    "cameras": 2,
    "loop": "sil",
    "clock": "wall",
    "names": {CODE: "gates 001"},
    "online": [{"kind": "all", "label": "all cameras", "cameras": 2}],
    "notes": [],
}


@pytest.fixture
def verdicts(scenario: Scenario) -> dict[str, Verdict]:
    """A good and a bad one on the first target."""
    phase = scenario.phases[0]
    return {
        name: FakeStage(scenario, values=values, mark=name).judge(phase, 0.0, 5.0).verdicts[0]
        for name, values in (("good", GOOD), ("bad", BAD))
    }


class Kept:
    """A journal that is written by a book and read when asked."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "journal.jsonl"
        self.journal = Journal(self.path)
        self.book = Book(self.journal)
        self.book.run(**HEAD)

    def record(self) -> Record:
        return read_record(read_journal(self.path))


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


def test_what_is_written_is_read_back(kept: Kept, verdicts: dict[str, Verdict]) -> None:
    book = kept.book
    book.phase(0.0, 0, "join")
    book.line("step", 1.2345678, name="watch")
    book.verdict(5.0, 0, "join", 0, verdicts["good"])
    book.phase_end(5.0, saturated="late", reason="")
    book.end(5.0, outcome="pass", reason="")
    record = kept.record()
    phase = record.phases[0]
    assert record.run == HEAD
    assert (phase.name, phase.attempt, phase.from_s, phase.to_s, phase.saturated) == ("join", 1, 0, 5, "late")
    assert phase.ended
    assert phase.verdicts == {0: verdicts["good"]}
    assert [line.at_s for line in phase.of_kind("step")] == [1.235]
    assert record.end == {"outcome": "pass", "reason": ""}
    assert record.complete(1)
    assert not record.complete(2)
    kept.journal.close()


def test_the_lines_of_a_later_attempt_supersede_but_the_first_verdict_stands(
    kept: Kept, verdicts: dict[str, Verdict]
) -> None:
    book = kept.book
    for attempt, mark in ((1, "bad"), (2, "good")):
        if attempt > 1:
            book.resume(0.0)
        book.phase(0.0, 0, "join")
        book.line("step", 1.0, name=mark)
        book.verdict(5.0, 0, "join", 0, verdicts[mark])
    book.phase_end(5.0, saturated="", reason="")
    record = kept.record()
    assert record.resumed == 1
    assert record.phases[0].attempt == 2
    assert [line.data["name"] for line in record.phases[0].lines] == ["good"]
    assert record.phases[0].verdicts == {0: verdicts["bad"]}
    kept.journal.close()


def test_lines_between_phases_belong_to_none(kept: Kept) -> None:
    book = kept.book
    book.line("sample", 0.0, online=[0.0])
    book.phase(0.0, 0, "join")
    book.phase_end(5.0, saturated="", reason="")
    book.line("sample", 5.1, online=[1.0])
    book.phase(5.0, 1, "silence")
    book.line("sample", 6.0, online=[1.0])
    book.resume(5.0)
    book.line("sample", 6.1, online=[1.0])
    record = kept.record()
    assert [len(phase.lines) for phase in record.phases.values()] == [0, 1]
    assert not record.phases[1].ended
    kept.journal.close()


def test_a_phase_without_an_end_is_aborted_whatever_its_verdicts(
    kept: Kept, verdicts: dict[str, Verdict]
) -> None:
    book = kept.book
    book.phase(0.0, 0, "join")
    book.line("step", 3.0, name="watch")
    book.verdict(5.0, 0, "join", 0, verdicts["good"])
    result = result_of(kept.record(), ENVIRONMENT)
    (phase,) = result.phases
    assert phase.outcome is Outcome.ABORTED
    assert phase.reason == "the phase did not come to its end"
    assert phase.to_s == 3.0
    assert phase.verdicts == (verdicts["good"],)
    assert (result.outcome, result.exit_code, result.reason) == (Outcome.ABORTED, 130, "the run was cut off")
    kept.journal.close()


def test_a_run_without_its_last_line_was_cut_off(kept: Kept, verdicts: dict[str, Verdict]) -> None:
    kept.book.phase(0.0, 0, "join")
    kept.book.verdict(5.0, 0, "join", 0, verdicts["good"])
    kept.book.phase_end(5.0, saturated="", reason="")
    result = result_of(kept.record(), ENVIRONMENT)
    assert result.phases[0].outcome is Outcome.PASS
    assert (result.outcome, result.exit_code) == (Outcome.ABORTED, 130)
    kept.journal.close()


def test_a_run_that_was_cut_off_before_its_first_phase_has_a_result(kept: Kept) -> None:
    result = result_of(kept.record(), ENVIRONMENT)
    assert (result.phases, result.duration_s, result.outcome) == ((), 0.0, Outcome.ABORTED)
    kept.journal.close()


def test_every_outcome_has_its_exit_code() -> None:
    assert {outcome: EXIT_CODES[outcome] for outcome in Outcome} == {
        Outcome.NOT_RUN: 3,
        Outcome.PASS: 0,
        Outcome.INCONCLUSIVE: 3,
        Outcome.FAIL: 1,
        Outcome.ABORTED: 130,
        Outcome.ERROR: 4,
    }


def test_a_result_holds_all_that_the_journal_tells(scenario: Scenario, tmp_path: Path) -> None:
    result, folder = run(FakeStage(scenario, saturated="too late"), tmp_path)
    assert [(phase.from_s, phase.to_s) for phase in result.phases] == list(SPANS)
    assert {(i, k) for i, phase in enumerate(result.phases) for k in range(len(phase.verdicts))} == TARGETS
    assert result.duration_s == 15.0
    assert (result.cameras, result.loop, result.clock, result.seed) == (2, "sil", "wall", 7)
    assert result.load_note == "too late; too late; too late"
    assert [sample.t_s for sample in result.load] == [1.0, 6.0, 13.0]
    (series,) = result.online
    assert (series.label, series.cameras, series.points) == (
        "all cameras",
        2,
        ((1.0, 1.0), (6.0, 1.0), (13.0, 1.0)),
    )
    assert [fault.matched for fault in result.faults] == [(0,), (2,), (4,)]
    assert [(line.name, line.fault) for line in result.findings] == [
        ("gates 001", "freeze in join"),
        ("gates 001", ""),
        ("gates 001", "freeze in silence"),
        ("gates 001", ""),
        ("gates 001", "freeze in watch"),
        ("gates 001", ""),
    ]
    (deviation,) = result.deviations
    assert (deviation.count, deviation.devices) == (3, (CODE,))
    assert deviations_of(read_record(read_journal(folder.journal))).lines() == result.deviations
    assert result.notes == ("nothing is real",)
