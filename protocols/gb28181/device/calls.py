"""Calls to the device and from it (GB/T 28181-2022 9.2, 9.8, 9.9, 9.12).

Theory of operation
===================

An INVITE to us: ``100`` at once, event ``CallOffered``; the layer above answers or refuses; the ACK
confirms it. A call whose ACK never comes is ended with BYE (RFC 3261 13.3.1.4). An INVITE of ours (voice
broadcast): ``CallAnswered`` after the ACK has left, or ``CallRefused``. Either side may say BYE; requests
that fit no dialog get 481.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import MansrtspError, SdpError, SipError
from camproof.protocols.flow import Flow
from camproof.protocols.gb28181.device.call import Call, CallState
from camproof.protocols.gb28181.device.events import (
    CallAnswered,
    CallConfirmed,
    CallControl,
    CallEnded,
    CallOffered,
    CallRefused,
    EndedBy,
    MessageFailed,
)
from camproof.protocols.gb28181.device.line import MANSCDP_TYPE, MANSRTSP_TYPE, SDP_TYPE, Line
from camproof.protocols.gb28181.routing import Route
from camproof.protocols.manscdp import Manscdp
from camproof.protocols.mansrtsp import MansrtspResponse, build_mansrtsp, parse_mansrtsp
from camproof.protocols.sdp import SessionDescription, build_sdp, parse_sdp
from camproof.protocols.sip import (
    AckReceived,
    DeviationsSeen,
    Dialog,
    RequestReceived,
    SipRequest,
    SipResponse,
    make_response,
    parse_uri,
    user_of,
)

__all__ = ["Calls"]


class Calls:
    """All calls of one device."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._calls: dict[str, Call] = {}
        self._controls: dict[str, RequestReceived] = {}
        self._number = 0

    def __len__(self) -> int:
        return len(self._calls)

    # Requests of the peer

    def invited(self, event: RequestReceived, now_s: float) -> None:
        if _has_tag(event.request):
            self._invited_again(event, now_s)
            return
        request = event.request
        target = _user(request.uri) or user_of(request.headers.get("To") or "")
        route = Route.of(request.headers)
        if status := self._line.refusal_of_call(target, route):
            self._reply(event, status, now_s)
            return
        if len(self._calls) >= self._line.config.max_calls:
            self._reply(event, 486, now_s)
            return
        self._reply(event, 100, now_s)
        try:
            offer = parse_sdp(request.body)
        except SdpError:
            self._reply(event, 488, now_s)
            return
        self._note(offer, event.flow, "INVITE")
        call = self._new(event.transaction, request, event.flow, CallState.OFFERED)
        source = user_of(request.headers.get("From") or "")
        subject = request.headers.get("Subject") or ""
        self._line.events.append(CallOffered(call.key, offer, target, source, subject, route))

    def _invited_again(self, event: RequestReceived, now_s: float) -> None:
        call = self._in_dialog(event)
        if call is None or not call.answer:
            self._reply(event, 481, now_s)
            return
        self._reply(event, 200, now_s, tag=call.local_tag, headers=self._answer_headers(), body=call.answer)

    def acknowledged(self, event: AckReceived) -> None:
        call = self._find(event.request)
        if call is not None and call.state is CallState.ANSWERED:
            call.state = CallState.CONFIRMED
            self._line.events.append(CallConfirmed(call.key))

    def cancelled(self, transaction: str) -> None:
        """The peer took its INVITE back; 200 and 487 have left."""
        for call in tuple(self._calls.values()):
            if call.transaction == transaction and call.state is CallState.OFFERED:
                self._end(call, "cancelled")

    def hung_up(self, event: RequestReceived, now_s: float) -> None:
        call = self._in_dialog(event)
        if call is None:
            self._reply(event, 481, now_s)
            return
        self._reply(event, 200, now_s)
        self._end(call, "peer")

    def informed(self, event: RequestReceived, now_s: float) -> None:
        call = self._in_dialog(event)
        if call is None:
            self._reply(event, 481, now_s)
            return
        kind = (event.request.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
        if kind and kind != MANSRTSP_TYPE.lower():
            self._reply(event, 415, now_s)
            return
        try:
            request = parse_mansrtsp(event.request.body)
        except MansrtspError:
            self._reply(event, 400, now_s)
            return
        if request.deviations:
            self._line.events.append(DeviationsSeen(request.deviations, event.flow, "INFO"))
        self._controls[event.transaction] = event
        self._line.events.append(CallControl(call.key, event.transaction, request))

    def ack_missing(self, request: SipRequest, now_s: float) -> None:
        """No ACK came for our 200: hang up."""
        for call in tuple(self._calls.values()):
            if call.state is CallState.ANSWERED and call.invite.headers.get("Call-ID") == request.headers.get(
                "Call-ID"
            ):
                self._say_bye(call, now_s)
                self._end(call, "no ack")

    # Commands

    def answer(
        self, key: str, answer: SessionDescription, now_s: float, headers: Sequence[tuple[str, str]] = ()
    ) -> bool:
        """200 with our description and further headers; False when the call is gone."""
        call = self._calls.get(key)
        if call is None or call.state is not CallState.OFFERED:
            return False
        call.answer = build_sdp(answer)
        response = make_response(
            call.invite,
            200,
            to_tag=call.local_tag,
            headers=(*self._answer_headers(), *headers),
            body=call.answer,
        )
        call.dialog = Dialog.from_uas(call.invite, response)
        call.state = CallState.ANSWERED
        self._line.endpoint.respond(call.transaction, response, now_s)
        return True

    def refuse(self, key: str, status: int, now_s: float) -> None:
        call = self._calls.get(key)
        if call is None or call.state is not CallState.OFFERED:
            return
        del self._calls[key]
        response = make_response(call.invite, status, to_tag=call.local_tag)
        self._line.endpoint.respond(call.transaction, response, now_s)

    def hang_up(self, key: str, now_s: float) -> None:
        """BYE, CANCEL or refusal, whichever fits; the call is over at once."""
        call = self._calls.get(key)
        if call is None or call.state is CallState.CANCELLING:
            return
        if call.state is CallState.OFFERED:
            self.refuse(key, 480, now_s)
        elif call.state is CallState.CALLING:
            call.state = CallState.CANCELLING
            self._line.endpoint.cancel(call.transaction, now_s)
        else:
            self._say_bye(call, now_s)
            self._end(call, "us")

    def hang_up_all(self, now_s: float) -> None:
        for key in tuple(self._calls):
            self.hang_up(key, now_s)

    def answer_control(
        self, control: str, status: int, answer: MansrtspResponse | None, now_s: float
    ) -> None:
        """The response to an INFO; ``answer`` goes into its body."""
        event = self._controls.pop(control, None)
        if event is None:
            return
        if answer is None:
            self._reply(event, status, now_s)
            return
        body = build_mansrtsp(answer)
        self._reply(event, status, now_s, headers=(("Content-Type", MANSRTSP_TYPE),), body=body)

    def message(self, key: str, message: Manscdp, now_s: float) -> None:
        """A MESSAGE inside the call's dialog, as MediaStatus wants it."""
        call = self._calls.get(key)
        if call is None or call.dialog is None:
            return
        body = self._line.body(message)
        request = call.dialog.request("MESSAGE", headers=(("Content-Type", MANSCDP_TYPE),), body=body)

        def answered(response: SipResponse | None, _now_s: float) -> None:
            if response is None or response.status >= 300:
                self._line.events.append(
                    MessageFailed(message, None if response is None else response.status)
                )

        self._line.ask(request, answered, now_s, flow=call.flow)

    def invite(self, target: str, subject: str, offer: SessionDescription, now_s: float) -> str:
        """Call ``target`` at our server (voice broadcast)."""
        line = self._line
        headers = (("Contact", line.contact), ("Subject", subject), ("Content-Type", SDP_TYPE))
        request = line.request(
            "INVITE", f"sip:{target}@{line.server.realm}", headers=headers, body=build_sdp(offer)
        )
        call = self._new("", request, line.flow, CallState.CALLING)
        call.transaction = line.ask(request, self._invite_answered(call), now_s) or ""
        return call.key

    # Answers to our INVITE

    def _invite_answered(self, call: Call) -> Callable[[SipResponse | None, float], None]:
        def answered(response: SipResponse | None, now_s: float) -> None:
            if response is not None and response.status < 300:
                self._accepted(call, response, now_s)
                return
            self._calls.pop(call.key, None)
            status = None if response is None else response.status
            self._line.events.append(CallRefused(call.key, status))

        return answered

    def _accepted(self, call: Call, response: SipResponse, now_s: float) -> None:
        way = self._line.usable(call.flow)
        answer = None
        try:
            call.dialog = Dialog.from_uac(call.invite, response)
            if way is not None:
                self._line.endpoint.send_ack(call.transaction, call.dialog.ack(), way, now_s)
            answer = parse_sdp(response.body)
        except (SipError, SdpError) as error:
            self._refused_answer(error, way)
        if answer is None or call.state is CallState.CANCELLING:
            self._say_bye(call, now_s)
            self._calls.pop(call.key, None)
            self._line.events.append(CallRefused(call.key, response.status))
            return
        call.state = CallState.CONFIRMED
        if way is not None:
            self._note(answer, way, "200 to INVITE")
        self._line.events.append(CallAnswered(call.key, answer))

    def _refused_answer(self, error: SipError | SdpError, way: Flow | None) -> None:
        if way is not None:
            deviation = Deviation(error.what, error.where, error.clause)
            self._line.events.append(DeviationsSeen((deviation,), way, "200 to INVITE"))

    # Helpers

    def _new(self, transaction: str, invite: SipRequest, flow: Flow | None, state: CallState) -> Call:
        self._number += 1
        key = f"call-{self._number}"
        call = Call(key, transaction, invite, flow, state, self._line.endpoint.new_tag())
        self._calls[key] = call
        return call

    def _in_dialog(self, event: RequestReceived) -> Call | None:
        """The call of a request inside a dialog; a CSeq that does not grow is noted, not refused."""
        call = self._find(event.request)
        if call is not None and call.dialog is not None and not call.dialog.accept(event.request):
            self._line.note_cseq(event)
        return call

    def _find(self, request: SipRequest) -> Call | None:
        for call in self._calls.values():
            if call.dialog is not None and call.dialog.matches(request):
                return call
        return None

    def _say_bye(self, call: Call, now_s: float) -> None:
        if call.dialog is not None:
            self._line.ask(call.dialog.request("BYE"), _ignore, now_s, flow=call.flow)

    def _end(self, call: Call, by: EndedBy) -> None:
        self._calls.pop(call.key, None)
        self._line.events.append(CallEnded(call.key, by))

    def _answer_headers(self) -> tuple[tuple[str, str], ...]:
        return (("Contact", self._line.contact), ("Content-Type", SDP_TYPE))

    def _note(self, description: SessionDescription, flow: Flow, summary: str) -> None:
        if description.deviations:
            self._line.events.append(DeviationsSeen(description.deviations, flow, summary))

    def _reply(
        self,
        event: RequestReceived,
        status: int,
        now_s: float,
        *,
        tag: str = "",
        headers: Sequence[tuple[str, str]] = (),
        body: bytes = b"",
    ) -> None:
        to_tag = tag or ("" if status == 100 else self._line.endpoint.new_tag())
        response = make_response(event.request, status, to_tag=to_tag, headers=headers, body=body)
        self._line.endpoint.respond(event.transaction, response, now_s)


def _has_tag(request: SipRequest) -> bool:
    return ";tag=" in (request.headers.get("To") or "").lower()


def _user(uri: str) -> str:
    try:
        return parse_uri(uri).user
    except SipError:
        return ""


def _ignore(_response: SipResponse | None, _now_s: float) -> None:
    """Nobody waits for the answer to a BYE."""
