"""Subscriptions to the device (GB/T 28181-2022 9.11, Annex N): catalogue, alarm, position.

A subscription lives in the dialog of its SUBSCRIBE. NOTIFYs of one subscription leave one after the
other; one that is not answered, or answered with an error, ends the subscription. Expires 0 or the end of its
life ends it with a last NOTIFY, ``Subscription-State: terminated``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast, get_args

from camproof.protocols.errors import ManscdpError
from camproof.protocols.flow import Flow
from camproof.protocols.gb28181.device.events import Subscribed, SubscriptionEnded, SubscriptionKind
from camproof.protocols.gb28181.device.line import MANSCDP_TYPE, Line
from camproof.protocols.gb28181.device.outbox import Outbox
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp import Manscdp, parse_manscdp, response_result
from camproof.protocols.sip import (
    Dialog,
    RequestReceived,
    SipRequest,
    SipResponse,
    make_response,
)

__all__ = ["Subscriptions"]

DEFAULT_EXPIRES_S = 600
MAX_EXPIRES_S = 10_000_000


@dataclass(slots=True)
class _Subscription:
    key: str
    kind: SubscriptionKind
    query: Manscdp
    event: str
    dialog: Dialog
    flow: Flow
    ends_s: float
    outbox: Outbox


class Subscriptions:
    """All subscriptions of one device."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._live: dict[str, _Subscription] = {}
        self._number = 0

    def __len__(self) -> int:
        return len(self._live)

    @property
    def deadline_s(self) -> float | None:
        return min([one.ends_s for one in self._live.values()]) if self._live else None

    def advance(self, now_s: float) -> None:
        for one in [one for one in self._live.values() if one.ends_s <= now_s]:
            self._terminate(one, "timeout", "expired", now_s)

    def subscribed(self, event: RequestReceived, now_s: float) -> None:
        """A SUBSCRIBE: a new one, a refresh, or with Expires 0 the end."""
        expires_s = _expires(event.request)
        if ";tag=" in (event.request.headers.get("To") or "").lower():
            self._again(event, expires_s, now_s)
            return
        if len(self._live) >= self._line.config.max_subscriptions:
            self._refuse(event, 486, now_s)
            return
        try:
            query = parse_manscdp(event.request.body)
        except ManscdpError:
            self._refuse(event, 400, now_s)
            return
        if query.root != "Query" or query.cmd_type not in self._kinds():
            self._refuse(event, 489, now_s)
            return
        one = self._open(event, query, expires_s, now_s)
        self._line.events.append(Subscribed(one.key, one.kind, query, expires_s, refresh=False))
        if not expires_s:
            self._terminate(one, "timeout", "cancelled", now_s)

    def notify(self, key: str, message: Manscdp, now_s: float) -> bool:
        """Send a NOTIFY; False when the subscription is over."""
        one = self._live.get(key)
        if one is None:
            return False
        one.outbox.post(message, now_s)
        return True

    def end_all(self, now_s: float) -> None:
        """Tell every subscriber that it is over, as on leaving."""
        for one in tuple(self._live.values()):
            self._terminate(one, "deactivated", "ended", now_s)

    def _kinds(self) -> tuple[str, ...]:
        """What can be subscribed; PTZPosition came with the 2022 edition."""
        new = self._line.config.edition is Edition.GB2022
        return tuple(kind for kind in get_args(SubscriptionKind) if new or kind != "PTZPosition")

    def _open(self, event: RequestReceived, query: Manscdp, expires_s: int, now_s: float) -> _Subscription:
        self._number += 1
        key = f"subscription-{self._number}"
        response = self._accept(event, self._line.endpoint.new_tag(), expires_s, query, now_s)
        one = _Subscription(
            key,
            cast("SubscriptionKind", query.cmd_type),
            query,
            event.request.headers.get("Event") or ("Catalog" if query.cmd_type == "Catalog" else "presence"),
            Dialog.from_uas(event.request, response),
            event.flow,
            now_s + expires_s,
            Outbox(self._sender(key), self._failure(key)),
        )
        self._live[key] = one
        return one

    def _again(self, event: RequestReceived, expires_s: int, now_s: float) -> None:
        one = next((one for one in self._live.values() if one.dialog.matches(event.request)), None)
        if one is None:
            self._refuse(event, 481, now_s)
            return
        if not one.dialog.accept(event.request):
            self._line.note_cseq(event)
        self._accept(event, "", expires_s, one.query, now_s)
        if not expires_s:
            self._terminate(one, "timeout", "cancelled", now_s)
            return
        one.ends_s = now_s + expires_s
        self._line.events.append(Subscribed(one.key, one.kind, one.query, expires_s, refresh=True))

    def _accept(
        self, event: RequestReceived, tag: str, expires_s: int, query: Manscdp, now_s: float
    ) -> SipResponse:
        headers = [("Contact", self._line.contact), ("Expires", str(expires_s))]
        body = b""
        if self._line.config.answer_subscribe_with_body:
            headers.append(("Content-Type", MANSCDP_TYPE))
            body = self._line.body(response_result(query.cmd_type, query.sn, query.device_id, "OK"))
        response = make_response(event.request, 200, to_tag=tag, headers=headers, body=body)
        self._line.endpoint.respond(event.transaction, response, now_s)
        return response

    def _refuse(self, event: RequestReceived, status: int, now_s: float) -> None:
        response = make_response(event.request, status, to_tag=self._line.endpoint.new_tag())
        self._line.endpoint.respond(event.transaction, response, now_s)

    def _terminate(self, one: _Subscription, reason: str, why: str, now_s: float) -> None:
        self._over(one.key, why)
        request = self._request(one, f"terminated;reason={reason}", b"")
        self._line.ask(request, _ignore, now_s, flow=one.flow)

    def _over(self, key: str, why: str) -> None:
        one = self._live.pop(key, None)
        if one is not None:
            one.outbox.clear()
            self._line.events.append(SubscriptionEnded(key, why))

    def _request(self, one: _Subscription, state: str, body: bytes) -> SipRequest:
        headers = [("Event", one.event), ("Subscription-State", state), ("Contact", self._line.contact)]
        if body:
            headers.append(("Content-Type", MANSCDP_TYPE))
        return one.dialog.request("NOTIFY", headers=headers, body=body)

    def _sender(
        self, key: str
    ) -> Callable[[Manscdp, Callable[[SipResponse | None, float], None], float], None]:
        def send(
            message: Manscdp, answered: Callable[[SipResponse | None, float], None], now_s: float
        ) -> None:
            one = self._live[key]
            left_s = max(0, round(one.ends_s - now_s))
            request = self._request(one, f"active;expires={left_s}", self._line.body(message))
            self._line.ask(request, answered, now_s, flow=one.flow)

        return send

    def _failure(self, key: str) -> Callable[[Manscdp, int | None, float], bool]:
        def failed(_message: Manscdp, status: int | None, _now_s: float) -> bool:
            self._over(key, "no answer" if status is None else "rejected")
            return False

        return failed


def _expires(request: SipRequest) -> int:
    text = (request.headers.get("Expires") or "").strip()
    if not (text.isascii() and text.isdigit()) or len(text) > 12:
        return DEFAULT_EXPIRES_S
    return min(int(text), MAX_EXPIRES_S)


def _ignore(_response: SipResponse | None, _now_s: float) -> None:
    """Nobody waits for the answer to the last NOTIFY."""
