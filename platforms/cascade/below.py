"""Our own calls to whoever has a channel: one live call for all who watch it from above.

A second viewer of a live channel joins the call that is there, over any upper platform; a key picture is
asked for, so that he need not wait for the next one. The call ends when the last viewer has left. Recordings
are steered by who asked for them and have a call each.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from camproof.platforms.errors import DeviceRefused, DeviceUnknown, PlatformError, PlatformTimeout
from camproof.platforms.session import LiveSession
from camproof.protocols.gb28181.device import CallOffered
from camproof.protocols.gb28181.routing import Route
from camproof.protocols.sdp import MediaDescription, MediaTransport

if TYPE_CHECKING:
    from camproof.platforms.platform import Platform

__all__ = ["NOT_MET", "CallsBelow", "RefusedError", "Viewing"]

NOT_MET = 488
_TIMEOUT, _FAILED, _NOT_FOUND = 408, 480, 404

_Key = tuple[str, str, int | None, MediaTransport]
Follower = Callable[[LiveSession], None]


class RefusedError(Exception):
    """The INVITE is refused with this status."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(slots=True, eq=False)
class _Call:
    """One call of ours, which is perhaps still being made.

    :ivar followers: told of the session as soon as there is one, before its first packet comes.
    """

    key: _Key | None
    opening: asyncio.Task[LiveSession]
    followers: list[Follower]
    viewers: int = 0

    def serves(self, route: Route) -> bool:
        """Whether one more may join: not where it is over, or comes through a platform that asks for it."""
        if not self.opening.done():
            return True
        if self.opening.cancelled() or self.opening.exception() is not None:
            return False
        session = self.opening.result()
        return not session.ended.is_set() and not any(route.came_through(code) for code in session.path)


class Viewing:
    """The share of one viewer in a call.

    :ivar session: the call.
    :ivar joined: whether it was there before.
    """

    def __init__(self, calls: CallsBelow, call: _Call, session: LiveSession, *, joined: bool) -> None:
        self.session = session
        self.joined = joined
        self._calls = calls
        self._call: _Call | None = call

    async def leave(self) -> None:
        """The last one hangs up. May be called twice."""
        call, self._call = self._call, None
        if call is not None:
            await self._calls.left(call)


class CallsBelow:
    """All calls of a platform for those above it."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._live: dict[_Key, _Call] = {}

    async def take(self, event: CallOffered, media: MediaDescription, follow: Follower) -> Viewing:
        """Call whoever has the channel, or join the call that is there.

        :param event: the INVITE from above; ``media`` what of its offer is taken.
        :param follow: called with the session, once; what is made of it here misses no packet of a new one.
        :raises RefusedError: there can be none, with the status for the one above.
        """
        call = self._found(event, media)
        joined = call.viewers > 0
        call.viewers += 1
        if call.opening.done():
            follow(call.opening.result())
        else:
            call.followers.append(follow)
        try:
            session = await asyncio.shield(call.opening)
        except PlatformError as error:
            await self.left(call)
            raise RefusedError(_status_of(error), str(error)) from error
        except asyncio.CancelledError:
            if follow in call.followers:
                call.followers.remove(follow)
            await self.left(call)
            raise
        return Viewing(self, call, session, joined=joined)

    def _found(self, event: CallOffered, media: MediaDescription) -> _Call:
        owner, offer, channel = self._platform.channels.owner(event.target), event.offer, event.target
        if owner is None:
            raise RefusedError(_NOT_FOUND, "the channel is gone")
        below: MediaTransport = "tcp-passive" if media.over_tcp else "udp"
        platform, route = self._platform, event.route
        match offer.session_name:
            case "Play":
                key = owner, channel, media.stream_number, below
                there = self._live.get(key)
                if there is not None and there.serves(route):
                    return there
                work = platform.play(owner, channel, below, stream=media.stream_number, route=route)
                call = self._live[key] = _made(key, work)
                return call
            case "Playback":
                past = platform.playback(owner, channel, offer.start_s, offer.end_s, below, route=route)
                return _made(None, past)
            case "Download":
                speed = media.download_speed or 1
                file = platform.download(
                    owner, channel, offer.start_s, offer.end_s, below, speed=speed, route=route
                )
                return _made(None, file)
        raise RefusedError(NOT_MET, f"no session called {offer.session_name!r} is passed on")

    async def left(self, call: _Call) -> None:
        """One viewer less; without any the call is over."""
        call.viewers -= 1
        if call.viewers:
            return
        if call.key is not None and self._live.get(call.key) is call:
            del self._live[call.key]
        call.opening.cancel()
        with suppress(PlatformError, asyncio.CancelledError):
            session = await call.opening
            await session.stop()


def _made(key: _Key | None, work: Coroutine[Any, Any, LiveSession]) -> _Call:
    followers = list[Follower]()

    async def opened() -> LiveSession:
        session = await work
        for follow in followers:
            follow(session)
        return session

    return _Call(key, asyncio.get_running_loop().create_task(opened()), followers)


def _status_of(error: PlatformError) -> int:
    """What the upper platform is answered when our own call failed."""
    match error:
        case DeviceRefused(status=status) if status >= 400:
            return status
        case DeviceUnknown():
            return _NOT_FOUND
        case PlatformTimeout():
            return _TIMEOUT
        case _:
            return _FAILED
