"""A host with one port or a range of them, as users write it: "127.0.0.1:30000-30999"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from camproof.domain.errors import InputError, Place

__all__ = ["PortRange", "parse_port_range"]

_EXAMPLE = "write it as 127.0.0.1:30000 or 127.0.0.1:30000-30999"
_LAST = 65535
_RANGE = re.compile(r"(?P<host>[A-Za-z0-9._-]{1,253}):(?P<first>[0-9]{1,5})(?:-(?P<last>[0-9]{1,5}))?\Z")


@dataclass(frozen=True, slots=True)
class PortRange:
    """:param first, last: 0 to 65535, the last included; both 0 is any port."""

    host: str
    first: int
    last: int

    @property
    def text(self) -> str:
        """The text that :func:`parse_port_range` reads back."""
        last = f"-{self.last}" if self.last != self.first else ""
        return f"{self.host}:{self.first}{last}"

    @property
    def all(self) -> tuple[int, ...]:
        """Every port."""
        return tuple(range(self.first, self.last + 1))

    @property
    def rtp(self) -> tuple[int, ...]:
        """The ports of RTP over UDP: every second one from the first, as RTCP takes the one above each."""
        return tuple(range(self.first, max(self.last, self.first + 1), 2))


def parse_port_range(text: str, place: Place | None = None, *, pairs: bool = False) -> PortRange:
    """Read a host and its ports.

    :param pairs: every port of RTP needs the one above it for RTCP, as over UDP.
    :raises InputError: anything else; IPv6 addresses too, as media go over IPv4 here.
    """
    found = _RANGE.match(text.strip())
    if found is None:
        raise InputError(f"{text[:80]!r} is no address with ports", place, _EXAMPLE)
    first = int(found["first"])
    last = int(found["last"] or first)
    if last > _LAST:
        raise InputError(f"in {text[:80]!r} a port is above {_LAST}", place, _EXAMPLE)
    if first > last:
        raise InputError(f"in {text[:80]!r} the last port is below the first", place, _EXAMPLE)
    if first == 0 and last:
        raise InputError(f"in {text[:80]!r} a range begins at port 0", place, _EXAMPLE)
    ports = PortRange(found["host"], first, last)
    if pairs and ports.rtp[-1] == _LAST:
        raise InputError(f"RTP at {_LAST} has no port above it for RTCP", place, "end at 65534 or below")
    return ports
