"""A test's run and the command that repeats it write the same journal, byte for byte."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from .conftest import session_in

TEXT = """\
scenario: Repeated
proves: The command of a test repeats its run.
runs: {clocks: [wall, virtual]}
platform: {heartbeat-interval: 1 s}
cameras:
  - {name: gates, count: 4, district: [east, west]}
variants:
  tcp: {cameras.gates.sip: tcp}
for: 20 s
timeline:
  - {at: 5 s, fault: power.cut, on: {count: 2}, boot: 1 s, for: 6 s}
targets:
  - {measure: recovery time to 99 %, at most: 1 ms}
"""


def test_the_command_of_a_test_repeats_its_run(tmp_path: Path) -> None:
    (tmp_path / "again.scenario.yaml").write_text(TEXT, encoding="utf-8")
    done = session_in(tmp_path, "--camproof-clock", "virtual")
    told = done.properties("again[tcp-virtual]")
    assert told["outcome"] == "fail", done.said
    program, *words = shlex.split(told["command"])
    assert (program, told["seed"]) == ("camproof", words[-1])
    env = {**os.environ, "PYTHONHASHSEED": "5"}
    again = subprocess.run([sys.executable, "-m", program, *words], cwd=tmp_path, env=env, timeout=100)
    assert again.returncode == 1
    first = Path(told["run"]) / "journal.jsonl"
    assert (tmp_path / "runs" / "latest" / "journal.jsonl").read_bytes() == first.read_bytes()
