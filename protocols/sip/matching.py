"""Finding the transaction that a message belongs to (RFC 3261 17.1.3 and 17.2.3).

The rules of RFC 3261 go by branch. Peers that repeat a branch for different requests, or have none, are
common among cameras; so a server transaction is known by branch, sent-by, Call-ID, CSeq number and method
together, and a response whose branch is not ours is looked for by Call-ID, CSeq number, From tag and method.
"""

from __future__ import annotations

from typing import TypeAlias

from camproof.protocols.flow import Flow
from camproof.protocols.sip.lasting import cut_branch
from camproof.protocols.sip.message import SipMessage, SipRequest
from camproof.protocols.sip.tables import State
from camproof.protocols.sip.transaction import Transaction
from camproof.protocols.sip.via import COOKIE, CSeq, branch_of, sent_by_of

__all__ = ["Matching", "server_id"]

_Call: TypeAlias = tuple[str, int, str]


def server_id(request: SipRequest, cseq: CSeq, method: str) -> str:
    """The name of the server transaction of ``method`` that this request belongs to."""
    first = request.headers.by_key
    via, branch = cut_branch(first.get("via", ""))
    branch = branch or branch_of(via)
    if not branch.startswith(COOKIE):
        branch = f"~{request.from_tag}"
    return f"{branch}|{sent_by_of(via)}|{first.get('call-id')}|{cseq.number}|{method}"


class Matching:
    """The transactions of one endpoint, under every name by which a message may ask for them."""

    def __init__(self) -> None:
        self._clients: dict[tuple[str, str], Transaction] = {}
        self._clients_by_call: dict[tuple[_Call, str], Transaction] = {}
        self._servers: dict[str, Transaction] = {}
        self._invites: dict[str, list[Transaction]] = {}
        self._by_flow: dict[Flow, dict[int, Transaction]] = {}

    def __len__(self) -> int:
        return len(self._clients) + len(self._servers)

    def add_client(self, transaction: Transaction) -> None:
        """Know a transaction of ours by its branch, and by its call."""
        self._clients[transaction.id, transaction.method] = transaction
        self._clients_by_call[transaction.call, transaction.method] = transaction
        self._note_flow(transaction)

    def add_server(self, transaction: Transaction) -> None:
        """Know a transaction of the peer's by its name."""
        self._servers[transaction.id] = transaction
        if transaction.method == "INVITE":
            self._invites.setdefault(transaction.call[0], []).append(transaction)
        self._note_flow(transaction)

    def remove(self, transaction: Transaction) -> None:
        """Forget a transaction under all its names."""
        key = (transaction.id, transaction.method)
        if self._clients.get(key) is transaction:
            del self._clients[key]
            call = (transaction.call, transaction.method)
            if self._clients_by_call.get(call) is transaction:
                del self._clients_by_call[call]
        elif self._servers.get(transaction.id) is transaction:
            del self._servers[transaction.id]
            if transaction.method == "INVITE":
                self._remove_invite(transaction)
        if transaction.reliable:
            self._leave_flow(transaction)

    def client(self, branch: str, method: str) -> Transaction | None:
        """The client transaction of a branch and method; None where there is none."""
        return self._clients.get((branch, method))

    def server(self, name: str) -> Transaction | None:
        """The server transaction of a name; None where there is none."""
        return self._servers.get(name)

    def client_by_call(self, response: SipMessage, cseq: CSeq) -> Transaction | None:
        """The client transaction of a response that does not repeat our branch."""
        call = (response.call_id, cseq.number, response.from_tag)
        return self._clients_by_call.get((call, cseq.method))

    def invite_of(self, request: SipRequest, cseq: CSeq) -> Transaction | None:
        """The INVITE of the peer that this ACK or CANCEL belongs to, by branch or else by call."""
        found = self._servers.get(server_id(request, cseq, "INVITE"))
        if found is not None:
            return found
        call = (request.call_id, cseq.number, request.from_tag)
        return next((one for one in self._invites.get(call[0], ()) if one.call == call), None)

    def accepted_in(self, call_id: str) -> Transaction | None:
        """The only INVITE of this call that waits for the ACK to its 2xx."""
        waiting = [one for one in self._invites.get(call_id, ()) if one.state is State.ACCEPTED]
        return waiting[0] if len(waiting) == 1 else None

    def on_flow(self, flow: Flow) -> list[Transaction]:
        """The transactions of a TCP connection, in the order of their beginning."""
        return list(self._by_flow.get(flow, {}).values())

    def _note_flow(self, transaction: Transaction) -> None:
        if transaction.reliable:
            self._by_flow.setdefault(transaction.flow, {})[id(transaction)] = transaction

    def _leave_flow(self, transaction: Transaction) -> None:
        there = self._by_flow.get(transaction.flow)
        if there is not None:
            there.pop(id(transaction), None)
            if not there:
                del self._by_flow[transaction.flow]

    def _remove_invite(self, transaction: Transaction) -> None:
        there = self._invites.get(transaction.call[0], [])
        if transaction in there:
            there.remove(transaction)
        if not there:
            self._invites.pop(transaction.call[0], None)
