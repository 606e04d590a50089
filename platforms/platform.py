"""A platform as a service: one machine, its sockets, and everything it can ask of devices."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from pathlib import Path
from typing import Self

from camproof.media import FrameSource
from camproof.platforms.attendance import wait_for_count, wait_for_devices
from camproof.platforms.calling import Calling
from camproof.platforms.controls import Controls
from camproof.platforms.deviations import DeviationCounts
from camproof.platforms.errors import DeviceRefused, NotPossible, PlatformTimeout
from camproof.platforms.hearing import Hearing
from camproof.platforms.observations import ObservationLog
from camproof.platforms.queries import Queries
from camproof.platforms.sampling import PictureSampling
from camproof.platforms.session import DownloadSession, LiveSession, PlaybackSession
from camproof.platforms.streams import Streams
from camproof.platforms.subscribing import Subscribing
from camproof.platforms.voice import VoiceSession, broadcast, talk
from camproof.platforms.waiting import Waiting
from camproof.protocols.flow import Address
from camproof.protocols.gb28181.platform import (
    CallControlled,
    DeviceRecord,
    MakeMessage,
    PlatformConfig,
    PlatformMachine,
    Redirect,
    RequestAnswered,
    RequestFailed,
    SubscriptionActive,
    SubscriptionEnded,
    SubscriptionKind,
)
from camproof.protocols.manscdp import (
    BasicParam,
    CatalogItem,
    check_catalog_item,
)
from camproof.protocols.mansrtsp import MansrtspRequest
from camproof.protocols.sdp import MediaTransport
from camproof.protocols.sip import Timers
from camproof.runtimes.asyncio_sip import SipHost, wall_clock
from camproof.runtimes.impairment import Gate

__all__ = ["Platform"]


class Platform(Queries, Controls, Subscribing):
    """A running platform; make it with :meth:`start`.

    :ivar observations: everything it has seen, for detectors and judges.
    :ivar deviations: departures from the standard, counted by device.
    :ivar catalogs: the last full catalogue of each device.
    :ivar sessions: the open streams by call.
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
    ) -> None:
        self.config = config
        self.wall_s = wall_s
        self.observations = ObservationLog(asyncio.get_running_loop().time())
        self.deviations = DeviationCounts()
        self.catalogs: dict[str, tuple[CatalogItem, ...]] = {}
        self.sessions: dict[str, LiveSession] = {}
        self._media_timeout_s = media_timeout_s
        self._machine = PlatformMachine(config, rng, wall_s, timers)
        self._waiting = Waiting()
        self._hearing = Hearing(self.observations, self.deviations, self._waiting, self.sessions)
        self._host = SipHost(self._machine, on_event=self._hearing.hear, link=link)
        self._calling = Calling(self._machine, self._host, self._waiting)
        self._streams = Streams(
            self._calling,
            self,
            media_host=config.host,
            public_host=config.public_host,
            wall_s=wall_s,
            origin_s=self.observations.origin_s,
        )
        self._sampling: PictureSampling | None = None
        self._ticker: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[object]] = set()

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
    ) -> Self:
        """Bind UDP and TCP and serve.

        :param rng: of nonces, tags and branches; None for one that cannot be guessed.
        :param wall_s: monotonic to epoch seconds.
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
        if self._sampling is not None:
            await self._sampling.close()
        for session in tuple(self.sessions.values()):
            if not session.ended.is_set():
                self._calling.drop(session.call)
            session.over("the platform was closed")
            await session.close()
        await asyncio.gather(*self._closing, return_exceptions=True)
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

    def revive(self) -> None:
        """Serve again, with nothing known of any device."""
        self._machine.revive()
        self._host.pump()

    def redirect(self, redirect: Redirect | None) -> None:
        """Send devices of the 2022 edition elsewhere when they register, or no longer."""
        self._machine.set_redirect(redirect)

    # What is known.

    @property
    def address(self) -> Address:
        """Where UDP and TCP are bound."""
        return self._host.address

    @property
    def code(self) -> str:
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

    # Requests.

    async def ask(self, device: str, make: MakeMessage) -> RequestAnswered:
        self._calling.record_of(device)
        number = self._calling.command(lambda now_s: self._machine.request(device, make, now_s))
        outcome = self._waiting.expect(("request", number))
        self._host.pump()
        event: RequestAnswered | RequestFailed = await outcome
        if isinstance(event, RequestAnswered):
            return event
        sentence = f"Device {device} did not answer {event.asked.cmd_type} in full: {event.reason}"
        if event.expected is not None and event.received:
            sentence += f" ({event.received} of {event.expected} items came)"
        if event.status is not None:
            raise DeviceRefused(f"{sentence}.", event.status)
        raise PlatformTimeout(f"{sentence}.", received=event.received, expected=event.expected)

    def keep_catalog(self, device: str, items: tuple[CatalogItem, ...]) -> None:
        self.catalogs[device] = items
        edition = self.edition_of(device)
        for item in items:
            self.deviations.add(device, "Catalog", check_catalog_item(item, edition), self.now_s())

    def keep_basic_param(self, device: str, basic: BasicParam) -> None:
        record = self._calling.record_of(device)
        self._machine.set_heartbeat(
            device,
            interval_s=basic.heartbeat_interval_s or record.heartbeat_interval_s,
            count=basic.heartbeat_count or record.heartbeat_count,
        )
        self._host.pump()

    # Streams.

    async def play(
        self,
        device: str,
        channel: str = "",
        transport: MediaTransport = "udp",
        *,
        camera: int | None = None,
        stream: int | None = None,
    ) -> LiveSession:
        """Live view.

        :param channel: code of the camera channel, by default the device itself.
        :param transport: our role.
        :param camera: number that the truth stamps must carry.
        :param stream: 0 main, 1 and up sub streams (2022).
        :raises DeviceRefused: the device refused; PlatformTimeout: it did not answer.
        """
        return self._keep(await self._streams.live(device, channel or device, transport, camera, stream))

    def sample_pictures(self, session: LiveSession, every_s: float) -> None:
        """Look at pictures of a live stream about every ``every_s`` seconds; its findings tell what is seen.

        Off unless asked for: a sample of eight pictures of 1280x720 costs about 0.16 s of another core.
        """
        self._looking().follow(session, every_s)

    async def prepare_sampling(self) -> None:
        """Start the process that looks at pictures, which takes a second of a core, before streams run."""
        await self._looking().start()

    def _looking(self) -> PictureSampling:
        if self._sampling is None:
            self._sampling = PictureSampling(self._host.now_s, self.observations.origin_s)
        return self._sampling

    async def playback(
        self,
        device: str,
        channel: str,
        start_s: float,
        end_s: float,
        transport: MediaTransport = "udp",
        *,
        camera: int | None = None,
    ) -> PlaybackSession:
        """A stream from the archive, between two Unix times."""
        session = await self._streams.playback(
            device, channel or device, int(start_s), int(end_s), transport, camera
        )
        self._keep(session)
        return session

    async def download(
        self,
        device: str,
        channel: str,
        start_s: float,
        end_s: float,
        transport: MediaTransport = "udp",
        *,
        speed: int = 1,
        path: Path | None = None,
    ) -> DownloadSession:
        """A recording, at a multiple of real time; with ``path`` into a program stream file."""
        session = await self._streams.download(
            device, channel or device, int(start_s), int(end_s), transport, speed
        )
        self._keep(session)
        if path is not None:
            session.record_to(path)
        return session

    async def broadcast(self, device: str, target: str, source: FrameSource | None = None) -> VoiceSession:
        """Voice to an audio output; ``source`` None sends a tone of 1 kHz."""
        return await broadcast(
            self._calling, device, target, self.config.host, self.config.public_host, source
        )

    async def talk(
        self,
        device: str,
        channel: str = "",
        source: FrameSource | None = None,
        transport: MediaTransport = "udp",
    ) -> VoiceSession:
        """Voice both ways with ``s=Talk`` (2016); ``source`` None sends a tone of 1 kHz.

        The 2022 edition has no Talk: its intercom is :meth:`play`, whose stream carries the device's sound,
        and :meth:`broadcast` at the same time.
        """
        host, public_host = self.config.host, self.config.public_host
        return await talk(self._calling, device, channel or device, host, public_host, source, transport)

    def _keep(self, session: LiveSession) -> LiveSession:
        self.sessions[session.call] = session
        if all(known.id != session.call for known in self._machine.calls()):
            session.over("over before it began")
        return session

    async def hang_up(self, call: str) -> str:
        return await self._calling.hang_up(call)

    async def steer(self, call: str, make: Callable[[int], MansrtspRequest]) -> CallControlled:
        return await self._calling.steer(call, make)

    def stream_started(self, session: LiveSession) -> None:
        self._hearing.stream_started(session, self.now_s())

    def stream_stopped(self, session: LiveSession) -> None:
        self.sessions.pop(session.call, None)
        self._hearing.stream_stopped(session, self.now_s())

    # Subscriptions.

    async def unsubscribe(self, subscription: str) -> None:
        """End a subscription.

        :raises NotPossible: it is not active.
        """
        self._calling.command(lambda now_s: self._machine.unsubscribe(subscription, now_s))
        ended = self._waiting.expect(("subscription", subscription))
        self._host.pump()
        await ended

    def subscriptions(self) -> tuple[tuple[str, str, SubscriptionKind], ...]:
        """(subscription, device, kind) of all that have not ended."""
        return self._machine.subscriptions()

    async def subscribe(
        self, device: str, kind: SubscriptionKind, make: MakeMessage, expires_s: int = 600
    ) -> str:
        self._calling.record_of(device)
        subscription: str = self._calling.command(
            lambda now_s: self._machine.subscribe(device, kind, make, now_s, expires_s=expires_s)
        )
        outcome = self._waiting.expect(("subscription", subscription))
        self._host.pump()
        event: SubscriptionActive | SubscriptionEnded = await outcome
        if isinstance(event, SubscriptionEnded):
            raise DeviceRefused(f"Device {device} did not take the subscription: {event.reason}.", 200)
        return subscription

    # Housekeeping.

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            now_s = self._host.now_s()
            for session in tuple(self.sessions.values()):
                session.tick(now_s)
                if session.is_stale:
                    await session.close()
                    continue
                silent = session.kind == "live" and session.silent_s(now_s) > self._media_timeout_s
                if silent and not session.ended.is_set():
                    session.over(f"no media for {self._media_timeout_s:g} s")
                    self._calling.drop(session.call, session.end_reason)
