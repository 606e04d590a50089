from __future__ import annotations

import json
import math
import os
import time
from pathlib import Path
from typing import Any

import pytest

from benchmarks.core import CoreMeter, slow_share, spans_of
from benchmarks.machine import NoiseGauge, machine_text
from benchmarks.rows import Figure, Row, print_json, print_table
from benchmarks.worker import Line, Worker, WorkerError


def _row(*values: float, noise: str = "", floor: str = "", **settings: Any) -> Row:
    return Row(what="cameras", figure=Figure(values, noise, floor), unit="streams", **settings)


@pytest.mark.parametrize(
    ("row", "ok"),
    [
        (_row(4100, 3900, 4000, at_least=4000), True),
        (_row(3900, 3999, 5000, at_least=4000), False),
        (_row(2.0, at_most=2.0), True),
        (_row(2.1, at_most=2.0), False),
        (_row(4000, at_least=4000, ratio_at_least=20, peer="ffmpeg", peer_figure=Figure((190,))), True),
        (_row(4000, at_least=4000, ratio_at_least=20, peer="ffmpeg", peer_figure=Figure((201,))), False),
        (_row(4000, ratio_at_least=20), False),
        (_row(9000, at_least=4000, noise="others had the core"), None),
        (_row(9000, ratio_at_least=20, peer="ffmpeg", peer_figure=Figure((190, 200), "busy")), None),
        (_row(9000, at_least=4000, peer="ffmpeg", peer_figure=Figure((190, 200), "busy")), True),
        (_row(3, at_least=4, ratio_at_least=2, peer="ffmpeg", peer_figure=Figure((1,), "busy")), False),
        (_row(1), None),
        (_row(4000, floor="no more", at_least=4000), True),
        (_row(3000, floor="no more", at_least=4000), None),
        (_row(6000, floor="no more", ratio_at_least=20, peer="f", peer_figure=Figure((339,))), None),
        (_row(6000, floor="no more", ratio_at_least=20, peer="f", peer_figure=Figure((300,))), True),
    ],
)
def test_a_row_is_held_to_its_limits(row: Row, ok: bool | None) -> None:
    assert row.ok is ok


def test_a_floor_is_the_reason_only_where_a_limit_asks_for_more() -> None:
    assert _row(3000, floor="no more", at_least=4000).reason == "no more"
    assert _row(4000, floor="no more", at_least=4000).reason == ""
    assert _row(4000, floor="no more").reason == ""


def test_rows_are_printed_for_people_and_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    peer = Figure((0.5, 0.4, 0.6))
    rows = [
        _row(1, 3, 2, at_least=1, peer="ffmpeg", peer_figure=peer),
        _row(7, noise="a busy core"),
        _row(9, ratio_at_least=2, peer="ffmpeg", peer_figure=Figure((3,), "a busy core")),
    ]
    print_json(rows)
    first, second, third = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["value"], first["ratio"], first["required"], first["ok"]) == (2, 4, "≥ 1", True)
    assert (first["spread"], first["peer_value"], first["peer_spread"]) == ([1, 3], 0.5, [0.4, 0.6])
    assert (third["ok"], third["reason"]) == (None, "ffmpeg: a busy core")
    assert (first["peer_noise"], third["peer_noise"]) == ("", "a busy core")
    assert (second["ok"], second["reason"], second["machine"]) == (None, "a busy core", machine_text())
    print_table(rows)
    said = capsys.readouterr().out
    assert "cameras" in said
    assert "ffmpeg" in said


def test_the_share_of_slow_memory_is_that_of_the_spans_in_which_a_copy_took_long() -> None:
    usual_ns = [100] * 50 + [200] * 50
    assert slow_share(usual_ns, [100] * 15 + [129] * 5) == 0.0
    assert slow_share(usual_ns, [100] * 15 + [131] * 5) == 0.25
    assert slow_share(usual_ns, [131] * 9) is None, "too few to tell"
    assert slow_share([100] * 9, [131] * 20) is None, "nothing is usual yet"


def test_a_span_counts_once_it_is_told_whole() -> None:
    assert spans_of("1.0 200\n1.05 300\n1.1 4") == [(1.0, 200), (1.05, 300)]


def _echo(line: Line, number: int) -> None:
    line.tell(number=number, cores=sorted(os.sched_getaffinity(0)))
    line.wait()
    line.tell(done=True)


def _die(line: Line) -> None:
    os._exit(3)


def test_a_worker_is_pinned_talks_and_ends() -> None:
    core = min(os.sched_getaffinity(0))
    with Worker(core, _echo, number=7) as worker:
        assert worker.facts() == {"number": 7, "cores": [core]}
        assert worker.stop() == {"done": True}


def test_a_worker_that_dies_is_an_error() -> None:
    with Worker(None, _die) as worker, pytest.raises(WorkerError, match="died"):
        worker.facts()


def test_the_meters_give_shares() -> None:
    core = min(os.sched_getaffinity(0))
    with CoreMeter(core) as meter:
        folder = Path(meter._folder.name)
        meter.settle()
        assert meter.slow_memory_share() is None, "nothing is known yet"
        meter.restart()
        while len(spans_of((folder / "copies").read_text(encoding="ascii"))) < 2:
            time.sleep(0.01)
        share = meter.busy_share()
        quick = "".join(f"{meter._usual_from_s + 0.05 * n} 100\n" for n in range(100))
        slow = "".join(f"{time.monotonic() + 9 + 0.05 * n} {100 + 50 * (n % 2)}\n" for n in range(20))
        (folder / "copies").write_text(f"1.0 900\n{quick}{slow}", encoding="ascii")
        assert 0.05 < (meter.slow_memory_share() or 0.0) < 0.5
    assert not folder.exists()
    assert 0.0 <= share <= 1.0
    gauge = NoiseGauge(os.getpid(), core)
    assert math.isfinite(gauge.share())
    assert Path("/proc/self/schedstat").exists()
