"""What a platform is told of its upper one (上级平台)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from camproof.protocols.flow import Address, Transport
from camproof.protocols.gb28181.device import ServerRef
from camproof.protocols.gb28181.edition import Edition

__all__ = ["Habits", "UpperConfig"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpperConfig:
    """Settings of a lower platform (下级平台) towards one upper platform.

    :param code: 20-digit code of the upper platform.
    :param host, port: where its SIP server is.
    :param domain: its SIP domain; empty for the first ten digits of its code.
    :param password: of us there; our code is the user name.
    :param transport: of SIP.
    :param local_port: where our side of it binds; 0 for any free port.
    :param name: what we are called in our catalogue.
    :param page_items: items of a catalogue in one message.
    :param groups: organisations by their names, each with the codes of its channels.
    :param answer_timeout_s: for so long a device may answer what the upper platform asks of it; shorter than
        the 10 s that platforms are used to wait.
    :param stream_timeout_s: after the end of a recording the upper platform has so long for its BYE.
    """

    code: str
    host: str
    port: int = 5060
    domain: str = ""
    password: str = "12345678"  # noqa: S105 - the field's customary bench password
    transport: Transport = "UDP"
    local_port: int = 0
    edition: Edition = Edition.GB2022
    name: str = "camproof"
    expires_s: int = 86_400
    keepalive_interval_s: float = 60.0
    keepalive_count: int = 3
    retry_interval_s: float = 60.0
    retry_jitter_s: float = 60.0
    page_items: int = 4
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answer_timeout_s: float = 8.0
    stream_timeout_s: float = 5.0

    @property
    def server(self) -> ServerRef:
        """Where we register."""
        return ServerRef(self.code, self.address, self.domain)

    @property
    def address(self) -> Address:
        """Where its SIP is."""
        return self.host, self.port


@dataclass(slots=True)
class Habits:
    """What a lower platform does wrong on purpose; nothing, unless a fault says so.

    :ivar echoes: lists what came from an upper platform to that same platform.
    :ivar refuses_loops: whether a stream that would come round is refused.
    :ivar miscounts: SumNum of a catalogue is wrong by so many items.
    :ivar reports_changes: whether changes of the catalogue are told to who subscribed to them.
    """

    echoes: bool = False
    refuses_loops: bool = True
    miscounts: int = 0
    reports_changes: bool = True
