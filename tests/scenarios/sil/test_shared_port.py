"""Real time, on loopback: a run whose shared media port breaks down says so, at once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from sil_kit import WatchedStage, read

from camproof.media.bulk.send.engine import Engine
from camproof.scenarios.running.book import read_record
from camproof.scenarios.running.launch import Launch, launch
from camproof.scenarios.running.silence import Silence
from camproof.scenarios.running.stage import StageError
from camproof.scenarios.sil import grounds as grounds_module
from camproof.scenarios.sil import stage as stage_module
from camproof.scenarios.sil.cast import ClipShelf
from camproof.verdicts import RunFolder, read_journal

pytestmark = pytest.mark.wallclock

TEXT = """\
scenario: A port that breaks down
proves: That nobody is judged without media.
platform: {heartbeat-interval: 1 s, heartbeat-count: 2}
cameras:
  - {name: gates, count: 2, stream: 352x288@25 h264 256 kbit/s}
for: 30 s
timeline:
  - {at: 1 s, do: watch, transport: udp, for: 20 s}
targets:
  - {measure: live fetch rate}
"""


def test_a_breakdown_ends_the_run_with_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage_module, "START_SPREAD_S", 0.1)
    monkeypatch.setattr(grounds_module, "OWN_PORTS", 1)
    take, frames, broke_s = Engine._send_frames, [0], list[float]()

    def send_some(engine: Engine, streams: Any, now_ns: int, epoch_us: int) -> None:
        frames[0] += len(streams)
        if frames[0] > 20:
            broke_s.append(time.monotonic())
            raise ZeroDivisionError("no more")
        take(engine, streams, now_ns, epoch_us)

    monkeypatch.setattr(Engine, "_send_frames", send_some)
    folders: list[RunFolder] = []
    shelf = ClipShelf(None, Silence().preparing)
    run = Launch(
        scenario=read(tmp_path, TEXT),
        make_stage=lambda plan, seed: WatchedStage(plan, seed, shelf, Silence()),
        out=tmp_path,
        seed=3,
        options={},
    )
    with pytest.raises(StageError, match="The sender broke down: ZeroDivisionError"):
        launch(run, Silence(), folders.append)
    assert time.monotonic() - broke_s[0] < 15, "not at the end of the phase; what was before took its time"
    end = read_record(read_journal(folders[0].path / "journal.jsonl")).end
    assert end is not None
    assert (end["outcome"], "no more" in end["reason"]) == ("error", True)
