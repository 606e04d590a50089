"""Dialogs: what the requests of one call or subscription have in common (RFC 3261 12)."""

from __future__ import annotations

from collections.abc import Iterable

from camproof.protocols.errors import LocalProtocolError, SipError
from camproof.protocols.sip.address import parse_name_addr, tag_of
from camproof.protocols.sip.headers import Headers
from camproof.protocols.sip.message import SipMessage, SipRequest, SipResponse
from camproof.protocols.sip.tokens import split_outside

__all__ = ["Dialog"]


class Dialog:
    """One side of a dialog.

    Its requests name the remote target, but which flow they take is the caller's choice: a GB/T 28181 peer
    behind an address translator is reached on the flow that it came on, whatever its Contact says.
    """

    __slots__ = (
        "call_id",
        "contact",
        "invite_cseq",
        "local",
        "local_cseq",
        "local_tag",
        "remote",
        "remote_cseq",
        "remote_tag",
        "route",
        "target",
    )

    def __init__(self, *, call_id: str, local: str, remote: str, target: str, route: tuple[str, ...]) -> None:
        self.call_id = call_id
        self.local = local
        """Our From value, with tag."""
        self.remote = remote
        """Our To value, with the peer's tag."""
        self.local_tag = tag_of(local)
        self.remote_tag = tag_of(remote)
        self.target = target
        """The URI of the peer's Contact."""
        self.route = route
        self.contact: str | None = None
        """Our Contact value, put into the requests that need one."""
        self.local_cseq = 0
        self.invite_cseq = 0
        self.remote_cseq: int | None = None

    @classmethod
    def from_uac(cls, request: SipRequest, response: SipResponse) -> Dialog:
        """The dialog that a response to our INVITE or SUBSCRIBE makes.

        :raises SipError: the response has no To, or our request no readable CSeq.
        """
        remote = response.headers.get("To")
        if remote is None:
            raise SipError("the response has no To", where="SIP header To", clause="RFC 3261 12.1.2")
        fallback = request.uri
        dialog = cls(
            call_id=request.call_id,
            local=request.headers.get("From") or "",
            remote=remote,
            target=_target(response, fallback),
            route=tuple(reversed(_routes(response))),
        )
        dialog.contact = request.headers.get("Contact")
        dialog.local_cseq = request.cseq.number
        dialog.invite_cseq = dialog.local_cseq
        return dialog

    @classmethod
    def from_uas(cls, request: SipRequest, response: SipResponse) -> Dialog:
        """The dialog that our response to the peer's INVITE or SUBSCRIBE makes.

        :raises LocalProtocolError: our response has no To tag.
        :raises SipError: the request has no From or no readable CSeq.
        """
        local = response.headers.get("To") or ""
        if not tag_of(local):
            raise LocalProtocolError("a response that makes a dialog needs a To tag")
        remote = request.headers.get("From")
        if remote is None:
            raise SipError("the request has no From", where="SIP header From", clause="RFC 3261 12.1.1")
        dialog = cls(
            call_id=request.call_id,
            local=local,
            remote=remote,
            target=_target(request, _uri_in(remote)),
            route=tuple(_routes(request)),
        )
        dialog.contact = response.headers.get("Contact")
        dialog.remote_cseq = request.cseq.number
        return dialog

    @property
    def key(self) -> tuple[str, str, str]:
        """Call-ID, local tag, remote tag."""
        return (self.call_id, self.local_tag, self.remote_tag)

    def request(
        self,
        method: str,
        *,
        headers: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
        cseq: int | None = None,
    ) -> SipRequest:
        """A request within the dialog; its CSeq is the next one unless given (a given one does not count)."""
        if cseq is None:
            self.local_cseq += 1
            cseq = self.local_cseq
            if method == "INVITE":
                self.invite_cseq = cseq
        items = [("From", self.local), ("To", self.remote), ("Call-ID", self.call_id)]
        items.append(("CSeq", f"{cseq} {method}"))
        items.extend(("Route", route) for route in self.route)
        extra = Headers(headers)
        if (
            self.contact is not None
            and method in {"INVITE", "SUBSCRIBE", "NOTIFY"}
            and "Contact" not in extra
        ):
            items.append(("Contact", self.contact))
        return SipRequest(method, self.target, Headers((*items, *extra)), body)

    def ack(
        self,
        invite_cseq: int | None = None,
        *,
        headers: Iterable[tuple[str, str]] = (),
        body: bytes = b"",
    ) -> SipRequest:
        """The ACK to the 2xx of an INVITE: of the last one, unless its CSeq number is given."""
        number = self.invite_cseq if invite_cseq is None else invite_cseq
        return self.request("ACK", headers=headers, body=body, cseq=number)

    def matches(self, request: SipRequest) -> bool:
        """Whether a request of the peer belongs to this dialog (RFC 3261 12.2.2)."""
        same_call = request.call_id == self.call_id
        return same_call and request.to_tag == self.local_tag and request.from_tag == self.remote_tag

    def accept(self, request: SipRequest) -> bool:
        """Whether the CSeq of a new request of the peer is above the last one; if so it is remembered.

        False calls for a 500 (RFC 3261 12.2.2). Not for ACK and CANCEL, which repeat their INVITE's number.
        """
        try:
            number = request.cseq.number
        except SipError:
            return False
        if self.remote_cseq is not None and number <= self.remote_cseq:
            return False
        self.remote_cseq = number
        return True

    def refresh_target(self, message: SipMessage) -> None:
        """Take the peer's new Contact from a re-INVITE or its 2xx."""
        self.target = _target(message, self.target)


def _target(message: SipMessage, fallback: str) -> str:
    contact = message.headers.get("Contact")
    return (_uri_in(contact) if contact else "") or fallback


def _uri_in(value: str) -> str:
    try:
        return str(parse_name_addr(value).uri)
    except SipError:
        return ""


def _routes(message: SipMessage) -> list[str]:
    return [one for line in message.headers.all("Record-Route") for one in split_outside(line, ",") if one]
