"""The device's side of GB/T 28181 as one sans-IO machine.

It registers, reports its status, answers each MESSAGE with 200 and hands its content up, keeps calls and
subscriptions. It knows nothing of pictures: what a command means is the business of the layer above.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import ManscdpError
from camproof.protocols.flow import Address, CloseFlow, Flow, OpenFlow, Transmit
from camproof.protocols.gb28181.device.calls import Calls
from camproof.protocols.gb28181.device.config import DeviceConfig
from camproof.protocols.gb28181.device.events import CommandReceived, DeviceEvent, MessageFailed
from camproof.protocols.gb28181.device.keepalive import Keepalive
from camproof.protocols.gb28181.device.line import Admit, Answered, Line
from camproof.protocols.gb28181.device.outbox import Outbox
from camproof.protocols.gb28181.device.registration import Registration, RegistrationState
from camproof.protocols.gb28181.device.subscriptions import Subscriptions
from camproof.protocols.gb28181.routing import Route
from camproof.protocols.manscdp import Manscdp, parse_manscdp
from camproof.protocols.mansrtsp import MansrtspResponse
from camproof.protocols.sdp import SessionDescription
from camproof.protocols.sip import (
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
    make_response,
    user_of,
)

__all__ = ["DeviceMachine"]

ALLOWED = "INVITE, ACK, CANCEL, BYE, INFO, MESSAGE, SUBSCRIBE, OPTIONS"


class DeviceMachine:
    """Sans-IO device. Give it bytes and the time; drain ``actions()`` and ``events()`` after each call.

    :param rng: for tags, branches, nonces and retry delays.
    :param wall_s: the device's own clock: monotonic seconds in, epoch seconds out.
    :param admit: for a platform towards its upper one: the status with which calls and messages for a code
        other than its own are refused, 0 for none. None for a device, which has the channels of its settings.
    """

    def __init__(
        self,
        config: DeviceConfig,
        rng: random.Random,
        wall_s: Callable[[float], float],
        admit: Admit | None = None,
    ) -> None:
        self.config = config
        self._line = Line(config, rng, admit)
        self._registration = Registration(self._line, wall_s=wall_s, on_up=self._up, on_down=self._down)
        self._keepalive = Keepalive(self._line, self._registration.lost)
        self._outbox = Outbox(self._send_message, self._message_failed)
        self._calls = Calls(self._line)
        self._subscriptions = Subscriptions(self._line)
        self._deaf = False

    # What the runtime says

    def receive(self, data: bytes, flow: Flow, now_s: float) -> None:
        """Bytes of a UDP datagram or a chunk of a TCP stream; never raises for what they hold."""
        self._line.endpoint.receive(data, flow, now_s)
        self._pump(now_s)

    def flow_opened(self, flow: Flow, now_s: float) -> None:
        """A TCP connection is up, whoever dialled."""
        self._line.endpoint.flow_opened(flow, now_s)
        self._registration.flow_opened(flow, now_s)
        self._pump(now_s)

    def flow_lost(self, remote_or_flow: Flow | Address, now_s: float) -> None:
        """A TCP connection ended, or, with an address, could not be made."""
        if isinstance(remote_or_flow, Flow):
            self._line.endpoint.flow_lost(remote_or_flow, now_s)
        self._registration.flow_lost(remote_or_flow, now_s)
        self._pump(now_s)

    def advance(self, now_s: float) -> None:
        """Do what is due."""
        self._line.endpoint.advance(now_s)
        self._pump(now_s)
        self._registration.advance(now_s)
        self._keepalive.advance(now_s)
        self._subscriptions.advance(now_s)
        self._pump(now_s)

    def next_deadline_s(self) -> float | None:
        """When something will be due; None for never."""
        first_s = self._line.endpoint.next_deadline_s()
        for part in (self._registration, self._keepalive, self._subscriptions):
            due_s = part.deadline_s
            if due_s is not None and (first_s is None or due_s < first_s):
                first_s = due_s
        return first_s

    def actions(self) -> list[Transmit | OpenFlow | CloseFlow]:
        """What the runtime has to do: send, open, close. They are given once."""
        return self._line.actions()

    def events(self) -> list[DeviceEvent]:
        """What has happened since the last call."""
        drained, self._line.events = self._line.events, []
        return drained

    # State

    @property
    def state(self) -> RegistrationState:
        """Where the registration stands."""
        return self._registration.state

    @property
    def registered(self) -> bool:
        """Whether a registration stands."""
        return self._registration.up

    @property
    def server_code(self) -> str:
        """The server that the device talks to now."""
        return self._line.server.code

    @property
    def keepalive_interval_s(self) -> float:
        """Between two keepalives."""
        return self._keepalive.interval_s

    @property
    def keepalive_count(self) -> int:
        """So many without an answer, and the server counts as off-line."""
        return self._keepalive.count

    @property
    def expires_s(self) -> int:
        """The life that is asked for at the next REGISTER."""
        return self._registration.expires_s

    def next_sn(self) -> int:
        """A serial number for a message that is not a reply."""
        return self._line.next_sn()

    # Commands

    def start(self, local: Address, now_s: float) -> None:
        """Register. ``local`` is the address that the runtime is bound to; it goes into Contact and Via."""
        self._line.local = local
        self._registration.start(now_s)
        self._pump(now_s)

    def unregister(self, now_s: float) -> None:
        """End all calls and subscriptions, then register with Expires 0."""
        self._calls.hang_up_all(now_s)
        self._subscriptions.end_all(now_s)
        self._registration.leave(now_s)
        self._pump(now_s)

    def set_keepalive(self, interval_s: float, count: int, now_s: float) -> None:
        """Another rhythm, from the next keepalive on."""
        self._keepalive.configure(interval_s, count, now_s)

    def set_expires(self, expires_s: int) -> None:
        """Asked life of the registration from the next REGISTER on."""
        self._registration.expires_s = expires_s

    def set_keepalive_silence(self, silent: bool, now_s: float, *, answers: bool = True) -> None:
        """Send no keepalives; with ``answers`` False leave the requests of others unanswered too."""
        self._deaf = silent and not answers
        self._keepalive.set_silent(silent, now_s)

    def set_keepalive_loss(self, share: float) -> None:
        """Let this share (0 to 1) of the keepalives never leave."""
        self._keepalive.loss = share

    def set_refreshing(self, refreshing: bool, now_s: float) -> None:
        """With False the registration is never refreshed, nor made anew when the server refuses a keepalive;
        with True again what was left out is made up for.
        """
        self._registration.set_asleep(not refreshing, now_s)
        self._pump(now_s)

    def register_again(self, now_s: float) -> None:
        """Give up a registration that stands, with its calls, and register anew at the first server."""
        self._registration.lost("it registers anew", now_s)
        self._pump(now_s)

    def set_further_channels(self, codes: tuple[str, ...]) -> None:
        """Codes that may be called besides those of the settings."""
        self._line.further = codes

    def set_health(self, ok: bool, faulty: tuple[str, ...], now_s: float) -> None:
        """What keepalives report; a new fault is reported at once."""
        self._keepalive.set_health(ok, faulty, now_s)

    def send_message(self, message: Manscdp, now_s: float, *, urgent: bool = False) -> None:
        """Queue a MESSAGE; it leaves when those before it are answered."""
        self._outbox.post(message, now_s, urgent=urgent)

    def send_messages(self, messages: Iterable[Manscdp], now_s: float) -> None:
        """Queue MESSAGEs that belong together; each is made when its turn comes."""
        self._outbox.post_all(messages, now_s)

    def answer_call(
        self, call: str, answer: SessionDescription, now_s: float, headers: Sequence[tuple[str, str]] = ()
    ) -> bool:
        """200 with our session description; False when the call is gone."""
        return self._calls.answer(call, answer, now_s, headers)

    def refuse_call(self, call: str, status: int, now_s: float) -> None:
        """A final status other than 200 to an INVITE."""
        self._calls.refuse(call, status, now_s)

    def end_call(self, call: str, now_s: float) -> None:
        """BYE, or a refusal of a call that is not answered yet."""
        self._calls.hang_up(call, now_s)

    def end_calls(self, now_s: float) -> None:
        """Hang up every call."""
        self._calls.hang_up_all(now_s)

    def place_call(self, target: str, subject: str, offer: SessionDescription, now_s: float) -> str:
        """INVITE ``target`` through the server; returns the call's key."""
        return self._calls.invite(target, subject, offer, now_s)

    def answer_control(
        self, control: str, status: int, now_s: float, answer: MansrtspResponse | None = None
    ) -> None:
        """The answer to a playback command (INFO)."""
        self._calls.answer_control(control, status, answer, now_s)

    def send_in_call(self, call: str, message: Manscdp, now_s: float) -> None:
        """A MESSAGE inside the call's dialog (MediaStatus)."""
        self._calls.message(call, message, now_s)

    def notify(self, subscription: str, message: Manscdp, now_s: float) -> bool:
        """A NOTIFY; False when the subscription is gone."""
        return self._subscriptions.notify(subscription, message, now_s)

    # Inside

    def _up(self, now_s: float) -> None:
        self._keepalive.start(now_s)

    def _down(self, _now_s: float) -> None:
        self._keepalive.stop()
        self._outbox.clear()

    def _pump(self, now_s: float) -> None:
        while events := self._line.endpoint.events():
            for event in events:
                self._handle(event, now_s)

    def _handle(self, event: SipEvent, now_s: float) -> None:
        match event:
            case RequestReceived():
                if not self._deaf:
                    self._requested(event, now_s)
            case ResponseReceived(transaction=transaction, response=response):
                self._line.settle(transaction, response, now_s)
            case TransactionTimedOut(transaction=transaction) | TransportFailed(transaction=transaction):
                self._line.settle(transaction, None, now_s)
            case AckReceived():
                self._calls.acknowledged(event)
            case InviteCancelled(transaction=transaction):
                self._calls.cancelled(transaction)
            case AckMissing(request=request):
                self._calls.ack_missing(request, now_s)
            case DeviationsSeen() | MessageUnreadable():
                self._line.events.append(event)

    def _requested(self, event: RequestReceived, now_s: float) -> None:
        headers = event.request.headers
        if headers.get("From") is None or headers.get("To") is None:
            self._respond(event, 400, now_s)
            return
        match event.request.method:
            case "MESSAGE":
                self._message(event, now_s)
            case "INVITE":
                self._calls.invited(event, now_s)
            case "BYE":
                self._calls.hung_up(event, now_s)
            case "INFO":
                self._calls.informed(event, now_s)
            case "SUBSCRIBE":
                self._subscriptions.subscribed(event, now_s)
            case "OPTIONS":
                self._respond(event, 200, now_s)
            case _:
                self._respond(event, 405, now_s)

    def _message(self, event: RequestReceived, now_s: float) -> None:
        try:
            message = parse_manscdp(event.request.body)
        except ManscdpError as error:
            self._respond(event, 400, now_s)
            deviation = Deviation(error.what, error.where, error.clause, event.request.body[:64])
            self._line.events.append(DeviationsSeen((deviation,), event.flow, "MESSAGE"))
            return
        target = user_of(event.request.headers.get("To") or "")
        route = Route.of(event.request.headers)
        asked = message.device_id if len(message.device_id) == 20 else target
        is_answer = message.root == "Response"
        status = 0 if is_answer else self._line.refusal_of_message(asked, route)
        self._respond(event, status or 200, now_s)
        if message.deviations:
            self._line.events.append(
                DeviationsSeen(message.deviations, event.flow, f"MESSAGE {message.cmd_type}")
            )
        if status:
            return
        source = user_of(event.request.headers.get("From") or "")
        self._line.events.append(CommandReceived(message, target, source, route))

    def _respond(self, event: RequestReceived, status: int, now_s: float) -> None:
        headers = () if event.request.method == "MESSAGE" else (("Allow", ALLOWED),)
        tag = self._line.endpoint.new_tag()
        response = make_response(event.request, status, to_tag=tag, headers=headers)
        self._line.endpoint.respond(event.transaction, response, now_s)

    def _send_message(self, message: Manscdp, answered: Answered, now_s: float) -> None:
        self._line.ask(self._line.message(message), answered, now_s)

    def _message_failed(self, message: Manscdp, status: int | None, now_s: float) -> bool:
        """A message that cannot be delivered does not hold up the others; 403 and 404 mean: register
        again.
        """
        self._line.events.append(MessageFailed(message, status))
        if status in (403, 404) and self._registration.up:
            self._registration.lost(f"{message.cmd_type} answered {status}", now_s)
        return True
