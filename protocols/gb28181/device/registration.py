r"""Registration of a device: register, refresh, redirect, retry, leave (GB/T 28181-2022 9.1).

Theory of operation
===================

::

    IDLE -> CONNECTING (TCP only) -> REGISTERING -> REGISTERED <-> REFRESHING
                 \______________________|______________|
                                        v
                                     WAITING -> (retry interval + random) -> CONNECTING or REGISTERING
    any -> LEAVING -> IDLE

Each REGISTER round starts without credentials and answers one challenge; a further challenge is answered
only when it says ``stale``. One Call-ID lasts as long as the machine, that is from boot to boot.

A redirected device (302, edition 2022) talks to the named server. When that one refuses or is judged
off-line the device turns back to the redirect server: at once the first time, after the retry wait when it
happens again before a registration stood.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import SipError
from camproof.protocols.flow import Address, CloseFlow, Flow, OpenFlow
from camproof.protocols.gb28181.device.authentication import Authenticator
from camproof.protocols.gb28181.device.config import ServerRef
from camproof.protocols.gb28181.device.date import parse_date
from camproof.protocols.gb28181.device.events import (
    ClockSet,
    Redirected,
    Registered,
    RegistrationFailed,
    ServerLost,
    Unregistered,
)
from camproof.protocols.gb28181.device.line import Line
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.sip import (
    DeviationsSeen,
    Headers,
    SipRequest,
    SipResponse,
    parse_name_addr,
)

__all__ = ["Registration", "RegistrationState"]

MAX_STALE = 3
DEFAULT_PORT = 5060


class RegistrationState(Enum):
    """Where a registration stands; see the module's text."""

    IDLE = auto()
    CONNECTING = auto()
    REGISTERING = auto()
    REGISTERED = auto()
    REFRESHING = auto()
    WAITING = auto()
    LEAVING = auto()


class Registration:
    """See the module's text. ``on_up`` and ``on_down`` start and stop what needs a registration."""

    def __init__(
        self,
        line: Line,
        *,
        wall_s: Callable[[float], float],
        on_up: Callable[[float], None],
        on_down: Callable[[float], None],
    ) -> None:
        self._line = line
        self._config = line.config
        self._wall_s = wall_s
        self._on_up = on_up
        self._on_down = on_down
        self._authenticator = Authenticator(line.config, line.rng)
        self.state = RegistrationState.IDLE
        self.deadline_s: float | None = None
        self.expires_s: int = line.config.expires_s
        self._call_id = ""
        self._cseq = 0
        self._round = 0
        self._challenges = 0
        self._turned_back = False
        self._redirect_until_s: float | None = None
        self._asleep = False
        self._owed = False

    @property
    def up(self) -> bool:
        """Whether a registration stands."""
        return self.state in (RegistrationState.REGISTERED, RegistrationState.REFRESHING)

    # Commands

    def start(self, now_s: float) -> None:
        """Register, anew if need be."""
        self._connect(now_s)

    def leave(self, now_s: float) -> None:
        """Unregister with Expires 0; without a registration that stands, just stop."""
        if not self.up:
            self._gone(answered=False)
            return
        self._on_down(now_s)
        self.state = RegistrationState.LEAVING
        self.deadline_s = None
        self._begin(now_s)

    def lost(self, why: str, now_s: float) -> None:
        """The server is judged off-line: go to the first server and register again."""
        if not self.up:
            return
        if self._asleep:
            self._owed = True
            return
        self._line.events.append(ServerLost(why, forgotten=True))
        self._on_down(now_s)
        self._go_home()
        self._close_connection()
        self._connect(now_s)

    def set_asleep(self, asleep: bool, now_s: float) -> None:
        """Forget to refresh, whatever the server says of it; once awake, make up for what was left out."""
        self._asleep = asleep
        if not asleep and self._owed and self.state is RegistrationState.REGISTERED:
            self._refresh(now_s)
        self._owed = self._owed and asleep

    # Connections (TCP)

    def flow_opened(self, flow: Flow, now_s: float) -> None:
        wanted = self.state is RegistrationState.CONNECTING and flow.remote == self._line.server.address
        if not wanted:
            self._line.flow_actions.append(CloseFlow(flow))
            return
        self._line.flow = flow
        self._register(now_s)

    def flow_lost(self, remote_or_flow: Address | Flow, now_s: float) -> None:
        if not isinstance(remote_or_flow, Flow):
            if self.state is RegistrationState.CONNECTING and remote_or_flow == self._line.server.address:
                self._failed(None, "no connection", now_s)
            return
        if remote_or_flow != self._line.flow:
            return
        self._line.flow = None
        self._round += 1
        if self.state is RegistrationState.LEAVING:
            self._gone(answered=False)
        elif self.up:
            self._line.events.append(ServerLost("connection lost", forgotten=True))
            self._on_down(now_s)
            self._wait(self._line.rng.uniform(0.0, self._config.reconnect_jitter_s), now_s)
        elif self.state is RegistrationState.REGISTERING:
            self._failed(None, "connection lost", now_s)

    # Timers

    def advance(self, now_s: float) -> None:
        if self.deadline_s is None or now_s < self.deadline_s:
            return
        self.deadline_s = None
        match self.state:
            case RegistrationState.REGISTERED if self._asleep:
                self._owed = True
            case RegistrationState.REGISTERED:
                self._refresh(now_s)
            case RegistrationState.WAITING:
                self._connect(now_s)
            case RegistrationState.CONNECTING:
                self._failed(None, "no connection", now_s)
            case _:
                pass

    def _refresh(self, now_s: float) -> None:
        if self._redirect_until_s is not None and now_s >= self._redirect_until_s:
            self._on_down(now_s)
            self._go_home()
            self._connect(now_s)
            return
        self.state = RegistrationState.REFRESHING
        self._begin(now_s)

    @property
    def _follows(self) -> bool:
        return self._config.follow_redirects and self._config.edition is Edition.GB2022

    # Steps

    def _connect(self, now_s: float) -> None:
        self._round += 1
        line = self._line
        address = line.server.address
        if self._config.transport == "UDP":
            line.flow = Flow("UDP", line.local, address)
            self._register(now_s)
        elif line.flow is not None and line.flow.remote == address:
            self._register(now_s)
        else:
            self._close_connection()
            line.flow_actions.append(OpenFlow(address))
            self.state = RegistrationState.CONNECTING
            self.deadline_s = now_s + self._config.connect_timeout_s

    def _close_connection(self) -> None:
        flow = self._line.flow
        if flow is not None and flow.transport == "TCP":
            self._line.flow_actions.append(CloseFlow(flow))
            self._line.flow = None

    def _register(self, now_s: float) -> None:
        self.state = RegistrationState.REGISTERING
        self.deadline_s = None
        self._begin(now_s)

    def _begin(self, now_s: float) -> None:
        self._challenges = 0
        self._send("", now_s)

    def _send(self, authorization: str, now_s: float) -> None:
        self._round += 1
        this_round = self._round
        request = self._request(authorization)

        def answered(response: SipResponse | None, at_s: float) -> None:
            if this_round == self._round:
                self._answered(request, response, at_s)

        self._line.ask(request, answered, now_s)

    def _request(self, authorization: str) -> SipRequest:
        line = self._line
        self._cseq += 1
        self._call_id = self._call_id or line.endpoint.new_call_id(line.local[0])
        expires = 0 if self.state is RegistrationState.LEAVING else self.expires_s
        items = [
            ("From", f"<{line.own_uri}>;tag={line.endpoint.new_tag()}"),
            ("To", f"<{line.own_uri}>"),
            ("Call-ID", self._call_id),
            ("CSeq", f"{self._cseq} REGISTER"),
            ("Contact", line.contact),
            ("Expires", str(expires)),
            ("X-GB-Ver", self._config.edition.version_header),
        ]
        if authorization:
            items.append(("Authorization", authorization))
        return SipRequest("REGISTER", line.server.uri, Headers(items))

    # Answers

    def _answered(self, request: SipRequest, response: SipResponse | None, now_s: float) -> None:
        if response is None:
            self._failed(None, "no answer", now_s)
        elif 200 <= response.status < 300:
            self._accepted(response, now_s)
        elif response.status == 401:
            self._challenged(request, response, now_s)
        elif response.status == 302 and self._follows:
            self._redirected(response, now_s)
        elif response.status == 423 and self._longer(response):
            self._send("", now_s)
        else:
            self._failed(response.status, response.reason, now_s)

    def _challenged(self, request: SipRequest, response: SipResponse, now_s: float) -> None:
        try:
            challenge = self._authenticator.challenge_of(response)
        except SipError as error:
            self._failed(401, error.what, now_s)
            return
        self._challenges += 1
        if self._challenges > 1 and not (challenge.stale and self._challenges <= MAX_STALE):
            self._failed(401, "the server does not accept our credentials", now_s)
            return
        self._send(self._authenticator.answer(challenge, request), now_s)

    def _accepted(self, response: SipResponse, now_s: float) -> None:
        if self.state is RegistrationState.LEAVING:
            self._gone(answered=True)
            return
        refresh = self.state is RegistrationState.REFRESHING
        expires_s = self._granted(response)
        self.state = RegistrationState.REGISTERED
        self._turned_back = False
        self.deadline_s = now_s + expires_s * self._config.refresh_share
        server = self._line.server
        version = response.headers.get("X-GB-Ver") or ""
        self._line.events.append(Registered(server.code, server.address, expires_s, refresh, version))
        self._take_date(response, now_s)
        if not refresh:
            self._on_up(now_s)

    def _granted(self, response: SipResponse) -> float:
        """Life of the registration: the Expires header, else what we asked for; at least a second."""
        text = (response.headers.get("Expires") or "").strip()
        granted = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else self.expires_s
        return float(max(1, granted))

    def _take_date(self, response: SipResponse, now_s: float) -> None:
        text = response.headers.get("Date")
        if text is None:
            self._note("200 to REGISTER has no Date", "")
            return
        try:
            epoch_s, form = parse_date(text)
        except SipError as error:
            self._note(error.what, text)
            return
        if form == "rfc1123":
            self._note("Date is in the RFC 1123 form", text)
        self._line.events.append(ClockSet(epoch_s, self._wall_s(now_s) - epoch_s, form))

    def _note(self, what: str, text: str) -> None:
        deviation = Deviation(what, "SIP header Date", "GB/T 28181-2022 9.10", text.encode()[:64])
        if self._line.flow is not None:
            self._line.events.append(DeviationsSeen((deviation,), self._line.flow, "200 to REGISTER"))

    def _longer(self, response: SipResponse) -> bool:
        """Take the Min-Expires of a 423, unless it is not longer than what we asked for."""
        text = (response.headers.get("Min-Expires") or "").strip()
        if not (text.isascii() and text.isdigit() and len(text) < 10) or int(text) <= self.expires_s:
            return False
        self.expires_s = int(text)
        return True

    def _redirected(self, response: SipResponse, now_s: float) -> None:
        home = self._line.server == self._config.server
        target = _server_in(response.headers.get("Contact") or "")
        if target is None or not home or self.state is RegistrationState.LEAVING:
            self._failed(302, "redirected to nowhere", now_s)
            return
        if self.up:
            self._on_down(now_s)
        expires = (response.headers.get("Expires") or "").strip()
        known = expires.isascii() and expires.isdigit() and 0 < len(expires) < 10
        self._redirect_until_s = now_s + int(expires) if known else None
        self._line.events.append(Redirected(target.code, target.address))
        self._close_connection()
        self._line.server = target
        self._connect(now_s)

    def _failed(self, status: int | None, why: str, now_s: float) -> None:
        if self.state is RegistrationState.LEAVING:
            self._gone(answered=False)
            return
        if self.up:
            self._line.events.append(ServerLost(f"refresh failed: {why}"))
            self._on_down(now_s)
        away = self._line.server != self._config.server
        delay_s = 0.0
        if not away or self._turned_back:
            delay_s = self._config.retry_interval_s + self._line.rng.uniform(0.0, self._config.retry_jitter_s)
        self._turned_back = away
        self._go_home()
        self._close_connection()
        self._line.events.append(RegistrationFailed(status, why, delay_s))
        self._wait(delay_s, now_s)

    def _wait(self, delay_s: float, now_s: float) -> None:
        self._round += 1
        self.state = RegistrationState.WAITING
        self.deadline_s = now_s + delay_s

    def _go_home(self) -> None:
        if self._line.server != self._config.server:
            self._close_connection()
        self._line.server = self._config.server
        self._redirect_until_s = None

    def _gone(self, *, answered: bool) -> None:
        self._round += 1
        self.state = RegistrationState.IDLE
        self.deadline_s = None
        self._line.events.append(Unregistered(answered))
        self._close_connection()


def _server_in(contact: str) -> ServerRef | None:
    """The server that the Contact of a 302 names; None when it names none."""
    try:
        uri = parse_name_addr(contact).uri
    except SipError:
        return None
    if not uri.user or not uri.host:
        return None
    return ServerRef(uri.user, (uri.host, uri.port or DEFAULT_PORT))
