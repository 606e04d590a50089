"""Plays the time line of one phase: faults begin and end, actions are done, each at its moment."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import cast

from camproof.domain.camera import CameraRecord
from camproof.domain.faults import Fault, fault, resolve
from camproof.domain.seeds import stream
from camproof.domain.timeline import TimelineEntry
from camproof.platforms import FOR_ALL, PLATFORM_FAULTS, PlatformError
from camproof.platforms.cascade import CASCADE_FAULTS, OF_THE_LOWER
from camproof.scenarios.evidence import IntrusionEvidence, IntrusionKind
from camproof.scenarios.plan import PlannedFault
from camproof.scenarios.running.book import Book
from camproof.scenarios.schema import PhaseSpec
from camproof.scenarios.sil.actions import AT_THE_UPPER, FUNCTIONS, ActionContext
from camproof.virtual_cameras import Injection, IntrusionResult

__all__ = ["TimelinePlayer", "cast_of", "planned"]

_GRACE_S = 5.0
_TOLD_FAILURES = 5


def cast_of(
    phase: PhaseSpec, from_s: float, records: Sequence[CameraRecord], seed: int
) -> list[tuple[TimelineEntry, tuple[CameraRecord, ...]]]:
    """Each entry of a phase in scenario time, with its cameras: all of them, where the platform fails.

    :param seed: of the run; each entry draws its cameras from a stream of its own.
    """
    cast = []
    for number, item in enumerate(phase.timeline):
        entry = item.starting_at(from_s)
        rng = stream(seed, "selection", f"{phase.name} {number}")
        chosen = entry.selector.select(records, rng)
        cast.append((entry, tuple(records) if entry.name in FOR_ALL | CASCADE_FAULTS else chosen))
    return cast


class TimelinePlayer:
    """Plays one phase.

    :param context: what actions work with; its platform is ours.
    :param seed: of the run; each entry draws its cameras from a stream of its own.
    :ivar plan: the faults of the phase, for the judges.
    """

    def __init__(
        self,
        phase: PhaseSpec,
        from_s: float,
        records: Sequence[CameraRecord],
        context: ActionContext,
        book: Book,
        seed: int,
    ) -> None:
        self._phase = phase
        self._from_s = from_s
        self._to_s = from_s + phase.duration_s
        self._context = context
        self._book = book
        self.plan: list[PlannedFault] = []
        self._cast = cast_of(phase, from_s, records, seed)
        self.plan += [self._planned(entry, cameras) for entry, cameras in self._cast if entry.kind == "fault"]

    def _planned(self, entry: TimelineEntry, cameras: tuple[CameraRecord, ...]) -> PlannedFault:
        if entry.name not in OF_THE_LOWER or self._context.upper is None:
            return planned(entry, cameras)
        row, upper = fault(entry.name), self._context.upper
        subjects = upper.subjects if row.layer == "network" else (upper.lower_code,)
        return PlannedFault(row, f"{row.title}, {', '.join(subjects)}", subjects, entry.at_s, entry.end_s)

    async def play(self) -> None:
        """Returns at the end of the phase, when every entry has come to its end (or was cut off)."""
        tasks = [asyncio.create_task(self._entry(entry, cameras)) for entry, cameras in self._cast]
        try:
            await self._context.clock.sleep_until(self._to_s)
            if tasks:
                await asyncio.wait(tasks, timeout=_GRACE_S)
                for task in tasks:
                    task.cancel()
            for done in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(done, Exception):
                    raise done
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _entry(self, entry: TimelineEntry, cameras: tuple[CameraRecord, ...]) -> None:
        await self._context.clock.sleep_until(entry.at_s)
        if entry.kind == "fault":
            await self._fault(entry, cameras)
        else:
            await self._act(entry, cameras)

    async def _act(self, entry: TimelineEntry, cameras: tuple[CameraRecord, ...]) -> None:
        began_s = self._context.clock.now_s()
        for_s = entry.for_s if entry.for_s is not None else max(0.5, self._to_s - entry.at_s - 0.5)
        context = self._context.fresh()
        self._step(entry.name, began_s, cameras, "begins")
        said = "cut off at the end of the phase"
        try:
            if entry.name not in AT_THE_UPPER:
                context.need_platform()
            said = await FUNCTIONS[entry.name](context, cameras, entry.params, for_s)
        except PlatformError as error:
            said = str(error)
        finally:
            self._step(entry.name, self._context.clock.now_s(), cameras, said, context.failures)

    async def _fault(self, entry: TimelineEntry, cameras: tuple[CameraRecord, ...]) -> None:
        if entry.name in PLATFORM_FAULTS:
            await self._platform_fault(entry, cameras)
            return
        if entry.name in CASCADE_FAULTS:
            await self._cascade_fault(entry, cameras)
            return
        codes = [camera.code for camera in cameras]
        injection = self._context.fleet.inject(entry.name, codes, entry.params)
        self._step(entry.name, self._context.clock.now_s(), cameras, "begins")
        try:
            if "refusal" in injection.fault.fault.judged_by:
                await self._intrusion(injection)
            else:
                ends_s = entry.end_s if entry.end_s is not None else self._to_s
                await self._context.clock.sleep_until(ends_s)
        finally:
            injection.clear()
            self._step(entry.name, self._context.clock.now_s(), cameras, "ends")

    async def _platform_fault(self, entry: TimelineEntry, cameras: tuple[CameraRecord, ...]) -> None:
        faults, now_s = self._context.platform_faults, self._context.clock.now_s
        if faults is None:
            self._step(entry.name, now_s(), cameras, "This system under test is not built in: not injected.")
            return
        settled = resolve(entry.name, entry.params)
        await faults.begin(settled, [camera.code for camera in cameras])
        self._step(entry.name, now_s(), cameras, "begins")
        try:
            await self._context.clock.sleep_until(entry.end_s if entry.end_s is not None else self._to_s)
        finally:
            faults.end(settled)
            self._step(entry.name, now_s(), cameras, "ends")

    async def _cascade_fault(self, entry: TimelineEntry, cameras: tuple[CameraRecord, ...]) -> None:
        faults, now_s = self._context.need_upper().faults, self._context.clock.now_s
        assert faults is not None
        settled = resolve(entry.name, entry.params)
        faults.begin(settled)
        self._step(entry.name, now_s(), cameras, "begins")
        try:
            await self._context.clock.sleep_until(entry.end_s if entry.end_s is not None else self._to_s)
        finally:
            faults.end(settled)
            self._step(entry.name, now_s(), cameras, "ends")

    async def _intrusion(self, injection: Injection) -> None:
        at_s = self._context.clock.now_s()
        for result in await injection.finished():
            self._context.evidence.intrusions += _attempts(result, at_s)

    def _step(
        self,
        name: str,
        at_s: float,
        cameras: tuple[CameraRecord, ...],
        said: str,
        failures: Sequence[str] = (),
    ) -> None:
        self._book.line(
            "step", at_s, name=name, cameras=len(cameras), said=said, failures=list(failures[:_TOLD_FAILURES])
        )


def planned(entry: TimelineEntry, cameras: tuple[CameraRecord, ...]) -> PlannedFault:
    """What the plan says of a fault, before it is injected."""
    row = fault(entry.name)
    return PlannedFault(
        row=row,
        label=f"{row.title}, {_whom(cameras)}",
        subjects=tuple(camera.code for camera in cameras),
        from_s=entry.at_s,
        to_s=_end_s(entry, row),
    )


def _end_s(entry: TimelineEntry, row: Fault) -> float | None:
    """When it is planned to end; an intruder goes when all his attempts are made."""
    if "refusal" not in row.judged_by or entry.for_s is not None:
        return entry.end_s
    settled = resolve(row.id, entry.params)
    return entry.at_s + settled.number("attempts") * settled.number("interval")


def _whom(cameras: tuple[CameraRecord, ...]) -> str:
    if len(cameras) == 1:
        return cameras[0].code
    districts = sorted({camera.district for camera in cameras})
    return f"{len(cameras)} cameras in {', '.join(districts)}"


def _attempts(result: IntrusionResult, at_s: float) -> list[IntrusionEvidence]:
    return [
        IntrusionEvidence(
            cast(IntrusionKind, result.kind),
            result.code,
            at_s,
            statuses[-1] if statuses else None,
            any(200 <= status < 300 for status in statuses),
        )
        for statuses in result.attempts
    ]
