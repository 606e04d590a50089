"""What sits between a camera's face and its SIP sockets: a wire tap, a lossy cable and a power switch."""

from __future__ import annotations

from camproof.protocols.flow import Address, CloseFlow, Flow, OpenFlow, Transmit
from camproof.protocols.gb28181.device import DeviceEvent
from camproof.runtimes.impairment import Gate
from camproof.virtual_cameras.gb28181 import FaceAction, Gb28181Face

__all__ = ["Tap"]


class Tap:
    """A machine around a face.

    :param up, down: gates for UDP datagrams from and to the camera; over TCP nothing is lost here.

    Once ``dead`` it neither takes nor gives anything, and its timers stand still.
    """

    def __init__(self, face: Gb28181Face, up: Gate, down: Gate) -> None:
        self.face = face
        self.dead = False
        self.last_register = b""
        self._up = up
        self._down = down

    def receive(self, data: bytes, flow: Flow, now_s: float) -> None:
        """Take a datagram, or a chunk of a TCP stream; never raises for what it holds."""
        lost = flow.transport == "UDP" and not self._down.clear and not self._down.decide(len(data), now_s)
        if not self.dead and not lost:
            self.face.receive(data, flow, now_s)

    def flow_opened(self, flow: Flow, now_s: float) -> None:
        """A TCP connection is up, whoever dialled."""
        if not self.dead:
            self.face.flow_opened(flow, now_s)

    def flow_lost(self, flow: Flow | Address, now_s: float) -> None:
        """A TCP connection ended, or, with an address, could not be made."""
        if not self.dead:
            self.face.flow_lost(flow, now_s)

    def advance(self, now_s: float) -> None:
        """Do what is due."""
        if not self.dead:
            self.face.advance(now_s)

    def next_deadline_s(self) -> float | None:
        """When something will be due; None for never."""
        return None if self.dead else self.face.next_deadline_s()

    def events(self) -> list[DeviceEvent]:
        """What has happened since the last call."""
        return [] if self.dead else self.face.events()

    def actions(self) -> list[Transmit | OpenFlow | CloseFlow | FaceAction]:
        """What the face wants, without the datagrams that the cable loses."""
        if self.dead:
            return []
        wanted = self.face.actions()
        return [action for action in wanted if self._passes(action)] if wanted else wanted

    def _passes(self, action: Transmit | OpenFlow | CloseFlow | FaceAction) -> bool:
        if not isinstance(action, Transmit):
            return True
        if action.data.startswith(b"REGISTER ") and b"\r\nAuthorization:" in action.data:
            self.last_register = action.data
        udp = action.flow.transport == "UDP"
        return not udp or self._up.clear or bool(self._up.decide(len(action.data)))
