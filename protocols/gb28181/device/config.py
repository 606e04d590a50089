"""What a GB/T 28181 device is told before it starts: who it is, where its server is, how patient it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from camproof.protocols.flow import Address, Transport
from camproof.protocols.gb28181.edition import Charset, Edition
from camproof.protocols.sip import Timers

__all__ = ["DeviceConfig", "ServerRef"]


@dataclass(frozen=True, slots=True)
class ServerRef:
    """A SIP server: its 20-digit code, its address and its SIP domain (by default the first 10 digits)."""

    code: str
    address: Address
    domain: str = ""

    @property
    def realm(self) -> str:
        """Its SIP domain."""
        return self.domain or self.code[:10]

    @property
    def uri(self) -> str:
        """Its SIP URI."""
        return f"sip:{self.code}@{self.realm}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceConfig:
    """Settings of one device, with the defaults of GB/T 28181-2022 (9.1, 9.6).

    :param code: 20-digit device code; also the user name of the digest unless ``username`` is given.
    :param channels: further codes that may be called; the device code always may.
    :param expires_s: asked life of a registration.
    :param refresh_share: share of the granted life after which the registration is refreshed.
    :param keepalive_count: unanswered keepalives after which the server counts as off-line.
    :param retry_interval_s: wait after a failed registration; a random 0..``retry_jitter_s`` is added.
    :param reconnect_jitter_s: random wait before a lost TCP connection is opened again.
    :param charset: of MANSCDP bodies; None means what the edition asks for.
    :param follow_redirects: register where a 302 says (2022); else it counts as a refusal.
    :param answer_subscribe_with_body: put a MANSCDP Response into the 200 to SUBSCRIBE, as some platforms do.
    """

    code: str
    password: str
    server: ServerRef
    username: str = ""
    channels: tuple[str, ...] = ()
    transport: Transport = "UDP"
    edition: Edition = Edition.GB2022
    charset: Charset | None = None
    expires_s: int = 86_400
    refresh_share: float = 0.75
    keepalive_interval_s: float = 60.0
    keepalive_count: int = 3
    retry_interval_s: float = 60.0
    retry_jitter_s: float = 60.0
    reconnect_jitter_s: float = 1.0
    connect_timeout_s: float = 32.0
    user_agent: str = "camproof"
    max_calls: int = 32
    max_subscriptions: int = 16
    follow_redirects: bool = True
    answer_subscribe_with_body: bool = False
    timers: Timers = field(default_factory=Timers)

    @property
    def account(self) -> str:
        return self.username or self.code

    @property
    def body_charset(self) -> Charset:
        return self.charset or self.edition.charset
