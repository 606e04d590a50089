"""What the parts of one platform machine share: settings, SIP endpoint, event list and the numbers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Protocol

from camproof.protocols.deviation import Deviation
from camproof.protocols.flow import Flow
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.gb28181.platform.config import PlatformConfig
from camproof.protocols.gb28181.platform.events import DeviationsNoted, MessageRejected, PlatformEvent
from camproof.protocols.manscdp import Manscdp, build_manscdp
from camproof.protocols.sip import Headers, SipEndpoint, SipRequest, SipResponse, make_response

__all__ = ["BEIJING", "MANSCDP_TYPE", "SIP", "VERSION_HEADER", "Core", "Owner"]

BEIJING = timezone(timedelta(hours=8))
MANSCDP_TYPE = "Application/MANSCDP+xml"
VERSION_HEADER = "X-GB-Ver"
SIP = "SIP"

HeaderItems = Iterable[tuple[str, str]]


class Owner(Protocol):
    """The part that sent a request hears what became of it."""

    def answered(self, transaction: str, request: SipRequest, response: SipResponse, now_s: float) -> None:
        """A final response came."""

    def unanswered(self, transaction: str, why: str, now_s: float) -> None:
        """None came: time is up, or the way is gone."""


class Core:
    """Shared state; holds no rule of its own."""

    def __init__(
        self,
        config: PlatformConfig,
        rng: random.Random,
        wall_s: Callable[[float], float],
        endpoint: SipEndpoint,
    ) -> None:
        self.config = config
        self.rng = rng
        self.wall_s = wall_s
        self.endpoint = endpoint
        self.events: list[PlatformEvent] = []
        self._owners: dict[str, Owner] = {}
        self._sn = 0

    def next_sn(self) -> int:
        """A MANSCDP SN that no other request of this platform has."""
        self._sn += 1
        return self._sn

    def date(self, now_s: float) -> str:
        """The Date header of the configured form; empty for none."""
        moment = datetime.fromtimestamp(self.wall_s(now_s) + self.config.clock_error_s, BEIJING)
        match self.config.date_header:
            case "beijing":
                return moment.replace(tzinfo=None).isoformat(timespec="milliseconds")
            case "rfc1123":
                return format_datetime(moment.astimezone(UTC), usegmt=True)
            case _:
                return ""

    # Requests that we send.

    def out_of_dialog(
        self, method: str, target: str, flow: Flow, *, headers: HeaderItems = (), body: bytes = b""
    ) -> SipRequest:
        """A request to ``target`` (a code), which is reached over ``flow``."""
        host, port = flow.remote
        realm = self.config.realm
        base = (
            ("From", f"<sip:{self.config.code}@{realm}>;tag={self.endpoint.new_tag()}"),
            ("To", f"<sip:{target}@{realm}>"),
            ("Call-ID", self.endpoint.new_call_id(self.config.public_host)),
            ("CSeq", f"1 {method}"),
        )
        return SipRequest(method, f"sip:{target}@{host}:{port}", Headers((*base, *headers)), body)

    def contact(self, flow: Flow) -> tuple[str, str]:
        """Our Contact header for a dialog over this flow."""
        transport = ";transport=tcp" if flow.transport == "TCP" else ""
        return "Contact", f"<sip:{self.config.code}@{self.config.public_host}:{flow.local[1]}{transport}>"

    def send(self, request: SipRequest, flow: Flow, owner: Owner, now_s: float) -> str:
        """Send; the owner hears the answers. Gives the transaction."""
        transaction = self.endpoint.send_request(request, flow, now_s)
        self._owners[transaction] = owner
        return transaction

    def send_message(
        self,
        target: str,
        flow: Flow,
        message: Manscdp,
        edition: Edition,
        owner: Owner,
        now_s: float,
        headers: HeaderItems = (),
    ) -> str:
        """Send a MANSCDP body in a MESSAGE of its own."""
        body = build_manscdp(message, charset=edition.charset)
        request = self.out_of_dialog(
            "MESSAGE", target, flow, headers=(("Content-Type", MANSCDP_TYPE), *headers), body=body
        )
        return self.send(request, flow, owner, now_s)

    def answered(self, transaction: str, request: SipRequest, response: SipResponse, now_s: float) -> None:
        owner = self._owners.get(transaction)
        if response.status >= 200:
            self._owners.pop(transaction, None)
        if owner is not None:
            owner.answered(transaction, request, response, now_s)

    def unanswered(self, transaction: str, why: str, now_s: float) -> None:
        owner = self._owners.pop(transaction, None)
        if owner is not None:
            owner.unanswered(transaction, why, now_s)

    # Requests that we answer.

    def reply(
        self,
        transaction: str,
        request: SipRequest,
        status: int,
        now_s: float,
        *,
        reason: str | None = None,
        headers: HeaderItems = (),
        body: bytes = b"",
    ) -> SipResponse:
        """Answer a request; gives what was sent."""
        response = make_response(request, status, reason, headers=headers, body=body)
        self.endpoint.respond(transaction, response, now_s)
        return response

    def reject(
        self,
        transaction: str,
        request: SipRequest,
        flow: Flow,
        status: int,
        why: str,
        now_s: float,
        device: str = "",
        headers: HeaderItems = (),
    ) -> None:
        """Answer with an error and say so."""
        self.reply(transaction, request, status, now_s, headers=headers)
        self.events.append(MessageRejected(now_s, device, flow, request.method, status, why))

    def deviate(
        self, device: str, flow: Flow, summary: str, now_s: float, deviations: Iterable[Deviation]
    ) -> None:
        """Note departures from the standard, if there are any."""
        noted = tuple(deviations)
        if noted:
            self.events.append(DeviationsNoted(now_s, device, flow, summary, noted))
