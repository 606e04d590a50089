"""`camproof run`: exit codes, what the user is told, and a run that is cut off and resumed."""

from __future__ import annotations

import json
import signal
from collections import Counter
from pathlib import Path

import pytest

from camproof.verdicts import read_journal

from .conftest import wait_for

pytestmark = pytest.mark.wallclock


def _verdicts(folder: Path) -> Counter[tuple[int, int]]:
    """How often the journal holds a verdict on each target."""
    lines = (entry for entry in read_journal(folder / "journal.jsonl") if entry.kind == "verdict")
    return Counter((entry.data["phase"], entry.data["target"]) for entry in lines)


def test_a_passing_run_exits_0_and_a_failing_one_1_with_the_reason(start, tiny, tmp_path: Path) -> None:
    failing_home = tmp_path / "failing"
    failing_home.mkdir()
    words = ("--set", "phases.join.for=2.6 s")
    failing = start("run", tiny(hd="100 %"), *words, cwd=failing_home)
    failing.until("phase 1/2")
    passing = start("run", tiny(), "--seed", "3", "--junit", "mine.xml")
    assert failing.wait() == 1, failing.said
    screen = "\n".join(failing.said.rstrip().splitlines()[-24:])
    assert "FAIL COVER-4 HD share, all cameras: 0 %" in screen
    assert "FAIL  Of 3 verdicts" in screen
    assert passing.wait() == 0, passing.said
    assert "PASS  All 3 verdicts passed." in passing.said
    assert max(map(len, passing.said.splitlines())) <= 80 + len(str(tmp_path))
    _check_files(tmp_path / "runs" / "latest", tmp_path / "mine.xml")


def _check_files(folder: Path, junit: Path) -> None:
    assert {entry.name for entry in folder.iterdir()} == {
        "deviations.jsonl",
        "journal.jsonl",
        "junit.xml",
        "report.html",
        "result.json",
        "run.json",
    }
    assert junit.read_text() == (folder / "junit.xml").read_text()
    assert json.loads((folder / "result.json").read_text())["seed"] == 3


def test_ctrl_c_keeps_the_journal_exits_130_and_can_be_resumed(
    start, run, call, tiny, tmp_path: Path
) -> None:
    program = start("run", tiny(), "--seed", "4")
    folder = tmp_path / "runs" / "latest"
    wait_for(folder / "journal.jsonl", '"kind":"phase-end"')
    program.signal(signal.SIGINT)
    assert program.wait() == 130
    assert "Traceback" not in program.said
    assert json.loads((folder / "result.json").read_text())["outcome"] == "aborted"
    assert _verdicts(folder) == {(0, 0): 1}
    code, said = call("run", "--resume", "runs/latest", "--set", "phases.look.for=4 s")
    assert (code, "cannot change in a resumed run" in said) == (2, True)
    code, said = run("run", "--resume", "runs/latest")
    assert (code, "PASS  All 3 verdicts passed." in said) == (0, True), said
    assert _verdicts(folder) == {(0, 0): 1, (1, 0): 1, (1, 1): 1}


def test_a_killed_run_is_resumed_and_loses_no_verdict(start, tiny, tmp_path: Path) -> None:
    """Three runs at a time, killed in the first phase, between the two, and in the second."""
    moments = {"first": '"name":"join"', "between": '"kind":"phase-end"', "second": '"index":1'}
    homes = {name: tmp_path / name for name in moments}
    scenario = tiny()
    programs = {}
    for name, home in homes.items():
        home.mkdir()
        programs[name] = start("run", scenario, "--seed", "5", cwd=home)
    before = {}
    for name, program in programs.items():
        folder = homes[name] / "runs" / "latest"
        wait_for(folder / "journal.jsonl", moments[name])
        program.signal(signal.SIGKILL)
        program.wait()
        before[name] = _verdicts(folder)
    resumed = {name: start("run", "--resume", "runs/latest", cwd=home) for name, home in homes.items()}
    for name, program in resumed.items():
        assert program.wait() == 0, program.said
        _check_resumed(homes[name] / "runs" / "latest", before[name])


def _check_resumed(folder: Path, before: Counter[tuple[int, int]]) -> None:
    assert _verdicts(folder) == {(0, 0): 1, (1, 0): 1, (1, 1): 1}
    assert before <= _verdicts(folder)
    lines = [entry for entry in read_journal(folder / "journal.jsonl") if entry.kind == "phase"]
    assert Counter(entry.data["name"] for entry in lines)["join"] == (1 if before else 2)
    facts = json.loads((folder / "run.json").read_text())
    assert (facts["seed"], len(facts["sessions"])) == (5, 2)
    assert "resumed 1 time" in (folder / "report.html").read_text()


def test_the_users_mistakes_are_named_and_nothing_starts(call, tiny, tmp_path: Path) -> None:
    scenario = tiny()
    (tmp_path / "no.mp4").write_bytes(b"this is no video")
    (tmp_path / "bad.csv").write_text("id,name,class\n1,gate,key-public-aria\n", encoding="utf-8")
    wrong = (tmp_path / "wrong.scenario.yaml", "query-katalog")
    wrong[0].write_text(Path(scenario).read_text().replace("query-catalog", wrong[1]), encoding="utf-8")
    fault = tmp_path / "fault.scenario.yaml"
    line = "do: query-catalog"
    fault.write_text(Path(scenario).read_text().replace(line, "fault: link.los"), encoding="utf-8")
    (tmp_path / "few.csv").write_text("name,class\ngate,key-public-area\n", encoding="utf-8")
    third = tmp_path / "third.scenario.yaml"
    third.write_text(
        Path(scenario).read_text().replace("do: watch,", "do: watch, on: {codes: [2]},"), encoding="utf-8"
    )
    for words, told in (
        (("nothing.yaml",), "nothing.yaml: the file cannot be read"),
        ((str(wrong[0]),), "line 10, column 25, field 'phases.0.timeline.0.do'"),
        ((str(wrong[0]),), "did you mean 'query-catalog'?"),
        ((scenario, "--set", "platform.heartbeet-interval=3 s"), "did you mean 'heartbeat-interval'?"),
        ((str(fault),), "did you mean 'link.loss'?"),
        ((scenario, "--source", "no.mp4"), "no.mp4"),
        ((scenario, "--stamp", "pictur"), "field '--stamp': 'pictur' is no kind of stamp"),
        ((scenario, "--source", "missing.mp4"), "field '--source': there is no file"),
        ((scenario, "--cameras", "bad.csv", "--region", "340200"), "bad.csv, line 2, field 'class'"),
        ((str(third), "--cameras", "few.csv", "--region", "340200"), "there is no camera number 2"),
        ((scenario, "--cameras", "few.csv", "--region", "999999"), "no province 99"),
        ((scenario, "--region", "340200"), "--region and --column belong to --cameras"),
        ((scenario, "--system", "missing.yaml"), "missing.yaml: the file cannot be read"),
        (("--resume", "runs/never"), "runs/never is no folder"),
    ):
        code, said = call("run", *words)
        assert (code, told in " ".join(said.split())) == (2, True), said
    assert not (tmp_path / "runs").exists()


def test_a_platform_that_refuses_everybody_is_trouble_of_the_bench(start, run, tiny, tmp_path: Path) -> None:
    platform = start("platform", "--port", "0", "--no-api", "--password", "secret")
    port = platform.until(r"SIP over UDP and TCP at 127\.0\.0\.1:(\d+)").group(1)
    (tmp_path / "mine.yaml").write_text(
        f'sip: {{host: 127.0.0.1, port: {port}}}\ncode: "34020000002000000001"\npassword: wrong\n',
        encoding="utf-8",
    )
    code, said = run("run", tiny(), "--system", "mine.yaml")
    assert code == 4
    assert f"mine at 127.0.0.1:{port} answered 403; is the password right?" in " ".join(said.split())
