"""The stage of the sil loop: virtual cameras against a platform, by the wall clock or in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from camproof.domain.seeds import stream
from camproof.media import MediaPlane
from camproof.platforms import Platform, PlatformConfig, PlatformFaults
from camproof.protocols.flow import Address
from camproof.protocols.gb28181.device import ServerRef
from camproof.reports import DeviationTally, LoadSample
from camproof.runtimes.addresses import local_towards, resolve
from camproof.runtimes.clock import wall_clock
from camproof.runtimes.errors import RuntimesError
from camproof.scenarios.evidence import Evidence, Presence
from camproof.scenarios.plan import PlannedFault
from camproof.scenarios.running.book import Book
from camproof.scenarios.running.stage import Judgement, StageError, StageProgress
from camproof.scenarios.schema import PhaseSpec, Scenario
from camproof.scenarios.sil.actions import ActionContext
from camproof.scenarios.sil.actions.watching import samples_pictures
from camproof.scenarios.sil.cascade import FOREIGN_JOIN_S, UpperLevel
from camproof.scenarios.sil.cast import ClipShelf, links_of, setups_of
from camproof.scenarios.sil.clock import ScenarioClock
from camproof.scenarios.sil.columns import OnlineColumns
from camproof.scenarios.sil.grounds import SIP_PORT, Ground, SocketGround
from camproof.scenarios.sil.joining import somebody_joins, why_nobody
from camproof.scenarios.sil.judging import PhaseView, fault_lines, find, judge_targets
from camproof.scenarios.sil.records import camera_records, defects_of
from camproof.scenarios.sil.stamping import notes_of
from camproof.scenarios.sil.timeline import TimelinePlayer, cast_of
from camproof.scenarios.sil.witness import Witness
from camproof.verdicts import Finding
from camproof.virtual_cameras import Fleet

__all__ = ["SilStage"]

START_SPREAD_S = 2.0
SETTLE_S = 15.0
LONG_AGO_S = 60.0
"""What cameras do before a resumed phase lies this far back, outside every window."""
STOP_S = 3.0


class SilStage:
    """One run's cameras and platform.

    :param shelf: what the cameras see.
    :param told: hears of each second.
    :param ground: what it stands on; None for sockets.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int,
        shelf: ClipShelf,
        told: StageProgress,
        ground: Ground | None = None,
    ) -> None:
        self._ground: Ground = ground or SocketGround()
        self._scenario = scenario
        self._seed = seed
        self._told = told
        self._shelf = shelf
        self.records = camera_records(scenario)
        self._columns = OnlineColumns(self.records)
        self.evidence = Evidence(presence=Presence(self._columns.changed))
        self._tasks: list[asyncio.Task[None]] = []
        self._plan: list[PlannedFault] = []
        self._deviation_marks: dict[tuple[str, str, str], int] = {}
        self._from_s = 0.0
        self._book: Book | None = None
        self.platform: Platform | None = None
        self._plane: MediaPlane | None = None
        self._platform_faults: PlatformFaults | None = None
        self._upper: UpperLevel | None = None

    # Words for the journal

    def describe(self) -> Mapping[str, Any]:
        """Facts for the journal's first line."""
        return {
            "cameras": len(self.records),
            "loop": "sil",
            "clock": self._ground.clock,
            "names": {record.code: record.name for record in self.records},
            "online": [
                {"kind": column.kind, "label": column.label, "cameras": column.cameras}
                for column in self._columns.all
            ],
            "notes": [
                *(note for group in self._scenario.cameras for note in group.notes),
                *notes_of(self.records, self._shelf.source, self._shelf.stamp),
            ],
        }

    def packages(self) -> Sequence[str]:
        """Distributions whose versions matter to a reader of the report."""
        return self._ground.packages

    # Life

    async def open(self, at_s: float, *, settle: bool) -> None:
        """Bring up platform and cameras."""
        loop = asyncio.get_running_loop()
        shelf, preparation = self._shelf, self._shelf.preparation
        await preparation.run(self._make_clips)
        self.clock = ScenarioClock(loop.time)
        self.wall_s = wall_clock()
        self._plane = self._ground.plane(len(self.records), self._seed)
        self._witness = Witness(self.evidence, self.clock)
        try:
            server, password = await self._server()
            setups = setups_of(
                self.records,
                defects_of(self._scenario.cameras, self.records),
                server,
                self._scenario.platform,
                password,
                self._ground.homes(server.address),
                shelf.overlay,
            )
            self.fleet = Fleet(
                setups if self._upper is None else self._upper.housed(setups),
                shelf.clip,
                seed=self._seed,
                links=links_of(self._scenario.network, self._seed),
                wall_s=self.wall_s,
                on_event=self._witness.event,
                plane=self._plane,
            )
            await preparation.run(self._draw_scenes)
            await preparation.run(self._code_faults)
            looked_at = any(samples_pictures(phase) for phase in self._scenario.phases)
            if looked_at and self.platform is not None and self._ground.samples_pictures:
                await self.platform.prepare_sampling()
            self.clock.set(at_s)
            await self._start(at_s, settle=settle)
        except RuntimesError as error:
            raise StageError(str(error)) from error

    def _make_clips(self) -> None:
        for record in self.records:
            self._shelf.clip(record)
            self._shelf.overlay(record)

    def _draw_scenes(self) -> None:
        if any(record.picture == "rendered" for record in self.records):
            self._shelf.preparation.tell("drawing scenes")
            self.fleet.prepare_scenes()

    def _code_faults(self) -> None:
        """Code the pictures of planned faults before anything runs."""
        planned = [
            (entry, cameras)
            for phase in self._scenario.phases
            for entry, cameras in cast_of(phase, 0.0, self.records, self._seed)
            if entry.kind == "fault"
        ]
        for entry, cameras in planned:
            name = f"making pictures of {entry.name}"
            for done, camera in enumerate(cameras):
                self._shelf.preparation.tell(name, done / len(cameras))
                self.fleet.prepare(entry.name, [camera.code], entry.params)
            self._shelf.preparation.tell(name, 1.0)

    async def _server(self) -> tuple[ServerRef, str]:
        spec, system = self._scenario.platform, self._scenario.system
        if system is not None:
            address = await resolve(system.host, system.port)
            await self._start_upper(None, system.code, (local_towards(address), SIP_PORT))
            return ServerRef(system.code, address, system.domain), system.password
        config = PlatformConfig(
            host=self._ground.platform_home[0],
            port=self._ground.platform_home[1],
            code=f"{spec.domain[:10]}2000000001" if len(spec.domain) <= 10 else spec.domain,
            domain=spec.domain[:10],
            password=spec.password,
            heartbeat_interval_s=spec.heartbeat_interval_s,
            heartbeat_count=spec.heartbeat_count,
            min_expires_s=min(3600, round(spec.expires_s)),
            accept_replayed_nonces=spec.accept_replayed_nonces,
            ban_after=spec.ban_after,
            ban_s=spec.ban_s,
            device_limit=spec.device_limit,
            move_on_keepalive=spec.keepalive_moves,
        )
        self.platform = await Platform.start(
            config, rng=stream(self._seed, "platform"), wall_s=self.wall_s, plane=self._plane
        )
        self._platform_faults = PlatformFaults(self.platform, stream(self._seed, "standby platform"))
        await self._start_upper(self.platform, self.platform.code, self._ground.upper_home)
        return ServerRef(config.code, self.platform.address, config.realm), config.password

    async def _start_upper(self, lower: Platform | None, code: str, home: Address) -> None:
        """Start the platform above the one under test, if the scenario has one."""
        if self._scenario.cascade is not None:
            assert self._plane is not None
            self._upper = await UpperLevel.start(
                self._scenario.cascade,
                lower,
                code,
                self._seed,
                home=home,
                wall_s=self.wall_s,
                plane=self._plane,
            )

    async def _start(self, at_s: float, *, settle: bool) -> None:
        if self.platform is not None:
            self._witness.listen(self.platform)
        if self._upper is not None:
            await self._join(self._upper, at_s, settle=settle)
        if self.platform is None:
            self._tasks.append(asyncio.create_task(self._witness.look(self.fleet)))
        if settle:
            self.clock.set(at_s - LONG_AGO_S)
            await self.fleet.start(START_SPREAD_S)
            await self.fleet.registered(SETTLE_S)
            if not self.fleet.online():
                raise StageError(f"No camera could register: {why_nobody(self.fleet, self._where, SETTLE_S)}")
            self.clock.set(at_s)
        else:
            self.clock.set(at_s)
            self._tasks.append(asyncio.create_task(self.fleet.start(START_SPREAD_S)))
        if self.platform is None:
            await somebody_joins(self.fleet, self._where, SETTLE_S, START_SPREAD_S)
        watching = self._ground.watch(self.clock.now_s, self._lateness_ms, self._sample)
        self._tasks.append(asyncio.create_task(watching))

    async def _join(self, upper: UpperLevel, at_s: float, *, settle: bool) -> None:
        """Let the lower platform register at the upper one, as the cameras do at theirs.

        One that is not ours is waited for before scenario time begins.
        """
        if self.platform is not None:
            self._witness.listen(upper.platform, [one.code for one in self.records if upper.above(one)])
            self.clock.set(at_s - LONG_AGO_S if settle else at_s)
        else:
            host, port = upper.platform.address
            self._shelf.preparation.tell(f"waiting for {self._where} at its upper platform {host}:{port}")
            self.clock.set(at_s - LONG_AGO_S - FOREIGN_JOIN_S)
        upper.witness(self.evidence.cascade, self.clock)
        await upper.join()
        if settle:
            await upper.platform.wait_registered(upper.lower_code, timeout_s=SETTLE_S)

    @property
    def _where(self) -> str:
        system = self._scenario.system
        return f"{system.name} at {system.host}:{system.port}" if system is not None else "the platform"

    async def play(self, phase: PhaseSpec, from_s: float, book: Book) -> None:
        """Play the time line of a phase."""
        self._book, self._from_s = book, from_s
        context = ActionContext(
            self.platform,
            self.fleet,
            self.clock,
            self.evidence,
            {record.code: number for number, record in enumerate(self.records, 1)},
            lambda: self.wall_s(asyncio.get_running_loop().time()),
            self._platform_faults,
            self._upper,
            samples_pictures=self._ground.samples_pictures,
        )
        player = TimelinePlayer(phase, from_s, self.records, context, book, self._seed)
        self._plan = player.plan
        await self._unless_broken(player.play())

    async def _unless_broken(self, playing: Coroutine[Any, Any, None]) -> None:
        """Without media there is nothing to be judged.

        :raises StageError: the shared media port broke down.
        """
        tasks = [asyncio.create_task(playing), asyncio.create_task(self._broken())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if self.fleet.plane.failure:
                raise StageError(self.fleet.plane.failure)
            await tasks[0]
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _broken(self) -> None:
        await self.fleet.plane.broken.wait()

    def judge(self, phase: PhaseSpec, from_s: float, to_s: float) -> Judgement:
        """Judge what was received between two moments."""
        self._witness.note_unregistered(self.fleet)
        interval_s = self._scenario.platform.heartbeat_interval_s
        findings = self.find()
        platforms = () if self._upper is None else self._upper.subjects
        view = PhaseView.of(
            self.records, (from_s, to_s), self.evidence, findings, self._plan, interval_s, platforms
        )
        saturated = self._ground.saturated(from_s, to_s)
        return Judgement(
            verdicts=judge_targets(
                phase.targets, view, saturated, lambda target: self._ground.unsaid(target, phase)
            ),
            findings=view.findings,
            faults=fault_lines(view.faults),
            deviations=self._deviations(),
            saturated=saturated or "",
        )

    def find(self) -> tuple[Finding, ...]:
        """What the detectors have found so far."""
        interval_s = self._scenario.platform.heartbeat_interval_s
        arrivals = self._platform_faults.arrivals() if self._platform_faults is not None else ()
        upper = None if self._upper is None else self._upper.platform
        return find(self.evidence, self.platform, self.clock, self.wall_s, interval_s, arrivals, upper)

    async def close(self) -> None:
        """Say BYE, unregister, stop; where nobody is left to hear it, just stop."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._ground.takes_leave:
            await self._take_leave()
        if self._plane is not None:
            await self._plane.close()

    async def _take_leave(self) -> None:
        if hasattr(self, "fleet"):
            await self.fleet.stop(STOP_S)
        if self._platform_faults is not None:
            await self._platform_faults.close()
        if self.platform is not None:
            await self.platform.close()
        if self._upper is not None:
            await self._upper.close()

    # Inside

    def _lateness_ms(self) -> float | None:
        now_s = asyncio.get_running_loop().time()
        window = self.fleet.plane.lateness(now_s - 1.0, now_s)
        return window.p99_ms if window.count else None

    def _sample(self, sample: LoadSample) -> None:
        if self._book is None:
            return
        self._told.second(sample.t_s - self._from_s)
        self._book.line(
            "sample",
            sample.t_s,
            online=self._columns.shares(),
            load=asdict(sample),
        )

    def _deviations(self) -> DeviationTally:
        """What came since the last phase was judged."""
        tally = DeviationTally()
        if self.platform is None:
            return tally
        shift = self.clock.at(self.platform.observations.origin_s)
        for counted in self.platform.deviations.all():
            key = (counted.device, counted.first.what, counted.first.where)
            new = counted.count - self._deviation_marks.get(key, 0)
            self._deviation_marks[key] = counted.count
            for _ in range(new):
                tally.add(counted.device, counted.first, round(counted.last_s + shift, 3), counted.summary)
        return tally
