"""A session with an RTSP server on the event loop: its connection, and the ports of RTP over UDP."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from ipaddress import ip_address
from typing import Any, cast

from camproof.media.errors import MediaTransportError
from camproof.media.probe.packet_probe import PacketProbe
from camproof.media.probe.sockets import StampedUdpPort
from camproof.protocols.errors import RtspError
from camproof.protocols.flow import Address
from camproof.protocols.rtsp import (
    Agreed,
    Dial,
    Ended,
    HangUp,
    Media,
    Playing,
    RtspAction,
    RtspClient,
    RtspUrl,
    Say,
    Way,
)
from camproof.protocols.tally import DeviationCount

__all__ = ["RtspSession"]

_REPORT_S = 5.0
_LEAVE_S = 1.0
_CLOSE_S = 0.2
_MAX_UNREAD = 256 << 10


class RtspSession:
    """Runs an :class:`RtspClient`.

    :param agreed: called when the stream is described, before packets come; its probe gets them.
    :ivar ended: that nothing more comes, and why; None while it plays.
    """

    def __init__(
        self, url: RtspUrl, *, way: Way, wait_s: float, agreed: Callable[[Agreed], PacketProbe]
    ) -> None:
        self._client = RtspClient(
            url, time.monotonic(), way=way, wait_s=wait_s, cnonce=lambda: secrets.token_hex(8)
        )
        self._way = way
        self._agreed = agreed
        self._probe: PacketProbe | None = None
        self._port: StampedUdpPort | None = None
        self._rtcp_remote: Address | None = None
        self._server = url.host
        self._connection: _Connection | None = None
        self._connections: list[_Connection] = []
        self._dialling: asyncio.Task[None] | None = None
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._wound_s: float | None = None
        self._reporter: asyncio.TimerHandle | None = None
        self._playing: asyncio.Future[None] = self._loop.create_future()
        self._gone = asyncio.Event()
        self.ended: Ended | None = None

    async def play(self, stop: asyncio.Event) -> None:
        """Until the server plays, or ``stop`` is set.

        :raises RtspError, MediaTransportError: why it does not.
        """
        self._step(self._client.start)
        leaving = self._loop.create_task(stop.wait())
        try:
            either: tuple[asyncio.Future[Any], ...] = (self._playing, leaving)
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
        if self._playing.done():
            self._playing.result()

    async def close(self) -> None:
        """Take leave of the server, for a second at most, and give everything back."""
        self._step(self._client.leave)
        if self._connection is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LEAVE_S):
                    await self._gone.wait()
        for timer in (self._timer, self._reporter):
            if timer is not None:
                timer.cancel()
        if self._dialling is not None:
            self._dialling.cancel()
            await asyncio.wait({self._dialling})
        await self._close_connections()
        if self._port is not None:
            self._port.close()
        if self._playing.done() and not self._playing.cancelled():
            self._playing.exception()

    async def _close_connections(self) -> None:
        """A moment for what was said last to leave, then at once; the loop may end only after that."""
        for _ in range(2):
            open_ones = [one.ended for one in self._connections if not one.ended.done()]
            if not open_ones:
                return
            await asyncio.wait(open_ones, timeout=_CLOSE_S)
            for one in self._connections:
                one.transport.abort()

    def drops(self) -> int:
        """Datagrams that the kernel threw away at our port."""
        return 0 if self._port is None else self._port.drops()

    def strangers(self) -> int:
        """Datagrams at our port of others than the server, which were left out."""
        return 0 if self._port is None else self._port.strangers

    def deviations(self) -> tuple[DeviationCount, ...]:
        """What the server did otherwise than the standards say."""
        return self._client.deviations()

    @property
    def target(self) -> str:
        """The URL that is asked for now: another one after a redirect."""
        return self._client.target

    def heard(self, ssrc: int | None) -> None:
        """The stream has this SSRC."""
        self._client.heard(ssrc)

    # What connections tell

    def connected(self, connection: _Connection) -> None:
        """The server took the connection."""
        self._connection = connection
        self._connections.append(connection)
        self._gone.clear()
        name = connection.transport.get_extra_info("sockname")
        self._server = connection.transport.get_extra_info("peername")[0]
        self._step(lambda: self._client.opened(self._ports(name[0])))

    def _ports(self, host: str) -> tuple[int, int]:
        if self._way == "tcp":
            return (0, 0)
        if ":" in host:
            what = "a server on IPv6 is played over TCP only; try tcp"
            raise RtspError(what, where="RTSP SETUP")
        self._port = StampedUdpPort(self._packet)
        return self._port.open_pair(host)

    def received(self, connection: _Connection, data: bytes) -> None:
        """Bytes came; after an error they are of no interest."""
        if connection is self._connection and not self._failed:
            now_s = time.monotonic()
            self._step(lambda: self._client.receive(data, now_s), now_s)

    def lost(self, connection: _Connection) -> None:
        """The connection is closed."""
        if connection is self._connection:
            self._connection = None
            self._gone.set()
            self._step(self._client.lost)

    # What the client asks

    def _step(self, call: Callable[[], Iterable[RtspAction]], now_s: float = 0.0) -> None:
        try:
            for action in call():
                self._do(action, now_s)
        except (RtspError, MediaTransportError) as error:
            if not self._playing.done():
                self._playing.set_exception(error)
        self._wind()

    @property
    def _failed(self) -> bool:
        return self._playing.done() and self._playing.exception() is not None

    def _wind(self) -> None:
        deadline_s = None if self._failed else self._client.next_deadline_s()
        if deadline_s == self._wound_s:
            return
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._wound_s = deadline_s
        if deadline_s is not None:
            wait_s = max(0.0, deadline_s - time.monotonic())
            self._timer = self._loop.call_later(wait_s, self._tick)

    def _tick(self) -> None:
        self._wound_s = None
        self._step(lambda: self._client.advance(time.monotonic()))

    def _do(self, action: RtspAction, now_s: float) -> None:
        match action:
            case Media(packet):
                self._packet(packet, now_s)
            case Say(data):
                self._say(data)
            case Dial():
                self._forget()
                self._dialling = self._loop.create_task(self._dial(action))
            case HangUp():
                self._hang_up()
            case Agreed():
                self._begin(action)
            case Playing():
                if not self._playing.done():
                    self._playing.set_result(None)
            case Ended():
                self.ended = action

    def _say(self, data: bytes) -> None:
        """A server that asks and asks, and does not read our answers, is left."""
        if self._connection is None or self._connection.transport.is_closing():
            return
        transport = self._connection.transport
        transport.write(data)
        if transport.get_write_buffer_size() > _MAX_UNREAD:
            transport.abort()
            self._step(lambda: self._client.lost("the server does not read what we say"))

    def _packet(self, packet: bytes, at_s: float) -> None:
        if self._probe is not None:
            self._probe.packet(packet, at_s)

    def _begin(self, agreed: Agreed) -> None:
        self._probe = self._agreed(agreed)
        port = agreed.transport.rtcp_port
        if port:
            self._rtcp_remote = (self._server, port)
        if self._port is not None:
            self._port.senders = _senders(self._server, agreed.transport.source)
        self._reporter = self._loop.call_later(_REPORT_S, self._report)

    def _report(self) -> None:
        """Tell the server what came: some drop clients that do not."""
        self._reporter = self._loop.call_later(_REPORT_S, self._report)
        packet = None if self._probe is None else self._probe.feedback(time.monotonic())
        if packet is None:
            return
        if self._port is not None and self._rtcp_remote is not None:
            self._port.send_rtcp(packet, self._rtcp_remote)
        self._step(lambda: self._client.report(packet))

    async def _dial(self, dial: Dial) -> None:
        context = ssl.create_default_context() if dial.tls else None
        try:
            await self._loop.create_connection(
                lambda: _Connection(self), dial.host, dial.port, ssl=context,
                server_hostname=dial.host if dial.tls else None,
            )  # fmt: skip
        except (OSError, ValueError) as error:
            why = _why(error)
            self._step(lambda: self._client.lost(why))

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.transport.close()
        if self._reporter is not None:
            self._reporter.cancel()
            self._reporter = None
        self._gone.set()

    def _forget(self) -> None:
        """What belongs to the server before: its packets count no more."""
        self._probe = self._rtcp_remote = None
        if self._port is not None:
            self._port.close()
            self._port = None


class _Connection(asyncio.Protocol):
    """Hands on what happens to one connection."""

    def __init__(self, session: RtspSession) -> None:
        self._session = session
        self.transport: asyncio.Transport
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._session.connected(self)

    def data_received(self, data: bytes) -> None:
        self._session.received(self, data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self.ended.set_result(None)
        self._session.lost(self)


def _senders(server: str, source: str) -> frozenset[str] | None:
    """Hosts that packets may come from (RFC 2326 12.39); None = all, as a name is not looked up.

    The server's own stays among them: behind an address translator ``source`` is its inner one.
    """
    try:
        return frozenset((server, str(ip_address(source or server))))
    except ValueError:
        return None


def _why(error: Exception) -> str:
    """A part of a sentence."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message})"
    if isinstance(error, ssl.SSLError):
        return f"no TLS ({error.reason})"
    if isinstance(error, OSError) and error.errno and not isinstance(error, socket.gaierror):
        return os.strerror(error.errno)
    return getattr(error, "strerror", None) or str(error) or "no answer"
