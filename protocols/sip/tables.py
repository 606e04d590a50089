"""The four transactions of SIP as tables.

Theory of operation
-------------------

A *transaction* is one request and the responses to it. It lives at both ends: the client side sends the
request again until it hears something, the server side keeps its last response and sends it again when the
request comes again. So both ends agree although single datagrams get lost. RFC 3261 17 draws four machines,
client and server, INVITE and other; RFC 6026 adds the state ACCEPTED, in which an INVITE waits for the end of
its 2xx. They are the four tables below, and nothing else in this package knows about states::

    table[state][input] -> Edge(next state, what to do, timers to start)

*Inputs* are messages from the wire (PROVISIONAL, SUCCESS, FAILURE, REQUEST, ACK), wishes of the user (SAY_…,
CANCEL), expired timers (A to M and three of our own) and LOST, the end of the connection. An input that a
state does not list is ignored: that is how repetitions are absorbed.

*Timers* stop when the state changes, unless the edge says ``keep``. What a timer's name means:

====== ======================================= ============================= ==========
Name   Waits for                               Length on UDP                 on TCP
====== ======================================= ============================= ==========
A      repeat an INVITE                        T1, doubling                  never
B      give up an INVITE                       64 T1                         64 T1
D      repetitions of a failure                64 T1                         0
E      repeat another request                  T1, doubling to T2; T2 in     never
                                               PROCEEDING
F      give up another request                 64 T1                         64 T1
G      repeat a failure                        T1, doubling to T2            never
H      give up waiting for its ACK             64 T1                         64 T1
I      repetitions of the ACK                  T4                            0
J      repetitions of a request                64 T1                         0
K      repetitions of a response               T4                            0
L      give up waiting for the ACK of a 2xx    64 T1                         64 T1
M      repetitions of a 2xx                    64 T1                         64 T1
REPEAT repeat a 2xx (13.3.1.4)                 T1, doubling to T2            the same
TRYING answer 100 ourselves (17.2.1)           200 ms                        200 ms
GIVEUP our user never answers                  64 T1; INVITE 300 s           the same
====== ======================================= ============================= ==========

A timer of length 0 fires at once. A 2xx to INVITE is repeated on TCP too, since RFC 3261 13.3.1.4 has it
repeated end to end, whatever the hop. Timer C is a proxy's; we are none.

Two things depart from the letter, on purpose. A server INVITE that got the ACK to its 2xx goes to CONFIRMED
and lingers T4 rather than the rest of timer L: nothing but copies that are still on their way can come. And a
repeated INVITE is answered with the 2xx again, where RFC 6026 would stay silent: a lost 2xx is then made good
at once.

CANCEL is a transaction of its own. Here the client's INVITE only starts timer B again, because the peer may
fail to send its 487 (RFC 3261 9.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, auto
from typing import NamedTuple, TypeAlias

__all__ = [
    "CLIENT_INVITE",
    "CLIENT_OTHER",
    "SERVER_INVITE",
    "SERVER_OTHER",
    "Do",
    "Edge",
    "Input",
    "State",
    "Table",
]


class State(IntEnum):
    """Where a transaction stands."""

    CALLING = auto()
    TRYING = auto()
    PROCEEDING = auto()
    COMPLETED = auto()
    CONFIRMED = auto()
    ACCEPTED = auto()
    TERMINATED = auto()


class Input(IntEnum):
    """What happens to a transaction. The names of timers are those of RFC 3261 table 4."""

    PROVISIONAL = auto()
    SUCCESS = auto()
    FAILURE = auto()
    REQUEST = auto()
    ACK = auto()
    SAY_PROVISIONAL = auto()
    SAY_SUCCESS = auto()
    SAY_FAILURE = auto()
    CANCEL = auto()
    LOST = auto()
    A = auto()
    B = auto()
    D = auto()
    E = auto()
    F = auto()
    G = auto()
    H = auto()
    I = auto()  # noqa: E741
    J = auto()
    K = auto()
    L = auto()
    M = auto()
    REPEAT = auto()
    TRYING = auto()
    GIVEUP = auto()


class Do(IntEnum):
    """What an edge asks for."""

    SEND = auto()
    """Send the response that our user gave, and keep it."""
    RESEND = auto()
    """Send again what was sent last, if anything was."""
    REPORT = auto()
    """Hand the response to our user."""
    ACKNOWLEDGE = auto()
    """Make and send the ACK to a failure (RFC 3261 17.1.1.3)."""
    REACKNOWLEDGE = auto()
    """Send the ACK again that belongs to this final response."""
    SEND_CANCEL = auto()
    """Send CANCEL as a transaction of its own."""
    REMEMBER_CANCEL = auto()
    """CANCEL has to wait for a provisional response (RFC 3261 9.1)."""
    SAY_TRYING = auto()
    """Send 100."""
    REPORT_ACK = auto()
    """Hand the ACK to our user."""
    REPORT_TIMEOUT = auto()
    REPORT_LOST = auto()
    REPORT_NO_ACK = auto()
    """Tell our user that a 2xx was never acknowledged."""
    NOTE_NO_ACK = auto()
    """Note the missing ACK to a failure as a departure."""


class Edge(NamedTuple):
    """One entry of a table: the next state, the deeds in order, the timers to start.

    :param keep: timers run on although the state changes.
    """

    to: State
    do: tuple[Do, ...] = ()
    start: tuple[Input, ...] = ()
    keep: bool = False


Table: TypeAlias = Mapping[State, Mapping[Input, Edge]]

_GONE = Edge(State.TERMINATED)
_LOST = Edge(State.TERMINATED, (Do.REPORT_LOST,))
_TIMED_OUT = Edge(State.TERMINATED, (Do.REPORT_TIMEOUT,))

_INVITE_ACCEPTED = Edge(State.ACCEPTED, (Do.REPORT,), (Input.M,))
_INVITE_FAILED = Edge(State.COMPLETED, (Do.ACKNOWLEDGE, Do.REPORT), (Input.D,))

# RFC 3261 figure 5 with RFC 6026 8.4. Begins in CALLING with timers A and B.
CLIENT_INVITE: Table = {
    State.CALLING: {
        Input.A: Edge(State.CALLING, (Do.RESEND,), (Input.A,)),
        Input.B: _TIMED_OUT,
        Input.PROVISIONAL: Edge(State.PROCEEDING, (Do.REPORT,)),
        Input.SUCCESS: _INVITE_ACCEPTED,
        Input.FAILURE: _INVITE_FAILED,
        Input.CANCEL: Edge(State.CALLING, (Do.REMEMBER_CANCEL,)),
        Input.LOST: _LOST,
    },
    State.PROCEEDING: {
        Input.B: _TIMED_OUT,
        Input.PROVISIONAL: Edge(State.PROCEEDING, (Do.REPORT,)),
        Input.SUCCESS: _INVITE_ACCEPTED,
        Input.FAILURE: _INVITE_FAILED,
        Input.CANCEL: Edge(State.PROCEEDING, (Do.SEND_CANCEL,), (Input.B,)),
        Input.LOST: _LOST,
    },
    State.COMPLETED: {
        Input.FAILURE: Edge(State.COMPLETED, (Do.REACKNOWLEDGE,)),
        Input.D: _GONE,
        Input.LOST: _GONE,
    },
    State.ACCEPTED: {
        Input.SUCCESS: Edge(State.ACCEPTED, (Do.REACKNOWLEDGE,)),
        Input.M: _GONE,
        Input.LOST: _GONE,
    },
}

_ANSWERED = Edge(State.COMPLETED, (Do.REPORT,), (Input.K,))

# RFC 3261 figure 6. Begins in TRYING with timers E and F.
CLIENT_OTHER: Table = {
    State.TRYING: {
        Input.E: Edge(State.TRYING, (Do.RESEND,), (Input.E,)),
        Input.F: _TIMED_OUT,
        Input.PROVISIONAL: Edge(State.PROCEEDING, (Do.REPORT,), keep=True),
        Input.SUCCESS: _ANSWERED,
        Input.FAILURE: _ANSWERED,
        Input.LOST: _LOST,
    },
    State.PROCEEDING: {
        Input.E: Edge(State.PROCEEDING, (Do.RESEND,), (Input.E,)),
        Input.F: _TIMED_OUT,
        Input.PROVISIONAL: Edge(State.PROCEEDING, (Do.REPORT,)),
        Input.SUCCESS: _ANSWERED,
        Input.FAILURE: _ANSWERED,
        Input.LOST: _LOST,
    },
    State.COMPLETED: {Input.K: _GONE, Input.LOST: _GONE},
}

# RFC 3261 figure 7 with RFC 6026 8.4. Begins in PROCEEDING with timers TRYING and GIVEUP.
SERVER_INVITE: Table = {
    State.PROCEEDING: {
        Input.REQUEST: Edge(State.PROCEEDING, (Do.RESEND,)),
        Input.TRYING: Edge(State.PROCEEDING, (Do.SAY_TRYING,)),
        Input.SAY_PROVISIONAL: Edge(State.PROCEEDING, (Do.SEND,)),
        Input.SAY_SUCCESS: Edge(State.ACCEPTED, (Do.SEND,), (Input.REPEAT, Input.L)),
        Input.SAY_FAILURE: Edge(State.COMPLETED, (Do.SEND,), (Input.G, Input.H)),
        Input.GIVEUP: _GONE,
        Input.LOST: _LOST,
    },
    State.COMPLETED: {
        Input.REQUEST: Edge(State.COMPLETED, (Do.RESEND,)),
        Input.G: Edge(State.COMPLETED, (Do.RESEND,), (Input.G,)),
        Input.H: Edge(State.TERMINATED, (Do.NOTE_NO_ACK,)),
        Input.ACK: Edge(State.CONFIRMED, (), (Input.I,)),
        Input.LOST: _GONE,
    },
    State.ACCEPTED: {
        Input.REQUEST: Edge(State.ACCEPTED, (Do.RESEND,)),
        Input.REPEAT: Edge(State.ACCEPTED, (Do.RESEND,), (Input.REPEAT,)),
        Input.L: Edge(State.TERMINATED, (Do.NOTE_NO_ACK, Do.REPORT_NO_ACK)),
        Input.ACK: Edge(State.CONFIRMED, (Do.REPORT_ACK,), (Input.I,)),
        Input.LOST: _LOST,
    },
    State.CONFIRMED: {Input.I: _GONE, Input.LOST: _GONE},
}

# RFC 3261 figure 8. Begins in TRYING with timer GIVEUP.
SERVER_OTHER: Table = {
    State.TRYING: {
        Input.SAY_PROVISIONAL: Edge(State.PROCEEDING, (Do.SEND,), keep=True),
        Input.SAY_SUCCESS: Edge(State.COMPLETED, (Do.SEND,), (Input.J,)),
        Input.SAY_FAILURE: Edge(State.COMPLETED, (Do.SEND,), (Input.J,)),
        Input.GIVEUP: _GONE,
        Input.LOST: _LOST,
    },
    State.PROCEEDING: {
        Input.REQUEST: Edge(State.PROCEEDING, (Do.RESEND,)),
        Input.SAY_PROVISIONAL: Edge(State.PROCEEDING, (Do.SEND,)),
        Input.SAY_SUCCESS: Edge(State.COMPLETED, (Do.SEND,), (Input.J,)),
        Input.SAY_FAILURE: Edge(State.COMPLETED, (Do.SEND,), (Input.J,)),
        Input.GIVEUP: _GONE,
        Input.LOST: _LOST,
    },
    State.COMPLETED: {
        Input.REQUEST: Edge(State.COMPLETED, (Do.RESEND,)),
        Input.J: _GONE,
        Input.LOST: _GONE,
    },
}
