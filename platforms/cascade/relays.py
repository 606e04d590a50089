"""Streams that an upper platform asks for: a call of ours to the camera, and its packets passed on.

Theory of operation
===================

::

    INVITE of the upper platform
        -> INVITE of ours to the camera, with an SSRC of our domain -> its 200, our ACK
           (where somebody above watches it live already: none, but a key picture is asked for)
        -> a relay from our receiver to the upper platform's port, with the SSRC that it asked for -> our 200
        -> its ACK: the relay starts, with what has come meanwhile
    BYE of either side, the camera off-line, silence, the upper platform lost: both calls end,
        ours with its last viewer

A recording that has reached its end is told upwards with MediaStatus 121; the upper platform then says BYE,
and when it does not we do.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from camproof.media import MediaError, MediaPlan, SendStats, StreamRelay
from camproof.platforms.cascade.below import NOT_MET, RefusedError, Viewing
from camproof.platforms.cascade.config import UpperConfig
from camproof.platforms.cascade.tasks import Tasks
from camproof.platforms.cascade.wire import UpperWire
from camproof.platforms.errors import PlatformError
from camproof.platforms.session import DownloadSession, LiveSession
from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.flow import Address
from camproof.protocols.gb28181.device import CallControl, CallOffered
from camproof.protocols.gb28181.platform import MediaEnded, PlatformEvent
from camproof.protocols.gb28181.routing import path_header
from camproof.protocols.manscdp import notify_media_status
from camproof.protocols.mansrtsp import MansrtspResponse
from camproof.protocols.sdp import MediaDescription, MediaTransport, answer_to, ssrc_int
from camproof.runtimes.impairment import Gate

if TYPE_CHECKING:
    from camproof.platforms.platform import Platform

__all__ = ["Relay", "Relays"]

_CLOSE_S = 1.0
_LAST_PACKETS_S = 0.5
"""For so long after its last call has ended what is still on its way is passed on."""
_TIMEOUT = 408


@dataclass(slots=True)
class Relay:
    """One stream passed on.

    :ivar call: of the upper platform; viewing: its share in ours to the camera.
    :ivar task: what it waits for.
    :ivar not_taken: set when the upper platform does not take the connection.
    """

    call: str
    channel: str
    kind: str
    transport: MediaTransport
    task: asyncio.Task[None] | None = None
    viewing: Viewing | None = None
    way: StreamRelay | None = None
    ended: bool = False
    not_taken: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def session(self) -> LiveSession | None:
        """Our call to the camera; None before there is one."""
        return None if self.viewing is None else self.viewing.session

    @property
    def stats(self) -> SendStats | None:
        """What was passed on; None before there was a stream."""
        return None if self.way is None else self.way.stats


class Relays:
    """All streams of one upper platform.

    :param gate: the link to it.
    """

    def __init__(self, platform: Platform, wire: UpperWire, config: UpperConfig, gate: Gate | None) -> None:
        self._platform = platform
        self._wire = wire
        self._config = config
        self._gate = gate
        self._relays: dict[str, Relay] = {}
        self._tasks = Tasks()
        self._end = platform.listen(self._event)

    def all(self) -> tuple[Relay, ...]:
        """Those that have not ended."""
        return tuple(self._relays.values())

    async def close(self) -> None:
        """End all streams."""
        self._end()
        for relay in self.all():
            self._wire.hang_up(relay.call)
            self.ended(relay.call)
        await self._tasks.finish(_CLOSE_S)

    # What the upper platform says

    def offered(self, event: CallOffered) -> None:
        """An INVITE for a channel that we have."""
        media = event.offer.video or event.offer.audio
        role = "udp" if media is None else media.answering_role
        relay = Relay(event.call, event.target, event.offer.session_name, role)
        self._relays[event.call] = relay
        relay.task = self._tasks.spawn(self._run(relay, event, media))

    def confirmed(self, call: str) -> None:
        """The ACK: packets may go."""
        relay = self._relays.get(call)
        if relay is not None and relay.way is not None:
            relay.way.start()

    def ended(self, call: str) -> None:
        """The upper platform hung up, or took its INVITE back."""
        relay = self._relays.get(call)
        if relay is not None and relay.task is not None:
            relay.ended = True
            if relay.way is not None:
                relay.way.cease()
            relay.task.cancel()

    def drop_all(self) -> None:
        """Without a word to the upper platform, which knows of none of them any more."""
        for call in tuple(self._relays):
            self.ended(call)

    def control(self, event: CallControl) -> None:
        """A playback command."""
        relay = self._relays.get(event.call)
        session = None if relay is None else relay.session
        if session is None or session.kind == "live":
            answer = MansrtspResponse(400, event.request.cseq)
            self._wire.answer_control(event.control, 400, answer)
            return
        self._tasks.spawn(self._steer(event, session))

    async def _steer(self, event: CallControl, session: LiveSession) -> None:
        try:
            done = await self._platform.steer(session.call, lambda cseq: replace(event.request, cseq=cseq))
        except PlatformError:
            self._wire.answer_control(event.control, 481, None)
            return
        answer = None if done.answer is None else replace(done.answer, cseq=event.request.cseq, deviations=())
        self._wire.answer_control(event.control, done.status or _TIMEOUT, answer)

    def _event(self, event: PlatformEvent) -> None:
        """The end of a recording is told upwards."""
        if isinstance(event, MediaEnded):
            for relay in self._relays.values():
                if relay.session is not None and relay.session.call == event.call:
                    message = notify_media_status(self._wire.machine.next_sn(), relay.channel)
                    self._wire.tell_in_call(relay.call, message)

    # One stream

    async def _run(self, relay: Relay, event: CallOffered, media: MediaDescription | None) -> None:
        """From the INVITE to the end of both calls; cancelled when the upper platform has hung up."""
        why = "the upper platform hung up"
        try:
            await self._open(relay, event, media)
            why = await self._until_over(relay)
        except RefusedError as refusal:
            why = str(refusal)
            self._wire.refuse(relay.call, refusal.status)
            self._wire.note(
                "relay-refused", event.target, status=refusal.status, reason=why, call_kind=relay.kind
            )
        finally:
            await asyncio.shield(self._tasks.spawn(self._close(relay, why)))

    async def _open(self, relay: Relay, event: CallOffered, media: MediaDescription | None) -> None:
        payload_type = None if media is None else media.payload_of("PS")
        if media is None or payload_type is None or (relay.transport != "tcp-passive" and not media.port):
            raise RefusedError(NOT_MET, "no program stream over a port is offered")
        if event.offer.ssrc and ssrc_int(event.offer.ssrc) is None:
            raise RefusedError(NOT_MET, f"y={event.offer.ssrc} is no SSRC")
        remote = event.offer.host_of(media), media.port

        def follow(session: LiveSession) -> None:
            digits = event.offer.ssrc or session.ssrc
            relay.way = self._way(relay, session, ssrc_int(digits) or 0, remote, payload_type)

        relay.viewing = await self._platform.calls_below.take(event, media, follow)
        session, way = relay.viewing.session, relay.way
        assert way is not None
        digits = event.offer.ssrc or session.ssrc
        try:
            _, port = await way.prepare()
            answer = answer_to(
                replace(event.offer, media=(media,)),
                origin_user=event.target,
                host=self._platform.config.public_host,
                port=port,
                payload_type=payload_type,
                ssrc=digits,
                file_size=session.file_size if isinstance(session, DownloadSession) else None,
                media_format=session.answer.f if event.offer.f is not None else None,
            )
        except (MediaError, LocalProtocolError) as error:
            raise RefusedError(NOT_MET, str(error)) from error
        path = path_header((self._platform.code, *session.path))
        if not self._wire.answer(relay.call, answer, (path,)):
            relay.ended = True
            raise asyncio.CancelledError
        self._wire.note(
            "relay-started", session.device, channel=relay.channel, call_kind=session.kind,
            transport=relay.transport, ssrc=digits, path=list(session.path), joined=relay.viewing.joined,
        )  # fmt: skip
        if relay.viewing.joined:
            self._tasks.spawn(self._ask_key_picture(session))

    def _way(
        self, relay: Relay, session: LiveSession, ssrc: int, remote: Address, payload_type: int
    ) -> StreamRelay:
        """Follows the session from now on; what comes before the way is up waits."""
        plan = MediaPlan(
            stream=relay.call,
            kind=session.kind if session.kind in ("playback", "download") else "live",
            ssrc=ssrc,
            transport=relay.transport,
            remote=remote,
            payload_type=payload_type,
        )
        return self._platform.plane.relay(
            session.receiver,
            plan,
            host=self._platform.config.host,
            gate=self._gate,
            on_finished=lambda _reason: relay.not_taken.set(),
        )

    async def _ask_key_picture(self, session: LiveSession) -> None:
        """So that who joins a stream sees it at once; without it he waits for the next one."""
        try:
            await self._platform.key_frame(session.device, channel=session.channel)
        except PlatformError as error:
            self._wire.note("forward-failed", session.device, target=session.channel, reason=str(error))

    async def _until_over(self, relay: Relay) -> str:
        """Wait for the end of our call to the camera, then let the last packets go.

        It is over at once where the upper platform did not take the connection.
        """
        session = relay.session
        assert session is not None
        waits = [asyncio.ensure_future(event.wait()) for event in (session.ended, relay.not_taken)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        if relay.not_taken.is_set():
            return "the upper platform did not take the connection"
        history = session.kind != "live"
        await asyncio.sleep(self._config.stream_timeout_s if history else _LAST_PACKETS_S)
        return session.end_reason

    async def _close(self, relay: Relay, why: str) -> None:
        self._relays.pop(relay.call, None)
        if not relay.ended:
            self._wire.hang_up(relay.call)
        stats = relay.stats
        if relay.way is not None:
            await relay.way.stop()
        if relay.viewing is None:
            return
        await relay.viewing.leave()
        if stats is not None:
            self._wire.note(
                "relay-ended", relay.viewing.session.device, channel=relay.channel, reason=why,
                packets=stats.packets, frames=stats.frames, dropped=stats.dropped_access_units,
            )  # fmt: skip
