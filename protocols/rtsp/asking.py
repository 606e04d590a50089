"""Requests to one server, one after the other: numbers, session, credentials (RFC 2326 12.17, 12.37)."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from camproof.protocols.rtsp import departures
from camproof.protocols.rtsp.actions import Say
from camproof.protocols.rtsp.answers import DEFAULT_TIMEOUT_S, read_session
from camproof.protocols.rtsp.authentication import Authentication
from camproof.protocols.rtsp.message import RtspMessage, RtspResponse, build_request
from camproof.protocols.rtsp.notes import Notes
from camproof.protocols.rtsp.refusals import refused
from camproof.protocols.rtsp.url import RtspUrl

__all__ = ["Asked", "Asking", "read_cseq"]

_AGENT = "camproof"
_MAX_TRIES = 4
_MAX_REPLACED = 16
_CSEQ = re.compile(r"[0-9]{1,10}")


@dataclass(slots=True)
class Asked:
    """A request that waits for its answer. :param tries: how often it was sent."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    cseq: int = 0
    tries: int = 0


def read_cseq(message: RtspMessage) -> int | None:
    """The number of a message; None where it has none of 1 to 10 digits."""
    text = (message.header("cseq") or "").strip()
    return int(text) if _CSEQ.fullmatch(text) else None


class Asking:
    """What belongs to one server.

    :param cnonce: draws our nonces of digests.
    :ivar asked: the request that is under way.
    :ivar session: its identifier, "" before SETUP; timeout_s: after which the server forgets it.
    """

    def __init__(self, url: RtspUrl, cnonce: Callable[[], str], notes: Notes) -> None:
        self._authentication = Authentication(url.username, url.password, cnonce, notes)
        self._notes = notes
        self._cseq = 0
        self._replaced: deque[int] = deque(maxlen=_MAX_REPLACED)
        self.asked: Asked | None = None
        self.session = ""
        self.timeout_s = DEFAULT_TIMEOUT_S

    @property
    def place(self) -> str:
        """Where the session stands, for errors."""
        return "RTSP connection" if self.asked is None else f"RTSP {self.asked.method}"

    def ask(self, method: str, target: str, *headers: tuple[str, str]) -> Say:
        """The next request; an answer that one before it still gets is of no interest."""
        if self.asked is not None:
            self._replaced.append(self.asked.cseq)
        self.asked = Asked(method, target, headers)
        return self._send(self.asked)

    def _send(self, asked: Asked) -> Say:
        self._cseq += 1
        asked.cseq = self._cseq
        asked.tries += 1
        headers = [("CSeq", str(asked.cseq)), ("User-Agent", _AGENT), *asked.headers]
        if self.session:
            headers.append(("Session", self.session))
        authorization = self._authentication.header(asked.method, asked.target)
        if authorization is not None:
            headers.append(("Authorization", authorization))
        return Say(build_request(asked.method, asked.target, headers))

    def answered(self, response: RtspResponse) -> Asked | Say | None:
        """What a response leads to: the request that it answers, the same request once more with credentials
        (401), or nothing.

        :raises RtspError: there are no credentials, or the server does not take them.
        """
        asked = self.asked
        if response.status < 200 or self._is_late(response):
            return None
        if asked is None:
            self._notes.note(departures.STRAY, str(response.status))
            return None
        self._check_cseq(response, asked)
        if response.status == 401 and asked.method != "TEARDOWN":
            self._authentication.challenged(response)
            if asked.tries >= _MAX_TRIES:
                raise refused(asked.method, response)
            return self._send(asked)
        self.asked = None
        self._authentication.accepted()
        return asked

    def _is_late(self, response: RtspResponse) -> bool:
        """Whether it answers a request that another one has replaced; each gets one answer."""
        number = read_cseq(response)
        if number is None or number not in self._replaced:
            return False
        self._replaced.remove(number)
        return True

    def _check_cseq(self, response: RtspResponse, asked: Asked) -> None:
        number = read_cseq(response)
        if number is None:
            self._notes.note(departures.NO_CSEQ, response.header("cseq") or "")
        elif number != asked.cseq:
            self._notes.note(departures.OTHER_CSEQ, str(number))

    def take_session(self, response: RtspResponse) -> None:
        """Identifier and timeout, as the answer to SETUP gives them."""
        name, timeout_s = read_session(response.header("session") or "", self._notes)
        if not name:
            self._notes.note(departures.NO_SESSION)
        self.session, self.timeout_s = name, timeout_s
