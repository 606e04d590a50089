"""A platform as a service: one machine, its sockets, and everything it can ask of devices."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from typing import Self

from camproof.media import MediaPlane, SocketPlane
from camproof.platforms.attendance import wait_for_count, wait_for_devices
from camproof.platforms.calling import Calling
from camproof.platforms.cascade.below import CallsBelow
from camproof.platforms.cascade.config import UpperConfig
from camproof.platforms.cascade.index import ChannelIndex, Contest
from camproof.platforms.cascade.keeping import CatalogKeeper
from camproof.platforms.cascade.upper import UpperPlatform
from camproof.platforms.deviations import DeviationCounts
from camproof.platforms.errors import NotPossible, PlatformTimeout
from camproof.platforms.hearing import Hearing
from camproof.platforms.observations import Observation, ObservationLog
from camproof.platforms.requesting import Requesting
from camproof.platforms.session import LiveSession
from camproof.platforms.streaming import Streaming
from camproof.platforms.streams import Streams
from camproof.platforms.waiting import Waiting
from camproof.protocols.flow import Address
from camproof.protocols.gb28181.platform import (
    DeviceRecord,
    PlatformConfig,
    PlatformEvent,
    PlatformMachine,
    Redirect,
)
from camproof.protocols.manscdp import CatalogItem
from camproof.protocols.sip import UNHURRIED, Timers
from camproof.runtimes.asyncio_sip import SipHost
from camproof.runtimes.clock import wall_clock
from camproof.runtimes.impairment import Gate

__all__ = ["Platform"]


class Platform(Requesting, Streaming):
    """A running platform; make it with :meth:`start`.

    :ivar observations: everything it has seen, for detectors and judges.
    :ivar deviations: departures from the standard, counted by device.
    :ivar catalogs: the last full catalogue of each device.
    :ivar channels: which device has which channel, by these catalogues.
    :ivar uppers: the upper platforms that it has joined, by their codes.
    :ivar calls_below: its calls to cameras that these watch.
    :ivar sessions: the open streams by call.
    :ivar plane: makes its receivers.
    """

    def __init__(
        self,
        config: PlatformConfig,
        rng: random.Random,
        wall_s: Callable[[float], float],
        *,
        link: Gate | None = None,
        timers: Timers | None = None,
        media_timeout_s: float = 15.0,
        plane: MediaPlane | None = None,
    ) -> None:
        self.config = config
        self.wall_s = wall_s
        self.observations = ObservationLog(asyncio.get_running_loop().time())
        self.deviations = DeviationCounts()
        self.catalogs: dict[str, tuple[CatalogItem, ...]] = {}
        self.channels = ChannelIndex(config.code, self._contested, self._settled)
        self.sessions: dict[str, LiveSession] = {}
        self.uppers: dict[str, UpperPlatform] = {}
        self.calls_below = CallsBelow(self)
        self._keeper: CatalogKeeper | None = None
        self._rng = rng
        self.plane: MediaPlane = plane or SocketPlane()
        self._media_timeout_s = media_timeout_s
        self._machine = PlatformMachine(config, rng, wall_s, timers or UNHURRIED)
        self._waiting = Waiting()
        self._hearing = Hearing(self.observations, self.deviations, self._waiting, self.sessions)
        self._host = SipHost(self._machine, on_event=self._hearing.hear, link=link)
        self._calling = Calling(self._machine, self._host, self._waiting)
        self._streams = Streams(
            self._calling,
            self,
            self.plane,
            media_host=config.host,
            public_host=config.public_host,
            wall_s=wall_s,
            origin_s=self.observations.origin_s,
        )
        self._ticker: asyncio.Task[None] | None = None

    @classmethod
    async def start(
        cls,
        config: PlatformConfig | None = None,
        *,
        rng: random.Random | None = None,
        wall_s: Callable[[float], float] | None = None,
        link: Gate | None = None,
        timers: Timers | None = None,
        media_timeout_s: float = 15.0,
        plane: MediaPlane | None = None,
    ) -> Self:
        """Bind UDP and TCP and serve.

        :param rng: of nonces, tags and branches; None for one that cannot be guessed.
        :param wall_s: monotonic to epoch seconds.
        :param plane: makes its receivers; None for sockets.
        :param media_timeout_s: a live stream without packets for this long is hung up (2022 Annex K).
        :raises PortInUse: another program holds the port.
        :raises NotPossible: the platform is bound to every address and does not know which one to tell.
        """
        config = config or PlatformConfig()
        if config.public_host in {"0.0.0.0", "::"}:  # noqa: S104
            raise NotPossible(
                f"A platform on {config.host} needs advertised_host, the address that devices reach."
            )
        platform = cls(
            config,
            rng or random.SystemRandom(),
            wall_s or wall_clock(),
            link=link,
            timers=timers,
            media_timeout_s=media_timeout_s,
            plane=plane,
        )
        try:
            await platform._host.open(platform.config.host, platform.config.port, tcp_listen=True)
        except BaseException:
            await platform._host.close(abort=True)
            raise
        platform._ticker = asyncio.create_task(platform._tick())
        return platform

    async def close(self) -> None:
        """End all streams and give back all ports."""
        if self._ticker is not None:
            self._ticker.cancel()
            await asyncio.gather(self._ticker, return_exceptions=True)
        for upper in self.uppers.values():
            await upper.close()
        if self._keeper is not None:
            await self._keeper.close()
        await self.close_streams()
        self._waiting.give_up("The platform was closed.")
        await self._host.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    # What may befall it.

    def crash(self) -> None:
        """Stop without a word and forget everything but what was observed; :meth:`revive` brings it back."""
        self._machine.crash(self._host.now_s())
        self._host.pump()
        self._waiting.give_up("The platform was restarted.")
        for upper in self.uppers.values():
            upper.crash()

    def revive(self) -> None:
        """Serve again, with nothing known of any device."""
        self._machine.revive()
        self._host.pump()
        for upper in self.uppers.values():
            upper.revive()

    def redirect(self, redirect: Redirect | None) -> None:
        """Send devices of the 2022 edition elsewhere when they register, or no longer."""
        self._machine.set_redirect(redirect)

    # Cascading.

    async def join(
        self, config: UpperConfig, *, rng: random.Random | None = None, link: Gate | None = None
    ) -> UpperPlatform:
        """Register at an upper platform, and serve it from now on.

        :param link: the link to it, for signalling and media.
        :raises NotPossible: it has been joined already, or is this platform itself.
        :raises PortInUse: another program holds the port.
        """
        if config.code in self.uppers or config.code == self.code:
            raise NotPossible(f"The platform {config.code} cannot be the upper one of {self.code} here.")
        if self._keeper is None:
            self._keeper = CatalogKeeper(self)
        upper = await UpperPlatform.open(self, config, rng or self._rng, link)
        self.uppers[config.code] = upper
        return upper

    async def leave(self, code: str) -> None:
        """Unregister at an upper platform, and end all that is passed on to it.

        :raises NotPossible: it was not joined.
        """
        upper = self.uppers.pop(code, None)
        if upper is None:
            raise NotPossible(f"The platform {code} is not above {self.code}.")
        await upper.close()

    def listen(self, listener: Callable[[PlatformEvent], None]) -> Callable[[], None]:
        """Call with each later event of the machine; gives a function that ends this."""
        return self._hearing.listen(listener)

    def _contested(self, contest: Contest) -> None:
        self._note_contest(contest, stands=True)

    def _settled(self, contest: Contest) -> None:
        self._note_contest(contest, stands=False)

    def _note_contest(self, contest: Contest, *, stands: bool) -> None:
        told = {"channel": contest.channel, "owner": contest.owner, "stands": stands}
        self.observations.add(Observation(self.now_s(), "channel-contested", contest.device, told))

    @property
    def address(self) -> Address:
        """Where UDP and TCP are bound."""
        return self._host.address

    @property
    def code(self) -> str:
        """Its 20-digit code."""
        return self.config.code

    @property
    def host(self) -> SipHost:
        """Its sockets, with counters."""
        return self._host

    def now_s(self) -> float:
        """Seconds since the origin of its observations."""
        return self._host.now_s() - self.observations.origin_s

    def devices(self) -> tuple[DeviceRecord, ...]:
        """All devices that have registered, on-line or not."""
        return self._machine.devices()

    def online(self) -> tuple[str, ...]:
        """Codes of the devices that are on-line."""
        return tuple(record.code for record in self._machine.devices() if record.online)

    def record_of(self, device: str) -> DeviceRecord:
        return self._calling.record_of(device)

    async def wait_registered(self, *devices: str, timeout_s: float = 10.0) -> None:
        """Wait until all these devices are on-line.

        :raises PlatformTimeout: some are not.
        """
        missing = await wait_for_devices(self.observations, self.online(), devices, timeout_s)
        if missing:
            shown = ", ".join(missing[:3]) + (" ..." if len(missing) > 3 else "")
            raise PlatformTimeout(
                f"{len(missing)} of {len(devices)} devices did not register in {timeout_s:g} s: {shown}.",
                received=len(devices) - len(missing),
                expected=len(devices),
            )

    async def wait_online(self, count: int, timeout_s: float = 10.0) -> None:
        """Wait until ``count`` devices are on-line.

        :raises PlatformTimeout: there are fewer.
        """
        there = await wait_for_count(self.observations, self.online(), count, timeout_s)
        if there < count:
            raise PlatformTimeout(
                f"{there} of {count} devices registered in {timeout_s:g} s.", received=there, expected=count
            )

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            await self.supervise_streams()
