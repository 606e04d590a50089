"""A camera's GB/T 28181 side: what the device machine reports becomes acts of the camera, and answers.

Sans-IO, and a machine for a runtime like the device machine inside it: ``actions()`` gives that machine's
actions and :data:`FaceAction`; ``events()`` gives that machine's events, after the face has acted on them.
"""

from __future__ import annotations

import random

from camproof.protocols.flow import Address, CloseFlow, Flow, OpenFlow, Transmit
from camproof.protocols.gb28181.device import (
    CallAnswered,
    CallConfirmed,
    CallControl,
    CallEnded,
    CallOffered,
    CallRefused,
    ClockSet,
    CommandReceived,
    DeviceEvent,
    DeviceMachine,
    KeepaliveAnswered,
    KeepaliveMissed,
    Registered,
    ServerLost,
    Subscribed,
    SubscriptionEnded,
)
from camproof.protocols.manscdp import Manscdp, Result, response_result
from camproof.virtual_cameras.body.alarms import Alarm
from camproof.virtual_cameras.body.camera import Camera
from camproof.virtual_cameras.gb28181.actions import FaceAction, Reboot, StreamPlace
from camproof.virtual_cameras.gb28181.configs import change_configs
from camproof.virtual_cameras.gb28181.controls import ControlOutcome, apply_control
from camproof.virtual_cameras.gb28181.notices import Notices
from camproof.virtual_cameras.gb28181.pages import without_pages
from camproof.virtual_cameras.gb28181.queries import answer_query
from camproof.virtual_cameras.gb28181.streams import Streams
from camproof.virtual_cameras.gb28181.voice import Voice
from camproof.virtual_cameras.personality import Personality

__all__ = ["Gb28181Face"]

_ONLY_TOLD = frozenset({KeepaliveAnswered, KeepaliveMissed, Registered})
"""Events that ask nothing of a camera; the most frequent ones."""


class Gb28181Face:
    """One camera towards one GB/T 28181 server.

    :param rng: draws SSRCs where the platform leaves them to the camera.
    :ivar lost_pages: so many messages of each answer to Catalog never leave.
    """

    def __init__(
        self,
        camera: Camera,
        machine: DeviceMachine,
        *,
        rng: random.Random,
        personality: Personality | None = None,
    ) -> None:
        self.camera = camera
        self.machine = machine
        self.personality = personality or Personality()
        self._actions: list[FaceAction] = []
        self._events: list[DeviceEvent] = []
        self._streams = Streams(camera, machine, rng, self.personality, self._actions.append)
        self._voice = Voice(camera, machine, rng, self._streams.new_name, self._actions.append)
        self._notices = Notices(camera, machine, self.personality)
        self.lost_pages = 0

    # What the runtime says

    def receive(self, data: bytes, flow: Flow, now_s: float) -> None:
        """Bytes from the network; never raises for what they hold."""
        self.machine.receive(data, flow, now_s)
        self._act(now_s)

    def flow_opened(self, flow: Flow, now_s: float) -> None:
        """A TCP connection is up, whoever dialled."""
        self.machine.flow_opened(flow, now_s)
        self._act(now_s)

    def flow_lost(self, remote_or_flow: Flow | Address, now_s: float) -> None:
        """A TCP connection ended, or, with an address, could not be made."""
        self.machine.flow_lost(remote_or_flow, now_s)
        self._act(now_s)

    def advance(self, now_s: float) -> None:
        """Do what is due."""
        self.machine.advance(now_s)
        self._streams.advance(now_s)
        self._notices.advance(now_s)
        self._act(now_s)

    def next_deadline_s(self) -> float | None:
        """When something will be due; None for never."""
        first_s = self.machine.next_deadline_s()
        for part in (self._streams, self._notices):
            due_s = part.next_deadline_s() if len(part) else None
            if due_s is not None and (first_s is None or due_s < first_s):
                first_s = due_s
        return first_s

    def actions(self) -> list[Transmit | OpenFlow | CloseFlow | FaceAction]:
        """What the runtime has to do: send, open, close. They are given once."""
        wanted = self.machine.actions()
        if not self._actions:
            return wanted  # type: ignore[return-value]  # nobody puts anything into it
        drained = [*wanted, *self._actions]
        self._actions.clear()
        return drained

    def events(self) -> list[DeviceEvent]:
        """What has happened since the last call."""
        drained, self._events = self._events, []
        return drained

    # What the shell says

    def start(self, local: Address, now_s: float) -> None:
        """Register; ``local`` is where SIP is bound."""
        self.machine.start(local, now_s)
        self._act(now_s)

    def leave(self, now_s: float) -> None:
        """BYE to all calls, end all subscriptions, unregister."""
        self._streams.drop_all()
        self._voice.drop_all()
        self._notices.clear()
        self.machine.unregister(now_s)
        self._act(now_s)

    def stream_ready(
        self, stream: str, host: str, port: int, now_s: float, octets: int | None = None
    ) -> None:
        """A socket is bound for a prepared stream.

        :param octets: of program stream that a download will bring; None for an estimate.
        """
        if not self._streams.ready(stream, (host, port), now_s, octets):
            self._voice.ready(stream, (host, port), now_s)
        self._act(now_s)

    def stream_failed(self, stream: str, now_s: float) -> None:
        """No socket could be bound, or the stream broke."""
        if not self._streams.failed(stream, now_s):
            self._voice.failed(stream, now_s)
        self._act(now_s)

    def stream_finished(self, stream: str, now_s: float) -> None:
        """The end of a recording was sent."""
        self._streams.finished(stream, now_s)
        self._act(now_s)

    def stream_steered(self, control: str, place: StreamPlace | None, now_s: float) -> None:
        """The answer to :class:`TellPlace`; None when the stream is gone."""
        self._streams.steered(control, place, now_s)
        self._act(now_s)

    def register_again(self, now_s: float) -> None:
        """Give up registration and calls and register anew."""
        self.machine.register_again(now_s)
        self._act(now_s)

    def raise_alarm(self, alarm: Alarm, now_s: float) -> bool:
        """Raise an alarm; False when the camera may not (no guard, or a device alarm is still open)."""
        raised = self._notices.alarm(alarm, now_s)
        self._act(now_s)
        return raised

    def set_working(self, working: bool, now_s: float) -> None:
        """A defect, or its end: told by keepalive and to subscribers of the catalogue."""
        if working == self.camera.working:
            return
        self.camera.working = working
        self.machine.set_health(working, () if working else (self.camera.code,), now_s)
        self._notices.catalog_changed("ON" if working else "DEFECT", now_s)
        self._act(now_s)

    @property
    def stream_count(self) -> int:
        """Streams that are offered or run."""
        return len(self._streams)

    # Inside

    def _act(self, now_s: float) -> None:
        while events := self.machine.events():
            for event in events:
                if type(event) not in _ONLY_TOLD:
                    self._handle(event, now_s)
            self._events += events

    def _handle(self, event: DeviceEvent, now_s: float) -> None:
        match event:
            case CommandReceived(message=message):
                self._command(message, now_s)
            case ClockSet(epoch_s=epoch_s):
                if self.personality.follows_date:
                    self.camera.clock.set(epoch_s, now_s)
            case CallOffered():
                self._streams.offered(event, now_s)
            case CallConfirmed(call=call):
                self._streams.confirmed(call)
            case CallControl():
                self._streams.control(event, now_s)
            case CallAnswered(call=call):
                self._voice.answered(call)
            case CallEnded(call=call) | CallRefused(call=call):
                self._streams.ended(call)
                self._voice.ended(call)
            case ServerLost(forgotten=True):
                self._forget_calls(now_s)
            case Subscribed():
                self._notices.subscribed(event, now_s)
            case SubscriptionEnded(subscription=subscription):
                self._notices.ended(subscription)
            case _:
                pass

    def _forget_calls(self, now_s: float) -> None:
        """A server that does not know us any more will never say BYE: do not send to it for ever."""
        self._streams.drop_all()
        self._voice.drop_all()
        self.machine.end_calls(now_s)

    def _command(self, message: Manscdp, now_s: float) -> None:
        if message.is_a("Notify", "Broadcast"):
            self._voice.announced(message, now_s)
        elif message.device_id not in self.camera.codes:
            return
        elif message.root == "Query":
            answers = answer_query(self.camera, self.machine, self.personality, message, now_s)
            lost = self.lost_pages if message.cmd_type.lower() == "catalog" else 0
            self.machine.send_messages(without_pages(answers, lost), now_s)
        elif message.is_a("Control", "DeviceControl"):
            self._controlled(message, apply_control(self.camera, message, self.personality, now_s), now_s)
        elif message.is_a("Control", "DeviceConfig"):
            self._configured(message, now_s)

    def _controlled(self, message: Manscdp, outcome: ControlOutcome, now_s: float) -> None:
        if outcome.result is not None:
            self._respond(message, outcome.result, now_s)
        if outcome.effect == "key-frame":
            self._streams.key_frame()
        elif outcome.effect == "reboot":
            self._actions.append(Reboot())

    def _configured(self, message: Manscdp, now_s: float) -> None:
        name = self.camera.name
        good = change_configs(self.camera, self.machine, message, now_s)
        self._respond(message, "OK" if good else "ERROR", now_s)
        if self.camera.name != name:
            self._notices.catalog_changed("UPDATE", now_s)

    def _respond(self, message: Manscdp, result: Result, now_s: float) -> None:
        answer = response_result(message.cmd_type, message.sn, message.device_id, result)
        self.machine.send_message(answer, now_s)
