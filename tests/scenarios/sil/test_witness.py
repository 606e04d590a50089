"""Who came on-line and how long it took, from what was heard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sil_kit import CODES

from camproof.platforms import Observation
from camproof.protocols.gb28181.device import Registered
from camproof.scenarios.evidence import Evidence, RegistrationEvidence
from camproof.scenarios.sil.clock import ScenarioClock
from camproof.scenarios.sil.witness import Witness

A, B = CODES[1], CODES[2]


class Heard:
    """A platform's log: a listener and its origin on the loop's clock."""

    origin_s = 1005.0

    def __init__(self) -> None:
        self.hear: Callable[[Observation], None] = lambda _: None

    def listen(self, hear: Callable[[Observation], None]) -> Callable[[], None]:
        self.hear = hear
        return lambda: None


def camera(code: str, began_at_s: float | None) -> Any:
    return SimpleNamespace(code=code, counters=SimpleNamespace(began_at_s=began_at_s))


def registered(*, refresh: bool = False) -> Any:
    event = object.__new__(Registered)
    object.__setattr__(event, "refresh", refresh)
    return event


@pytest.fixture
def evidence() -> Evidence:
    return Evidence()


@pytest.fixture
def witness(evidence: Evidence) -> Witness:
    """Scenario time 0 is 1000 on the loop's clock."""
    return Witness(evidence, ScenarioClock(lambda: 1000.0))


def test_a_platforms_log_tells_who_is_on_line(evidence: Evidence, witness: Witness) -> None:
    log = Heard()
    assert not evidence.platform_seen
    witness.listen(cast(Any, SimpleNamespace(observations=log)))
    assert evidence.platform_seen
    for at_s, kind in ((1.0, "registered"), (2.0, "keepalive"), (9.0, "offline"), (12.0, "registered")):
        log.hear(Observation(at_s=at_s, kind=kind, device=A, data={}))
    presence = evidence.presence
    assert not presence.online_at(A, 5.9)
    assert presence.online_at(A, 6.0)
    assert not presence.online_at(A, 14.0)
    assert presence.online_at(A, 17.0)
    assert not presence.known(B)


def test_the_first_registration_after_a_boot_is_timed(evidence: Evidence, witness: Witness) -> None:
    witness.event(camera(A, 1002.0), registered(), 1002.4)
    (entry,) = evidence.registrations
    assert (entry.code, entry.started_s, entry.took_s) == (A, 2.0, pytest.approx(0.4))


def test_refreshes_and_registrations_without_a_boot_are_not_timed(
    evidence: Evidence, witness: Witness
) -> None:
    """A camera that lost its server an hour after its boot did not take an hour to register."""
    first = camera(A, 1002.0)
    witness.event(first, registered(), 1002.4)
    witness.event(first, registered(refresh=True), 1050.0)
    witness.event(first, registered(), 4602.0)
    witness.event(first, cast(Any, object()), 4603.0)
    assert len(evidence.registrations) == 1
    witness.event(camera(A, 4700.0), registered(), 4700.2)  # it has booted, or registers anew
    assert [entry.started_s for entry in evidence.registrations] == [2.0, 3700.0]


def test_cameras_that_never_got_in_are_noted_once(evidence: Evidence, witness: Witness) -> None:
    fleet = cast(Any, SimpleNamespace(cameras={A: camera(A, 1002.0), B: camera(B, None)}))
    witness.note_unregistered(fleet)
    witness.note_unregistered(fleet)
    assert evidence.registrations == [RegistrationEvidence(A, 2.0, None)]


def test_a_camera_that_was_in_and_does_not_come_back_from_a_boot_is_noted(
    evidence: Evidence, witness: Witness
) -> None:
    witness.event(camera(A, 1002.0), registered(), 1002.4)
    fleet = cast(Any, SimpleNamespace(cameras={A: camera(A, 1020.0)}))
    witness.note_unregistered(fleet)
    assert [(entry.started_s, entry.took_s is None) for entry in evidence.registrations] == [
        (2.0, False),
        (20.0, True),
    ]


def test_of_another_platform_the_cameras_own_view_is_taken(evidence: Evidence) -> None:
    async def body() -> None:
        loop = asyncio.get_running_loop()
        witness = Witness(evidence, ScenarioClock(loop.time))
        fleet = SimpleNamespace(cameras={A: None, B: None}, online=lambda: (A,))
        task = asyncio.create_task(witness.look(cast(Any, fleet)))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(body())
    assert evidence.presence.online_at(A, 1.0)
    assert evidence.presence.known(B)
    assert not evidence.presence.online_at(B, 1.0)
    assert not evidence.platform_seen
