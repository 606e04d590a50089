"""One transaction: its state, its timers and what it may have to say again."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.protocols.flow import Flow
from camproof.protocols.sip.message import SipRequest
from camproof.protocols.sip.tables import Input, State, Table
from camproof.protocols.sip.timers import Alarm, Timers

__all__ = ["Counters", "Transaction", "duration_s", "fixed_durations_s"]


@dataclass(slots=True)
class Counters:
    """What an endpoint saw and did, since it began."""

    requests_repeated: int = 0
    """Requests of the peer that came again and were absorbed."""
    sent_again: int = 0
    """Messages that we sent again."""
    stray_responses: int = 0
    stray_acks: int = 0
    late_answers: int = 0
    """Answers of our user to transactions that were over."""
    forgotten_early: int = 0
    """Finished transactions let go before their time, to bound memory."""
    unsendable: int = 0
    """Messages for a connection that was gone."""


class Transaction:
    """A client or server transaction; changed only by the engine."""

    __slots__ = (
        "ack",
        "call",
        "expiry",
        "flow",
        "gap_s",
        "id",
        "method",
        "quiet",
        "reliable",
        "repeat",
        "request",
        "sent",
        "state",
        "table",
        "tag",
        "via",
        "wants_cancel",
    )

    def __init__(self, id_: str, method: str, table: Table, state: State, flow: Flow) -> None:
        self.id = id_
        self.method = method
        self.table = table
        self.state = state
        self.flow = flow
        self.reliable = flow.transport == "TCP"
        self.request: SipRequest | None = None
        """Ours as handed in, or the peer's; None once nobody needs it."""
        self.sent = b""
        """What RESEND sends: our request, or our last response."""
        self.ack = b""
        self.via = ""
        """Client: the Via line that we sent."""
        self.tag = ""
        """Server: our To tag. Client INVITE: the peer's To tag in its 2xx."""
        self.call: tuple[str, int, str] = ("", 0, "")
        """Call-ID, CSeq number, From tag."""
        self.quiet = False
        """Tells our user nothing (CANCEL)."""
        self.wants_cancel = False
        self.gap_s = 0.0
        self.repeat: Alarm[Transaction, Input] | None = None
        self.expiry: Alarm[Transaction, Input] | None = None


REPEATING = frozenset({Input.A, Input.E, Input.G, Input.REPEAT, Input.TRYING})
ENDING = frozenset({Input.D, Input.I, Input.J, Input.K})
"""Timers after which a finished transaction is forgotten; over TCP at once."""

_NEVER_ON_TCP = frozenset({Input.A, Input.E, Input.G})
_SHORT = frozenset({Input.I, Input.K})


def duration_s(timer: Input, transaction: Transaction, timers: Timers) -> float | None:
    """How long this timer runs when it is started now; None: not at all.

    For a repeating timer the transaction's ``gap_s`` says how long it ran last, 0 for the first time.
    """
    if transaction.reliable:
        if timer in _NEVER_ON_TCP:
            return None
        if timer in ENDING:
            return 0.0
    if timer in REPEATING:
        return _gap_s(timer, transaction, timers)
    if timer in _SHORT:
        return timers.t4_s
    if timer is Input.GIVEUP and transaction.method == "INVITE":
        return timers.unanswered_s
    return timers.timeout_s


def fixed_durations_s(timers: Timers) -> dict[Input, float]:
    """The timers whose length on UDP is the same for every transaction."""
    waits = dict.fromkeys((Input.B, Input.D, Input.F, Input.H, Input.J, Input.L, Input.M), timers.timeout_s)
    return waits | dict.fromkeys(_SHORT, timers.t4_s)


def _gap_s(timer: Input, transaction: Transaction, timers: Timers) -> float | None:
    if timer is Input.TRYING:
        return timers.trying_s
    if timer is Input.E and transaction.state is State.PROCEEDING:
        return timers.t2_s
    if transaction.gap_s == 0.0:
        return timers.t1_s
    if timer is Input.A:
        return transaction.gap_s * 2
    return min(transaction.gap_s * 2, timers.t2_s)
