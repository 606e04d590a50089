"""The SIP endpoint of one user agent: transport and transactions, without sockets or clock."""

from __future__ import annotations

import random

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import LocalProtocolError, SipError
from camproof.protocols.flow import CloseFlow, Flow, Transmit
from camproof.protocols.sip import departures, events
from camproof.protocols.sip.compose import cancel_of, request_octets, response_octets, via_line
from camproof.protocols.sip.deeds import Deeds, Outbox
from camproof.protocols.sip.engine import Engine
from camproof.protocols.sip.events import SipEvent
from camproof.protocols.sip.matching import Matching, server_id
from camproof.protocols.sip.message import SipMessage, SipRequest, SipResponse, make_response
from camproof.protocols.sip.parser import parse_message
from camproof.protocols.sip.serialiser import serialise
from camproof.protocols.sip.stream import SipStream
from camproof.protocols.sip.tables import (
    CLIENT_INVITE,
    CLIENT_OTHER,
    SERVER_INVITE,
    SERVER_OTHER,
    Input,
    State,
)
from camproof.protocols.sip.timers import Timers
from camproof.protocols.sip.transaction import Counters, Transaction
from camproof.protocols.sip.via import COOKIE, CSeq, branch_of, parse_cseq

__all__ = ["SipEndpoint"]

_MAX_JUNK_OCTETS = 1 << 20


class SipEndpoint:
    """Sends and receives SIP for one user agent over any number of UDP and TCP flows.

    Responses go back on the flow the request came on. Whatever bytes come in, ``receive`` raises nothing. The
    time handed in must never run backwards.

    :param rng: the source of branches, tags and Call-IDs.
    :param user_agent: put into messages that name none; "" leaves it out.
    :param max_lingering: how many finished transactions are kept to absorb repetitions; about 1.3 kB each.
    """

    def __init__(
        self,
        *,
        rng: random.Random,
        user_agent: str = "camproof",
        timers: Timers = Timers(),  # noqa: B008
        max_lingering: int = 100_000,
    ) -> None:
        self._rng = rng
        self._user_agent = user_agent
        self._matching = Matching()
        self._streams: dict[Flow, SipStream] = {}
        self._out = Outbox()
        deeds = Deeds(self._out, send_cancel=self._send_cancel, say_trying=self._say_trying)
        forget = self._matching.remove
        self._engine = Engine(timers, self._out, deeds, forget=forget, max_lingering=max_lingering)

    # What the runtime calls

    def receive(self, data: bytes, flow: Flow, now_s: float) -> None:
        """Take a UDP datagram or a chunk of a TCP stream."""
        self._engine.forget_ended(now_s)
        if flow.transport == "UDP":
            self._receive_datagram(data, flow, now_s)
        else:
            self._receive_chunk(data, flow, now_s)

    def flow_opened(self, flow: Flow, now_s: float) -> None:  # noqa: ARG002
        """A TCP connection stands."""
        self._streams.setdefault(flow, SipStream())

    def flow_lost(self, flow: Flow, now_s: float, why: str = "the connection ended") -> None:
        """A TCP connection ended: its unfinished transactions fail with TransportFailed."""
        self._streams.pop(flow, None)
        self._out.why_lost = why
        for transaction in self._matching.on_flow(flow):
            self._engine.step(transaction, Input.LOST, now_s)

    def advance(self, now_s: float) -> None:
        """Fire the timers that are due."""
        self._engine.advance(now_s)

    def next_deadline_s(self) -> float | None:
        """When ``advance`` has something to do; None: nothing is waiting."""
        return self._engine.next_s()

    def actions(self) -> list[Transmit | CloseFlow]:
        """What the runtime has to do, once."""
        drained, self._out.actions = self._out.actions, []
        return drained

    def events(self) -> list[SipEvent]:
        """What happened, once."""
        drained, self._out.events = self._out.events, []
        return drained

    @property
    def counters(self) -> Counters:
        """Running counts of repetitions, strays and losses."""
        return self._out.counters

    @property
    def open_transactions(self) -> int:
        """How many transactions are alive, the lingering ones included."""
        return len(self._matching)

    # What our user calls

    def send_request(self, request: SipRequest, flow: Flow, now_s: float) -> str:
        """Send a request as a new transaction; gives its name (the branch).

        Via is written here; Max-Forwards and User-Agent where they are missing. A TCP flow that is not open
        fails at once, with TransportFailed.

        :raises LocalProtocolError: ACK or CANCEL, or a CSeq that is unreadable or names another method.
        """
        if request.method in {"ACK", "CANCEL"}:
            raise LocalProtocolError(f"{request.method} goes out through its own function")
        branch = self.new_branch()
        via = via_line(flow, branch)
        data = request_octets(request, via, self._user_agent)
        self._start_client(branch, request, via, data, flow, now_s, quiet=False)
        return branch

    def respond(self, transaction: str, response: SipResponse, now_s: float) -> bool:
        """Answer a request; False where its transaction is over (cancelled, timed out or already answered).

        received and rport are filled in, a missing To tag is made; repetitions are up to the endpoint.
        """
        found = self._matching.server(transaction)
        if found is None:
            self.counters.late_answers += 1
            return False
        taken = self._answer(found, response, now_s)
        if not taken:
            self.counters.late_answers += 1
        return taken

    def send_ack(self, transaction: str, ack: SipRequest, flow: Flow, now_s: float) -> None:  # noqa: ARG002
        """Acknowledge the 2xx of our INVITE; sent again by itself when the 2xx comes again."""
        via = via_line(flow, self.new_branch())
        data = request_octets(ack, via, self._user_agent)
        found = self._matching.client(transaction, "INVITE")
        if found is not None and found.state is State.ACCEPTED:
            found.ack = data
            if not found.reliable:
                found.flow = flow
        self._transmit(flow, data)

    def cancel(self, transaction: str, now_s: float) -> None:
        """Cancel our INVITE: at once, or when its first provisional response is there.

        The INVITE still ends with a ResponseReceived (487 if the peer obeys) or a TransactionTimedOut.
        Nothing happens where a final response has come already.
        """
        found = self._matching.client(transaction, "INVITE")
        if found is not None:
            self._engine.step(found, Input.CANCEL, now_s)

    def new_branch(self) -> str:
        """A branch for Via."""
        return f"{COOKIE}{self._rng.getrandbits(64):016x}"

    def new_tag(self) -> str:
        """A tag for From or To."""
        return f"{self._rng.getrandbits(48):012x}"

    def new_call_id(self, host: str) -> str:
        """A Call-ID at this host."""
        return f"{self._rng.getrandbits(64):016x}@{host}"

    # Receiving

    def _receive_datagram(self, data: bytes, flow: Flow, now_s: float) -> None:
        if not data.strip(b"\r\n"):
            self._note(departures.KEEP_ALIVE.seen(data), flow, "UDP datagram")
            return
        try:
            message = parse_message(data)
        except SipError as error:
            self._out.events.append(events.MessageUnreadable(error, data, flow))
            return
        self._take(message, data, flow, now_s)

    def _receive_chunk(self, data: bytes, flow: Flow, now_s: float) -> None:
        stream = self._streams.get(flow)
        if stream is None:
            stream = self._streams[flow] = SipStream()
        for item in stream.feed(data):
            if isinstance(item, SipError):
                self._out.events.append(events.MessageUnreadable(item, data, flow))
            else:
                self._take(item, data, flow, now_s)
        noted = stream.deviations()
        if noted:
            self._out.events.append(events.DeviationsSeen(noted, flow, "TCP stream"))
        if stream.junk_octets > _MAX_JUNK_OCTETS:
            self._out.actions.append(CloseFlow(flow))
            self.flow_lost(flow, now_s, "the peer sent no SIP")

    def _take(self, message: SipMessage, data: bytes, flow: Flow, now_s: float) -> None:
        first = message.headers.by_key
        try:
            cseq = parse_cseq(first.get("cseq", ""))
            if not first.get("call-id"):
                raise SipError(
                    "the message has no Call-ID", where="SIP header Call-ID", clause="RFC 3261 8.1.1"
                )
        except SipError as error:
            self._unusable(message, error, data, flow)
            return
        if message.deviations:
            summary = _summary(message, cseq)
            self._out.events.append(events.DeviationsSeen(message.deviations, flow, summary))
        if isinstance(message, SipResponse):
            self._take_response(message, cseq, flow, now_s)
        elif message.method == "ACK":
            self._take_ack(message, cseq, flow, now_s)
        else:
            self._take_request(message, cseq, flow, now_s)

    def _unusable(self, message: SipMessage, error: SipError, data: bytes, flow: Flow) -> None:
        """A message that no transaction can be made of: a request gets 400 once, without state."""
        self._out.events.append(events.MessageUnreadable(error, data, flow))
        if isinstance(message, SipRequest) and message.method != "ACK":
            refusal = make_response(message, 400, to_tag=self.new_tag())
            self._transmit(flow, response_octets(refusal, "", flow.remote, self._user_agent))

    def _take_request(self, request: SipRequest, cseq: CSeq, flow: Flow, now_s: float) -> None:
        name = server_id(request, cseq, request.method)
        known = self._matching.server(name)
        if known is not None:
            self.counters.requests_repeated += 1
            self._engine.step(known, Input.REQUEST, now_s, request, flow)
            return
        invite = request.method == "INVITE"
        table, state = (SERVER_INVITE, State.PROCEEDING) if invite else (SERVER_OTHER, State.TRYING)
        transaction = Transaction(name, request.method, table, state, flow)
        transaction.request = request
        transaction.call = (request.call_id, cseq.number, request.from_tag)
        self._matching.add_server(transaction)
        timers = (Input.TRYING, Input.GIVEUP) if invite else (Input.GIVEUP,)
        self._engine.begin(transaction, timers, now_s)
        if request.method == "CANCEL":
            self._take_cancel(transaction, request, cseq, now_s)
        else:
            self._out.events.append(events.RequestReceived(name, request, flow))

    def _take_cancel(self, transaction: Transaction, cancel: SipRequest, cseq: CSeq, now_s: float) -> None:
        invite = self._matching.invite_of(cancel, cseq)
        if invite is not None:
            invite.tag = transaction.tag = invite.tag or self.new_tag()
        self._answer(transaction, make_response(cancel, 200 if invite else 481), now_s)
        if invite is None or invite.state is not State.PROCEEDING or invite.request is None:
            return
        request = invite.request
        self._answer(invite, make_response(request, 487), now_s)
        self._out.events.append(events.InviteCancelled(invite.id, request, invite.flow))

    def _take_ack(self, ack: SipRequest, cseq: CSeq, flow: Flow, now_s: float) -> None:
        invite = self._matching.invite_of(ack, cseq)
        if invite is None:
            invite = self._matching.accepted_in(ack.call_id)
            if invite is not None:
                self._note(departures.ACK_CSEQ.seen(str(cseq)), flow, "ACK")
        if invite is None:
            self.counters.stray_acks += 1
        else:
            self._engine.step(invite, Input.ACK, now_s, ack, flow)

    def _take_response(self, response: SipResponse, cseq: CSeq, flow: Flow, now_s: float) -> None:
        branch = branch_of(response.headers.by_key.get("via", ""))
        found = self._matching.client(branch, cseq.method)
        if found is None:
            found = self._matching.client_by_call(response, cseq)
            if found is None:
                self.counters.stray_responses += 1
                return
            self._note(departures.FOREIGN_BRANCH.seen(branch), flow, _summary(response, cseq))
        if response.status < 200:
            kind = Input.PROVISIONAL
        else:
            kind = Input.SUCCESS if response.status < 300 else Input.FAILURE
        self._engine.step(found, kind, now_s, response, flow)

    # Sending

    def _start_client(
        self,
        branch: str,
        request: SipRequest,
        via: str,
        data: bytes,
        flow: Flow,
        now_s: float,
        *,
        quiet: bool,
    ) -> None:
        cseq = _own_cseq(request)
        invite = request.method == "INVITE"
        table, state = (CLIENT_INVITE, State.CALLING) if invite else (CLIENT_OTHER, State.TRYING)
        transaction = Transaction(branch, request.method, table, state, flow)
        transaction.request = request
        transaction.sent = data
        transaction.via = via
        transaction.quiet = quiet
        transaction.call = (request.call_id, cseq.number, request.from_tag)
        if transaction.reliable and flow not in self._streams:
            why = "the connection is not open"
            self._out.events.append(events.TransportFailed(branch, request, flow, why))
            return
        self._matching.add_client(transaction)
        self._out.transmit(flow, data)
        self._engine.begin(transaction, (Input.A, Input.B) if invite else (Input.E, Input.F), now_s)

    def _answer(self, transaction: Transaction, response: SipResponse, now_s: float) -> bool:
        status = response.status
        own_tag = response.to_tag
        if own_tag:
            transaction.tag = own_tag
        elif status > 100 and not transaction.tag:
            transaction.tag = self.new_tag()
        tag = transaction.tag if status > 100 else ""
        data = response_octets(response, tag, transaction.flow.remote, self._user_agent)
        if status < 200:
            said = Input.SAY_PROVISIONAL
        else:
            said = Input.SAY_SUCCESS if status < 300 else Input.SAY_FAILURE
        return self._engine.step(transaction, said, now_s, data=data)

    def _say_trying(self, transaction: Transaction, now_s: float) -> None:
        if transaction.request is not None:
            self._answer(transaction, make_response(transaction.request, 100), now_s)

    def _send_cancel(self, transaction: Transaction, now_s: float) -> None:
        if transaction.request is None:
            return
        cancel = cancel_of(transaction.request, transaction.via)
        self._start_client(
            transaction.id, cancel, transaction.via, serialise(cancel), transaction.flow, now_s, quiet=True
        )

    def _transmit(self, flow: Flow, data: bytes) -> None:
        if flow.transport == "TCP" and flow not in self._streams:
            self.counters.unsendable += 1
        else:
            self._out.transmit(flow, data)

    def _note(self, deviation: Deviation, flow: Flow, summary: str) -> None:
        self._out.events.append(events.DeviationsSeen((deviation,), flow, summary))


def _summary(message: SipMessage, cseq: CSeq) -> str:
    """How a message is called in reports: "REGISTER", "200 to INVITE"."""
    return message.method if isinstance(message, SipRequest) else f"{message.status} to {cseq.method}"


def _own_cseq(request: SipRequest) -> CSeq:
    try:
        cseq = request.cseq
    except SipError as error:
        raise LocalProtocolError(f"our {request.method} has no readable CSeq") from error
    if cseq.method != request.method.upper():
        raise LocalProtocolError(f"our {request.method} has the CSeq of a {cseq.method}")
    return cseq
