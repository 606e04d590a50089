"""One call of a device: what both kinds of calls know about themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from camproof.protocols.flow import Flow
from camproof.protocols.sip import Dialog, SipRequest

__all__ = ["Call", "CallState"]


class CallState(Enum):
    """How far a call has come."""

    OFFERED = auto()
    ANSWERED = auto()
    CONFIRMED = auto()
    CALLING = auto()
    CANCELLING = auto()


@dataclass(slots=True)
class Call:
    """A call between its INVITE and its end.

    :param transaction: of the INVITE.
    :param answer: the SDP of our 200, repeated when the peer sends its INVITE again inside the dialog.
    """

    key: str
    transaction: str
    invite: SipRequest
    flow: Flow | None
    state: CallState
    local_tag: str = ""
    dialog: Dialog | None = None
    answer: bytes = b""

    @property
    def established(self) -> bool:
        """Whether it was answered, with or without the ACK."""
        return self.state in (CallState.ANSWERED, CallState.CONFIRMED)
