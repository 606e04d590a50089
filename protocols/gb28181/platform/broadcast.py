"""Voice broadcast (GB/T 28181-2022 9.12): our notice, the device's INVITE, our audio.

Theory of operation::

    announced --INVITE of the device--> invited --answer_broadcast, ACK--> up --BYE--> gone
        |--Result ERROR, no answer, no INVITE in time--> refused

An INVITE that no notice asked for is refused with 403.
"""

from __future__ import annotations

from dataclasses import dataclass

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import LocalProtocolError, SdpError, SipError
from camproof.protocols.flow import Address, Flow
from camproof.protocols.gb28181.platform.call_events import (
    BroadcastInvited,
    BroadcastRefused,
    BroadcastStarted,
)
from camproof.protocols.gb28181.platform.call_state import Call, media_of
from camproof.protocols.gb28181.platform.calls import Calls
from camproof.protocols.gb28181.platform.core import Core
from camproof.protocols.gb28181.platform.deadlines import Deadlines
from camproof.protocols.sdp import CONTENT_TYPE as SDP_TYPE
from camproof.protocols.sdp import MediaTransport, SessionDescription, answer_to, build_sdp, parse_sdp
from camproof.protocols.sip import Dialog, SipRequest, make_response

__all__ = ["Broadcasts"]

CLAUSE = "GB/T 28181-2022 9.12"


@dataclass(slots=True)
class _Announced:
    device: str
    target: str
    request: int


class Broadcasts:
    """Announced broadcasts, one at a time for each device."""

    def __init__(self, core: Core, calls: Calls) -> None:
        self._core = core
        self._calls = calls
        self._announced: dict[str, _Announced] = {}
        self._invited: dict[str, tuple[Call, SipRequest, Flow]] = {}
        self._deadlines: Deadlines[str] = Deadlines()

    def announce(self, device: str, target: str, request: int, now_s: float) -> None:
        """The notice has been sent as MANSCDP request ``request``; its INVITE is awaited."""
        self._announced[device] = _Announced(device, target, request)
        self._deadlines.set(device, now_s + self._core.config.broadcast_timeout_s)

    def outcome(self, device: str, request: int, why: str, now_s: float) -> None:
        """The notice was answered; ``why`` says what was wrong, empty for OK."""
        entry = self._announced.get(device)
        if entry is not None and entry.request == request and why:
            self._refused(entry, why, now_s)

    def invited(self, transaction: str, request: SipRequest, flow: Flow, device: str, now_s: float) -> None:
        """Take the INVITE of a device."""
        entry = self._announced.get(device)
        if entry is None:
            self._core.reject(
                transaction, request, flow, 403, "INVITE without a broadcast notice", now_s, device
            )
            return
        if self._calls.get(request.call_id) is not None or request.call_id in self._invited:
            self._core.reject(transaction, request, flow, 482, "Call-ID is in use", now_s, device)
            return
        try:
            offer = parse_sdp(request.body)
        except SdpError as error:
            self._core.deviate(
                device, flow, "INVITE", now_s, [Deviation(error.what, error.where, error.clause)]
            )
            self._core.reject(
                transaction, request, flow, 488, "unreadable session description", now_s, device
            )
            return
        self._core.deviate(device, flow, "INVITE", now_s, offer.deviations)
        remote = media_of(offer)
        if remote is None or offer.media[0].kind != "audio":
            self._core.reject(transaction, request, flow, 488, "the offer has no audio", now_s, device)
            return
        self._take(entry, offer, remote, transaction, request, flow, now_s)

    def _take(
        self, entry: _Announced, offer: SessionDescription, remote: Address,
        transaction: str, request: SipRequest, flow: Flow, now_s: float,
    ) -> None:  # fmt: skip
        self._drop(entry.device)
        call = Call(
            id=request.headers.get("Call-ID") or "",
            device=entry.device,
            channel=entry.target,
            kind="broadcast",
            transport=_our_role(offer),
            ssrc=offer.ssrc or "0",
            flow=flow,
            state="answering",
            asked_s=now_s,
            transaction=transaction,
            offer=offer,
        )
        self._invited[call.id] = (call, request, flow)
        self._core.events.append(
            BroadcastInvited(
                now_s, call.id, entry.device, entry.target, call.transport, call.ssrc, remote, offer
            )
        )

    def answer(self, call_id: str, media: Address, now_s: float) -> SessionDescription:
        """Accept the device's INVITE; audio leaves from ``media`` after the ACK. Gives our answer.

        :raises LocalProtocolError: no such INVITE waits.
        """
        call, request, _ = self._waiting(call_id)
        if call.offer is None:
            raise LocalProtocolError(f"broadcast {call_id} has no offer")
        answer = answer_to(call.offer, origin_user=self._core.config.code, host=media[0], port=media[1])
        headers = (self._core.contact(call.flow), ("Content-Type", SDP_TYPE))
        tag = self._core.endpoint.new_tag()
        response = make_response(request, 200, to_tag=tag, headers=headers, body=build_sdp(answer))
        try:
            call.dialog = Dialog.from_uas(request, response)
        except SipError as error:
            self._core.reject(call.transaction, request, call.flow, 400, str(error), now_s, call.device)
            del self._invited[call_id]
            raise LocalProtocolError(f"the device's INVITE makes no dialog: {error}") from error
        self._core.endpoint.respond(call.transaction, response, now_s)
        self._calls.adopt(call)
        return answer

    def decline(self, call_id: str, status: int, now_s: float) -> None:
        """Refuse the device's INVITE."""
        call, request, flow = self._waiting(call_id)
        del self._invited[call_id]
        self._core.reject(call.transaction, request, flow, status, "broadcast declined", now_s, call.device)

    def acknowledged(self, request: SipRequest, now_s: float) -> None:
        """The ACK of a device: audio may flow."""
        waiting = self._invited.pop(request.headers.get("Call-ID") or "", None)
        if waiting is not None:
            call = waiting[0]
            call.state = "up"
            self._core.events.append(BroadcastStarted(now_s, call.id, call.device, call.channel))

    def unacknowledged(self, request: SipRequest, now_s: float) -> None:
        """No ACK came for our 200: end the call."""
        waiting = self._invited.pop(request.headers.get("Call-ID") or "", None)
        if waiting is None:
            return
        call = waiting[0]
        deviation = Deviation("no ACK to 200", "SIP INVITE", "RFC 3261 13.2.2.4")
        self._core.deviate(call.device, call.flow, "INVITE", now_s, [deviation])
        call.state = "up"
        self._calls.hang_up(call.id, now_s, "no ACK to our 200")

    def cancelled(self, request: SipRequest, now_s: float) -> None:
        """The device took its INVITE back."""
        waiting = self._invited.pop(request.headers.get("Call-ID") or "", None)
        if waiting is not None:
            call = waiting[0]
            self._core.events.append(
                BroadcastRefused(now_s, call.device, call.channel, "the device cancelled its INVITE")
            )

    def gone(self, device: str, now_s: float) -> None:
        entry = self._announced.get(device)
        if entry is not None:
            self._refused(entry, "the device went off-line", now_s)
        for call_id in [key for key, (call, _, _) in self._invited.items() if call.device == device]:
            del self._invited[call_id]

    def due(self, now_s: float) -> None:
        for device, _ in self._deadlines.pop_due(now_s):
            self._refused(self._announced[device], "the device sent no INVITE", now_s)

    def next_s(self) -> float | None:
        return self._deadlines.next_s()

    def _waiting(self, call_id: str) -> tuple[Call, SipRequest, Flow]:
        waiting = self._invited.get(call_id)
        if waiting is None or waiting[0].dialog is not None:
            raise LocalProtocolError(f"no INVITE of a broadcast waits as {call_id}")
        return waiting

    def _refused(self, entry: _Announced, why: str, now_s: float) -> None:
        self._drop(entry.device)
        self._core.events.append(BroadcastRefused(now_s, entry.device, entry.target, why))

    def _drop(self, device: str) -> None:
        self._announced.pop(device, None)
        self._deadlines.cancel(device)


def _our_role(offer: SessionDescription) -> MediaTransport:
    media = offer.media[0]
    if not media.over_tcp:
        return "udp"
    return "tcp-passive" if media.setup == "active" else "tcp-active"
