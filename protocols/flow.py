"""What a sans-IO machine and its runtime say to each other about the way of bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Address", "CloseFlow", "Flow", "OpenFlow", "Transmit", "Transport"]

Address = tuple[str, int]
Transport = Literal["UDP", "TCP"]


@dataclass(frozen=True, slots=True)
class Flow:
    """The way of a message: transport, both ends and, for TCP, which connection.

    :param connection: 0 for UDP; for TCP the number that the runtime gave the connection.
    """

    transport: Transport
    local: Address
    remote: Address
    connection: int = 0


@dataclass(frozen=True, slots=True)
class Transmit:
    """Action: send these bytes on this flow."""

    flow: Flow
    data: bytes


@dataclass(frozen=True, slots=True)
class OpenFlow:
    """Action: open a TCP connection to ``remote``; answered with ``flow_opened`` or ``flow_lost``."""

    remote: Address


@dataclass(frozen=True, slots=True)
class CloseFlow:
    """Action: close this TCP connection when what was sent has left."""

    flow: Flow
