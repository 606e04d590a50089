"""A relay of the virtual plane: a flight that goes on where another one came in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from camproof.media.plan import MediaPlan
from camproof.media.send.face import FinishReason
from camproof.media.send.stats import SendStats
from camproof.media.virtual.senders import flight_stats
from camproof.media.virtual.wires import FlightWire
from camproof.protocols.flow import Address
from camproof.runtimes.impairment import Gate

if TYPE_CHECKING:
    from camproof.media.virtual.plane import VirtualPlane
    from camproof.media.virtual.receivers import VirtualReceiver

__all__ = ["VirtualRelay"]


class VirtualRelay:
    """See ``StreamRelay``.

    :param source: the receiver whose pictures are passed on.
    :param address: where it is, for whoever dials it.
    """

    def __init__(
        self,
        plane: VirtualPlane,
        source: VirtualReceiver,
        plan: MediaPlan,
        address: Address,
        *,
        gate: Gate | None,
        on_finished: Callable[[FinishReason], None] | None,
    ) -> None:
        self.failure = ""
        self._plane = plane
        self._plan = plan
        self._address = address
        self._on_finished = on_finished
        self._wire = FlightWire(plane, plan, address, self._up, self._failed)
        self._receiver: VirtualReceiver | None = None
        self._flight: int | None = plane.traffic.add_relay(gate=gate, tcp=plan.transport != "udp")
        self._last = flight_stats(plane, self._flight)
        self._leave = source.pass_on(self._flight)

    async def prepare(self) -> Address:
        """The address; who is dialled may be from now on."""
        return self._wire.prepare()

    def start(self) -> None:
        """Pass on as soon as the way is up."""
        self._wire.start()

    def _up(self, receiver: VirtualReceiver | None) -> None:
        self._receiver = receiver
        if self._flight is None:
            return
        if receiver is not None:
            receiver.hear(self._flight, self._plan.ssrc, self._plan.payload_type)
        self._plane.traffic.open_relay(self._flight)
        self._plane.arm()

    def _failed(self, why: str) -> None:
        self.failure = why
        if self._on_finished is not None:
            self._on_finished("unreachable")

    def cease(self) -> None:
        """Pass on nothing more."""
        self._leave()

    async def stop(self) -> None:
        """The same, and give the flight back. May be called twice."""
        self._wire.close()
        if self._flight is None:
            return
        self._last = self.stats
        flight, self._flight = self._flight, None
        self._leave()
        if self._receiver is not None:
            self._receiver.gone(flight)
        self._plane.sender_gone(self._address, flight)

    @property
    def stats(self) -> SendStats:
        """Counters up to now."""
        if self._flight is not None:
            self._plane.traffic.catch_up()
            self._last = flight_stats(self._plane, self._flight)
        return self._last
