"""Real time, on loopback: a lower platform that is not ours is judged by what the upper one sees of it."""

from __future__ import annotations

import asyncio
import dataclasses
import random
import socket
from pathlib import Path

import pytest
from sil_kit import WatchedStage, read

from camproof.platforms import Platform, PlatformConfig
from camproof.platforms.cascade import UpperConfig
from camproof.scenarios.running.book import Book, Record, read_record
from camproof.scenarios.running.runner import play_scenario
from camproof.scenarios.running.silence import Silence
from camproof.scenarios.running.stage import StageError
from camproof.scenarios.schema import SystemSpec
from camproof.scenarios.sil import cascade as cascade_module
from camproof.scenarios.sil import stage as stage_module
from camproof.scenarios.sil.cast import ClipShelf
from camproof.verdicts import Journal, Outcome, read_journal

pytestmark = pytest.mark.wallclock

TEXT = """\
scenario: Somebody else's lower platform
proves: That it is judged from above, by what can be seen there.
cascade: {port: PORT, password: between-us, heartbeat-interval: 1 s}
cameras:
  - {name: gates, count: 2, edition: "2022", stream: 352x288@25 h264 256 kbit/s}
for: 7 s
timeline:
  - {at: 2.0 s, do: query-catalog-from-upper}
  - {at: 2.0 s, do: subscribe-catalog-from-upper}
  - {at: 2.2 s, do: watch-from-upper, transport: mixed, for: 4 s}
  - {at: 2.5 s, do: move-ptz-from-upper}
  - {at: 2.5 s, do: watch-in-a-loop}
targets:
  - {measure: cascade online rate}
  - {measure: cascade catalogue completeness}
  - {measure: cascade live fetch rate}
  - {measure: cascade time to first key frame, percentile: 95}
  - {measure: cascade information delay, percentile: 95}
  - {measure: cascade packet loss}
  - {measure: cascade PTZ response, percentile: 95}
  - {measure: cascade registration time}
  - {measure: status report delay, percentile: 95}
  - {measure: loops refused}
  - {measure: false findings}
"""
UNSEEN = {"cascade registration time", "status report delay", "loops refused"}
UPPER = "34010000002000000001"


def free_port() -> int:
    """One of which TCP and UDP are free now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def against_theirs(folder: Path, password: str) -> WatchedStage:
    """A lower platform of ours, of which the stage knows no more than of any other."""
    port = free_port()
    async with await Platform.start(PlatformConfig(), rng=random.Random(1)) as theirs:
        way_up = UpperConfig(
            code=UPPER,
            keepalive_interval_s=1.0,
            host="127.0.0.1",
            port=port,
            password=password,
            retry_interval_s=0.2,
            retry_jitter_s=0.1,
        )
        await theirs.join(way_up, rng=random.Random(2))
        host, own_port = theirs.address
        system = SystemSpec(
            name="theirs", host=host, port=own_port, transport="udp", code=theirs.code,
            domain=theirs.code[:10], password=theirs.config.password,
        )  # fmt: skip
        scenario = dataclasses.replace(read(folder, TEXT.replace("PORT", str(port))), system=system)
        stage = WatchedStage(scenario, 3, ClipShelf(None, Silence().preparing), Silence())
        with Journal(folder / "journal.jsonl") as journal:
            await play_scenario(scenario, stage, Book(journal), Record(run={}), {}, Silence())
        return stage


def test_it_is_listed_watched_and_steered_from_above_and_the_rest_is_not_made_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage_module, "START_SPREAD_S", 0.1)
    (judged,) = asyncio.run(against_theirs(tmp_path, "between-us")).judged
    outcomes = {v.measurement.spec.name: v.outcome for v in judged.informed.verdicts}
    assert {name for name, outcome in outcomes.items() if outcome is Outcome.INCONCLUSIVE} == UNSEEN
    missed = [f"{v.measurement}" for v in judged.informed.verdicts if v.outcome > Outcome.INCONCLUSIVE]
    assert not missed, missed
    reasons = {v.measurement.spec.name: v.reason for v in judged.informed.verdicts}
    assert "not ours" in reasons["cascade registration time"]
    assert "not ours" in reasons["status report delay"]
    record = read_record(read_journal(tmp_path / "journal.jsonl"))
    said = {line.data["name"]: line.data["said"] for line in record.phases[0].of_kind("step")}
    assert said["query-catalog-from-upper"] == "2 of 2 channels listed"
    assert "not below" in said["watch-in-a-loop"]


def test_one_that_does_not_come_is_told_where_it_should(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cascade_module, "FOREIGN_JOIN_S", 1.0)
    with pytest.raises(StageError, match=f"did not register .* is {UPPER} .* at 127.0.0.1:"):
        asyncio.run(against_theirs(tmp_path, "not-this-one"))
