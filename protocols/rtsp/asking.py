"""Requests to one server, one after the other: numbers, session, credentials (RFC 2326 12.17, 12.37)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from camproof.protocols.rtsp import departures
from camproof.protocols.rtsp.actions import Say
from camproof.protocols.rtsp.answers import DEFAULT_TIMEOUT_S, read_session
from camproof.protocols.rtsp.authentication import Authentication
from camproof.protocols.rtsp.message import RtspResponse, build_request
from camproof.protocols.rtsp.notes import Notes
from camproof.protocols.rtsp.refusals import refused
from camproof.protocols.rtsp.url import RtspUrl

__all__ = ["Asked", "Asking"]

_AGENT = "camproof"
_MAX_TRIES = 4


@dataclass(slots=True)
class Asked:
    """A request that waits for its answer. :param tries: how often it was sent."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    cseq: int = 0
    tries: int = 0


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
        self.asked: Asked | None = None
        self.session = ""
        self.timeout_s = DEFAULT_TIMEOUT_S

    @property
    def place(self) -> str:
        """Where the session stands, for errors."""
        return "RTSP connection" if self.asked is None else f"RTSP {self.asked.method}"

    def ask(self, method: str, target: str, *headers: tuple[str, str]) -> Say:
        """The next request; one that was not answered is forgotten."""
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
        if response.status < 200:
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

    def _check_cseq(self, response: RtspResponse, asked: Asked) -> None:
        text = (response.header("cseq") or "").strip()
        if not (text.isascii() and text.isdigit()):
            self._notes.note(departures.NO_CSEQ, text)
        elif text.lstrip("0") != str(asked.cseq):
            self._notes.note(departures.OTHER_CSEQ, text)

    def take_session(self, response: RtspResponse) -> None:
        """Identifier and timeout, as the answer to SETUP gives them."""
        name, timeout_s = read_session(response.header("session") or "", self._notes)
        if not name:
            self._notes.note(departures.NO_SESSION)
        self.session, self.timeout_s = name, timeout_s
