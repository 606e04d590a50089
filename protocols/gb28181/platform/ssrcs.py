"""The SSRC numbers of one domain: ten thousand live and ten thousand history streams at once, no more."""

from __future__ import annotations

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.sdp import make_ssrc

__all__ = ["SsrcPool"]

NUMBERS = 10_000


class SsrcPool:
    """Gives each call an SSRC whose last four digits no other live call has.

    :param domain: 20-digit code of the SIP server; digits 4-8 go into the SSRC.
    """

    def __init__(self, domain: str) -> None:
        self._domain = domain
        self._used: set[str] = set()
        self._next = 1

    def __len__(self) -> int:
        return len(self._used)

    def take(self, *, history: bool) -> str:
        """Ten digits for ``y=``.

        :raises LocalProtocolError: all numbers are in use.
        """
        for _ in range(NUMBERS):
            number, self._next = self._next, (self._next + 1) % NUMBERS
            ssrc = make_ssrc(self._domain, history, number)
            if ssrc not in self._used:
                self._used.add(ssrc)
                return ssrc
        raise LocalProtocolError(f"all {NUMBERS} SSRC numbers of domain {self._domain[:10]} are in use")

    def release(self, ssrc: str) -> None:
        """The number may be given again; nothing happens where it was not in use."""
        self._used.discard(ssrc)
