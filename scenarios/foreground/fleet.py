"""Runs the cameras of a fleet file until they are told to stop; then they unregister and say BYE."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from camproof.domain.telling import Teller
from camproof.protocols.gb28181.device import (
    DeviceEvent,
    Redirected,
    RegistrationFailed,
    ServerLost,
    ServerRef,
)
from camproof.runtimes.addresses import local_towards, resolve
from camproof.runtimes.errors import RuntimesError
from camproof.scenarios.running.stage import StageError
from camproof.scenarios.schema import FleetSpec
from camproof.scenarios.sil.cast import ClipShelf, links_of, setups_of
from camproof.scenarios.sil.joining import pause, somebody_joins
from camproof.scenarios.sil.records import defects_of, records_of
from camproof.scenarios.sil.stamping import notes_of
from camproof.virtual_cameras import Fleet, VirtualCamera

__all__ = ["FleetStatus", "ForegroundFleet"]

STOP_S = 3.0
TELL_EVERY_S = 1.0
FIRST_ANSWER_S = 10.0
LATENESS_OVER_S = 10.0
MOST_TOLD_A_SECOND = 5


@dataclass(frozen=True, slots=True)
class FleetStatus:
    """Where the fleet stands.

    :param lateness_p99_ms: of the frames of the last ten seconds.
    """

    cameras: int
    registered: int
    live_streams: int
    frames: int
    lost_on_link: int
    lateness_p99_ms: float
    registrations: int
    registrations_failed: int
    refreshes: int
    keepalives_answered: int
    keepalives_missed: int
    calls: int


class ForegroundFleet:
    """The cameras of a fleet file.

    :ivar notes: about stamps that could not be set into pictures.
    :param preparing: told what is made and how far it is, 0 to 1.
    :param tell: told in words what happens; at most a few sentences a second, the rest is counted.
    :raises MediaFileError: the video file cannot be used.
    """

    def __init__(
        self,
        spec: FleetSpec,
        *,
        seed: int,
        preparing: Callable[[str, float | None], None],
        tell: Callable[[str], None],
    ) -> None:
        self._spec = spec
        self._seed = seed
        self._tell = tell
        self._teller = Teller(tell, MOST_TOLD_A_SECOND)
        self._shelf = ClipShelf(spec.source, preparing, spec.stamp)
        self._records = records_of(spec.cameras, spec.system.domain or spec.system.code)
        self.notes = notes_of(self._records, spec.source, spec.stamp)
        for record in self._records:
            self._shelf.clip(record)
            self._shelf.overlay(record)

    async def run(self, stop: asyncio.Event, status: Callable[[FleetStatus], None]) -> FleetStatus:
        """Start all cameras, report once a second, and leave in good order when ``stop`` is set.

        :returns: where the fleet stood at the end.
        :raises StageError: no camera could register at first, a socket could not be bound, or the shared
            media port broke down.
        """
        try:
            fleet = await self._made()
            starting = asyncio.create_task(fleet.start(self._spec.spread_s))
            try:
                await self._play(fleet, starting, stop, status)
            finally:
                await self._leave(fleet, starting)
            return _status(fleet)
        except RuntimesError as error:
            raise StageError(str(error)) from error

    async def _made(self) -> Fleet:
        spec, system = self._spec, self._spec.system
        server = ServerRef(system.code, await resolve(system.host, system.port), system.domain[:10])
        defects = defects_of(spec.cameras, self._records)
        home = local_towards(server.address), 0
        return Fleet(
            setups_of(
                self._records,
                defects,
                server,
                spec.timing,
                system.password,
                lambda _number: home,
                self._shelf.overlay,
            ),
            self._shelf.clip,
            seed=self._seed,
            links=links_of(spec.network, self._seed),
            on_event=self._event,
            shared_port=spec.shares_port,
        )

    async def _play(
        self,
        fleet: Fleet,
        starting: asyncio.Task[None],
        stop: asyncio.Event,
        status: Callable[[FleetStatus], None],
    ) -> None:
        spec, loop = self._spec, asyncio.get_running_loop()
        where = f"{spec.system.host}:{spec.system.port}"
        joining = asyncio.create_task(somebody_joins(fleet, where, FIRST_ANSWER_S, spec.spread_s, stop))
        try:
            await asyncio.wait([joining, starting], return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
            await joining
        finally:
            joining.cancel()
        if spec.lasting_s is not None:
            loop.call_later(spec.lasting_s, stop.set)
        while not stop.is_set():
            if fleet.plane.failure:
                raise StageError(fleet.plane.failure)
            self._teller.tick(loop.time())
            status(_status(fleet))
            await pause(stop, TELL_EVERY_S)

    async def _leave(self, fleet: Fleet, starting: asyncio.Task[None]) -> None:
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        registered = len(fleet.online())
        unanswered = await fleet.stop(STOP_S)
        self._teller.tick(asyncio.get_running_loop().time() + 1)
        if registered and unanswered:
            self._tell(f"{unanswered} cameras left without an answer of the platform")

    def _event(self, camera: VirtualCamera, event: DeviceEvent, now_s: float) -> None:
        match event:
            case RegistrationFailed(status=status, why=why, retry_in_s=retry_in_s):
                answer = why if status is None else f"{status} {why}"
                said = f"{camera.code}: not registered, {answer}; tries again in {retry_in_s:.0f} s"
            case ServerLost(why=why):
                said = f"{camera.code}: lost the platform, {why}"
            case Redirected(address=address):
                said = f"{camera.code}: sent on to {address[0]}:{address[1]}"
            case _:
                return
        self._teller.say(now_s, said)


def _status(fleet: Fleet) -> FleetStatus:
    sent, counters = fleet.send_stats(LATENESS_OVER_S), fleet.counters().values()
    return FleetStatus(
        cameras=len(fleet),
        registered=len(fleet.online()),
        live_streams=sent.live_streams,
        frames=sent.frames,
        lost_on_link=sent.lost_on_link,
        lateness_p99_ms=sent.lateness.p99_ms,
        registrations=sum(one.registrations for one in counters),
        registrations_failed=sum(one.registrations_failed for one in counters),
        refreshes=sum(one.refreshes for one in counters),
        keepalives_answered=sum(one.keepalives_answered for one in counters),
        keepalives_missed=sum(one.keepalives_missed for one in counters),
        calls=sum(one.calls_confirmed for one in counters),
    )
