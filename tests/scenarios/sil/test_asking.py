"""What is asked of cameras is noted with the moment of the question, whoever answers."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sil_kit import CODES

from camproof.domain.camera import CameraRecord
from camproof.platforms import PlatformTimeout
from camproof.runtimes.virtual import run_virtually
from camproof.scenarios.evidence import Evidence
from camproof.scenarios.sil.actions import FUNCTIONS, ActionContext
from camproof.scenarios.sil.clock import ScenarioClock

A, B = CODES[1:3]
AT_S = 50.0
CAMERAS = tuple(CameraRecord(code=code, name=code[-1], edition="2022") for code in (A, B))


class HalfDeaf:
    """A platform that A answers after a second, and B never does: that is known after ten."""

    def __init__(self) -> None:
        self.observations = SimpleNamespace(select=lambda *_, **__: [])
        self.place = 0

    def now_s(self) -> float:
        return asyncio.get_running_loop().time()

    async def _answer(self, code: str, *_: object, **__: object) -> Any:
        if code == B:
            await asyncio.sleep(10.0)
            raise PlatformTimeout("No answer came.")
        await asyncio.sleep(1.0)
        self.place += 1
        return self.place

    async def device_status(self, code: str) -> Any:
        await self._answer(code)
        return SimpleNamespace(device_time="2026-01-01T00:00:00")

    async def catalog(self, code: str) -> list[Any]:
        await self._answer(code)
        return []

    async def record_info(self, code: str, *_: float) -> list[Any]:
        await self._answer(code)
        return []

    ptz_position = ptz = subscribe_position = unsubscribe = _answer


def context_of(platform: HalfDeaf) -> ActionContext:
    clock = ScenarioClock(asyncio.get_running_loop().time)
    clock.set(AT_S)
    tested, fleet = cast(Any, platform), cast(Any, None)
    return ActionContext(tested, fleet, clock, Evidence(), {}, lambda: 1_767_225_600.0)


@pytest.mark.parametrize(
    ("reports", "received"),
    [
        ((0.0, 1.0, 2.0, 3.0, 4.0), 5),
        ((0.0, 1.2, 1.9, 3.5, 4.0), 5),  # jitter, and one that was sent twice
        ((0.0, 0.45, 1.55, 2.45, 3.55, 4.45), 5),  # at other moments than the first one's
        ((0.0, 0.5, 1.0, 1.5, 2.0), 3),  # too often, and then no more
        ((0.0, 1.0, 4.0), 3),
        ((0.0, 0.1, 0.2, 0.3, 0.4), 1),  # all at once
        ((), 0),
    ],
)
def test_positions_are_counted_by_the_intervals_in_which_they_come(
    reports: tuple[float, ...], received: int
) -> None:
    async def body() -> Evidence:
        platform = HalfDeaf()
        platform.observations.select = lambda *_, **__: [SimpleNamespace(at_s=at_s) for at_s in reports]
        context = context_of(platform)
        params = {"interval": 1.0}
        await FUNCTIONS["subscribe-positions"](context, CAMERAS[:1], params, 5.0)
        return context.evidence

    (entry,) = run_virtually(body()).positions
    assert (entry.due, entry.received) == (5, received)


ASKED = [
    ("query-catalog", "catalogs"),
    ("query-status", "clocks"),
    ("query-records", "records"),
    ("move-ptz", "ptz"),
    ("subscribe-positions", "positions"),
]


@pytest.mark.parametrize(("action", "kept"), ASKED)
def test_who_does_not_answer_is_noted_at_the_moment_of_the_question(action: str, kept: str) -> None:
    """The time-out may end after the phase that asked; the question belongs to it all the same."""

    async def body() -> Evidence:
        context = context_of(HalfDeaf())
        await FUNCTIONS[action](context, CAMERAS, {}, None)
        return context.evidence

    noted = getattr(run_virtually(body()), kept)
    assert [(entry.code, entry.at_s) for entry in noted] == [(A, AT_S), (B, AT_S)]
