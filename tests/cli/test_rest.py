"""The smaller commands, and the help of all."""

from __future__ import annotations

from pathlib import Path

import pytest

LIBRARY = Path(__file__).resolve().parents[2] / "scenarios" / "library"


def test_check_says_what_is_in_good_files_and_what_is_wrong_in_bad_ones(run, tmp_path: Path) -> None:
    good = str(LIBRARY / "acceptance.scenario.yaml")
    code, said = run("check", good)
    assert (code, "60 cameras, 5 phases, 72 s, 34 targets" in said) == (0, True)
    (tmp_path / "bad.yaml").write_text("scenario: x\nprovs: y\n", encoding="utf-8")
    code, said = run("check", good, "bad.yaml")
    assert (code, "bad.yaml, line 2" in said, "did you mean 'proves'?" in said) == (2, True, True)


def test_the_catalogues_are_listed(run) -> None:
    assert "clock.offset" in run("faults")[1]
    said = run("requirements")[1]
    assert "TRANS-5" in said
    assert "丢包率" in said


def test_version(run) -> None:
    assert run("--version") == (0, "camproof 0.1.0\n")


@pytest.mark.parametrize("command", ["run", "cameras", "platform", "check", "report"])
def test_help_has_examples(run, command: str) -> None:
    code, said = run(command, "--help")
    assert code == 0
    assert "Example" in said
    assert f"camproof {command}" in said
    assert max(map(len, said.splitlines())) <= 80
