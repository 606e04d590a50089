"""Scenario files as tests: what is collected, how each outcome ends, and what the user is told."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import VARIANTS, Session, session_in, write

Suite = Callable[[], Path]


@pytest.fixture(scope="module")
def outcomes(suite: Suite) -> Session:
    """One scenario for each way to end, on two workers."""
    folder = suite()
    for title in ("passes", "fails", "unmade", "broken", "wrong", "stillborn"):
        write(folder, title)
    write(folder, "elsewhere", loops="[mil]")
    write(folder, "timeless", clocks="[virtual]")
    write(folder, "two", VARIANTS)
    return session_in(folder, "-v", "-n", "2", "--camproof-clock", "wall", "--camproof-seed", "7", "-rs")


def test_each_outcome_ends_its_test_with_its_own_word(outcomes: Session) -> None:
    assert outcomes.code == 1
    ends = {name: word for word, name in re.findall(r"%\] (\w+) \S+::(\S+)", outcomes.said)}
    assert ends == {
        "passes[wall]": "PASSED",
        "fails[wall]": "FAILED",
        "unmade[wall]": "INCONCLUSIVE",
        "broken[wall]": "ERROR",
        "wrong[wall]": "ERROR",
        "stillborn[wall]": "ERROR",
        "elsewhere[wall]": "SKIPPED",
        "timeless[wall]": "SKIPPED",
        "two[small-wall]": "PASSED",
        "two[large-wall]": "PASSED",
    }
    assert "5 failed, 3 passed, 2 skipped" in outcomes.said


def test_what_is_not_run_says_why(outcomes: Session) -> None:
    assert "elsewhere.scenario.yaml: not run: it is for the loops mil" in outcomes.said
    assert "not run: the scenario declares the clocks virtual, not wall" in outcomes.said


def test_what_must_fail_is_expected_to_and_nothing_else_will_do(suite: Suite) -> None:
    folder = suite()
    for title in ("passes", "fails", "unmade"):
        write(folder, title, tags="[must-fail]")
    done = session_in(folder, "-v")
    ends = dict(re.findall(r"::(\S+) (\w+) ", done.said))
    assert ends == {"passes[wall]": "FAILED", "fails[wall]": "XFAIL", "unmade[wall]": "INCONCLUSIVE"}
    assert "[XPASS(strict)] it is tagged must-fail" in done.said
    assert done.properties("fails[wall]")["outcome"] == "fail"


def test_a_run_must_fail_for_the_measures_that_its_file_names_and_no_others(suite: Suite) -> None:
    folder = suite()
    write(folder, "fails", "must-fail: [clock accuracy, online rate]\n", name="both")
    write(folder, "fails", "must-fail: [clock accuracy]\n", name="one", tags="[must-fail]")
    write(folder, "passes", "must-fail: online rate\n")
    done = session_in(folder, "-v", "-rx")
    ends = dict(re.findall(r"::(\S+) (\w+) ", done.said))
    assert ends == {"both[wall]": "XFAIL", "one[wall]": "FAILED", "passes[wall]": "FAILED"}
    assert "it must fail for clock accuracy, online rate" in done.said
    assert "[XPASS(strict)] it must fail for online rate" in done.said
    text = done.case("one[wall]").findtext("failure") or ""
    first, *rest = text.splitlines()
    assert first == "fail: it must fail for clock accuracy, and failed for clock accuracy, online rate"
    assert any(line.startswith("Again: camproof run one.scenario.yaml --seed ") for line in rest)


def test_a_failure_names_verdict_value_limit_journal_seed_and_command(outcomes: Session) -> None:
    text = outcomes.case("fails[wall]").findtext("failure") or ""
    first, *_ = text.splitlines()
    assert first == "fail: AVAIL-3 online rate 10 %, limit ≥ 95 %, and 1 more"
    assert "FAIL AVAIL-3 online rate: 10 %" in text
    assert "Again: camproof run fails.scenario.yaml --seed 7" in text
    (journal,) = re.findall(r"^journal: (.*)$", text, re.MULTILINE)
    assert json.loads(Path(journal).read_text(encoding="utf-8").splitlines()[1])["kind"] == "run"
    assert text in "\n".join(line.rstrip() for line in outcomes.said.splitlines())
    assert outcomes.case("fails[wall]").find("failure").attrib["message"] == first


def test_no_line_of_a_failure_but_a_path_is_wider_than_the_terminal(outcomes: Session) -> None:
    for name in ("fails[wall]", "unmade[wall]", "broken[wall]"):
        lines = (outcomes.case(name).findtext("failure") or "").splitlines()
        assert max(len(line) for line in lines if not line.startswith(("journal:", "report:"))) <= 80


def test_trouble_of_the_bench_is_one_sentence_and_a_fault_of_ours_a_traceback(outcomes: Session) -> None:
    broken = outcomes.case("broken[wall]").findtext("failure") or ""
    assert broken.splitlines()[0] == "error: port 5060 is in use"
    assert "StageError" not in broken
    assert "ZeroDivisionError: a fault of ours" in (outcomes.case("wrong[wall]").findtext("failure") or "")


def test_a_crash_is_told_with_what_repeats_it(outcomes: Session) -> None:
    for name in ("wrong", "stillborn"):
        text = outcomes.case(f"{name}[wall]").findtext("failure") or ""
        assert "ZeroDivisionError: a fault of ours" in text
        again = f"camproof run {name}.scenario.yaml --seed 7"
        assert f"Again: {again}" in text.splitlines()
        told = outcomes.properties(f"{name}[wall]")
        assert (told["outcome"], told["command"]) == ("error", again)
        assert Path(told["run"]).is_dir()
    text = outcomes.case("wrong[wall]").findtext("failure") or ""
    (journal,) = re.findall(r"^journal: (.*)$", text, re.MULTILINE)
    last = json.loads(Path(journal).read_text(encoding="utf-8").splitlines()[-1])
    assert (last["kind"], last["outcome"]) == ("end", "error")


def test_every_measurement_is_a_property(outcomes: Session) -> None:
    told = outcomes.properties("passes[wall]")
    assert told["main: AVAIL-3 online rate"] == "100 %"
    assert told["main: AVAIL-3 online rate: limit"] == "≥ 95 %"
    assert told["main: AVAIL-3 online rate: outcome"] == "pass"
    assert [name for name in told if name.endswith("clock accuracy")]
    assert (told["outcome"], told["seed"], told["clock"]) == ("pass", "7", "wall")
    assert outcomes.properties("unmade[wall]")["outcome"] == "inconclusive"
    assert outcomes.properties("broken[wall]")["outcome"] == "error"


def test_every_run_has_a_folder_of_its_own_under_that_of_pytest(outcomes: Session) -> None:
    names = ("passes[wall]", "fails[wall]", "two[small-wall]", "two[large-wall]")
    folders = {Path(outcomes.properties(name)["run"]) for name in names}
    assert len(folders) == len(names)
    assert all(folder.is_relative_to(outcomes.folder / "tmp") for folder in folders)
    assert all((folder / "result.json").is_file() for folder in folders)


def test_a_variant_is_named_in_its_command_and_its_result(outcomes: Session) -> None:
    told = outcomes.properties("two[large-wall]")
    assert told["command"] == "camproof run two.scenario.yaml --variant large --seed 7"
    result = json.loads((Path(told["run"]) / "result.json").read_text(encoding="utf-8"))
    assert result["scenario"] == "two (large)"


def test_tags_are_registered_markers(suite: Suite) -> None:
    folder = suite()
    write(folder, "one", tags="[smoke, skip]")
    write(folder, "two", VARIANTS, tags="[acceptance, gb-28181]")
    listed = session_in(folder, "--collect-only", "-q", "-m", "gb-28181 and acceptance")
    assert re.findall(r"::(\S+)", listed.said) == ["two[small-wall]", "two[large-wall]"]
    assert "warning" not in listed.said
    assert "1 passed" in session_in(folder, "-m", "smoke").said, (
        "a tag named as a mark of pytest does nothing"
    )


def test_the_clocks_that_a_scenario_declares_are_its_tests(suite: Suite) -> None:
    folder = suite()
    write(folder, "both", clocks="[wall, virtual]")
    for wanted, names in (
        ("all", ["both[wall]", "both[virtual]"]),
        ("wall", ["both[wall]"]),
        ("virtual", ["both[virtual]"]),
    ):
        listed = session_in(folder, "--collect-only", "-q", "--camproof-clock", wanted)
        assert re.findall(r"::(\S+)", listed.said) == names


def test_a_bad_file_is_told_with_its_place_and_without_a_traceback(suite: Suite) -> None:
    folder = suite()
    write(folder, "good")
    bad = write(folder, "bad", VARIANTS.replace("count: 20", "count: many"))
    bad.write_text(bad.read_text().replace("online rate", "onlin rate").replace("proves", "provs"))
    done = session_in(folder)
    assert done.code == 2
    assert "bad.scenario.yaml:1:1: proves: the field is missing" in done.said
    assert (
        "bad.scenario.yaml:2:1: provs: 'provs' is no field of a scenario (did you mean 'proves'?)"
        in done.said
    )
    assert "bad.scenario.yaml:9:15: targets.0.measure: 'onlin rate' is nothing that can be" in done.said
    assert "Traceback" not in done.said
    assert ".py" not in done.said
    assert "1 error" in done.said


def test_a_system_file_takes_the_place_of_the_platform(suite: Suite) -> None:
    folder = suite()
    write(folder, "both", clocks="[wall, virtual]")
    good = "sip: {host: 127.0.0.1, port: 15060}\ncode: '34020000002000000001'\npassword: secret\n"
    (folder / "mine.yaml").write_text(f"name: staging\n{good}")
    done = session_in(folder, "--camproof-system", "mine.yaml", "--camproof-runs", "kept", "-rs")
    assert "1 passed, 1 skipped" in done.said
    assert "not run: staging cannot follow the virtual clock" in done.said
    told = done.properties("both[wall]")
    assert told["system"] == "staging"
    assert "--system " in told["command"]
    assert Path(told["run"]).parent == folder / "kept"
    (folder / "mine.yaml").write_text(f"nam: staging\n{good}")
    done = session_in(folder, "--camproof-system", "mine.yaml")
    assert done.code == 4
    assert "mine.yaml, line 1, column 1, field 'nam'" in done.said
    assert "Traceback" not in done.said


def test_our_own_tests_make_none_of_scenario_files(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[3]
    shutil.copy(root / "tests/conftest.py", tmp_path)
    shutil.copy(root / "scenarios/library/ptz.scenario.yaml", tmp_path)
    (tmp_path / "test_one.py").write_text("def test_it(): pass\n")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "camproof.scenarios.pytest_plugin",
        "--collect-only",
        "-q",
    ]
    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=100)
    assert "test_one.py::test_it" in done.stdout, done.stdout + done.stderr
    assert ".scenario.yaml" not in done.stdout
    (tmp_path / "conftest.py").unlink()
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=100)
    assert "ptz.scenario.yaml::" in done.stdout, done.stdout + done.stderr


def test_a_cascade_that_needs_the_built_in_lower_platform_is_skipped_for_another_one(suite: Suite) -> None:
    folder = suite()
    system = "sip: {host: 127.0.0.1, port: 5060}\ncode: 34020000002000000001\npassword: x\n"
    (folder / "mine.yaml").write_text(system, encoding="utf-8")
    write(folder, "mutual", "cascade: {mutual: yes}\n")
    write(folder, "plain", "cascade: {}\n")
    done = session_in(folder, "-v", "-rs", "--camproof-system", "mine.yaml")
    ends = dict(re.findall(r"::(\S+) (\w+) ", done.said))
    assert ends == {"mutual[wall]": "SKIPPED", "plain[wall]": "PASSED"}
    assert "mutual: yes needs the built-in system as the lower platform, and mine is not ours" in done.said
