"""When the bench itself was too busy to blame anybody else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator

import pytest

from camproof.reports import LoadSample
from camproof.scenarios.sil.load import LATEST_SEND_P99_MS, LONGEST_LAG_MS, LoadMonitor, saturation

LATE = LATEST_SEND_P99_MS + 1


def samples(
    number: int = 20,
    late: frozenset[int] = frozenset(),
    lag: frozenset[int] = frozenset(),
    drops: Callable[[int], int] = lambda _: 0,
) -> list[LoadSample]:
    """One a second, from 1.0 s on."""
    return [
        LoadSample(
            t_s=float(second),
            cpu_share=0.5,
            loop_lag_ms=LONGEST_LAG_MS + 50 if second in lag else 1.0,
            send_lateness_ms=LATE if second in late else 2.0,
            udp_drops=drops(second),
        )
        for second in range(1, number + 1)
    ]


def test_a_bench_that_keeps_up_is_not_saturated() -> None:
    assert saturation(samples(), 0.0, 20.0) is None
    quiet = [LoadSample(t_s=float(second)) for second in range(1, 21)]
    assert saturation(quiet, 0.0, 20.0) is None


@pytest.mark.parametrize(
    ("late", "is_saturated"),
    [
        (set(), False),
        ({3}, False),  # one stumble of a shared machine
        ({3, 4}, False),  # a tenth of the seconds
        ({3, 4, 5}, True),
    ],
)
@pytest.mark.parametrize("kind", ["late", "lag"])
def test_more_than_a_tenth_of_the_seconds_late_is_saturation(
    kind: str, late: set[int], is_saturated: bool
) -> None:
    made = samples(late=frozenset(late)) if kind == "late" else samples(lag=frozenset(late))
    said = saturation(made, 0.0, 20.0)
    assert (said is not None) is is_saturated
    if said is not None:
        assert "3 of 20 seconds" in said
        assert ("frames left" in said) is (kind == "late")


def test_one_late_second_of_a_short_phase_is_forgiven() -> None:
    assert saturation(samples(3, late=frozenset({2})), 0.0, 3.0) is None
    assert saturation(samples(3, late=frozenset({2, 3})), 0.0, 3.0) is not None


def test_lateness_at_the_bound_is_not_late() -> None:
    at_bound = [LoadSample(t_s=float(s), send_lateness_ms=LATEST_SEND_P99_MS) for s in range(1, 21)]
    assert saturation(at_bound, 0.0, 20.0) is None


def test_only_the_seconds_of_the_phase_count() -> None:
    made = samples(late=frozenset(range(1, 11)))
    assert saturation(made, 0.0, 10.0) is not None
    assert saturation(made, 10.0, 20.0) is None


def test_any_datagram_that_a_full_socket_dropped_is_saturation() -> None:
    made = samples(drops=lambda second: 7 if second >= 15 else 0)
    assert saturation(made, 0.0, 10.0) is None
    assert saturation(made, 10.0, 20.0) == "7 datagrams were dropped by full sockets of this process"


def test_drops_before_the_phase_are_not_its_own_but_those_of_its_first_second_are() -> None:
    made = samples(drops=lambda second: 5 if second >= 11 else 2)
    assert saturation(made, 11.0, 20.0) is None
    assert saturation(made, 10.0, 20.0) == "3 datagrams were dropped by full sockets of this process"
    assert saturation(made, 0.0, 10.0) == "2 datagrams were dropped by full sockets of this process"


def test_a_phase_of_which_nobody_knows_how_busy_the_bench_was_is_saturated() -> None:
    assert saturation([], 0.0, 10.0) == "only 0 of 10 seconds were sampled"
    assert saturation(samples(4), 0.0, 10.0) is not None
    assert saturation(samples(5), 0.0, 10.0) is None
    assert saturation([], 0.0, 1.5) is None  # shorter than what two samples need


class Steps:
    """A loop's clock and a process' that go by themselves, so that a minute takes no time."""

    def __init__(self) -> None:
        self.wall_s = self.cpu_s = 0.0
        self.ahead: Iterator[tuple[float, float]] = iter([(1.0, 0.2), (1.3, 0.65), (1.0, 0.0)])

    async def sleep(self, _: float) -> None:
        try:
            wall_s, cpu_s = next(self.ahead)
        except StopIteration:
            raise asyncio.CancelledError from None
        self.wall_s += wall_s
        self.cpu_s += cpu_s


def test_a_monitor_samples_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = Steps()
    told: list[LoadSample] = []
    lateness, drops = iter([None, 3.5, 4.5]), iter([100, 100, 104, 104])
    monitor = LoadMonitor(
        lambda: steps.wall_s + 10, lambda: next(lateness), lambda: next(drops), on_sample=told.append
    )

    class Loop:
        def time(self) -> float:
            return steps.wall_s

    monkeypatch.setattr(asyncio, "sleep", steps.sleep)
    monkeypatch.setattr(asyncio, "get_running_loop", Loop)
    monkeypatch.setattr(time, "process_time", lambda: steps.cpu_s)
    coroutine = monitor.run()
    with pytest.raises(asyncio.CancelledError):
        coroutine.send(None)
    assert told == monitor.samples
    assert [sample.t_s for sample in told] == [11.0, 12.3, 13.3]
    assert [sample.cpu_share for sample in told] == [0.2, 0.5, 0.0]
    assert [sample.loop_lag_ms for sample in told] == [0.0, 300.0, 0.0]
    assert [sample.send_lateness_ms for sample in told] == [None, 3.5, 4.5]
    assert [sample.udp_drops for sample in told] == [0, 4, 4]


def test_one_long_pause_is_enough() -> None:
    paused = [*samples(10), LoadSample(t_s=15.0, loop_lag_ms=4000.0), *samples(20)[15:]]
    assert saturation(paused, 0.0, 20.0) == "the bench stood still for 4.0 s"
