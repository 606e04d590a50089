"""The program as its user starts it: a process of its own, ended by its id.

What ends before anything starts (mistakes, listings, help) is called in the test's own process: it is quick.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from camproof.cli import main

TINY = """\
scenario: Two cameras
proves: The command line works.
platform: {{heartbeat-interval: 1 s, heartbeat-count: 3}}
cameras:
  - {{name: yard, count: 2, class: key-public-area, stream: 352x288@25 h264 256 kbit/s}}
phases:
  - name: join
    for: 2.5 s
    timeline:
      - {{at: 0.5 s, do: query-catalog}}
    targets:
      - {{measure: online rate, window: 2.3 s .. 2.5 s}}
  - name: look
    for: {seconds} s
    timeline:
      - {{at: 0 s, do: watch, for: 1.2 s}}
    targets:
      - {{measure: live fetch rate{limit}}}
      - {{measure: HD share, at least: {hd}}}
"""


class Program:
    """A running camproof; what it says is read as it comes."""

    def __init__(self, words: Sequence[str], cwd: Path) -> None:
        env = {**os.environ, "COLUMNS": "80", "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "camproof", *words],
            cwd=cwd,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""

    def until(self, pattern: str) -> re.Match[str]:
        """Read on until the pattern was said."""
        assert self.process.stdout is not None
        while (found := re.search(pattern, self.said)) is None:
            line = self.process.stdout.readline()
            assert line, f"it ended without saying {pattern!r}:\n{self.said}"
            self.said += line
        return found

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def wait(self, timeout_s: float = 90) -> int:
        """Its exit code; all it said is in ``said``."""
        rest, _ = self.process.communicate(timeout=timeout_s)
        self.said += rest
        return self.process.returncode


Start = Callable[..., Program]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts camproof in an empty folder."""
    started: list[Program] = []

    def begin(*words: str, cwd: Path = tmp_path) -> Program:
        program = Program(words, cwd)
        started.append(program)
        return program

    yield begin
    for program in started:
        if program.process.poll() is None:
            program.process.kill()
            program.process.communicate()


@pytest.fixture
def run(start: Start) -> Callable[..., tuple[int, str]]:
    """Runs camproof to its end: exit code and all it said."""

    def to_the_end(*words: str) -> tuple[int, str]:
        program = start(*words)
        code = program.wait()
        assert "Traceback" not in program.said, program.said
        return code, program.said

    return to_the_end


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """Calls camproof's entry point here, in the empty folder: exit code and all it said."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def to_the_end(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["camproof", *words])
        try:
            main()
        except SystemExit as end:
            code = end.code
        else:
            code = 0
        out, err = capsys.readouterr()
        assert isinstance(code, int)
        return code, out + err

    return to_the_end


@pytest.fixture
def tiny(tmp_path: Path) -> Callable[..., str]:
    """Writes a scenario of two small cameras; gives its path."""

    def write(seconds: float = 2, limit: str = "", hd: str = "0 %") -> str:
        path = tmp_path / "tiny.scenario.yaml"
        path.write_text(TINY.format(seconds=seconds, limit=limit, hd=hd), encoding="utf-8")
        return str(path)

    return write


def wait_for(path: Path, text: str, timeout_s: float = 30) -> None:
    """Wait until a file holds a text."""
    ends_s = time.monotonic() + timeout_s
    while not (path.is_file() and text in path.read_text(encoding="utf-8")):
        assert time.monotonic() < ends_s, f"{path} never held {text!r}"
        time.sleep(0.05)
