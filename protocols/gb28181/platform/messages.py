"""MESSAGE: keepalives, alarms, positions, end of file, and the answers to what we asked.

A MESSAGE carries no digest, so the address it comes from is all that ties it to a registration. One from
elsewhere is refused (403), which makes an honest device register again; ``move_on_keepalive`` weakens this.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import ManscdpError
from camproof.protocols.flow import Flow
from camproof.protocols.gb28181.platform.calls import Calls
from camproof.protocols.gb28181.platform.core import MANSCDP_TYPE, Core
from camproof.protocols.gb28181.platform.events import (
    AlarmRaised,
    KeepaliveReceived,
    KeepaliveRefused,
    NoticeReceived,
    PositionReported,
)
from camproof.protocols.gb28181.platform.presence import DeviceRecord, Presence
from camproof.protocols.gb28181.platform.requests import Requests
from camproof.protocols.manscdp import Manscdp, parse_manscdp, response_result
from camproof.protocols.sip import SipRequest, SipResponse

__all__ = ["Messages"]

END_OF_FILE = "121"


@dataclass(frozen=True, slots=True)
class _Incoming:
    transaction: str
    request: SipRequest
    flow: Flow
    now_s: float
    sender: str
    message: Manscdp


class Messages:
    """Answers MESSAGE and sorts out what it says."""

    def __init__(self, core: Core, presence: Presence, requests: Requests, calls: Calls) -> None:
        self._core = core
        self._presence = presence
        self._requests = requests
        self._calls = calls

    def receive(self, transaction: str, request: SipRequest, flow: Flow, now_s: float, sender: str) -> None:
        """Answer one MESSAGE of the code that its From names."""
        try:
            message = parse_manscdp(request.body)
        except ManscdpError as error:
            self._core.deviate(
                sender, flow, "MESSAGE", now_s, [Deviation(error.what, error.where, error.clause)]
            )
            self._core.reject(
                transaction, request, flow, 400, f"unreadable body: {error.what}", now_s, sender
            )
            return
        incoming = _Incoming(transaction, request, flow, now_s, sender, message)
        record = self._sender(incoming)
        if record is None:
            return
        self._note_deviations(incoming, record.code)
        self._sort(incoming, record)

    # Who speaks.

    def _sender(self, incoming: _Incoming) -> DeviceRecord | None:
        """The registered device that sent this; None when it was refused."""
        record = self._presence.online(incoming.sender)
        if record is None:
            record = self._by_flow(incoming) or self._revived(incoming)
            if record is None:
                self._refuse(incoming, self._core.config.unregistered_status, "not registered")
            return record
        if record.flow == incoming.flow:
            return record
        self._deviate(incoming, record.code, "MESSAGE comes from another address than the registration")
        if self._core.config.move_on_keepalive:
            record = replace(record, flow=incoming.flow)
            self._presence.put(record)
            return record
        self._refuse(incoming, 403, "from another address than the registration")
        return None

    def _by_flow(self, incoming: _Incoming) -> DeviceRecord | None:
        there = self._presence.at(incoming.flow)
        if not there or _is_keepalive(incoming.message):
            return None
        named = incoming.message.device_id
        device = named if named in there else there[0]
        if self._calls.find(incoming.request) is None:  # in a dialog, From is whom the INVITE was for
            self._deviate(incoming, device, "From names another code than the one that is registered")
        return self._presence.online(device)

    def _revived(self, incoming: _Incoming) -> DeviceRecord | None:
        record = self._presence.known(incoming.sender)
        if record is None or not self._core.config.keepalive_revives or not _is_keepalive(incoming.message):
            return None
        if incoming.now_s >= record.expires_at_s:
            return None
        return replace(record, flow=incoming.flow)

    def _refuse(self, incoming: _Incoming, status: int, why: str) -> None:
        if _is_keepalive(incoming.message):
            self._core.reply(incoming.transaction, incoming.request, status, incoming.now_s)
            self._core.events.append(
                KeepaliveRefused(incoming.now_s, incoming.sender, incoming.flow, why, status)
            )
            return
        self._core.reject(
            incoming.transaction,
            incoming.request,
            incoming.flow,
            status,
            why,
            incoming.now_s,
            incoming.sender,
        )

    # What it says.

    def _sort(self, incoming: _Incoming, record: DeviceRecord) -> None:
        message, now_s = incoming.message, incoming.now_s
        if message.root in {"Control", "Query"}:
            self._refuse(incoming, 403, f"devices may not send {message.root} to a platform")
            return
        self._core.reply(incoming.transaction, incoming.request, 200, now_s)
        if message.root == "Response":
            self._requests.response(record.code, message, incoming.flow, now_s)
            return
        match message.cmd_type.lower():
            case "keepalive":
                self._keepalive(incoming, record)
            case "alarm":
                self._alarm(incoming, record)
            case "mobileposition":
                self._core.events.append(PositionReported(now_s, record.code, message))
            case "mediastatus":
                self._media_status(incoming, record)
            case _:
                self._core.events.append(NoticeReceived(now_s, record.code, message))

    def _keepalive(self, incoming: _Incoming, record: DeviceRecord) -> None:
        now_s, message = incoming.now_s, incoming.message
        info = message.field("Info")
        faulty = tuple(child.text.strip() for child in info.all("DeviceID")) if info is not None else ()
        before_s = record.last_keepalive_s
        since_s = None if before_s is None else now_s - before_s
        self._presence.sign(record, now_s)
        self._core.events.append(
            KeepaliveReceived(now_s, record.code, message.text("Status"), faulty, since_s)
        )

    def _alarm(self, incoming: _Incoming, record: DeviceRecord) -> None:
        message, now_s = incoming.message, incoming.now_s
        self._core.events.append(AlarmRaised(now_s, record.code, message))
        answer = response_result("Alarm", message.sn, message.device_id, "OK")
        target = message.device_id if len(message.device_id) == 20 else record.code
        self._core.send_message(target, record.flow, answer, record.edition, _Deaf(), now_s)

    def _media_status(self, incoming: _Incoming, record: DeviceRecord) -> None:
        message, now_s = incoming.message, incoming.now_s
        if message.text("NotifyType") != END_OF_FILE:
            self._deviate(incoming, record.code, "MediaStatus has a NotifyType other than 121")
            return
        in_dialog = self._calls.find(incoming.request) is not None
        if not in_dialog:
            self._deviate(incoming, record.code, "MediaStatus comes outside the dialog of its call")
        if self._calls.media_ended(incoming.request, record.code, message.device_id, now_s) is None:
            self._core.events.append(NoticeReceived(now_s, record.code, message))

    # Deviations.

    def _note_deviations(self, incoming: _Incoming, device: str) -> None:
        if not incoming.message.deviations and incoming.request.headers.get("Content-Type") == MANSCDP_TYPE:
            return
        summary = f"{incoming.message.root} {incoming.message.cmd_type}"
        kind = (incoming.request.headers.get("Content-Type") or "").partition(";")[0].strip()
        wrong = list(incoming.message.deviations)
        if kind.lower() != MANSCDP_TYPE.lower():
            wrong.append(
                Deviation(
                    "Content-Type is not Application/MANSCDP+xml",
                    "SIP header Content-Type",
                    "GB/T 28181-2022 Annex A",
                    kind.encode("utf-8", "replace")[:64],
                )
            )
        self._core.deviate(device, incoming.flow, summary, incoming.now_s, wrong)

    def _deviate(self, incoming: _Incoming, device: str, what: str) -> None:
        summary = f"{incoming.message.root} {incoming.message.cmd_type}"
        deviation = Deviation(what, "SIP MESSAGE", "GB/T 28181-2022 9.6")
        self._core.deviate(device, incoming.flow, summary, incoming.now_s, [deviation])


class _Deaf:
    """Owner of a request whose answer changes nothing."""

    def answered(self, transaction: str, request: SipRequest, response: SipResponse, now_s: float) -> None:
        """Nothing to do."""

    def unanswered(self, transaction: str, why: str, now_s: float) -> None:
        """Nothing to do."""


def _is_keepalive(message: Manscdp) -> bool:
    return message.is_a("Notify", "Keepalive")
