"""Answers to 401: Digest (RFC 2069, RFC 2617, RFC 7616) and Basic (RFC 7617), as RFC 2326 D.1.2 has it.

Of the challenges the strongest that we can meet is taken: SHA-256, then other digests, then Basic. An answer
is tried again only where the server calls the nonce stale, or has taken the credentials before and now gives
another nonce; else the credentials are wrong.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from itertools import pairwise

from camproof.protocols.digest import ALGORITHMS, Challenge, answer, parse_challenge
from camproof.protocols.errors import DigestError, RtspError
from camproof.protocols.rtsp import departures
from camproof.protocols.rtsp.message import RtspResponse
from camproof.protocols.rtsp.notes import Notes

__all__ = ["Authentication"]

_WHERE = "RTSP WWW-Authenticate"
_CLAUSE = "RFC 2326 D.1.2"
_MAX_HEADER = 4096
_SCHEME = re.compile(r'"(?:[^"\\]|\\.)*+"?|(?:^|,)\s*+(Digest|Basic)(?=[\s,]|$)', re.IGNORECASE | re.DOTALL)


class Authentication:
    """The credentials for one server.

    :param username, password: of the URL; both empty where it names none.
    :param cnonce: draws our nonce of a digest.
    """

    def __init__(self, username: str, password: str, cnonce: Callable[[], str], notes: Notes) -> None:
        self._username = username
        self._password = password
        self._cnonce = cnonce
        self._notes = notes
        self._challenge: Challenge | None = None
        self._basic = False
        self._uses = 0
        self._taken = False

    def header(self, method: str, target: str) -> str | None:
        """Value of Authorization for the next request; None before a challenge."""
        if self._basic:
            plain = f"{self._username}:{self._password}".encode()
            return f"Basic {b64encode(plain).decode()}"
        if self._challenge is None:
            return None
        self._uses += 1
        credentials = answer(
            self._challenge,
            username=self._username,
            password=self._password,
            method=method,
            uri=target,
            cnonce=self._cnonce(),
            nc=self._uses,
        )
        return credentials.header()

    def accepted(self) -> None:
        """A request with our credentials was not answered with 401."""
        self._taken = self._basic or self._challenge is not None

    def challenged(self, response: RtspResponse) -> None:
        """Take the challenge of a 401, so that the request can be sent once more.

        :raises RtspError: there are no credentials, they are wrong, or the challenge cannot be met.
        """
        if not self._username and not self._password:
            what = "the server asks for a user name and a password; write rtsp://NAME:PASSWORD@HOST/PATH"
            raise RtspError(what, where="RTSP 401", clause=_CLAUSE)
        before, answered = self._challenge, self._basic or self._challenge is not None
        best, basic = self._best(response)
        if answered and not self._may_retry(before, best):
            raise RtspError(
                "the server does not take this user name and password", where="RTSP 401", clause=_CLAUSE
            )
        if best is None and not basic:
            raise RtspError("none of the challenges can be met", where=_WHERE, clause=_CLAUSE)
        if best is not None and (before is None or before.nonce != best.nonce):
            self._uses = 0
        self._challenge, self._basic, self._taken = best, best is None, False

    def _may_retry(self, before: Challenge | None, now: Challenge | None) -> bool:
        if before is None or now is None:
            return False
        return now.nonce != before.nonce and (now.stale or self._taken)

    def _best(self, response: RtspResponse) -> tuple[Challenge | None, bool]:
        """The strongest digest challenge that can be met, and whether Basic is offered."""
        digests: list[Challenge] = []
        basic = False
        for text in _challenges(response):
            if text[:5].lower() == "basic":
                basic = True
                continue
            try:
                challenge = parse_challenge(text, _WHERE)
            except DigestError:
                self._notes.note(departures.BAD_CHALLENGE, text)
                continue
            if challenge.algorithm.upper().removesuffix("-SESS") in ALGORITHMS:
                self._notes.take(challenge.deviations)
                digests.append(challenge)
        return max(digests, key=lambda one: one.algorithm.upper().startswith("SHA"), default=None), basic


def _challenges(response: RtspResponse) -> Iterator[str]:
    """Each challenge by itself, also where several stand in one header."""
    for value in response.all("www-authenticate"):
        text = value[:_MAX_HEADER]
        starts = [found.start(1) for found in _SCHEME.finditer(text) if found[1]]
        for start, end in pairwise((*starts, len(text))):
            yield text[start:end].rstrip(", ")
