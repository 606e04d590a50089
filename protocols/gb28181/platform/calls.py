r"""Calls: our INVITE for live view, playback, download and talk, and what follows in their dialogs.

Theory of operation. A call is::

    inviting --2xx--> up --BYE sent--> ending --answered--> gone
       |                \--BYE received--> gone
       |--wanted no more, or no answer in time--> cancelling --487--> gone
       \--3xx..6xx--> gone                          \--2xx--> ACK, BYE --> ending

A 2xx is always acknowledged, whatever its session description says; an unusable one is then ended with BYE.
The SSRC of a call is free again when the call is gone. Requests in a dialog go over the flow on which the
device is registered now, so that a call outlives a change of the device's address.
"""

from __future__ import annotations

from dataclasses import dataclass

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import LocalProtocolError, MansrtspError, SdpError, SipError
from camproof.protocols.flow import Flow
from camproof.protocols.gb28181.platform.call_events import (
    CallAnswered,
    CallControlled,
    CallEnded,
    CallFailed,
    EndedBy,
    MediaEnded,
)
from camproof.protocols.gb28181.platform.call_state import Call, CallOffer, describe, media_of
from camproof.protocols.gb28181.platform.core import Core
from camproof.protocols.gb28181.platform.deadlines import Deadlines
from camproof.protocols.gb28181.platform.presence import DeviceRecord, Presence
from camproof.protocols.gb28181.platform.ssrcs import SsrcPool
from camproof.protocols.gb28181.routing import read_path
from camproof.protocols.mansrtsp import CONTENT_TYPE as MANSRTSP_TYPE
from camproof.protocols.mansrtsp import (
    MansrtspRequest,
    MansrtspResponse,
    build_mansrtsp,
    parse_mansrtsp_response,
)
from camproof.protocols.sdp import CONTENT_TYPE as SDP_TYPE
from camproof.protocols.sdp import SessionDescription, build_sdp, check_answer, parse_sdp
from camproof.protocols.sip import Dialog, SipRequest, SipResponse

__all__ = ["Calls"]


@dataclass(frozen=True, slots=True)
class _InDialog:
    """A BYE or INFO on its way."""

    call: str
    device: str
    control: MansrtspRequest | None = None
    why: str = ""


class Calls:
    """All calls of one platform."""

    def __init__(self, core: Core, presence: Presence) -> None:
        self._core = core
        self._presence = presence
        self._calls: dict[str, Call] = {}
        self._invites: dict[str, str] = {}
        self._in_dialog: dict[str, _InDialog] = {}
        self._deadlines: Deadlines[str] = Deadlines()
        self.ssrcs = SsrcPool(core.config.code)

    def get(self, call: str) -> Call | None:
        """A call that is not over; None where there is none."""
        return self._calls.get(call)

    def all(self) -> tuple[Call, ...]:
        """All calls that are not over."""
        return tuple(self._calls.values())

    # Commands.

    def invite(self, record: DeviceRecord, offer: CallOffer, now_s: float) -> str:
        """Send an INVITE; gives the call.

        :raises LocalProtocolError: the offer cannot be described, or no SSRC is free.
        """
        core, code = self._core, self._core.config.code
        ssrc = offer.ssrc or self.ssrcs.take(history=offer.is_history)
        try:
            description = describe(offer, origin_user=code, ssrc=ssrc)
            body = build_sdp(description)
        except LocalProtocolError:
            self.ssrcs.release(ssrc)
            raise
        headers = (
            core.contact(record.flow),
            ("Subject", f"{offer.channel}:{ssrc},{code}:0"),
            ("Content-Type", SDP_TYPE),
            *offer.headers,
        )
        request = core.out_of_dialog("INVITE", offer.channel, record.flow, headers=headers, body=body)
        call = Call(
            id=request.headers.get("Call-ID") or "",
            device=record.code,
            channel=offer.channel,
            kind=offer.kind,
            transport=offer.transport,
            ssrc=ssrc,
            flow=record.flow,
            state="inviting",
            asked_s=now_s,
            offer=description,
        )
        self._calls[call.id] = call
        call.transaction = core.send(request, record.flow, self, now_s)
        self._invites[call.transaction] = call.id
        self._deadlines.set(call.id, now_s + core.config.invite_timeout_s)
        return call.id

    def hang_up(self, call_id: str, now_s: float, why: str = "hung up") -> None:
        """End a call: CANCEL before its answer, BYE after it.

        :raises LocalProtocolError: there is no such call.
        """
        call = self._known(call_id)
        if call.state == "inviting":
            self._fail(call, None, why, now_s)
            self._cancel(call, now_s)
        elif call.state == "up":
            self._bye(call, why, now_s)

    def control(self, call_id: str, request: MansrtspRequest, now_s: float) -> None:
        """Send a MANSRTSP command in INFO; :class:`CallControlled` tells its outcome.

        :raises LocalProtocolError: there is no such call, or it is not up.
        """
        call = self._known(call_id)
        if call.state != "up" or call.dialog is None:
            raise LocalProtocolError(f"call {call_id} is {call.state}; only a call that is up can be steered")
        info = call.dialog.request(
            "INFO", headers=(("Content-Type", MANSRTSP_TYPE),), body=build_mansrtsp(request)
        )
        transaction = self._core.send(info, self._flow(call), self, now_s)
        self._in_dialog[transaction] = _InDialog(call.id, call.device, request)

    def next_rtsp_cseq(self, call_id: str) -> int:
        call = self._known(call_id)
        call.rtsp_cseq += 1
        return call.rtsp_cseq

    def adopt(self, call: Call) -> None:
        """Take over a call that the device began."""
        self._calls[call.id] = call

    def gone(self, device: str, now_s: float) -> None:
        """A device is off-line: its calls are over."""
        for call in [call for call in self._calls.values() if call.device == device]:
            if call.state == "inviting":
                self._fail(call, None, "the device went off-line", now_s)
                self._cancel(call, now_s)
            elif call.state in {"up", "answering"}:
                self._ended(call, "network", "the device went off-line", now_s)
                if call.dialog is not None:
                    self._core.send(call.dialog.request("BYE"), call.flow, self, now_s)
                self._forget(call)

    # What became of our requests.

    def answered(self, transaction: str, request: SipRequest, response: SipResponse, now_s: float) -> None:
        call = self._calls.get(self._invites.get(transaction, ""))
        if call is not None and response.status >= 200:
            del self._invites[transaction]
            self._deadlines.cancel(call.id)
            if response.status < 300:
                self._accepted(call, request, response, now_s)
            else:
                self._refused(call, response, now_s)
        elif response.status >= 200:
            self._in_dialog_done(transaction, response, now_s)

    def unanswered(self, transaction: str, why: str, now_s: float) -> None:
        call = self._calls.get(self._invites.pop(transaction, ""))
        if call is None:
            self._in_dialog_done(transaction, None, now_s)
            return
        self._deadlines.cancel(call.id)
        if call.state == "inviting":
            self._fail(call, None, why, now_s)
        self._forget(call)

    def _accepted(self, call: Call, request: SipRequest, response: SipResponse, now_s: float) -> None:
        flow = self._flow(call)
        try:
            call.dialog = Dialog.from_uac(request, response)
            ack = call.dialog.ack()
        except SipError as error:
            if call.state == "inviting":
                self._fail(call, response.status, f"the answer makes no dialog: {error}", now_s)
            self._forget(call)
            return
        self._core.endpoint.send_ack(call.transaction, ack, flow, now_s)
        if call.state == "cancelling":
            self._bye(call, "answered after CANCEL", now_s)
            return
        answer = self._read_answer(call, response, now_s)
        remote = media_of(answer) if answer is not None else None
        if answer is None or remote is None:
            self._fail(call, response.status, "the answer has no usable session description", now_s)
            call.state = "cancelling"
            self._bye(call, "unusable answer", now_s)
            return
        call.state = "up"
        self._core.events.append(
            CallAnswered(
                now_s, call.id, call.device, call.channel, call.kind, call.transport,
                answer.ssrc or call.ssrc, remote, answer, call.asked_s, read_path(response.headers),
            )
        )  # fmt: skip

    def _read_answer(self, call: Call, response: SipResponse, now_s: float) -> SessionDescription | None:
        summary = "200 to INVITE"
        try:
            answer = parse_sdp(response.body)
        except SdpError as error:
            self._core.deviate(
                call.device, call.flow, summary, now_s, [Deviation(error.what, "SDP", error.clause)]
            )
            return None
        asked = call.offer
        wrong = answer.deviations + (check_answer(asked, answer) if asked is not None else ())
        self._core.deviate(call.device, call.flow, summary, now_s, wrong)
        return answer

    def _refused(self, call: Call, response: SipResponse, now_s: float) -> None:
        if call.state == "inviting":
            self._fail(call, response.status, f"{response.status} {response.reason}".strip(), now_s)
        self._forget(call)

    def _in_dialog_done(self, transaction: str, response: SipResponse | None, now_s: float) -> None:
        sent = self._in_dialog.pop(transaction, None)
        if sent is None:
            return
        if sent.control is not None:
            self._controlled(sent, sent.control, response, now_s)
            return
        status = None if response is None else response.status
        call = self._calls.get(sent.call)
        if call is None:
            return
        if sent.why:
            note = sent.why if status == 200 else f"{sent.why}; BYE answered {status or 'by nobody'}"
            self._ended(call, "platform", note, now_s)
        self._forget(call)

    def _controlled(
        self, sent: _InDialog, control: MansrtspRequest, response: SipResponse | None, now_s: float
    ) -> None:
        status = None if response is None else response.status
        answer = None
        if response is not None and response.body.strip():
            answer = self._read_control_answer(sent, response.body, now_s)
        self._core.events.append(CallControlled(now_s, sent.call, sent.device, control, status, answer))

    def _read_control_answer(self, sent: _InDialog, body: bytes, now_s: float) -> MansrtspResponse | None:
        answer, wrong = None, list[Deviation]()
        try:
            answer = parse_mansrtsp_response(body)
            wrong += answer.deviations
        except MansrtspError as error:
            wrong.append(Deviation(error.what, "MANSRTSP", error.clause, body[:64]))
        call = self._calls.get(sent.call)
        if call is not None:
            self._core.deviate(sent.device, call.flow, "200 to INFO", now_s, wrong)
        return answer

    # What devices send in a dialog.

    def find(self, request: SipRequest) -> Call | None:
        """The call whose dialog this request belongs to."""
        call = self._calls.get(request.headers.get("Call-ID") or "")
        if call is None or call.dialog is None or not call.dialog.matches(request):
            return None
        return call

    def bye(self, transaction: str, request: SipRequest, flow: Flow, device: str, now_s: float) -> None:
        """Answer a BYE."""
        call = self.find(request)
        if call is None:
            self._core.reject(
                transaction, request, flow, 481, "BYE for a dialog that is not known", now_s, device
            )
            return
        if call.dialog is not None and not call.dialog.accept(request):
            deviation = Deviation(
                "CSeq does not rise within the dialog", "SIP header CSeq", "RFC 3261 12.2.1.1"
            )
            self._core.deviate(call.device, flow, "BYE", now_s, [deviation])
        self._core.reply(transaction, request, 200, now_s)
        if call.state in {"up", "answering"}:
            self._ended(call, "device", "the device sent BYE", now_s)
            self._forget(call)

    def media_ended(self, request: SipRequest, device: str, channel: str, now_s: float) -> Call | None:
        """MediaStatus 121: note it and send BYE. Gives the call it ends."""
        call = self.find(request)
        in_dialog = call is not None
        if call is None:
            call = next(
                (
                    other
                    for other in self._calls.values()
                    if other.device == device
                    and other.kind in {"playback", "download"}
                    and other.state == "up"
                    and channel in {other.channel, device}
                ),
                None,
            )  # fmt: skip
        if call is not None:
            self._core.events.append(MediaEnded(now_s, call.id, call.device, call.channel, in_dialog))
            if call.state == "up":
                self._bye(call, "end of file", now_s)
        return call

    # Time.

    def due(self, now_s: float) -> None:
        for call_id, at_s in self._deadlines.pop_due(now_s):
            call = self._calls.get(call_id)
            if call is not None and call.state == "inviting":
                self._fail(call, None, f"no answer to INVITE in {at_s - call.asked_s:g} s", now_s)
                self._cancel(call, now_s)

    def next_s(self) -> float | None:
        return self._deadlines.next_s()

    # Small steps.

    def _known(self, call_id: str) -> Call:
        call = self._calls.get(call_id)
        if call is None:
            raise LocalProtocolError(f"there is no call {call_id}")
        return call

    def _flow(self, call: Call) -> Flow:
        record = self._presence.online(call.device)
        if record is not None:
            call.flow = record.flow
        return call.flow

    def _cancel(self, call: Call, now_s: float) -> None:
        call.state = "cancelling"
        self._deadlines.cancel(call.id)
        self._core.endpoint.cancel(call.transaction, now_s)

    def _bye(self, call: Call, why: str, now_s: float) -> None:
        dialog = call.dialog
        if dialog is None:
            self._forget(call)
            return
        told = "" if call.state == "cancelling" else why
        call.state = "ending"
        transaction = self._core.send(dialog.request("BYE"), self._flow(call), self, now_s)
        self._in_dialog[transaction] = _InDialog(call.id, call.device, why=told)

    def _fail(self, call: Call, status: int | None, why: str, now_s: float) -> None:
        self._core.events.append(
            CallFailed(now_s, call.id, call.device, call.channel, call.kind, status, why)
        )

    def _ended(self, call: Call, by: EndedBy, why: str, now_s: float) -> None:
        self._core.events.append(CallEnded(now_s, call.id, call.device, call.channel, call.kind, by, why))

    def _forget(self, call: Call) -> None:
        self._calls.pop(call.id, None)
        self._deadlines.cancel(call.id)
        if call.kind != "broadcast":
            self.ssrcs.release(call.ssrc)
