"""The program's list of commands: whole, and quick because it imports none of them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from camproof.cli.lazy import COMMANDS, load

HEAVY = ("numpy", "numba", "av", "cv2", "scipy", "pydantic", "camproof.scenarios", "camproof.protocols")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_sentence_in_the_list_is_the_first_of_the_commands_help(name: str) -> None:
    paragraph, *_ = load(name).help.split("\n\n")
    said = " ".join(paragraph.split())
    assert said == COMMANDS[name].sentence


def test_every_command_is_listed(call) -> None:
    code, said = call("--help")
    assert code == 0
    words = [line.split()[1] for line in said.splitlines() if line.startswith("│ ") and line[2:3].isalpha()]
    assert words == list(COMMANDS)


def test_the_list_imports_no_command() -> None:
    program = (
        "import sys; from camproof.cli.app import app\n"
        "try: app(['--help'])\n"
        f"except SystemExit: sys.exit(','.join(name for name in {HEAVY} if name in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert "explore" in done.stdout


@pytest.mark.parametrize(("word", "meant"), [("scenario", "scenarios"), ("platfrom", "platform")])
def test_a_slip_of_the_pen_is_told_what_was_meant(call, word: str, meant: str) -> None:
    code, said = call(word)
    assert code == 2
    assert f"Did you mean '{meant}'" in said
