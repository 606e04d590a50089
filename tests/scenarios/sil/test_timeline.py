"""What a time line does and plans, with a fleet that only takes notes. A phase lasts a tenth of a second."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sil_kit import CODES, read

from camproof.domain.faults import resolve
from camproof.platforms import NotPossible, PlatformTimeout
from camproof.scenarios.evidence import Evidence, IntrusionEvidence
from camproof.scenarios.plan import PlannedFault
from camproof.scenarios.sil import timeline
from camproof.scenarios.sil.actions import ActionContext
from camproof.scenarios.sil.clock import ScenarioClock
from camproof.scenarios.sil.records import camera_records
from camproof.scenarios.sil.timeline import TimelinePlayer
from camproof.virtual_cameras import IntrusionResult

TEXT = """\
scenario: A tenth of a second
proves: Nothing.
cameras: [{name: gates, count: 3, district: [east, west]}]
for: 0.1 s
timeline:
"""
A, B, C = CODES[1:4]
Line = dict[str, Any]
Action = Callable[..., Awaitable[str]]


class Book:
    def __init__(self) -> None:
        self.lines: list[Line] = []

    def line(self, kind: str, at_s: float, **data: Any) -> None:
        self.lines.append({"kind": kind, "at_s": at_s, **data})

    def said(self, name: str) -> list[str]:
        return [line["said"] for line in self.lines if line["name"] == name]


class Fleet:
    """Notes injections, and lets intruders have their results."""

    def __init__(self, results: list[IntrusionResult], forever: bool = False) -> None:
        self.results = results
        self.forever = forever
        self.active: list[str] = []
        self.injected: list[tuple[str, list[str]]] = []

    def inject(self, name: str, codes: list[str], params: Mapping[str, object]) -> Any:
        self.injected.append((name, codes))
        self.active.append(name)

        async def finished() -> list[IntrusionResult]:
            if self.forever:
                await asyncio.Event().wait()
            return self.results

        return SimpleNamespace(
            fault=resolve(name, params), finished=finished, clear=lambda: self.active.remove(name)
        )


class Played:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.book = Book()
        self.evidence = Evidence()
        self.results: list[IntrusionResult] = []
        self.tested: object | None = object()
        self.forever = False

    def __call__(self, *entries: str, from_s: float = 50.0) -> tuple[PlannedFault, ...]:
        scenario = read(self.folder, TEXT + "".join(f"  - {{{entry}}}\n" for entry in entries))
        self.fleet = Fleet(self.results, self.forever)

        async def body() -> tuple[PlannedFault, ...]:
            clock = ScenarioClock(asyncio.get_running_loop().time)
            clock.set(from_s)
            context = ActionContext(
                cast(Any, self.tested), cast(Any, self.fleet), clock, self.evidence, {}, lambda: 0.0
            )
            player = TimelinePlayer(
                scenario.phases[0], from_s, camera_records(scenario), context, cast(Any, self.book), 1
            )
            await player.play()
            self.ended_s = clock.now_s()
            return tuple(player.plan)

        return asyncio.run(body())


@pytest.fixture
def played(tmp_path: Path) -> Played:
    return Played(tmp_path)


def doing(patch: pytest.MonkeyPatch, action: Action) -> None:
    patch.setattr(timeline, "FUNCTIONS", {"watch": action, "query-info": action})


def test_faults_are_planned_in_scenario_time_and_cleared(played: Played) -> None:
    plan = played(
        "at: 0.02 s, fault: power.cut, on: {district: east}, for: 0.03 s",
        "at: 0.03 s, fault: picture.freeze, on: {codes: [2]}",
    )
    cut, freeze = plan
    assert (cut.row.id, cut.subjects, cut.from_s, cut.to_s) == (
        "power.cut",
        (A, C),
        pytest.approx(50.02),
        pytest.approx(50.05),
    )
    assert cut.label.endswith("2 cameras in east")
    assert (freeze.subjects, freeze.to_s, freeze.label[-20:]) == ((B,), None, B)
    assert played.fleet.injected == [("power.cut", [A, C]), ("picture.freeze", [B])]
    assert played.fleet.active == []
    assert played.book.said("power.cut") == ["begins", "ends"]
    assert played.ended_s >= 50.1 - 1e-3


def test_an_intruder_is_planned_for_as_long_as_its_attempts_take(played: Played) -> None:
    played.results = [
        IntrusionResult("replay", B, ((401, 403), (200,), ())),
        IntrusionResult("wrong-password", C, ((401, 403),)),
    ]
    (plan,) = played("at: 0 s, fault: intruder.replay, on: {codes: [2]}, attempts: 3, interval: 10 ms")
    assert plan.to_s == pytest.approx(50.03)
    tries = [(i.kind, i.code, i.status, i.got_in) for i in played.evidence.intrusions]
    assert tries == [
        ("replay", B, 403, False),
        ("replay", B, 200, True),
        ("replay", B, None, False),
        ("wrong-password", C, 403, False),
    ]
    assert all(isinstance(entry, IntrusionEvidence) for entry in played.evidence.intrusions)


def test_an_action_tells_what_came_of_it_and_what_failed(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act(context: ActionContext, cameras: tuple[Any, ...], params: Any, for_s: float | None) -> str:
        context.failures.extend(f"failure {n}" for n in range(9))
        return f"{len(cameras)} for {for_s:.2f} s"

    doing(monkeypatch, act)
    assert played("at: 0 s, do: watch, on: {district: west}, for: 0.04 s", "at: 0 s, do: query-info") == ()
    assert played.book.said("watch") == ["begins", "1 for 0.04 s"]
    (line,) = (line for line in played.book.lines if line["said"].startswith("1 for"))
    assert line["failures"] == [f"failure {n}" for n in range(5)]
    assert (line["cameras"], line["name"]) == (1, "watch")


@pytest.mark.parametrize("error", [NotPossible("It cannot."), PlatformTimeout("No answer came.")])
def test_what_the_platform_cannot_do_is_said_and_the_phase_goes_on(
    played: Played, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def act(*_: object) -> str:
        raise error

    doing(monkeypatch, act)
    played("at: 0 s, do: watch", "at: 0.01 s, fault: picture.freeze, on: {codes: [1]}, for: 0.02 s")
    assert played.book.said("watch") == ["begins", str(error)]
    assert played.book.said("picture.freeze") == ["begins", "ends"]


def test_of_a_platform_that_is_not_ours_nothing_is_asked(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act(*_: object) -> str:
        raise AssertionError("asked all the same")

    doing(monkeypatch, act)
    played.tested = None
    played("at: 0 s, do: watch")
    assert played.book.said("watch")[0] == "begins"
    assert "not built in" in played.book.said("watch")[1]


def test_a_mistake_of_ours_is_not_swallowed_and_leaves_no_fault_behind(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act(*_: object) -> str:
        raise ZeroDivisionError("ours")

    doing(monkeypatch, act)
    with pytest.raises(ZeroDivisionError):
        played("at: 0 s, do: watch", "at: 0 s, fault: picture.freeze, on: {codes: [1]}")
    assert played.fleet.active == []


def test_what_does_not_end_is_cut_off_a_little_after_the_phase(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act(*_: object) -> str:
        await asyncio.Event().wait()
        raise AssertionError

    doing(monkeypatch, act)
    monkeypatch.setattr(timeline, "_GRACE_S", 0.05)
    played.forever = True
    played("at: 0 s, do: watch", "at: 0 s, fault: intruder.replay, on: {codes: [1]}")
    assert played.book.said("watch") == ["begins", "cut off at the end of the phase"]
    assert played.fleet.active == []
    assert played.evidence.intrusions == []
    assert played.ended_s < 51.0


def test_the_same_seed_chooses_the_same_cameras(played: Played, tmp_path: Path) -> None:
    entries = (
        "at: 0 s, fault: picture.freeze, on: {count: 2}",
        "at: 0 s, fault: clock.offset, on: {share: 34 %}",
    )
    first = [fault.subjects for fault in played(*entries)]
    again = [fault.subjects for fault in Played(tmp_path)(*entries)]
    assert first == again
    assert [len(subjects) for subjects in first] == [2, 1]
