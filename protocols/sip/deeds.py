"""What the edges of the tables ask for: sending, sending again, telling our user."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from camproof.protocols.flow import CloseFlow, Flow, Transmit
from camproof.protocols.sip import departures, events
from camproof.protocols.sip.compose import ack_to_failure
from camproof.protocols.sip.events import SipEvent
from camproof.protocols.sip.message import SipMessage, SipRequest, SipResponse
from camproof.protocols.sip.serialiser import serialise
from camproof.protocols.sip.tables import Do, State
from camproof.protocols.sip.transaction import Counters, Transaction

__all__ = ["DEEDS", "Deeds", "Occasion", "Outbox"]


class Occasion(NamedTuple):
    """What an input came with: message, flow that it came or goes on, time, bytes to send."""

    message: SipMessage | None
    flow: Flow
    now_s: float
    data: bytes


@dataclass(slots=True)
class Outbox:
    """What leaves an endpoint: actions for the runtime, events for the user."""

    actions: list[Transmit | CloseFlow] = field(default_factory=list)
    events: list[SipEvent] = field(default_factory=list)
    counters: Counters = field(default_factory=Counters)
    why_lost: str = ""

    def transmit(self, flow: Flow, data: bytes) -> None:
        self.actions.append(Transmit(flow, data))


_Hook: TypeAlias = Callable[[Transaction, float], None]


class Deeds:
    """What an endpoint does: a method for each :class:`Do`, found by :data:`DEEDS`.

    :param send_cancel: called for an INVITE that has to be cancelled now.
    :param say_trying: called for an INVITE of the peer that waits for its first answer.
    """

    def __init__(self, out: Outbox, *, send_cancel: _Hook, say_trying: _Hook) -> None:
        self._out = out
        self._send_cancel = send_cancel
        self._say_trying = say_trying

    def _send(self, transaction: Transaction, when: Occasion) -> None:
        transaction.sent = when.data
        self._out.transmit(when.flow, transaction.sent)

    def _resend(self, transaction: Transaction, when: Occasion) -> None:
        if transaction.sent:
            self._out.counters.sent_again += 1
            self._out.transmit(when.flow, transaction.sent)

    def _report(self, transaction: Transaction, when: Occasion) -> None:
        message, request = when.message, transaction.request
        assert isinstance(message, SipResponse)
        if transaction.state is State.ACCEPTED and not transaction.tag:
            transaction.tag = message.to_tag
        if request is not None and not transaction.quiet:
            self._out.events.append(events.ResponseReceived(transaction.id, request, message, when.flow))

    def _acknowledge(self, transaction: Transaction, when: Occasion) -> None:
        assert isinstance(when.message, SipResponse)
        assert transaction.request is not None
        transaction.ack = serialise(ack_to_failure(transaction.request, transaction.via, when.message))
        self._out.transmit(transaction.flow, transaction.ack)

    def _reacknowledge(self, transaction: Transaction, when: Occasion) -> None:
        assert when.message is not None
        if transaction.state is State.ACCEPTED and when.message.to_tag != transaction.tag:
            self._report(transaction, when)  # another branch of a fork accepted too
        elif transaction.ack:
            self._out.counters.sent_again += 1
            self._out.transmit(transaction.flow, transaction.ack)

    def _cancel(self, transaction: Transaction, when: Occasion) -> None:
        self._send_cancel(transaction, when.now_s)

    def _remember_cancel(self, transaction: Transaction, _when: Occasion) -> None:
        transaction.wants_cancel = True

    def _trying(self, transaction: Transaction, when: Occasion) -> None:
        if not transaction.sent:
            self._say_trying(transaction, when.now_s)

    def _report_ack(self, _transaction: Transaction, when: Occasion) -> None:
        assert isinstance(when.message, SipRequest)
        self._out.events.append(events.AckReceived(when.message, when.flow))

    def _report_timeout(self, transaction: Transaction, when: Occasion) -> None:
        request = transaction.request
        if request is not None and not transaction.quiet:
            self._out.events.append(events.TransactionTimedOut(transaction.id, request, when.flow))

    def _report_lost(self, transaction: Transaction, when: Occasion) -> None:
        request = transaction.request
        if request is not None and not transaction.quiet:
            failed = events.TransportFailed(transaction.id, request, when.flow, self._out.why_lost)
            self._out.events.append(failed)

    def _report_no_ack(self, transaction: Transaction, when: Occasion) -> None:
        request = transaction.request
        if request is not None:
            self._out.events.append(events.AckMissing(transaction.id, request, when.flow))

    def _note_no_ack(self, transaction: Transaction, when: Occasion) -> None:
        note = departures.NO_ACK.seen(transaction.sent.partition(b"\r\n")[0])
        self._out.events.append(events.DeviationsSeen((note,), when.flow, "INVITE"))


DEEDS: dict[Do, Callable[[Deeds, Transaction, Occasion], None]] = {
    Do.SEND: Deeds._send,
    Do.RESEND: Deeds._resend,
    Do.REPORT: Deeds._report,
    Do.ACKNOWLEDGE: Deeds._acknowledge,
    Do.REACKNOWLEDGE: Deeds._reacknowledge,
    Do.SEND_CANCEL: Deeds._cancel,
    Do.REMEMBER_CANCEL: Deeds._remember_cancel,
    Do.SAY_TRYING: Deeds._trying,
    Do.REPORT_ACK: Deeds._report_ack,
    Do.REPORT_TIMEOUT: Deeds._report_timeout,
    Do.REPORT_LOST: Deeds._report_lost,
    Do.REPORT_NO_ACK: Deeds._report_no_ack,
    Do.NOTE_NO_ACK: Deeds._note_no_ack,
}
"""Every :class:`Do` as a method."""
