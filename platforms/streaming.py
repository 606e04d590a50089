"""How a platform opens streams, keeps them, and hangs up those that fell silent."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

from camproof.media import FrameSource, MediaPlane
from camproof.platforms.calling import Calling
from camproof.platforms.hearing import Hearing
from camproof.platforms.observations import ObservationLog
from camproof.platforms.sampling import PictureSampling
from camproof.platforms.session import DownloadSession, LiveSession, PlaybackSession
from camproof.platforms.streams import Streams
from camproof.platforms.voice import VoiceSession, broadcast, talk
from camproof.protocols.gb28181.platform import CallControlled, PlatformConfig
from camproof.protocols.gb28181.routing import Route
from camproof.protocols.mansrtsp import MansrtspRequest
from camproof.protocols.sdp import MediaTransport

__all__ = ["Streaming"]


class Streaming(ABC):
    """Streams by one machine.

    :ivar plane: makes its receivers.
    :ivar sessions: the open streams by call.
    """

    config: PlatformConfig
    plane: MediaPlane
    observations: ObservationLog
    sessions: dict[str, LiveSession]
    _calling: Calling
    _hearing: Hearing
    _streams: Streams
    _sampling: PictureSampling | None = None
    _media_timeout_s: float

    @abstractmethod
    def now_s(self) -> float:
        """Seconds since the origin of its observations."""

    async def play(
        self,
        device: str,
        channel: str = "",
        transport: MediaTransport = "udp",
        *,
        camera: int | None = None,
        stream: int | None = None,
        route: Route | None = None,
    ) -> LiveSession:
        """Live view.

        :param channel: code of the camera channel, by default the device itself.
        :param transport: our role.
        :param camera: number that the truth stamps must carry.
        :param stream: 0 main, 1 and up sub streams (2022).
        :param route: how the request came here, where it is passed on for another platform.
        :raises DeviceRefused: the device refused; PlatformTimeout: it did not answer.
        """
        session = await self._streams.live(device, channel or device, transport, camera, stream, route)
        return self._keep(session)

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
            self._sampling = PictureSampling(self._calling.host.now_s, self.observations.origin_s)
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
        route: Route | None = None,
    ) -> PlaybackSession:
        """A stream from the archive, between two Unix times."""
        session = await self._streams.playback(
            device, channel or device, int(start_s), int(end_s), transport, camera, route
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
        route: Route | None = None,
    ) -> DownloadSession:
        """A recording, at a multiple of real time; with ``path`` into a program stream file."""
        session = await self._streams.download(
            device, channel or device, int(start_s), int(end_s), transport, speed, route
        )
        self._keep(session)
        if path is not None:
            session.record_to(path)
        return session

    async def broadcast(self, device: str, target: str, source: FrameSource | None = None) -> VoiceSession:
        """Voice to an audio output; ``source`` None sends a tone of 1 kHz."""
        return await broadcast(
            self._calling, self.plane, device, target, self.config.host, self.config.public_host, source
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
        return await talk(
            self._calling, self.plane, device, channel or device, host, public_host, source, transport
        )

    def _keep(self, session: LiveSession) -> LiveSession:
        self.sessions[session.call] = session
        if all(known.id != session.call for known in self._calling.machine.calls()):
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

    async def supervise_streams(self) -> None:
        """Once a second: take what streams saw, hang up the silent, close the forgotten."""
        now_s = self._calling.host.now_s()
        for session in tuple(self.sessions.values()):
            silent_s = session.tick(now_s)
            if session.is_stale:
                await session.close()
            elif silent_s > self._media_timeout_s and session.kind == "live":
                session.over(f"no media for {self._media_timeout_s:g} s")
                self._calling.drop(session.call, session.end_reason)

    async def close_streams(self) -> None:
        """Hang up all streams, and look at pictures no more."""
        if self._sampling is not None:
            await self._sampling.close()
        for session in tuple(self.sessions.values()):
            if not session.ended.is_set():
                self._calling.drop(session.call)
            session.over("the platform was closed")
            await session.close()
