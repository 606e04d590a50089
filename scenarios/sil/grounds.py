"""What a stage stands on: sockets by the wall clock, or a network in memory in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from camproof.domain.seeds import stream
from camproof.media import MediaPlane, OwnUdpDrops, SocketPlane, VirtualPlane
from camproof.protocols.flow import Address
from camproof.reports import LoadSample
from camproof.runtimes.addresses import local_towards
from camproof.runtimes.virtual.simulation import FLIGHT_S
from camproof.scenarios.schema import OWN_PORTS, ClockName, PhaseSpec, TargetSpec
from camproof.scenarios.sil.load import LoadMonitor, saturation
from camproof.scenarios.sil.virtual_limits import unsaid

__all__ = ["Ground", "SocketGround", "VirtualGround", "ground_of"]

SIP_PORT = 5060
_HOSTS = 1 << 24
_PLATFORM_HOST = "10.0.0.1"
_UPPER_HOST = "10.0.0.2"
_FIRST_CAMERA = (10 << 24) + (1 << 16)


class Ground(Protocol):
    """What a stage needs besides the cameras' and the platform's code.

    :ivar clock: by which clock it runs.
    :ivar packages: distributions whose versions matter here.
    :ivar platform_home: where the built-in platform binds.
    :ivar upper_home: where a platform above it binds.
    :ivar takes_leave: whether cameras say BYE and unregister at the end; needless where nobody else is there.
    :ivar samples_pictures: whether samples of received pictures can be diagnosed, which other processes do.
    """

    clock: ClockName
    packages: tuple[str, ...]
    platform_home: Address
    upper_home: Address
    takes_leave: bool
    samples_pictures: bool

    def plane(self, cameras: int, seed: int) -> MediaPlane:
        """The media plane of so many cameras and the platform. :param seed: of the run."""

    def homes(self, server: Address) -> Callable[[int], Address]:
        """Where the camera of a number (from 1) binds its SIP; port 0 for any.

        :raises UnusableAddressError: there is no way to the server.
        """

    async def watch(
        self,
        scenario_s: Callable[[], float],
        lateness_ms: Callable[[], float | None],
        on_sample: Callable[[LoadSample], None],
    ) -> None:
        """Sample how busy the bench is once a second, until cancelled."""

    def saturated(self, from_s: float, to_s: float) -> str | None:
        """Why the bench could not keep up between two moments of scenario time; None when it could."""

    def unsaid(self, target: TargetSpec, phase: PhaseSpec) -> str:
        """Why nothing can be said of a phase's target here, whatever happens; empty when it can be judged."""


class SocketGround:
    """Sockets of this machine, by the wall clock."""

    clock: ClockName = "wall"
    packages: tuple[str, ...] = ("camproof", "av", "numpy", "lxml", "uvloop", "cryptography")
    platform_home: Address = ("127.0.0.1", 0)
    upper_home: Address = ("127.0.0.1", 0)
    takes_leave = True
    samples_pictures = True

    def __init__(self) -> None:
        self._monitor: LoadMonitor | None = None

    def plane(self, cameras: int, seed: int) -> MediaPlane:  # noqa: ARG002
        """Sockets; above 200 cameras they share a port for live pictures."""
        return SocketPlane(shared_port=cameras > OWN_PORTS)

    def homes(self, server: Address) -> Callable[[int], Address]:
        """All at the address from which this machine reaches the server."""
        home = local_towards(server), 0
        return lambda _number: home

    async def watch(
        self,
        scenario_s: Callable[[], float],
        lateness_ms: Callable[[], float | None],
        on_sample: Callable[[LoadSample], None],
    ) -> None:
        """The process, its sockets, its loop."""
        self._monitor = LoadMonitor(scenario_s, lateness_ms, OwnUdpDrops(), on_sample=on_sample)
        await self._monitor.run()

    def saturated(self, from_s: float, to_s: float) -> str | None:
        """From the samples; too few of them say nothing."""
        return saturation(self._monitor.samples if self._monitor is not None else [], from_s, to_s)

    def unsaid(self, target: TargetSpec, phase: PhaseSpec) -> str:  # noqa: ARG002
        """On sockets all can be judged."""
        return ""


class VirtualGround:
    """Virtual time: every camera has an address of its own in 10.0.0.0/8, and nothing is ever late."""

    clock: ClockName = "virtual"
    packages: tuple[str, ...] = ("camproof", "av", "numpy", "lxml", "simpy", "cryptography")
    platform_home: Address = (_PLATFORM_HOST, SIP_PORT)
    upper_home: Address = (_UPPER_HOST, SIP_PORT)
    takes_leave = False
    samples_pictures = False

    def plane(self, cameras: int, seed: int) -> MediaPlane:  # noqa: ARG002
        """One for both sides."""
        return VirtualPlane(stream(seed, "media").getrandbits(64), flight_s=FLIGHT_S)

    def homes(self, server: Address) -> Callable[[int], Address]:  # noqa: ARG002
        """A host for each camera, from 10.1.0.1 on."""
        return _home

    async def watch(
        self,
        scenario_s: Callable[[], float],
        lateness_ms: Callable[[], float | None],  # noqa: ARG002
        on_sample: Callable[[LoadSample], None],
    ) -> None:
        """A sample without figures: there is no load in virtual time."""
        while True:
            await asyncio.sleep(1.0)
            on_sample(LoadSample(t_s=round(scenario_s(), 3)))

    def saturated(self, from_s: float, to_s: float) -> str | None:  # noqa: ARG002
        """Never: time waits for the bench."""
        return None

    def unsaid(self, target: TargetSpec, phase: PhaseSpec) -> str:
        """What rests on samples of decoded pictures."""
        return unsaid(target, phase)


def ground_of(clock: ClockName) -> Ground:
    """What a clock stands on."""
    return VirtualGround() if clock == "virtual" else SocketGround()


def _home(number: int) -> Address:
    value = (_FIRST_CAMERA + number) % (_HOSTS + (10 << 24))
    return ".".join(str(value >> shift & 0xFF) for shift in (24, 16, 8, 0)), SIP_PORT
