"""Cameras a core, with a sender and a receiver that are made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import pytest

from benchmarks.media import sending
from benchmarks.media.sending import Load, SendRun, send_run
from benchmarks.sinks import drain_tcp, drain_udp, hold_sinks

QUIET = {"p50_ms": 1.0, "p99_ms": 2.0, "p999_ms": 3.0, "refused": 0, "dropped": 0}


@dataclass
class Stage:
    """:param late_ms: p99 of each window; :param noise: what the sender's gauge says of it, else nothing."""

    late_ms: Iterator[float] = field(default_factory=lambda: iter([2.0] * 100))
    noise: Iterator[str] = field(default_factory=lambda: iter([""] * 100))
    slow: float | None = 0.25
    messages: int = 1000
    arrived: int = 1000
    settled: int = 0
    watched: list[int] = field(default_factory=list)
    receivers: list[Any] = field(default_factory=list)

    def worker(self, core: int, work: Any, **_settings: Any) -> Any:
        if work is sending.send:
            return _Sender(self, core)
        self.receivers.append(work)
        return _Receiver(self, core)

    def meter(self, _core: int) -> Any:
        return _Meter(self)

    def gauge(self, _pid: int, core: int) -> Any:
        self.watched.append(core)
        return _Gauge(self, core)


@dataclass
class _Side:
    stage: Stage
    pid: int
    waits: bool = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


class _Sender(_Side):
    seconds = 0.0
    told = -1

    def tell(self, word: str) -> None:
        assert word == "window"

    def facts(self) -> dict[str, Any]:
        self.told += 1
        if self.told == 0:
            return {"kb_a_stream": 2.5}
        if sending.time.slept_s != sending._WINDOW_S:  # type: ignore[attr-defined]
            return QUIET
        return QUIET | {"p99_ms": next(self.stage.late_ms)}

    def stop(self) -> dict[str, Any]:
        return {"messages": self.stage.messages, "packets": 7 * self.stage.messages}


class _Receiver(_Side):
    def facts(self) -> dict[str, Any]:
        return {"ports": [1000]}

    def stop(self) -> dict[str, Any]:
        return {"arrived": self.stage.arrived}


@dataclass
class _Meter:
    stage: Stage

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def settle(self) -> None:
        self.stage.settled += 1

    def restart(self) -> None:
        pass

    def busy_share(self) -> float:
        return 0.5

    def slow_memory_share(self) -> float | None:
        return self.stage.slow


@dataclass
class _Gauge:
    stage: Stage
    core: int

    def reason(self) -> str:
        return next(self.stage.noise) if self.core == sending.SEND_CORE else ""


class _Time:
    slept_s = 0.0

    def sleep(self, seconds: float) -> None:
        self.slept_s = seconds


def _ran(monkeypatch: pytest.MonkeyPatch, stage: Stage, load: Load | None = None) -> SendRun:
    made = {"time": _Time(), "Worker": stage.worker, "CoreMeter": stage.meter, "NoiseGauge": stage.gauge}
    for name, instead in made.items():
        monkeypatch.setattr(sending, name, instead)
    return send_run(load or Load(dress="stamp", first=500), 500)


def test_the_medians_of_seven_windows_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = Stage(iter([2.0, 9.0, 3.0, 8.0, 4.0, 1.0, 7.0]))
    run = _ran(monkeypatch, stage)
    assert (run.windows, run.late_windows, run.p99_ms, run.kb_a_stream) == (7, 3, 4.0, 2.5)
    assert run.holds
    assert "3 of 7 windows late, core 50% busy, memory slow for 25% of the time" in run.text
    assert stage.settled == 1


def test_a_disturbed_window_is_measured_again_whatever_it_gave(monkeypatch: pytest.MonkeyPatch) -> None:
    noise = ["others", "", "", "", "", "", "others", "", ""]
    run = _ran(monkeypatch, Stage(iter([1.0, 9.0, 9.0, 9.0, 9.0, 9.0, 1.0, 9.0, 9.0]), iter(noise)))
    assert (run.windows, run.late_windows, run.p99_ms, run.noise, run.holds) == (7, 7, 9.0, "", False)
    run = _ran(monkeypatch, Stage(noise=iter(["others"] * 5 + [""] * 6)))
    assert (run.windows, run.noise, run.holds) == (6, "others", False)


@pytest.mark.parametrize(("arrived", "missing"), [(1000, 0), (999, 1), (1001, -1)])
def test_every_message_must_arrive(monkeypatch: pytest.MonkeyPatch, arrived: int, missing: int) -> None:
    run = _ran(monkeypatch, Stage(arrived=arrived))
    assert run.missing == missing
    assert run.holds is (missing == 0)
    over_tcp = _ran(monkeypatch, Stage(arrived=7), Load(dress="stamp", first=500, tcp=True))
    assert (over_tcp.missing, over_tcp.holds) == (0, True)


@pytest.mark.parametrize(
    ("load", "receiver", "cores"),
    [
        (Load(dress="stamp", first=500), hold_sinks, [sending.SEND_CORE]),
        (Load(dress="stamp", first=500, whole=False), hold_sinks, [sending.SEND_CORE]),
        (Load(dress="stamp", first=500, read=True), drain_udp, [sending.SEND_CORE, sending.READ_CORE]),
        (Load(dress="stamp", first=500, tcp=True), drain_tcp, [sending.SEND_CORE, sending.READ_CORE]),
    ],
)
def test_a_core_is_watched_where_something_is_at_work(
    monkeypatch: pytest.MonkeyPatch, load: Load, receiver: Any, cores: Sequence[int]
) -> None:
    stage = Stage(slow=None)
    if not load.whole:
        stage.arrived = 7 * stage.messages
    run = _ran(monkeypatch, stage, load)
    assert run.missing == 0
    assert stage.receivers == [receiver]
    assert stage.watched == [*cores] * 7
    assert run.slow_share is None
    assert "memory" not in run.text
