"""Addresses of this machine and of others."""

from __future__ import annotations

import asyncio
import socket

from camproof.protocols.flow import Address
from camproof.runtimes.errors import UnusableAddressError

__all__ = ["local_towards", "resolve"]


async def resolve(host: str, port: int) -> Address:
    """The IPv4 address of a host, with the port.

    :raises UnusableAddressError: there is no such host, or it has no IPv4 address.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, family=socket.AF_INET, type=socket.SOCK_DGRAM)
    except OSError as error:
        raise UnusableAddressError(f"No IPv4 address is known for the host {host}.") from error
    return str(found[0][4][0]), port


def local_towards(remote: Address) -> str:
    """The address of this machine from which it reaches another one; nothing is sent.

    :raises UnusableAddressError: there is no way to it.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(remote)
        except OSError as error:
            why = error.strerror or error
            raise UnusableAddressError(f"There is no way to {remote[0]}: {why}.") from error
        host: str = probe.getsockname()[0]
        return host
