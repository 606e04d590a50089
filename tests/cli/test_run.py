"""`camproof run`: exit codes, what the user is told, and a run that is cut off and resumed."""

from __future__ import annotations

import json
import signal
from collections import Counter
from pathlib import Path

import pytest

from camproof.verdicts import read_journal

from .conftest import wait_for


def _verdicts(folder: Path) -> Counter[tuple[int, int]]:
    """How often the journal holds a verdict on each target."""
    lines = (entry for entry in read_journal(folder / "journal.jsonl") if entry.kind == "verdict")
    return Counter((entry.data["phase"], entry.data["target"]) for entry in lines)


def test_a_passing_run_leaves_every_file_and_exit_code_0(run, tiny, tmp_path: Path) -> None:
    code, said = run("run", tiny(), "--seed", "3", "--junit", "mine.xml")
    assert code == 0, said
    folder = tmp_path / "runs" / "latest"
    names = {entry.name for entry in folder.iterdir()}
    assert names == {
        "deviations.jsonl",
        "journal.jsonl",
        "junit.xml",
        "report.html",
        "result.json",
        "run.json",
    }
    assert (tmp_path / "mine.xml").read_text() == (folder / "junit.xml").read_text()
    assert "PASS  All 3 verdicts passed." in said
    assert max(map(len, said.splitlines())) <= 80 + len(str(tmp_path))
    assert json.loads((folder / "result.json").read_text())["seed"] == 3


def test_a_failing_run_says_why_on_one_screen_and_exits_1(run, tiny) -> None:
    code, said = run("run", tiny(hd="100 %"), "--set", "phases.join.for=2.6 s")
    assert code == 1
    screen = "\n".join(said.rstrip().splitlines()[-24:])
    assert "FAIL COVER-4 HD share, all cameras: 0 %" in screen
    assert "FAIL  Of 3 verdicts" in screen


def test_ctrl_c_keeps_the_journal_exits_130_and_can_be_resumed(start, run, tiny, tmp_path: Path) -> None:
    program = start("run", tiny(seconds=20))
    folder = tmp_path / "runs" / "latest"
    wait_for(folder / "journal.jsonl", '"kind":"phase-end"')
    program.signal(signal.SIGINT)
    assert program.wait() == 130
    assert "Traceback" not in program.said
    assert json.loads((folder / "result.json").read_text())["outcome"] == "aborted"
    assert _verdicts(folder) == {(0, 0): 1}
    code, said = run("run", "--resume", "runs/latest", "--set", "phases.look.for=3 s")
    assert (code, "cannot change in a resumed run" in said) == (2, True)


@pytest.mark.parametrize("moment", ['"name":"join"', '"kind":"phase-end"', '"index":1'])
def test_a_killed_run_is_resumed_and_loses_no_verdict(start, run, tiny, tmp_path: Path, moment: str) -> None:
    program = start("run", tiny(), "--seed", "5")
    folder = tmp_path / "runs" / "latest"
    wait_for(folder / "journal.jsonl", moment)
    program.signal(signal.SIGKILL)
    program.wait()
    before = _verdicts(folder)
    code, said = run("run", "--resume", "runs/latest")
    assert code == 0, said
    assert _verdicts(folder) == {(0, 0): 1, (1, 0): 1, (1, 1): 1}
    assert before <= _verdicts(folder)
    played = Counter(
        entry.data["name"] for entry in read_journal(folder / "journal.jsonl") if entry.kind == "phase"
    )
    assert played["join"] == (1 if before else 2)
    assert json.loads((folder / "run.json").read_text())["seed"] == 5
    assert len(json.loads((folder / "run.json").read_text())["sessions"]) == 2
    code, said = run("report", "runs/latest")
    assert (code, "resumed 1 time" in (folder / "report.html").read_text()) == (0, True)


def test_the_users_mistakes_are_named_and_nothing_starts(run, tiny, tmp_path: Path) -> None:
    scenario = tiny()
    (tmp_path / "no.mp4").write_bytes(b"this is no video")
    (tmp_path / "bad.csv").write_text("id,name,class\n1,gate,key-public-aria\n", encoding="utf-8")
    wrong = (tmp_path / "wrong.scenario.yaml", "query-katalog")
    wrong[0].write_text(Path(scenario).read_text().replace("query-catalog", wrong[1]), encoding="utf-8")
    for words, told in (
        (("nothing.yaml",), "nothing.yaml: the file cannot be read"),
        ((str(wrong[0]),), "line 10, column 25, field 'phases.0.timeline.0.do'"),
        ((str(wrong[0]),), "did you mean 'query-catalog'?"),
        ((scenario, "--set", "platform.heartbeet-interval=3 s"), "did you mean 'heartbeat-interval'?"),
        ((scenario, "--source", "no.mp4"), "no.mp4"),
        ((scenario, "--source", "missing.mp4"), "field '--source': there is no file"),
        ((scenario, "--cameras", "bad.csv", "--region", "340200"), "bad.csv, line 2, field 'class'"),
        ((scenario, "--region", "340200"), "--region and --column belong to --cameras"),
        ((scenario, "--system", "missing.yaml"), "missing.yaml: the file cannot be read"),
        (("--resume", "runs/never"), "runs/never is no folder"),
    ):
        code, said = run("run", *words)
        assert (code, told in " ".join(said.split())) == (2, True), said


def test_a_platform_that_is_not_there_is_trouble_of_the_bench(run, tiny, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        'sip: {host: 127.0.0.1, port: 1}\ncode: "34020000002000000001"\npassword: x\n', encoding="utf-8"
    )
    code, said = run("run", tiny(), "--system", "mine.yaml")
    assert code == 4
    assert "127.0.0.1:1 in 15 s: it did not answer" in " ".join(said.split())
