"""An RTSP client that plays one video (RFC 2326), without sockets and clocks.

Theory of operation. Requests go out one after the other: OPTIONS, DESCRIBE, SETUP, PLAY; each answer leads to
the next one. What may come between is met where all answers pass: 401 sends the same request once more with
credentials, 3xx hangs up and begins anew elsewhere. Until PLAY is answered, whatever stands in the way is
raised; from then on it ends the session (``Ended``), so that what came counts. While it plays, a keep-alive
goes out at half of the session's timeout, by GET_PARAMETER where the server knows that, else by OPTIONS; one
that is refused changes over to the other. Data on the agreed channels are handed out as they come, also
before PLAY is answered. Leaving sends TEARDOWN and hangs up at its answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from camproof.protocols.errors import RtspError
from camproof.protocols.rtsp import departures
from camproof.protocols.rtsp.actions import Agreed, Dial, Ended, HangUp, Media, Playing, RtspAction, Say
from camproof.protocols.rtsp.answers import RtspTransport, read_public, read_transport
from camproof.protocols.rtsp.asking import Asked, Asking, read_cseq
from camproof.protocols.rtsp.description import RtspTrack, read_description
from camproof.protocols.rtsp.message import (
    RtspData,
    RtspItem,
    RtspRequest,
    RtspResponse,
    build_response,
    framed,
)
from camproof.protocols.rtsp.notes import Notes
from camproof.protocols.rtsp.reader import RtspReader
from camproof.protocols.rtsp.refusals import refused
from camproof.protocols.rtsp.url import RtspUrl, parse_rtsp_url
from camproof.protocols.tally import DeviationCount

__all__ = ["RtspClient", "Way"]

Way = Literal["tcp", "udp"]
_MAX_REDIRECTS = 5
_LONGEST_PAUSE_S = 30.0
_ANSWERED = frozenset({"OPTIONS", "GET_PARAMETER", "SET_PARAMETER", "ANNOUNCE", "PLAY_NOTIFY"})
_ENDING = frozenset({"TEARDOWN", "REDIRECT"})


class RtspClient:
    """Plays the video of ``url``.

    :param now_s: of asking, on the clock of all other times.
    :param way: RTP interleaved with RTSP, or over UDP.
    :param wait_s: how long it may take until PLAY is answered.
    :param cnonce: draws our nonces of digests.
    """

    def __init__(
        self, url: RtspUrl, now_s: float, *, way: Way, wait_s: float, cnonce: Callable[[], str]
    ) -> None:
        self._url = url
        self._way = way
        self._wait_s = wait_s
        self._cnonce = cnonce
        self._notes = Notes()
        self._redirects = 0
        self._deadline_s: float | None = now_s + wait_s
        self._playing = self._failed = self._over = False
        self._ports = (0, 0)
        self._begin()

    def _begin(self) -> None:
        """Everything that belongs to one server."""
        self._reader = RtspReader(self._notes)
        self._asking = Asking(self._url, self._cnonce, self._notes)
        self._track: RtspTrack | None = None
        self._transport: RtspTransport | None = None
        self._keep_alive = "OPTIONS"

    def deviations(self) -> tuple[DeviationCount, ...]:
        """What the server did otherwise than the standards say."""
        return self._notes.counts()

    def heard(self, ssrc: int | None) -> None:
        """The packets have this SSRC, which Transport may have announced otherwise."""
        announced = None if self._transport is None else self._transport.ssrc
        if announced is not None and ssrc is not None and announced != ssrc:
            self._notes.note(departures.OTHER_SSRC, f"{announced:08X} {ssrc:08X}")

    @property
    def target(self) -> str:
        """The URL that is asked for now: another one after a redirect."""
        return self._url.target

    @property
    def pending_octets(self) -> int:
        """Octets held of a message that is not complete."""
        return self._reader.pending_octets

    def next_deadline_s(self) -> float | None:
        """When ``advance`` is to be called; None = not at all."""
        return None if self._failed else self._deadline_s

    def start(self) -> list[RtspAction]:
        """Dial.

        :raises RtspError: RTP over UDP would go unencrypted beside TLS.
        """
        if self._url.tls and self._way == "udp":
            what = "RTP over UDP would not be encrypted as rtsps:// says; try tcp"
            raise RtspError(what, where="RTSP SETUP", clause="RFC 7826 4.2")
        return [Dial(self._url.host, self._url.port, self._url.tls)]

    def opened(self, ports: tuple[int, int] = (0, 0)) -> list[RtspAction]:
        """The connection is there. :param ports: ours of RTP and RTCP, over UDP."""
        self._ports = ports
        return [self._asking.ask("OPTIONS", self._url.target)]

    def receive(self, data: bytes, now_s: float) -> list[RtspAction]:
        """The next bytes of the connection.

        :raises RtspError: why there is no stream; not once it plays. What comes after that is not read.
        """
        if self._over or self._failed:
            return []
        actions: list[RtspAction] = []
        reader = self._reader
        try:
            for item in reader.feed(data):
                actions += self._item(item, now_s)
                if self._is_left(reader):
                    break
        except RtspError as error:
            if not self._playing:
                self._failed = True
                raise
            actions += self._end(str(error))
        return actions

    def _is_left(self, reader: RtspReader) -> bool:
        """Whether the rest of this connection's bytes is of no interest."""
        return self._over or reader is not self._reader

    def lost(self, why: str = "the server closed the connection") -> list[RtspAction]:
        """The connection cannot be made, or is closed by the other side.

        :param why: a part of a sentence.
        :raises RtspError: it did not play yet.
        """
        if self._over or self._failed:
            return []
        if not self._playing:
            self._failed = True
            raise RtspError(why, where=self._asking.place)
        return self._end(why)

    def advance(self, now_s: float) -> list[RtspAction]:
        """Call it at ``next_deadline_s()``.

        :raises RtspError: the server takes too long.
        """
        if self._failed or self._deadline_s is None or now_s < self._deadline_s:
            return []
        if not self._playing or self._track is None:
            self._failed = True
            raise RtspError(f"no answer in {self._wait_s:g} s", where=self._asking.place)
        if self._asking.asked is not None:
            self._notes.note(departures.UNANSWERED, self._asking.asked.method)
        self._rest(now_s)
        return [self._asking.ask(self._keep_alive, self._track.aggregate)]

    def _rest(self, now_s: float) -> None:
        """Until the next keep-alive."""
        self._deadline_s = now_s + min(self._asking.timeout_s / 2, _LONGEST_PAUSE_S)

    def report(self, packet: bytes) -> list[RtspAction]:
        """An RTCP packet of ours, to be sent interleaved; nothing over UDP."""
        if self._transport is None or not self._transport.over_tcp or self._over:
            return []
        return [Say(framed(self._transport.channels[1], packet))]

    def leave(self) -> list[RtspAction]:
        """Take leave of the server and hang up: at its answer, or at once where it does not play."""
        if self._over:
            return []
        said: list[RtspAction] = []
        if self._asking.session and self._track is not None:
            said.append(self._asking.ask("TEARDOWN", self._track.aggregate))
        if self._failed or not said:
            return said + self._end("left", goodbye=True)
        self._playing, self._deadline_s = True, None
        return said

    def _item(self, item: RtspItem, now_s: float) -> list[RtspAction]:
        if isinstance(item, RtspData):
            return self._data(item)
        if isinstance(item, RtspRequest):
            return self._requested(item)
        done = self._asking.answered(item)
        if done is None:
            return []
        return [done] if isinstance(done, Say) else self._answered(done, item, now_s)

    def _data(self, item: RtspData) -> list[RtspAction]:
        transport = self._transport
        if transport is None or not transport.over_tcp or item.channel not in transport.channels:
            self._notes.note(departures.FOREIGN_CHANNEL, bytes((item.channel,)))
            return []
        return [Media(item.payload)]

    def _requested(self, request: RtspRequest) -> list[RtspAction]:
        """The server asks: RFC 2326 10 lets it, and RFC 7826 13.5 has it tell the end."""
        ending = request.method in _ENDING
        known = ending or request.method in _ANSWERED
        answer = (200, "OK") if known else (501, "Not Implemented")
        said = Say(build_response(*answer, [("CSeq", str(read_cseq(request) or 0))]))
        if not (ending and self._playing):
            return [said]
        return [said, *self._end(f"the server ends it ({request.method})", goodbye=True)]

    def _answered(self, asked: Asked, response: RtspResponse, now_s: float) -> list[RtspAction]:
        if asked.method == "TEARDOWN":
            return self._end("left", goodbye=True)
        if self._playing:
            return self._kept_alive(response, asked)
        if 300 <= response.status < 400 and response.header("location"):
            return self._redirected(response, asked)
        if asked.method == "OPTIONS":
            return self._listed(response)
        if response.status >= 300:
            other = "udp" if self._way == "tcp" else "tcp"
            raise refused(asked.method, response, f"try {other}" if response.status == 461 else "")
        if asked.method == "DESCRIBE":
            return self._described(response)
        if asked.method == "SETUP":
            return self._set_up(response)
        self._playing = True
        self._rest(now_s)
        return [Playing()]

    def _redirected(self, response: RtspResponse, asked: Asked) -> list[RtspAction]:
        """Begin anew there; credentials go along to the same host only, and not from TLS to none."""
        self._redirects += 1
        if self._redirects > _MAX_REDIRECTS:
            raise RtspError("the server sends from one place to another", where=f"RTSP {asked.method}")
        before, url = self._url, parse_rtsp_url(response.header("location") or "", by_hand=False)
        if not url.username and url.host.lower() == before.host.lower() and url.tls >= before.tls:
            url = RtspUrl(url.host, url.port, url.target, url.tls, before.username, before.password)
        self._url = url
        self._begin()
        return [HangUp(), *self.start()]

    def _listed(self, response: RtspResponse) -> list[RtspAction]:
        """OPTIONS: whatever the answer, as some servers do not know it."""
        if response.status != 200:
            self._notes.note(departures.OPTIONS_REFUSED, str(response.status))
        methods = read_public(response.header("public") or "")
        self._keep_alive = "GET_PARAMETER" if "GET_PARAMETER" in methods else "OPTIONS"
        return [self._asking.ask("DESCRIBE", self._url.target, ("Accept", "application/sdp"))]

    def _described(self, response: RtspResponse) -> list[RtspAction]:
        kind = response.header("content-type") or ""
        if kind.partition(";")[0].strip().lower() != "application/sdp":
            self._notes.note(departures.CONTENT_TYPE, kind)
        base = response.header("content-base") or response.header("content-location") or self._url.target
        self._track = read_description(response.body, base.strip(), self._notes)
        wanted = "RTP/AVP/TCP;unicast;interleaved=0-1"
        if self._way == "udp":
            wanted = f"RTP/AVP;unicast;client_port={self._ports[0]}-{self._ports[1]}"
        return [self._asking.ask("SETUP", self._track.control, ("Transport", wanted))]

    def _set_up(self, response: RtspResponse) -> list[RtspAction]:
        assert self._track is not None
        self._asking.take_session(response)
        over_tcp = self._way == "tcp"
        text = response.header("transport")
        if text is None:
            self._notes.note(departures.NO_TRANSPORT)
        transport = read_transport(text, self._notes, over_tcp=over_tcp) if text else RtspTransport(over_tcp)
        if transport.over_tcp != over_tcp:
            given, wanted = ("TCP", "UDP") if transport.over_tcp else ("UDP", "TCP")
            what = f"the server answers {given} where {wanted} was asked for"
            raise RtspError(what, where="RTSP SETUP", clause="RFC 2326 12.39")
        self._transport = transport
        if over_tcp:
            self._reader.channels = frozenset(transport.channels)
        play = self._asking.ask("PLAY", self._track.aggregate, ("Range", "npt=0.000-"))
        return [Agreed(self._track, transport), play]

    def _kept_alive(self, response: RtspResponse, asked: Asked) -> list[RtspAction]:
        if response.status == 454:
            return self._end("the server does not know the session any more (454)")
        if response.status >= 300:
            self._notes.note(departures.KEEP_ALIVE_REFUSED, f"{asked.method} {response.status}")
            self._keep_alive = "OPTIONS" if asked.method == "GET_PARAMETER" else "GET_PARAMETER"
        return []

    def _end(self, why: str, *, goodbye: bool = False) -> list[RtspAction]:
        self._over, self._deadline_s = True, None
        self._asking.asked = None
        return [HangUp(), Ended(why, goodbye)]
