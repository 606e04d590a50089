"""The platform (SIP server) side of GB/T 28181 as one sans-IO machine.

Theory of operation. :class:`~camproof.protocols.sip.SipEndpoint` does transactions; this machine hands each
of its events to the part that rules on it: registrar (REGISTER), messages (MESSAGE), calls and broadcasts
(INVITE, ACK, BYE, INFO), subscriptions (NOTIFY), requests (answers to queries and controls). Presence knows
who is on-line; when a device goes off-line all parts give up what they have with it. What happened is told as
frozen events; what is wanted is a method. Nothing here opens a socket or reads a clock.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.flow import Address, CloseFlow, Flow, Transmit
from camproof.protocols.gb28181.platform.broadcast import Broadcasts
from camproof.protocols.gb28181.platform.call_state import Call, CallOffer
from camproof.protocols.gb28181.platform.calls import Calls
from camproof.protocols.gb28181.platform.config import PlatformConfig, Redirect
from camproof.protocols.gb28181.platform.core import Core
from camproof.protocols.gb28181.platform.events import PlatformEvent
from camproof.protocols.gb28181.platform.messages import Messages
from camproof.protocols.gb28181.platform.presence import DeviceRecord, Presence
from camproof.protocols.gb28181.platform.registrar import Registrar
from camproof.protocols.gb28181.platform.requests import OnAnswer, Requests
from camproof.protocols.gb28181.platform.subscriptions import SubscriptionKind, Subscriptions
from camproof.protocols.manscdp import Manscdp, notify_broadcast
from camproof.protocols.mansrtsp import MansrtspRequest
from camproof.protocols.sdp import SessionDescription
from camproof.protocols.sip import SipEndpoint, SipRequest, Timers, user_of
from camproof.protocols.sip.events import (
    AckMissing,
    AckReceived,
    DeviationsSeen,
    InviteCancelled,
    MessageUnreadable,
    RequestReceived,
    ResponseReceived,
    SipEvent,
    TransactionTimedOut,
    TransportFailed,
)

__all__ = ["MakeMessage", "PlatformMachine"]

MakeMessage = Callable[[int], Manscdp]
"""Makes a request from the SN it shall have."""

ALLOWED = "REGISTER, MESSAGE, INVITE, ACK, CANCEL, BYE, INFO, NOTIFY, OPTIONS"
_KNOWN_METHODS = frozenset({"SUBSCRIBE", "UPDATE", "PRACK", "REFER", "PUBLISH"})


class PlatformMachine:
    """One platform.

    :param rng: source of nonces, tags and branches.
    :param wall_s: monotonic seconds to epoch seconds, for the Date header.
    :param timers: of the SIP transactions.
    """

    def __init__(
        self,
        config: PlatformConfig,
        rng: random.Random,
        wall_s: Callable[[float], float],
        timers: Timers | None = None,
    ) -> None:
        self._rng, self._wall_s, self._timers = rng, wall_s, timers or Timers()
        self._down = False
        self._kept: list[PlatformEvent] = []
        self._cut: list[CloseFlow] = []
        self._begin(config)

    def _begin(self, config: PlatformConfig) -> None:
        """Everything that a platform knows begins here, empty."""
        endpoint = SipEndpoint(rng=self._rng, user_agent=config.user_agent, timers=self._timers)
        self._endpoint = endpoint
        self._core = Core(config, self._rng, self._wall_s, endpoint)
        self._presence = Presence(config.device_limit)
        self._registrar = Registrar(self._core, self._presence)
        self._requests = Requests(self._core)
        self._calls = Calls(self._core, self._presence)
        self._broadcasts = Broadcasts(self._core, self._calls)
        self._subscriptions = Subscriptions(self._core, self._presence)
        self._messages = Messages(self._core, self._presence, self._requests, self._calls)
        self._timed = (self._presence, self._requests, self._calls, self._broadcasts, self._subscriptions)

    @property
    def config(self) -> PlatformConfig:
        """Its settings."""
        return self._core.config

    # The runtime's side.

    def receive(self, data: bytes, flow: Flow, now_s: float) -> None:
        """Take a datagram or a chunk of a TCP stream."""
        if self._down:
            return
        self._endpoint.receive(data, flow, now_s)
        self._digest(now_s)

    def flow_opened(self, flow: Flow, now_s: float) -> None:
        """A TCP connection is up, whoever dialled."""
        if self._down:
            self._cut.append(CloseFlow(flow))
            return
        self._endpoint.flow_opened(flow, now_s)
        self._digest(now_s)

    def flow_lost(self, flow: Flow | Address, now_s: float) -> None:
        """A TCP connection ended: the devices that registered over it are off-line."""
        if self._down:
            return
        if isinstance(flow, Flow):
            self._endpoint.flow_lost(flow, now_s)
            for device in self._presence.at(flow):
                self._offline(device, now_s)
        self._digest(now_s)

    def advance(self, now_s: float) -> None:
        """Fire what is due."""
        if self._down:
            return
        self._endpoint.advance(now_s)
        self._digest(now_s)
        for event in self._presence.due(now_s):
            self._core.events.append(event)
            self._give_up(event.device, now_s)
        for part in (self._requests, self._calls, self._broadcasts, self._subscriptions):
            part.due(now_s)
        self._digest(now_s)

    def next_deadline_s(self) -> float | None:
        """When something will be due; None for never."""
        if self._down:
            return None
        first_s = self._endpoint.next_deadline_s()
        for part in self._timed:
            due_s = part.next_s()
            if due_s is not None and (first_s is None or due_s < first_s):
                first_s = due_s
        return first_s

    def actions(self) -> list[Transmit | CloseFlow]:
        """What the runtime shall do; taken out."""
        wanted = [] if self._down else self._endpoint.actions()
        if self._cut:
            wanted, self._cut = [*self._cut, *wanted], []
        return wanted

    def events(self) -> list[PlatformEvent]:
        """What happened; taken out."""
        taken, self._core.events = self._core.events, []
        if self._kept:
            taken, self._kept = [*self._kept, *taken], []
        return taken

    # What may befall it.

    def crash(self, now_s: float) -> None:
        """Stop without a word and forget all registrations, calls, subscriptions and nonces.

        Connections are reset; until :meth:`revive` nothing is answered. What was asked of devices has failed.
        """
        if self._down:
            return
        for record in self._presence.all():
            gone = self._presence.drop(record.code, "platform restarted", now_s)
            if gone is not None:
                self._core.events.append(gone)
                self._give_up(record.code, now_s)
                self._cut += [CloseFlow(record.flow)] if record.flow.transport == "TCP" else []
        self._kept += self._core.events
        self._begin(self.config)
        self._down = True

    def revive(self) -> None:
        """Serve again, as a platform that has just been started."""
        self._down = False

    def set_redirect(self, redirect: Redirect | None) -> None:
        """From now on send devices elsewhere, or no longer."""
        self._core.config = replace(self._core.config, redirect=redirect)

    # What is known.

    def devices(self) -> tuple[DeviceRecord, ...]:
        """All devices that have registered, on-line or not."""
        return self._presence.all()

    def device(self, code: str) -> DeviceRecord | None:
        """The record of a device, on-line or not; None where it never registered."""
        return self._presence.known(code)

    def calls(self) -> tuple[Call, ...]:
        """All calls that are not over."""
        return self._calls.all()

    def subscriptions(self) -> tuple[tuple[str, str, SubscriptionKind], ...]:
        """(subscription, device, kind) of all that have not ended."""
        return self._subscriptions.active()

    # Commands. Each raises LocalProtocolError where it cannot be carried out.

    def request(
        self,
        device: str,
        make: MakeMessage,
        now_s: float,
        on_answer: OnAnswer | None = None,
        headers: Sequence[tuple[str, str]] = (),
    ) -> int:
        """Send a MANSCDP query, control or configuration; gives its number (the SN).

        :class:`RequestAnswered` or :class:`RequestFailed` with that number follows.
        """
        record = self._online(device)
        return self._requests.send(record, make(self._core.next_sn()), now_s, on_answer, headers)

    def set_heartbeat(self, device: str, *, interval_s: float, count: int) -> None:
        """Supervise this device by other figures, after BasicParam has set them there."""
        self._presence.update(device, interval_s=interval_s, count=count)

    def reserve_ssrc(self, *, history: bool) -> str:
        """Ten digits for an offer that follows at once; the call gives them back when it is over."""
        return self._calls.ssrcs.take(history=history)

    def release_ssrc(self, ssrc: str) -> None:
        """Give back digits that no call has used."""
        self._calls.ssrcs.release(ssrc)

    def invite(self, device: str, offer: CallOffer, now_s: float) -> str:
        """Ask for a stream; gives the call. CallAnswered or CallFailed follows."""
        return self._calls.invite(self._online(device), offer, now_s)

    def hang_up(self, call: str, now_s: float, why: str = "hung up") -> None:
        """End a call. CallEnded (or CallFailed, before its answer) follows."""
        self._calls.hang_up(call, now_s, why)

    def control_call(self, call: str, make: Callable[[int], MansrtspRequest], now_s: float) -> int:
        """Send a MANSRTSP command, made from its CSeq, which is given back. CallControlled follows."""
        cseq = self._calls.next_rtsp_cseq(call)
        self._calls.control(call, make(cseq), now_s)
        return cseq

    def broadcast(self, device: str, target: str, now_s: float) -> int:
        """Announce voice to ``target`` (an audio output); BroadcastInvited or BroadcastRefused follows."""
        record, source = self._online(device), self.config.code
        sn = self._core.next_sn()
        notice = notify_broadcast(sn, source, target)
        self._broadcasts.announce(device, target, sn, now_s)
        return self._requests.send(
            record,
            notice,
            now_s,
            lambda parts, at_s: self._broadcasts.outcome(device, sn, _wrong(parts), at_s),
        )

    def answer_broadcast(self, call: str, media: Address, now_s: float) -> SessionDescription:
        """Accept the device's INVITE; BroadcastStarted follows its ACK. Gives our answer."""
        return self._broadcasts.answer(call, media, now_s)

    def decline_broadcast(self, call: str, now_s: float, status: int = 486) -> None:
        """Refuse the device's INVITE with this status."""
        self._broadcasts.decline(call, status, now_s)

    def subscribe(
        self,
        device: str,
        kind: SubscriptionKind,
        make: MakeMessage,
        now_s: float,
        *,
        target: str = "",
        expires_s: int = 600,
    ) -> str:
        """Subscribe at ``target`` (default the device); gives the subscription.

        SubscriptionActive or SubscriptionEnded follows; the subscription is refreshed until it is ended.
        """
        record = self._online(device)
        return self._subscriptions.subscribe(record, kind, target or device, make, expires_s, now_s)

    def unsubscribe(self, subscription: str, now_s: float) -> None:
        """End a subscription; SubscriptionEnded follows.

        :raises LocalProtocolError: it is not active.
        """
        self._subscriptions.unsubscribe(subscription, now_s)

    # The inside.

    def _online(self, device: str) -> DeviceRecord:
        record = self._presence.online(device)
        if record is None:
            raise LocalProtocolError(f"device {device} is not registered")
        return record

    def _offline(self, device: str, now_s: float) -> None:
        event = self._presence.drop(device, "connection lost", now_s)
        if event is not None:
            self._core.events.append(event)
            self._give_up(device, now_s)

    def _give_up(self, device: str, now_s: float) -> None:
        for part in (self._requests, self._calls, self._broadcasts, self._subscriptions):
            part.gone(device, now_s)

    def _digest(self, now_s: float) -> None:
        while events := self._endpoint.events():
            for event in events:
                self._handle(event, now_s)

    def _handle(self, event: SipEvent, now_s: float) -> None:
        match event:
            case RequestReceived(transaction, request, flow):
                self._request_received(transaction, request, flow, now_s)
            case ResponseReceived(transaction, request, response, _):
                self._core.answered(transaction, request, response, now_s)
            case TransactionTimedOut(transaction, request, _):
                self._core.unanswered(transaction, f"no answer to {request.method}", now_s)
            case TransportFailed(transaction, _, _, why):
                self._core.unanswered(transaction, f"the connection failed: {why}", now_s)
            case AckReceived(request, _):
                self._broadcasts.acknowledged(request, now_s)
            case AckMissing(_, request, _):
                self._broadcasts.unacknowledged(request, now_s)
            case InviteCancelled(_, request, _):
                self._broadcasts.cancelled(request, now_s)
            case MessageUnreadable(error, data, flow):
                deviation = Deviation(error.what, error.where or "SIP", error.clause, data[:64])
                self._core.deviate(self._name(flow), flow, "unreadable message", now_s, [deviation])
            case DeviationsSeen(deviations, flow, summary):
                self._core.deviate(self._name(flow), flow, summary, now_s, deviations)

    def _name(self, flow: Flow) -> str:
        there = self._presence.at(flow)
        return there[0] if len(there) == 1 else ""

    def _request_received(self, transaction: str, request: SipRequest, flow: Flow, now_s: float) -> None:
        sender = user_of(request.headers.get("From") or "")
        match request.method:
            case "REGISTER":
                was_online = self._presence.online(sender) is not None
                self._registrar.receive(transaction, request, flow, now_s)
                if was_online and self._presence.online(sender) is None:
                    self._give_up(sender, now_s)
            case "MESSAGE":
                self._messages.receive(transaction, request, flow, now_s, sender)
            case "NOTIFY":
                self._subscriptions.notify(transaction, request, flow, self._speaker(sender, flow), now_s)
            case "BYE":
                self._calls.bye(transaction, request, flow, self._speaker(sender, flow), now_s)
            case "INVITE":
                self._invited(transaction, request, flow, now_s)
            case "OPTIONS":
                self._core.reply(transaction, request, 200, now_s, headers=(("Allow", ALLOWED),))
            case "INFO" if self._calls.find(request) is not None:
                self._core.reply(transaction, request, 200, now_s)
            case "INFO":
                self._core.reject(
                    transaction, request, flow, 481, "INFO for a dialog that is not known", now_s, sender
                )
            case method:
                status = 405 if method in _KNOWN_METHODS else 501
                why, allow = f"{method} is not for platforms", (("Allow", ALLOWED),)
                self._core.reject(transaction, request, flow, status, why, now_s, sender, headers=allow)

    def _invited(self, transaction: str, request: SipRequest, flow: Flow, now_s: float) -> None:
        device = self._speaker(user_of(request.headers.get("From") or ""), flow)
        record = self._presence.online(device)
        if record is None or (record.flow != flow and not self.config.move_on_keepalive):
            self._core.reject(transaction, request, flow, 403, "not registered from there", now_s, device)
        elif self._calls.find(request) is not None:
            self._core.reject(transaction, request, flow, 488, "a call cannot be changed", now_s, device)
        else:
            self._broadcasts.invited(transaction, request, flow, device, now_s)

    def _speaker(self, sender: str, flow: Flow) -> str:
        """The registered device behind a code: itself, or the one that is reached over this flow."""
        if self._presence.online(sender) is not None:
            return sender
        there = self._presence.at(flow)
        return there[0] if there else sender


def _wrong(parts: tuple[Manscdp, ...]) -> str:
    """What is wrong with the answer to a broadcast notice; empty for OK."""
    if not parts:
        return "the device did not answer the notice"
    result = parts[-1].text("Result", "OK")
    return "" if result.upper() == "OK" else f"the device answered {result}"
