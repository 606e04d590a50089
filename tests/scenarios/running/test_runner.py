"""Phases in their order, and what the journal says when something goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_stage import BAD, GOOD, FakeStage, Told, lines_of

from camproof.scenarios.running.book import Book, Record, read_record
from camproof.scenarios.running.runner import play_scenario
from camproof.scenarios.running.stage import StageError
from camproof.scenarios.schema import Scenario
from camproof.verdicts import Journal, Outcome, RunFolder, read_journal

HEAD = {"scenario": "A rehearsal"}


class Played:
    def __init__(self, folder: Path) -> None:
        self.folder = RunFolder(folder)
        self.told = Told()

    def __call__(self, stage: FakeStage, record: Record | None = None) -> Outcome:
        with Journal(self.folder.journal) as journal:
            return asyncio.run(
                play_scenario(stage.scenario, stage, Book(journal), record or Record(run={}), HEAD, self.told)
            )

    def record(self) -> Record:
        return read_record(read_journal(self.folder.journal))

    @property
    def last(self) -> dict[str, Any]:
        return lines_of(self.folder)[-1]


@pytest.fixture
def played(tmp_path: Path) -> Played:
    return Played(tmp_path)


def failing(where: str, error: BaseException) -> Callable[[str], None]:
    def at(what: str) -> None:
        if what == where:
            raise error

    return at


def test_phases_are_played_and_judged_in_their_order(played: Played, scenario: Scenario) -> None:
    stage = FakeStage(scenario)
    assert played(stage) is Outcome.PASS
    assert stage.done == [
        "open",
        "play join",
        "judge join",
        "play silence",
        "judge silence",
        "play watch",
        "judge watch",
        "close",
    ]
    assert stage.opened == [(0.0, False)]
    assert played.told.phases == [("join", 0, 3), ("silence", 1, 3), ("watch", 2, 3)]
    assert played.told.verdicts == [("join", ("pass", "pass")), ("silence", ()), ("watch", ("pass",))]


def test_the_lines_of_a_run(played: Played, scenario: Scenario) -> None:
    played(FakeStage(scenario))
    seen = ["step", "sample", "finding", "finding", "fault", "deviation"]
    assert [line["kind"] for line in lines_of(played.folder)] == [
        "journal",
        "run",
        *("phase", *seen, "verdict", "verdict", "phase-end"),
        *("phase", *seen, "phase-end"),
        *("phase", *seen, "verdict", "phase-end"),
        "end",
    ]
    assert [line["at_s"] for line in lines_of(played.folder) if line["kind"] == "phase"] == [0.0, 5.0, 12.0]
    assert played.last == {"kind": "end", "at_s": 15.0, "outcome": "pass", "reason": ""}


def test_the_same_run_gives_the_same_journal_byte_for_byte(tmp_path: Path, scenario: Scenario) -> None:
    journals = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        again = Played(tmp_path / name)
        again(FakeStage(scenario))
        journals.append(again.folder.journal.read_bytes())
    assert journals[0] == journals[1]


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        (GOOD, Outcome.PASS),
        ({**GOOD, "packet loss": 0.5}, Outcome.FAIL),
        ({**GOOD, "clock accuracy": None}, Outcome.INCONCLUSIVE),
        ({**BAD, "clock accuracy": None}, Outcome.FAIL),
    ],
)
def test_a_run_takes_its_worst_verdict(
    played: Played, scenario: Scenario, values: dict[str, float | None], outcome: Outcome
) -> None:
    assert played(FakeStage(scenario, values=values)) is outcome
    assert played.last["outcome"] == outcome.value


def test_a_saturated_generator_makes_the_run_inconclusive_never_a_fail(
    played: Played, scenario: Scenario
) -> None:
    assert played(FakeStage(scenario, values=BAD, saturated="late")) is Outcome.INCONCLUSIVE


@pytest.mark.parametrize("where", ["open", "play join", "play watch", "judge silence"])
@pytest.mark.parametrize(
    ("error", "outcome", "reason"),
    [
        (StageError("No camera could register"), "error", "No camera could register"),
        (asyncio.CancelledError(), "aborted", "interrupted"),
        (KeyboardInterrupt(), "aborted", "interrupted"),
        (
            ZeroDivisionError("a mistake of ours"),
            "error",
            "the runner failed: ZeroDivisionError",
        ),
    ],
)
def test_whatever_happens_the_journal_has_an_end_and_the_stage_is_closed(
    played: Played, scenario: Scenario, where: str, error: BaseException, outcome: str, reason: str
) -> None:
    stage = FakeStage(scenario, at=failing(where, error))
    with pytest.raises(type(error)):
        played(stage)
    assert stage.done[-1] == "close"
    assert (played.last["kind"], played.last["outcome"], played.last["reason"]) == ("end", outcome, reason)
    record = played.record()
    assert not record.complete(3)
    assert {i for i, phase in record.phases.items() if phase.ended} == {
        "open": set(),
        "play join": set(),
        "judge silence": {0},
        "play watch": {0, 1},
    }[where]


def test_the_stage_is_closed_even_when_the_journal_cannot_be_written(
    tmp_path: Path, scenario: Scenario
) -> None:
    with Journal(tmp_path / "journal.jsonl") as journal:

        def break_it(what: str) -> None:
            if what == "judge silence":
                journal.close()

        stage = FakeStage(scenario, at=break_it)
        with pytest.raises(Exception, match="closed"):
            asyncio.run(play_scenario(scenario, stage, Book(journal), Record(run={}), HEAD, Told()))
    assert stage.done[-1] == "close"


def test_a_resumed_run_starts_at_the_first_phase_without_an_end(played: Played, scenario: Scenario) -> None:
    with pytest.raises(StageError):
        played(FakeStage(scenario, at=failing("judge silence", StageError("x"))))
    stage = FakeStage(scenario, mark="second")
    assert played(stage, played.record()) is Outcome.PASS
    assert stage.opened == [(5.0, True)]
    assert [step for step in stage.done if step.startswith("play")] == ["play silence", "play watch"]
    record = played.record()
    assert record.resumed == 1
    assert record.complete(3)
    assert [phase.attempt for phase in record.phases.values()] == [1, 2, 1]


def test_a_resumed_first_phase_does_not_wait_for_cameras(played: Played, scenario: Scenario) -> None:
    with pytest.raises(StageError):
        played(FakeStage(scenario, at=failing("play join", StageError("x"))))
    stage = FakeStage(scenario)
    played(stage, played.record())
    assert stage.opened == [(0.0, False)]


def test_a_verdict_that_stands_decides_the_outcome_of_the_resumed_run(
    played: Played, scenario: Scenario
) -> None:
    """The first process died between a verdict and the end of its phase; the second measures otherwise."""
    for first, second, outcome in ((BAD, GOOD, Outcome.FAIL), (GOOD, BAD, Outcome.FAIL)):
        played.folder.journal.unlink(missing_ok=True)
        played(FakeStage(scenario, values=first))
        lines = played.folder.journal.read_bytes().splitlines(keepends=True)
        kinds = [line["kind"] for line in lines_of(played.folder)]
        played.folder.journal.write_bytes(b"".join(lines[: kinds.index("verdict") + 1]))
        assert played(FakeStage(scenario, values=second, mark="second"), played.record()) is outcome
        standing = played.record().phases[0].verdicts
        assert [standing[i].measurement.detail for i in (0, 1)] == ["first", "second"]
    told = played.told.verdicts
    assert told[-3] == ("join", ("pass", "fail"))


def test_the_outcome_is_that_of_the_verdicts_that_stand(played: Played, scenario: Scenario) -> None:
    """All verdicts of the last phase were written as passes; a second measurement that fails is not asked."""
    played(FakeStage(scenario))
    lines = played.folder.journal.read_bytes().splitlines(keepends=True)
    played.folder.journal.write_bytes(b"".join(lines[:-2]))
    assert played(FakeStage(scenario, values=BAD, mark="second"), played.record()) is Outcome.PASS
    assert played.last["outcome"] == "pass"


def test_a_run_of_which_only_the_last_line_is_missing_needs_no_cameras(
    played: Played, scenario: Scenario
) -> None:
    played(FakeStage(scenario))
    lines = played.folder.journal.read_bytes().splitlines(keepends=True)
    played.folder.journal.write_bytes(b"".join(lines[:-1]))
    stage = FakeStage(scenario)
    assert played(stage, played.record()) is Outcome.PASS
    assert stage.done == ["close"]
    assert played.last["at_s"] == 15.0


def test_what_fails_in_a_callback_ends_the_run(scenario: Scenario, played: Played) -> None:
    """An event loop would log it, and the run would pass."""

    def broken() -> None:
        raise ZeroDivisionError("planted")

    def at(what: str) -> None:
        if what == "play silence":
            asyncio.get_running_loop().call_soon(broken)

    stage = FakeStage(scenario, at=at, lasts_s=0.01)
    with pytest.raises(ZeroDivisionError, match="planted"):
        played(stage)
    assert stage.done[-2:] == ["play silence", "close"]
    assert (played.last["kind"], played.last["outcome"]) == ("end", "error")


def test_trouble_of_the_network_in_a_callback_is_no_crash(scenario: Scenario, played: Played) -> None:
    """And who listened to the event loop before hears of it as before."""
    heard: list[str] = []

    def broken() -> None:
        raise ConnectionResetError("by the peer")

    def at(what: str) -> None:
        if what == "play silence":
            asyncio.get_running_loop().call_soon(broken)

    async def whole() -> Outcome:
        asyncio.get_running_loop().set_exception_handler(lambda _, told: heard.append(str(told["exception"])))
        with Journal(played.folder.journal) as journal:
            stage = FakeStage(scenario, at=at, lasts_s=0.01)
            return await play_scenario(scenario, stage, Book(journal), Record(run={}), HEAD, played.told)

    assert asyncio.run(whole()) is Outcome.PASS
    assert heard == ["by the peer"]
