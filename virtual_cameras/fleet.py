"""Many virtual cameras in one event loop."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from camproof.domain.camera import CameraRecord
from camproof.domain.errors import UnknownWordError
from camproof.domain.faults import ResolvedFault, resolve
from camproof.domain.seeds import stream
from camproof.media import Clip, Lateness, MediaPlane, SocketPlane
from camproof.protocols.gb28181.device import DeviceEvent
from camproof.runtimes.clock import wall_clock
from camproof.runtimes.impairment import Gate
from camproof.virtual_cameras.counters import CameraCounters
from camproof.virtual_cameras.effects import APPLY, Effects
from camproof.virtual_cameras.injection import Injection
from camproof.virtual_cameras.intruders import (
    DuplicateDevice,
    GuessingIntruder,
    Intruder,
    IntrusionResult,
    ReplayIntruder,
    WrongPasswordIntruder,
)
from camproof.virtual_cameras.setup import CameraSetup
from camproof.virtual_cameras.virtual_camera import VirtualCamera

__all__ = ["Fleet", "FleetSendStats"]

OPEN_AT_ONCE = 50
_UNTIL_CLEARED = 1_000_000


@dataclass(frozen=True, slots=True)
class FleetSendStats:
    """What all cameras together have sent, and how late.

    :param lateness: of all frames of the event loop's clockwork; what tells a saturated generator.
    """

    streams: int
    live_streams: int
    frames: int
    packets: int
    octets: int
    lost_on_link: int
    refused_packets: int
    dropped_access_units: int
    lateness: Lateness


class Fleet:
    """Cameras by their codes.

    :param setups: one for each camera; codes must differ.
    :param clip_of: what a camera sees; called once for each.
    :param seed: of the run; each camera draws from a stream of its own.
    :param links: the uplink of each district; none where a district is missing.
    :param on_event: told of every event of every camera's device machine.
    :param plane: makes its media senders and receivers, and is closed by whoever made it; None for sockets.
    :param shared_port: on these, live pictures over UDP leave from one media port for all cameras of a host,
        by the bulk sender; else each from a port of its own.
    """

    def __init__(
        self,
        setups: Sequence[CameraSetup],
        clip_of: Callable[[CameraRecord], Clip],
        *,
        seed: int = 0,
        links: Mapping[str, Gate] | None = None,
        wall_s: Callable[[float], float] | None = None,
        on_event: Callable[[VirtualCamera, DeviceEvent, float], None] | None = None,
        plane: MediaPlane | None = None,
        shared_port: bool = False,
    ) -> None:
        self._own_plane = None if plane is not None else SocketPlane(shared_port=shared_port)
        self.plane: MediaPlane = plane or self._own_plane or SocketPlane()
        wall = wall_s or wall_clock()
        links = links or {}
        self._seed = seed
        self.cameras = {
            setup.record.code: VirtualCamera(
                setup,
                clip_of(setup.record),
                rng=stream(seed, "camera", setup.record.code),
                link=links.get(setup.record.district),
                wall_s=wall,
                on_event=on_event,
                plane=self.plane,
            )
            for setup in setups
        }
        if len(self.cameras) != len(setups):
            raise ValueError("Two cameras of the fleet have the same code.")
        self._effects = {code: Effects(camera) for code, camera in self.cameras.items()}
        self._injections = 0
        self._tasks: set[asyncio.Task[IntrusionResult]] = set()

    def __len__(self) -> int:
        return len(self.cameras)

    # Life

    async def start(self, spread_s: float = 0.0) -> None:
        """Bind all sockets, then register: all at once, or each after its own random 0..``spread_s``.

        Returns when the last camera has begun; use ``registered`` to wait for the answers.

        :raises PortInUse: a wanted SIP port is taken; all sockets are given back then.
        """
        try:
            await self._open()
        except BaseException:
            await self.stop()
            raise
        delays = {code: stream(self._seed, "start", code).uniform(0.0, spread_s) for code in self.cameras}
        begin_s = asyncio.get_running_loop().time()
        for code in sorted(delays, key=lambda one: (delays[one], one)):
            wait_s = begin_s + delays[code] - asyncio.get_running_loop().time()
            if wait_s > 0:
                await asyncio.sleep(wait_s)
            self.cameras[code].register()

    async def _open(self) -> None:
        cameras = list(self.cameras.values())
        for first in range(0, len(cameras), OPEN_AT_ONCE):
            await asyncio.gather(*(camera.open() for camera in cameras[first : first + OPEN_AT_ONCE]))

    async def registered(self, timeout_s: float, codes: Iterable[str] | None = None) -> bool:
        """Wait until these cameras (all by default) are registered; False when some are not in time."""
        wanted = [self.cameras[code].registered.wait() for code in codes or self.cameras]
        try:
            await asyncio.wait_for(asyncio.gather(*wanted), timeout_s)
        except TimeoutError:
            return False
        return True

    async def stop(self, timeout_s: float = 3.0) -> int:
        """BYE and unregister everywhere, give back all sockets; how many servers did not confirm in time."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        answers = await asyncio.gather(*(camera.stop(timeout_s) for camera in self.cameras.values()))
        if self._own_plane is not None:
            await self._own_plane.close()
        return sum(not answered for answered in answers)

    # Figures

    def online(self) -> tuple[str, ...]:
        """Codes of the cameras that believe to be registered now."""
        return tuple(code for code, camera in self.cameras.items() if camera.registered.is_set())

    def counters(self) -> dict[str, CameraCounters]:
        """Each camera's own counters."""
        return {code: camera.counters for code, camera in self.cameras.items()}

    def send_stats(self, lateness_over_s: float | None = None) -> FleetSendStats:
        """Sums over all streams so far.

        :param lateness_over_s: so many last seconds count for the lateness; None for all.
        """
        from_s = None if lateness_over_s is None else asyncio.get_running_loop().time() - lateness_over_s
        stats = [one for camera in self.cameras.values() for one in camera.desk.stats()]
        return FleetSendStats(
            streams=len(stats),
            live_streams=sum(camera.desk.live for camera in self.cameras.values()),
            frames=sum(one.frames for one in stats),
            packets=sum(one.packets for one in stats),
            octets=sum(one.octets for one in stats),
            lost_on_link=sum(one.lost_on_link for one in stats),
            refused_packets=sum(one.refused_packets for one in stats),
            dropped_access_units=sum(one.dropped_access_units for one in stats),
            lateness=self.plane.lateness(from_s),
        )

    # Faults

    def prepare_scenes(self) -> None:
        """Draw the scenes of rendered cameras now; else the start of the fleet waits for them."""
        for camera in self.cameras.values():
            camera.prepare_scene()

    def prepare(
        self, fault: str | ResolvedFault, codes: Iterable[str], params: Mapping[str, object] | None = None
    ) -> None:
        """Make ready what a fault will need, as pictures coded under it, so that it begins without delay.

        Takes seconds the first time; parameters as for :meth:`inject`.
        """
        settled = resolve(fault, params or {}) if isinstance(fault, str) else fault
        for code in self._known(codes):
            self.cameras[code].sights.prepare(settled)

    def inject(
        self, fault: str | ResolvedFault, codes: Iterable[str], params: Mapping[str, object] | None = None
    ) -> Injection:
        """Let a fault of the catalogue act on cameras, until the injection is cleared.

        Intruders try once for each camera; their results are in the injection.

        :param fault: an id with ``params`` as a user writes them, or one whose parameters are settled.
        :raises UnknownWordError: no such fault, or a code that is not in the fleet.
        """
        settled = resolve(fault, params or {}) if isinstance(fault, str) else fault
        chosen = self._known(codes)
        self._injections += 1
        injection = Injection(self._injections, settled, chosen, self._end)
        if settled.fault.id in APPLY:
            for code in chosen:
                self._effects[code].begin(injection.number, settled)
        else:
            for code in chosen:
                injection.add(self._spawn(self._intrude(injection, code)))
        return injection

    def _known(self, codes: Iterable[str]) -> tuple[str, ...]:
        chosen = tuple(codes)
        for code in chosen:
            if code not in self.cameras:
                raise UnknownWordError("camera of the fleet", code, self.cameras)
        return chosen

    def _end(self, injection: Injection) -> None:
        if injection.fault.fault.id in APPLY:
            for code in injection.codes:
                self._effects[code].end(injection.number, injection.fault)

    async def _intrude(self, injection: Injection, code: str) -> IntrusionResult:
        camera, fault = self.cameras[code], injection.fault
        rng = stream(self._seed, f"{fault.fault.id} {injection.number}", code)
        intruder = _intruder(fault.fault.id, camera, rng)
        attempts = fault.count("attempts") if "refusal" in fault.fault.judged_by else _UNTIL_CLEARED
        result = await intruder.run(attempts, fault.number("interval"))
        injection.results.append(result)
        return result

    def _spawn(self, work: Coroutine[Any, Any, IntrusionResult]) -> asyncio.Task[IntrusionResult]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _intruder(fault_id: str, camera: VirtualCamera, rng: random.Random) -> Intruder:
    match fault_id:
        case "intruder.replay":
            return ReplayIntruder(camera.setup, rng, lambda: camera.last_register)
        case "intruder.guess":
            return GuessingIntruder(camera.setup, rng)
        case "identity.duplicate":
            return DuplicateDevice(camera.setup, rng)
        case "intruder.wrong-password":
            return WrongPasswordIntruder(camera.setup, rng)
    raise ValueError(f"No camera and nobody beside it can have the fault {fault_id}.")
