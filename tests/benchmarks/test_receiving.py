"""Streams measured a core, with a sender and a reader that are made up, in a time that is made up."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Self

import pytest

from benchmarks.media import __main__ as command
from benchmarks.media import receiving
from benchmarks.media.peer_figures import PeerFound
from benchmarks.rows import Row


class Stage:
    """Both sides: the reader measures whatever is sent, up to ``reads`` streams; more it loses."""

    def __init__(self, sends: int, reads: int) -> None:
        self.now_s, self.sends, self.reads = 0.0, sends, reads

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds

    def worker(self, _core: int, work: Any, **settings: Any) -> _Side:
        reads = work is receiving.measure
        return _Side(self, reads=reads, streams=settings["streams" if reads else "cameras"])


class _Side:
    pid = 1

    def __init__(self, stage: Stage, *, reads: bool, streams: int) -> None:
        self._stage, self._reads, self._streams = stage, reads, streams
        self._from_s: float | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def tell(self, word: str) -> None:
        assert word == "window"

    def stop(self) -> None:
        pass

    def facts(self) -> dict[str, Any]:
        stage = self._stage
        passed_s = 0.0 if self._from_s is None else stage.now_s - self._from_s
        self._from_s = stage.now_s
        fps = 25 * min(1.0, stage.sends / self._streams)
        frames = round(fps * self._streams * passed_s)
        if not self._reads:
            return {"frames": frames}
        lost = max(0, self._streams - stage.reads)
        return {"ports": [1], "packets": 8 * frames, "stamped": frames, "lost": lost, "drops": 0}


class _Quiet:
    """In place of the meter and the gauges of the core."""

    def __init__(self, *_: object) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def restart(self) -> None:
        pass

    def busy_share(self) -> float:
        return 0.5

    def reason(self) -> str:
        return ""


def _row(monkeypatch: pytest.MonkeyPatch, *, sends: int, reads: int) -> Row:
    stage = Stage(sends, reads)
    time = SimpleNamespace(monotonic=lambda: stage.now_s, sleep=stage.sleep)
    made = {"time": time, "Worker": stage.worker, "CoreMeter": _Quiet, "NoiseGauge": _Quiet}
    for name, instead in made.items():
        monkeypatch.setattr(receiving, name, instead)
    peers: Any = SimpleNamespace(ffmpeg_receives=lambda: PeerFound(None))
    return command.receive_row("x", "shared", 4000, peers)


@pytest.mark.parametrize(
    ("sends", "reads", "value", "ok", "floor"),
    [
        (9000, 4500, 4500, True, "no more were tried"),
        (9000, 4000, 4000, True, ""),
        (9000, 3500, 3500, False, ""),
        (4000, 9000, 4000, True, "of more: the sender sent 22.2 of 25 frames/s a stream"),
        (3500, 9000, 3500, None, "of more: the sender sent 21.9 of 25 frames/s a stream"),
        (3500, 3000, 3000, False, ""),
    ],
)
def test_the_receiver_is_not_blamed_for_the_sender(
    monkeypatch: pytest.MonkeyPatch, sends: int, reads: int, value: int, ok: bool | None, floor: str
) -> None:
    row = _row(monkeypatch, sends=sends, reads=reads)
    assert (row.figure.value, row.figure.noise, row.figure.floor) == (value, "", floor)
    assert row.ok is ok
    assert row.reason == (floor if ok is None else "")
