"""One seed, one journal: byte for byte, whatever process or machine plays it."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from camproof.scenarios.sil.grounds import VirtualGround
from camproof.verdicts import read_journal

TEXT = """\
scenario: Two districts
proves: That a run can be repeated.
runs: {clocks: [virtual]}
platform: {heartbeat-interval: 5 s}
cameras:
  - {name: gates, count: 12, district: [east, west], sip: [udp, tcp, udp], edition: ["2016", "2022"]}
network:
  east: {delay: 10 ms ± 8 ms, loss: 3 %}
  west: {delay: 20 ms ± 5 ms, rate: 2 Mbit/s}
phases:
  - name: join
    for: 20 s
    timeline:
      - {at: 5 s, do: query-catalog}
      - {at: 6 s, do: raise-alarm, on: {share: 50 %}}
      - {at: 7 s, do: watch, transport: mixed, for: 5 s}
      - {at: 8 s, do: subscribe-positions, on: {count: 4}, interval: 2 s}
    targets:
      - {measure: registration time, percentile: 95}
      - {measure: networking rate}
      - {measure: alarm delay, percentile: 95}
  - name: cut
    for: 60 s
    timeline:
      - {at: 2 s, fault: power.cut, on: {district: east}, boot: 1 s, spread: 9 s, for: 20 s}
      - {at: 3 s, fault: link.loss, on: {share: 40 %}, loss: 20 %, for: 30 s}
      - {at: 4 s, fault: intruder.replay, on: {count: 2}, interval: 1 s}
    targets:
      - {measure: planned faults detected}
      - {measure: recovery time to 99 %}
      - {measure: online rate, at least: 100 %, of: {district: west}}
"""
GOLDEN = """\
scenario: Two gates
proves: That a run is the same on any machine.
runs: {clocks: [virtual]}
platform: {heartbeat-interval: 5 s}
cameras:
  - {name: gates, count: 4, district: [east, west], stream: 352x288@25 h264 256 kbit/s}
network:
  east: {delay: 10 ms ± 8 ms, loss: 3 %, rate: 2 Mbit/s}
for: 30 s
timeline:
  - {at: 3 s, do: query-catalog}
  - {at: 8 s, fault: keepalive.silence, on: {count: 1}, for: 18 s}
targets:
  - {measure: online rate, window: 3 s .. 12 s}
  - {measure: detection of offline}
"""
GOLDEN_HASH = "d8471a1179a6bd9f734313c64b37d95f09010140e97aeb7daa1c21ce3e0165d8"
"""Of its journal with the seed 11 and the locked versions, as the first machine wrote it."""
ON_PURPOSE = """\
The journal is another one than it was, {hash}.
Where that is on purpose (other words in a verdict, another field, newer locked versions), look at what has
changed in it, and make this GOLDEN_HASH in the commit that changes it, saying why.
Where it is so on one machine alone, it is a defect."""


def _camproof(folder: Path, *words: str, hash_seed: str = "0") -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-m", "camproof", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, cwd=folder, env=env)


def _run(
    folder: Path, *words: str, text: str = TEXT, hash_seed: str = "0"
) -> subprocess.CompletedProcess[str]:
    scenario = folder / "districts.scenario.yaml"
    scenario.write_text(text, encoding="utf-8")
    return _camproof(folder, "run", str(scenario), *words, hash_seed=hash_seed)


def _hash(folder: Path) -> str:
    return hashlib.sha256((folder / "runs/latest/journal.jsonl").read_bytes()).hexdigest()


def test_the_same_seed_gives_the_same_journal_in_any_process(tmp_path: Path) -> None:
    hashes = {}
    for name, seed, hash_seed in (("a", "11", "1"), ("b", "11", "4242"), ("c", "12", "1")):
        folder = tmp_path / name
        folder.mkdir()
        done = _run(folder, "--seed", seed, "-q", hash_seed=hash_seed)
        assert "Traceback" not in done.stderr, done.stderr
        hashes[name] = _hash(folder)
    assert hashes["a"] == hashes["b"]
    assert hashes["a"] != hashes["c"]


def test_a_run_that_fails_says_how_to_repeat_it(tmp_path: Path) -> None:
    done = _run(tmp_path, "--set", "phases.join.targets.0.at most=1 ms")
    assert done.returncode == 1, done.stdout + done.stderr
    (again,) = (line for line in done.stdout.splitlines() if line.startswith("Again: camproof run "))
    (head, *_) = read_journal(tmp_path / "runs/latest/journal.jsonl")
    assert again.endswith(f" --seed {head.data['seed']}")
    first = _hash(tmp_path)
    repeated = _camproof(tmp_path, *shlex.split(again)[2:])
    assert (repeated.returncode, _hash(tmp_path)) == (1, first)


@pytest.mark.checkout
def test_the_journal_is_the_one_that_another_machine_wrote(tmp_path: Path) -> None:
    lock = (Path(__file__).resolve().parents[3] / "requirements.lock").read_text(encoding="utf-8")
    locked = dict(re.findall(r"^([\w.-]+)==(\S+)", lock, re.MULTILINE))
    there = {name: version(name) for name in VirtualGround.packages if name != "camproof"}
    if any(locked[name] != found for name, found in there.items()):
        pytest.skip(f"holds for the locked versions alone, and here are {there}")
    done = _run(tmp_path, "--seed", "11", "-q", text=GOLDEN)
    assert "Traceback" not in done.stderr, done.stderr
    assert _hash(tmp_path) == GOLDEN_HASH, ON_PURPOSE.format(hash=_hash(tmp_path))
