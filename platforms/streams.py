"""Starting streams: a port, a call, a session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeVar

from camproof.media import MediaPlane, MediaTransportError, StreamReceiver
from camproof.platforms.calling import Calling
from camproof.platforms.errors import NotPossible, PlatformTimeout
from camproof.platforms.session import CallKeeper, DownloadSession, LiveSession, PlaybackSession
from camproof.protocols.gb28181.platform import CallAnswered, CallOffer
from camproof.protocols.gb28181.routing import Route
from camproof.protocols.sdp import MediaTransport, ssrc_int

__all__ = ["Streams"]

S = TypeVar("S", bound=LiveSession)
Kind = Literal["live", "playback", "download"]


class Streams:
    """Opens sessions for one platform.

    :param plane: makes the receivers.
    :param media_host: local address for media ports.
    :param public_host: the address that devices are told.
    :param wall_s: monotonic to epoch seconds.
    """

    def __init__(
        self,
        calling: Calling,
        keeper: CallKeeper,
        plane: MediaPlane,
        *,
        media_host: str,
        public_host: str,
        wall_s: Callable[[float], float],
        origin_s: float,
    ) -> None:
        self._calling = calling
        self._keeper = keeper
        self._plane = plane
        self._media_host = media_host
        self._public_host = public_host
        self._wall_s = wall_s
        self._origin_s = origin_s

    async def live(
        self,
        device: str,
        channel: str,
        transport: MediaTransport,
        camera: int | None,
        stream: int | None,
        route: Route | None = None,
    ) -> LiveSession:
        return await self._start(
            LiveSession, "live", device, channel, transport, camera=camera, stream_number=stream, route=route
        )

    async def playback(
        self,
        device: str,
        channel: str,
        start_s: int,
        end_s: int,
        transport: MediaTransport,
        camera: int | None,
        route: Route | None = None,
    ) -> PlaybackSession:
        return await self._start(
            PlaybackSession,
            "playback",
            device,
            channel,
            transport,
            camera=camera,
            start_s=start_s,
            end_s=end_s,
            route=route,
        )

    async def download(
        self,
        device: str,
        channel: str,
        start_s: int,
        end_s: int,
        transport: MediaTransport,
        speed: int,
        route: Route | None = None,
    ) -> DownloadSession:
        return await self._start(
            DownloadSession,
            "download",
            device,
            channel,
            transport,
            start_s=start_s,
            end_s=end_s,
            download_speed=speed,
            route=route,
        )

    async def _start(
        self,
        session: type[S],
        kind: Kind,
        device: str,
        channel: str,
        transport: MediaTransport,
        *,
        camera: int | None = None,
        start_s: int = 0,
        end_s: int = 0,
        download_speed: int = 1,
        stream_number: int | None = None,
        route: Route | None = None,
    ) -> S:
        self._calling.record_of(device)
        ssrc: str = self._calling.command(
            lambda _: self._calling.machine.reserve_ssrc(history=kind != "live")
        )
        try:
            receiver = await self._open(transport, ssrc)
        except NotPossible:
            self._calling.machine.release_ssrc(ssrc)
            raise
        offer = CallOffer(
            kind=kind,
            channel=channel,
            media=(self._public_host, receiver.address[1]),
            transport=transport,
            start_s=start_s,
            end_s=end_s,
            download_speed=download_speed,
            stream_number=stream_number,
            ssrc=ssrc,
            headers=self._calling.route_headers(device, route),
        )
        try:
            answered = await self._calling.invite(device, offer)
            await self._settle(receiver, answered, ssrc)
        except BaseException:
            await receiver.stop()
            raise
        return session(self._keeper, answered, receiver, origin_s=self._origin_s, camera=camera)

    async def _open(self, transport: MediaTransport, ssrc: str) -> StreamReceiver:
        try:
            return await self._plane.receiver(
                transport, self._media_host, ssrc=ssrc_int(ssrc), wall_s=self._wall_s
            )
        except MediaTransportError as error:
            raise NotPossible(str(error)) from error

    async def _settle(self, receiver: StreamReceiver, answered: CallAnswered, ssrc: str) -> None:
        """Take the answer's SSRC, and dial where the device listens."""
        if answered.ssrc != ssrc:
            receiver.expect(ssrc_int(answered.ssrc))
        if answered.transport != "tcp-active":
            return
        try:
            await receiver.connect(answered.remote)
        except MediaTransportError as error:
            await receiver.stop()
            await self._calling.hang_up(answered.call)
            raise PlatformTimeout(str(error)) from error
