"""Real time, on loopback: a platform that is not ours is judged by what cameras and intruders see of it."""

from __future__ import annotations

import asyncio
import dataclasses
import random
from pathlib import Path

import pytest
from sil_kit import WatchedStage, read

from camproof.platforms import Platform, PlatformConfig
from camproof.scenarios.running.book import Book, Record, read_record
from camproof.scenarios.running.runner import play_scenario
from camproof.scenarios.running.silence import Silence
from camproof.scenarios.running.stage import StageError
from camproof.scenarios.schema import Scenario, SystemSpec
from camproof.scenarios.sil import stage as stage_module
from camproof.scenarios.sil.cast import ClipShelf
from camproof.verdicts import Journal, Outcome, read_journal

pytestmark = pytest.mark.wallclock

TEXT = """\
scenario: Somebody else's platform
proves: That nobody is blamed for what was not seen.
platform: {heartbeat-interval: 1 s, heartbeat-count: 2}
cameras:
  - {name: gates, count: 2, stream: 352x288@25 h264 256 kbit/s}
for: 3 s
timeline:
  - {at: 0.2 s, do: query-catalog}
  - {at: 0.2 s, do: watch, for: 1 s}
  - {at: 0.3 s, fault: power.cut, on: {codes: [1]}, boot: 100 ms, spread: 100 ms, for: 1 s}
  - {at: 0.3 s, fault: intruder.wrong-password, on: {codes: [2]}, interval: 100 ms}
targets:
  - {measure: registration time, percentile: 95}
  - {measure: online rate, window: 1 s .. 3 s}
  - {measure: recovery time to 99 %}
  - {measure: intruders refused}
  - {measure: networking rate}
  - {measure: live fetch rate}
  - {measure: intact rate}
  - {measure: detection of offline}
  - {measure: planned faults detected}
  - {measure: fault detection time}
  - {measure: false findings}
"""
JUDGED = {"registration time", "online rate", "recovery time to 99 %", "intruders refused"}


def system_of(host: str, port: int, code: str, password: str = "12345678") -> SystemSpec:
    return SystemSpec(
        name="theirs", host=host, port=port, transport="udp", code=code, domain=code[:10], password=password
    )


async def play(scenario: Scenario, folder: Path) -> WatchedStage:
    stage = WatchedStage(scenario, 3, ClipShelf(None, Silence().preparing), Silence())
    with Journal(folder / "journal.jsonl") as journal:
        await play_scenario(scenario, stage, Book(journal), Record(run={}), {}, Silence())
    return stage


def against_ours(tmp_path: Path, password: str) -> WatchedStage:
    """A platform of ours, of which the stage knows no more than of any other."""

    async def body() -> WatchedStage:
        config = PlatformConfig(heartbeat_interval_s=1.0, heartbeat_count=2)
        async with await Platform.start(config, rng=random.Random(1)) as platform:
            host, port = platform.address
            system = system_of(host, port, platform.code, password)
            return await play(dataclasses.replace(read(tmp_path, TEXT), system=system), tmp_path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stage_module, "START_SPREAD_S", 0.1)
        return asyncio.run(body())


def test_what_cannot_be_seen_is_inconclusive_and_the_rest_is_judged(tmp_path: Path) -> None:
    stage = against_ours(tmp_path, PlatformConfig().password)
    (judged,) = stage.judged
    outcomes = {v.measurement.spec.name: v.outcome for v in judged.informed.verdicts}
    assert {name for name, outcome in outcomes.items() if outcome is Outcome.PASS} == JUDGED
    assert {outcomes[name] for name in outcomes.keys() - JUDGED} == {Outcome.INCONCLUSIVE}
    assert judged.informed.findings == ()
    record = read_record(read_journal(tmp_path / "journal.jsonl"))
    said = {line.data["name"]: line.data["said"] for line in record.phases[0].of_kind("step")}
    assert "not built in" in said["watch"]
    assert "not built in" in said["query-catalog"]


def test_a_platform_that_lets_nobody_in_is_trouble_of_the_bench_not_a_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage_module, "SETTLE_S", 0.8)
    with pytest.raises(StageError, match="is the password right"):
        against_ours(tmp_path, "not-this-one")
    end = read_record(read_journal(tmp_path / "journal.jsonl")).end
    assert end is not None
    assert end["outcome"] == "error"
    assert "No camera could register" in end["reason"]
