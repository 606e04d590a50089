r"""Subscriptions: catalogue changes, alarms, positions, PTZ positions (RFC 6665, GB/T 28181-2022 Annex N).

Theory of operation. A subscription is::

    asked --2xx--> active --refreshed before its end--> active
      |              |--NOTIFY terminated, refused refresh, expiry, device off-line--> ended
      |              \--Expires 0 sent--> leaving --answered--> ended
      \--refused or no answer--> ended

A subscription that we ended is known for a while longer, as the device's last NOTIFY comes after its 200 to
our Expires 0 (RFC 6665 4.1.2.3 and timer N); it is answered 200. A NOTIFY may overtake the 2xx; it is matched
by Call-ID and our tag.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import LocalProtocolError, ManscdpError, SipError
from camproof.protocols.flow import Flow
from camproof.protocols.gb28181.platform.core import MANSCDP_TYPE, Core
from camproof.protocols.gb28181.platform.deadlines import Deadlines
from camproof.protocols.gb28181.platform.events import (
    AlarmRaised,
    PositionReported,
    SubscriptionActive,
    SubscriptionEnded,
    SubscriptionNotified,
)
from camproof.protocols.gb28181.platform.presence import DeviceRecord, Presence
from camproof.protocols.manscdp import Manscdp, build_manscdp, parse_manscdp
from camproof.protocols.sip import Dialog, SipRequest, SipResponse

__all__ = ["SubscriptionKind", "Subscriptions"]

SubscriptionKind = Literal["catalog", "alarm", "position", "ptz-position"]
MakeQuery = Callable[[int], Manscdp]

CLAUSE = "GB/T 28181-2022 Annex N"
LAST_NOTIFY_S = 32.0
"""Timer N of RFC 6665: 64 times T1."""
_EVENTS: dict[SubscriptionKind, str] = {
    "alarm": "presence",
    "position": "presence",
    "ptz-position": "presence",
}


@dataclass(slots=True)
class _Subscription:
    id: str
    device: str
    kind: SubscriptionKind
    event: str
    query: MakeQuery
    expires_s: int
    state: Literal["asked", "active", "leaving"]
    record: DeviceRecord
    from_header: str
    dialog: Dialog | None = None
    ends_s: float = 0.0


class Subscriptions:
    """All subscriptions of one platform."""

    def __init__(self, core: Core, presence: Presence) -> None:
        self._core = core
        self._presence = presence
        self._all: dict[str, _Subscription] = {}
        self._left: dict[str, _Subscription] = {}
        self._sent: dict[str, str] = {}
        self._deadlines: Deadlines[str] = Deadlines()
        self._count = 0

    def active(self) -> tuple[tuple[str, str, SubscriptionKind], ...]:
        """(subscription, device, kind) of all that have not ended."""
        return tuple((entry.id, entry.device, entry.kind) for entry in self._all.values())

    # Commands.

    def subscribe(
        self,
        record: DeviceRecord,
        kind: SubscriptionKind,
        target: str,
        query: MakeQuery,
        expires_s: int,
        now_s: float,
    ) -> str:
        """Send a SUBSCRIBE whose body is a MANSCDP query; gives the subscription."""
        self._count += 1
        event = _EVENTS.get(kind, f"Catalog;id={self._count}")
        request = self._core.out_of_dialog(
            "SUBSCRIBE",
            target,
            record.flow,
            headers=self._headers(event, expires_s, record.flow),
            body=build_manscdp(query(self._core.next_sn()), charset=record.edition.charset),
        )
        entry = _Subscription(
            id=request.headers.get("Call-ID") or "",
            device=record.code,
            kind=kind,
            event=event,
            query=query,
            expires_s=expires_s,
            state="asked",
            record=record,
            from_header=request.headers.get("From") or "",
        )
        self._all[entry.id] = entry
        self._sent[self._core.send(request, record.flow, self, now_s)] = entry.id
        return entry.id

    def unsubscribe(self, subscription: str, now_s: float) -> None:
        """Send Expires 0.

        :raises LocalProtocolError: there is no such subscription, or it is not active yet.
        """
        entry = self._all.get(subscription)
        if entry is None or entry.state != "active":
            raise LocalProtocolError(f"subscription {subscription} is not active")
        entry.state = "leaving"
        self._again(entry, 0, now_s)

    def gone(self, device: str, now_s: float) -> None:
        """A device is off-line: its subscriptions are over."""
        for entry in [entry for entry in self._all.values() if entry.device == device]:
            self._end(entry, "the device went off-line", now_s)

    # What became of our requests.

    def answered(self, transaction: str, request: SipRequest, response: SipResponse, now_s: float) -> None:
        if response.status < 200:
            return
        entry = self._all.get(self._sent.pop(transaction, ""))
        if entry is None:
            return
        if response.status >= 300:
            self._end(entry, f"refused: {response.status} {response.reason}".strip(), now_s)
        elif entry.state == "leaving":
            self._end(entry, "ended by the platform", now_s)
            self._left[entry.id] = entry
            self._deadlines.set(entry.id, now_s + LAST_NOTIFY_S)
        else:
            self._accepted(entry, request, response, now_s)

    def unanswered(self, transaction: str, why: str, now_s: float) -> None:
        entry = self._all.get(self._sent.pop(transaction, ""))
        if entry is not None:
            self._end(entry, why, now_s)

    def _accepted(
        self, entry: _Subscription, request: SipRequest, response: SipResponse, now_s: float
    ) -> None:
        if entry.dialog is None:
            try:
                entry.dialog = Dialog.from_uac(request, response)
            except SipError as error:
                self._end(entry, f"the answer makes no dialog: {error}", now_s)
                return
        refreshed, entry.state = entry.state == "active", "active"
        granted_s = self._granted_s(entry, response, now_s)
        entry.ends_s = now_s + granted_s
        early_s = min(self._core.config.refresh_early_s, granted_s / 2)
        self._deadlines.set(entry.id, entry.ends_s - early_s)
        self._core.events.append(
            SubscriptionActive(now_s, entry.id, entry.device, entry.event, granted_s, refreshed)
        )

    def _granted_s(self, entry: _Subscription, response: SipResponse, now_s: float) -> int:
        text = (response.headers.get("Expires") or "").strip()
        if re.fullmatch(r"[0-9]{1,9}", text) and int(text) > 0:
            return min(int(text), entry.expires_s)
        deviation = Deviation(
            "200 to SUBSCRIBE without Expires", "SIP header Expires", CLAUSE, text.encode()[:64]
        )
        self._core.deviate(entry.device, entry.record.flow, "200 to SUBSCRIBE", now_s, [deviation])
        return entry.expires_s

    # What devices send.

    def notify(self, transaction: str, request: SipRequest, flow: Flow, device: str, now_s: float) -> None:
        """Answer a NOTIFY and tell what it says."""
        entry = self._find(request, self._all)
        if entry is None and self._find(request, self._left) is not None:
            self._core.reply(transaction, request, 200, now_s)
            return
        if entry is None:
            self._core.reject(
                transaction, request, flow, 481, "NOTIFY for a subscription that is not known", now_s, device
            )
            return
        message = self._read(entry, request, flow, now_s)
        if request.body.strip() and message is None:
            self._core.reject(transaction, request, flow, 400, "unreadable body", now_s, entry.device)
            return
        self._core.reply(transaction, request, 200, now_s)
        if message is not None:
            self._tell(entry, message, now_s)
        if (request.headers.get("Subscription-State") or "").strip().lower().startswith("terminated"):
            self._end(entry, "ended by the device", now_s)

    def _find(self, request: SipRequest, among: Mapping[str, _Subscription]) -> _Subscription | None:
        entry = among.get(request.headers.get("Call-ID") or "")
        if entry is None:
            return None
        if entry.dialog is not None:
            return entry if entry.dialog.matches(request) else None
        own_tag = entry.from_header.rpartition(";tag=")[2]
        return entry if f"tag={own_tag}" in (request.headers.get("To") or "") else None

    def _read(self, entry: _Subscription, request: SipRequest, flow: Flow, now_s: float) -> Manscdp | None:
        if not request.body.strip():
            return None
        try:
            message = parse_manscdp(request.body)
        except ManscdpError as error:
            self._core.deviate(
                entry.device, flow, "NOTIFY", now_s, [Deviation(error.what, error.where, error.clause)]
            )
            return None
        self._core.deviate(entry.device, flow, f"NOTIFY {message.cmd_type}", now_s, message.deviations)
        return message

    def _tell(self, entry: _Subscription, message: Manscdp, now_s: float) -> None:
        match message.cmd_type.lower():
            case "alarm":
                self._core.events.append(AlarmRaised(now_s, entry.device, message, entry.id))
            case "mobileposition":
                self._core.events.append(PositionReported(now_s, entry.device, message, entry.id))
            case _:
                self._core.events.append(SubscriptionNotified(now_s, entry.id, entry.device, message))

    # Time.

    def due(self, now_s: float) -> None:
        for subscription, _ in self._deadlines.pop_due(now_s):
            entry = self._all.get(subscription)
            if entry is None:
                self._left.pop(subscription, None)
                continue
            if now_s >= entry.ends_s:
                self._end(entry, "expired", now_s)
            elif entry.state == "active":
                self._deadlines.set(entry.id, entry.ends_s)
                self._again(entry, entry.expires_s, now_s)

    def next_s(self) -> float | None:
        return self._deadlines.next_s()

    # Small steps.

    def _again(self, entry: _Subscription, expires_s: int, now_s: float) -> None:
        record = self._presence.online(entry.device)
        if entry.dialog is None or record is None:
            self._end(entry, "the device went off-line", now_s)
            return
        request = entry.dialog.request(
            "SUBSCRIBE",
            headers=self._headers(entry.event, expires_s, record.flow),
            body=build_manscdp(entry.query(self._core.next_sn()), charset=record.edition.charset),
        )
        self._sent[self._core.send(request, record.flow, self, now_s)] = entry.id

    def _headers(self, event: str, expires_s: int, flow: Flow) -> tuple[tuple[str, str], ...]:
        return (
            self._core.contact(flow),
            ("Event", event),
            ("Expires", str(expires_s)),
            ("Content-Type", MANSCDP_TYPE),
        )

    def _end(self, entry: _Subscription, why: str, now_s: float) -> None:
        self._all.pop(entry.id, None)
        self._deadlines.cancel(entry.id)
        self._core.events.append(SubscriptionEnded(now_s, entry.id, entry.device, entry.event, why))
