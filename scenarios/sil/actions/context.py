"""What an action works with."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from camproof.domain.camera import CameraRecord
from camproof.platforms import NotPossible, Platform, PlatformError, PlatformFaults
from camproof.scenarios.evidence import Evidence
from camproof.scenarios.sil.cascade import UpperLevel
from camproof.scenarios.sil.clock import ScenarioClock
from camproof.scenarios.vocabulary import TRANSPORTS
from camproof.virtual_cameras import Fleet

__all__ = ["ActionContext", "ActionFunction", "dealt_transport"]

AT_ONCE = 16
T = TypeVar("T")


@dataclass(slots=True)
class ActionContext:
    """The stage as an action sees it.

    :param tested: the platform under test, when it is ours; of any other nothing but signalling is at hand.
    :param numbers: camera number (as in truth stamps) by code.
    :param upper: the platform above it; None where there is none.
    :param through: code of the lower platform, where the upper one acts.
    :param samples_pictures: whether samples of received pictures can be diagnosed.
    :param failures: sentences of what went wrong in the action, for the journal.
    """

    tested: Platform | None
    fleet: Fleet
    clock: ScenarioClock
    evidence: Evidence
    numbers: Mapping[str, int]
    wall_s: Callable[[], float]
    platform_faults: PlatformFaults | None = None
    upper: UpperLevel | None = None
    through: str = ""
    samples_pictures: bool = True
    failures: list[str] = field(default_factory=list)

    @property
    def platform(self) -> Platform:
        """The built-in platform.

        :raises NotPossible: the system under test is not ours and cannot be told what to do.
        """
        return self.need_platform()

    def need_platform(self) -> Platform:
        """As :attr:`platform`. Every action needs it: one that cannot be done leaves no evidence."""
        if self.tested is None:
            raise NotPossible("This system under test is not built in: it cannot be told to do this.")
        return self.tested

    def fresh(self) -> ActionContext:
        """The same without the failures of other actions."""
        return replace(self, failures=[])

    def need_upper(self) -> UpperLevel:
        """The level above.

        :raises NotPossible: there is none.
        """
        if self.upper is None:
            raise NotPossible("There is no platform above this one.")
        return self.upper

    def above(self) -> ActionContext:
        """The same at the upper platform, whose only device is the lower one; failures are shared."""
        level = self.need_upper()
        return replace(self, tested=level.platform, through=level.lower_code)

    def device_of(self, camera: CameraRecord) -> str:
        """The device that a camera is reached through."""
        return self.through or camera.code

    async def each(
        self, cameras: Iterable[CameraRecord], work: Callable[[CameraRecord], Awaitable[T]]
    ) -> dict[str, T | None]:
        """Do something on every camera, at most 16 at a time; None where the camera or platform failed."""
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(camera: CameraRecord) -> tuple[str, T | None]:
            async with gate:
                try:
                    return camera.code, await work(camera)
                except PlatformError as error:
                    self.failures.append(str(error))
                    return camera.code, None

        return dict(await asyncio.gather(*(one(camera) for camera in cameras)))

    async def note_each(
        self,
        cameras: Iterable[CameraRecord],
        ask: Callable[[CameraRecord, float], Awaitable[T]],
        silent: Callable[[str, float], T],
        evidence: list[T],
    ) -> dict[str, T | None]:
        """As :meth:`each`, and note what came of it, from everybody.

        :param ask: given a camera and the moment of asking. Evidence bears that moment: a question belongs to
            the phase that asks it, though its time-out may end after the phase.
        :param silent: what to note of a code that gave no answer when it was asked.
        """
        asked: dict[str, float] = {}

        async def one(camera: CameraRecord) -> T:
            asked[camera.code] = self.clock.now_s()
            return await ask(camera, asked[camera.code])

        answers = await self.each(cameras, one)
        evidence += [
            silent(code, asked[code]) if answer is None else answer for code, answer in answers.items()
        ]
        return answers


ActionFunction = Callable[
    [ActionContext, tuple[CameraRecord, ...], Mapping[str, object], float | None], Awaitable[str]
]
"""Does one action of the time line on these cameras, with its parameters and its `for` in seconds.

Returns what came of it, in words for the journal.
"""


def dealt_transport(params: Mapping[str, object], index: int) -> str:
    """The media transport of the camera ``index``: the one asked for, or each in turn for "mixed"."""
    wanted = str(params.get("transport", "udp"))
    return TRANSPORTS[index % len(TRANSPORTS)] if wanted == "mixed" else wanted
