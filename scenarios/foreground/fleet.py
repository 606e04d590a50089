"""Runs the cameras of a fleet file until they are told to stop; then they unregister and say BYE."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from camproof.protocols.gb28181.device import (
    DeviceEvent,
    Redirected,
    RegistrationFailed,
    ServerLost,
    ServerRef,
)
from camproof.runtimes.errors import RuntimesError
from camproof.scenarios.running.stage import StageError
from camproof.scenarios.schema import FleetSpec
from camproof.scenarios.sil.cast import ClipShelf, links_of, setups_of
from camproof.scenarios.sil.records import defects_of, records_of
from camproof.virtual_cameras import Fleet, VirtualCamera

__all__ = ["FleetStatus", "ForegroundFleet"]

STOP_S = 3.0
TELL_EVERY_S = 1.0
FIRST_ANSWER_S = 10.0
MOST_TOLD_A_SECOND = 5


@dataclass(frozen=True, slots=True)
class FleetStatus:
    """Where the fleet stands.

    :param lateness_p99_ms: of all frames sent so far.
    """

    cameras: int
    registered: int
    live_streams: int
    frames: int
    lost_on_link: int
    lateness_p99_ms: float
    registrations: int
    refreshes: int
    keepalives_answered: int
    keepalives_missed: int
    calls: int


class ForegroundFleet:
    """The cameras of a fleet file.

    :param source: a video file that every camera shows.
    :param preparing: told what is made and how far it is, 0 to 1.
    :param tell: told in words what happens; at most a few sentences a second, the rest is counted.
    """

    def __init__(
        self,
        spec: FleetSpec,
        *,
        seed: int,
        source: Path | None,
        preparing: Callable[[str, float], None],
        tell: Callable[[str], None],
    ) -> None:
        self._spec = spec
        self._seed = seed
        self._tell = tell
        self._shelf = ClipShelf(source, preparing)
        self._records = records_of(spec.cameras, spec.system.domain or spec.system.code)
        self._told: Counter[int] = Counter()
        self._fleet: Fleet | None = None
        for record in self._records:
            self._shelf.clip(record)

    async def run(
        self, stop: asyncio.Event, status: Callable[[FleetStatus], None], spread_s: float = 2.0
    ) -> None:
        """Start all cameras, report once a second, and leave in good order when ``stop`` is set.

        :raises StageError: no camera could register at first, or a socket could not be bound.
        """
        spec, system = self._spec, self._spec.system
        server = ServerRef(system.code, (system.host, system.port), system.domain[:10])
        defects = defects_of(spec.cameras, self._records)
        setups = setups_of(self._records, defects, server, spec.timing, system.password)
        self._fleet = Fleet(
            setups,
            self._shelf.clip,
            seed=self._seed,
            links=links_of(spec.network, self._seed),
            on_event=self._event,
        )
        starting = asyncio.create_task(self._fleet.start(spread_s))
        try:
            await self._somebody(stop, starting)
            while not stop.is_set():
                status(self.status())
                await _wait(stop, TELL_EVERY_S)
            if not self.status().registrations:
                raise StageError(self._why_nobody())
        except RuntimesError as error:
            raise StageError(str(error)) from error
        finally:
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            unanswered = await self._fleet.stop(STOP_S)
            if unanswered and self.status().registrations:
                self._tell(f"{unanswered} cameras left without an answer of the platform")

    def status(self) -> FleetStatus:
        """Where the fleet stands now."""
        assert self._fleet is not None
        sent, counters = self._fleet.send_stats(), self._fleet.counters().values()
        return FleetStatus(
            cameras=len(self._fleet),
            registered=len(self._fleet.online()),
            live_streams=sent.live_streams,
            frames=sent.frames,
            lost_on_link=sent.lost_on_link,
            lateness_p99_ms=sent.lateness.p99_ms,
            registrations=sum(one.registrations for one in counters),
            refreshes=sum(one.refreshes for one in counters),
            keepalives_answered=sum(one.keepalives_answered for one in counters),
            keepalives_missed=sum(one.keepalives_missed for one in counters),
            calls=sum(one.calls_confirmed for one in counters),
        )

    async def _somebody(self, stop: asyncio.Event, starting: asyncio.Task[None]) -> None:
        """Wait until the first camera is in, or it is clear that none will be."""
        assert self._fleet is not None
        waiting = [asyncio.create_task(camera.registered.wait()) for camera in self._fleet.cameras.values()]
        told = asyncio.create_task(stop.wait())
        try:
            async with asyncio.timeout(FIRST_ANSWER_S):
                while not starting.done():
                    await asyncio.wait([*waiting, told, starting], return_when=asyncio.FIRST_COMPLETED)
                    if stop.is_set() or self._fleet.online():
                        return
                starting.result()
                await asyncio.wait([*waiting, told], return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            raise StageError(self._why_nobody()) from None
        finally:
            for task in (*waiting, told):
                task.cancel()

    def _why_nobody(self) -> str:
        assert self._fleet is not None
        system = self._spec.system
        where = f"{system.host}:{system.port}"
        refusals = sorted({one.last_refusal for one in self._fleet.counters().values() if one.last_refusal})
        if not refusals:
            return f"No camera could register: no answer from {where}"
        hint = "; is the password right?" if 403 in refusals or 401 in refusals else ""
        said = ", ".join(str(status) for status in refusals)
        return f"No camera could register: {where} answered {said}{hint}"

    def _event(self, camera: VirtualCamera, event: DeviceEvent, now_s: float) -> None:
        match event:
            case RegistrationFailed(why=why, retry_in_s=retry_in_s):
                said = f"{camera.code}: not registered, {why}; tries again in {retry_in_s:.0f} s"
            case ServerLost(why=why):
                said = f"{camera.code}: lost the platform, {why}"
            case Redirected(address=address):
                said = f"{camera.code}: sent on to {address[0]}:{address[1]}"
            case _:
                return
        second = int(now_s)
        self._told[second] += 1
        if self._told[second] <= MOST_TOLD_A_SECOND:
            self._tell(said)
        elif self._told[second] == MOST_TOLD_A_SECOND + 1:
            self._tell("... and more of the same in this second")


async def _wait(stop: asyncio.Event, for_s: float) -> None:
    try:
        async with asyncio.timeout(for_s):
            await stop.wait()
    except TimeoutError:
        return
