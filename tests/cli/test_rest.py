"""The smaller commands, and the help of all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

LIBRARY = Path(__file__).resolve().parents[2] / "scenarios" / "library"


def test_check_says_what_is_in_good_files_and_what_is_wrong_in_bad_ones(call, tmp_path: Path) -> None:
    good = str(LIBRARY / "acceptance.scenario.yaml")
    code, said = call("check", good)
    assert (code, "60 cameras, 5 phases, 72 s, 34 targets" in said) == (0, True)
    (tmp_path / "bad.yaml").write_text("scenario: x\nprovs: y\n", encoding="utf-8")
    code, said = call("check", good, "bad.yaml")
    assert (code, "bad.yaml, line 2" in said, "did you mean 'proves'?" in said) == (2, True, True)


def test_the_catalogues_are_listed(call) -> None:
    code, said = call("faults")
    assert (code, "clock.offset" in said) == (0, True)
    code, said = call("requirements")
    assert (code, "TRANS-5" in said, "丢包率" in said) == (0, True, True)


def test_what_the_terminal_cannot_show_is_replaced() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "camproof", "requirements"],
        capture_output=True, env={**os.environ, "PYTHONIOENCODING": "latin-1"}, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"TRANS-5" in done.stdout


def test_version(run) -> None:
    assert run("--version") == (0, "camproof 0.1.0\n")


@pytest.mark.parametrize("command", ["run", "cameras", "platform", "probe", "check", "report", "scenarios"])
def test_help_has_examples_and_fits_80_columns(call, command: str) -> None:
    code, said = call(command, "--help")
    assert code == 0
    assert "Example" in said
    assert f"camproof {command}" in said
    assert max(map(len, said.splitlines())) <= 80


def test_an_unknown_command_or_option_is_bad_input(call) -> None:
    assert call("rum")[0] == 2
    assert call("cameras", "--adress", "127.0.0.1:5060")[0] == 2


def test_a_folder_that_holds_no_run_cannot_be_shown(call) -> None:
    code, said = call("report", "runs/never")
    assert (code, "runs/never is no folder" in said) == (2, True)
