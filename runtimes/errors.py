"""The errors of the runtimes room."""

from __future__ import annotations

import errno

__all__ = ["PortInUse", "RuntimesError", "UnusableAddressError", "bind_error"]


class RuntimesError(Exception):
    """Base of all errors of this room."""


class UnusableAddressError(RuntimesError):
    """The address cannot be bound on this machine."""


class PortInUse(UnusableAddressError):  # noqa: N818
    """Another program holds the port."""


def bind_error(transport: str, host: str, port: int, cause: OSError) -> UnusableAddressError:
    """One clear sentence for a failed bind."""
    if cause.errno == errno.EADDRINUSE:
        return PortInUse(
            f"{transport} port {port} of {host} is in use by another program; "
            "choose another port, or 0 for any free one."
        )
    if cause.errno == errno.EADDRNOTAVAIL:
        return UnusableAddressError(
            f"This machine has no address {host}; {transport} port {port} cannot be bound there."
        )
    if cause.errno == errno.EACCES:
        return UnusableAddressError(
            f"{transport} port {port} of {host} needs more rights; choose a port above 1023."
        )
    return UnusableAddressError(
        f"{transport} port {port} of {host} cannot be bound: {cause.strerror or cause}."
    )
