"""Calls of a platform: what all kinds of sessions stand on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from camproof.platforms.errors import (
    DeviceRefused,
    DeviceUnknown,
    NotPossible,
    PlatformError,
    PlatformTimeout,
)
from camproof.platforms.waiting import Waiting
from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.gb28181.ids import is_platform_code
from camproof.protocols.gb28181.platform import (
    CallAnswered,
    CallControlled,
    CallEnded,
    CallFailed,
    CallOffer,
    DeviceRecord,
    PlatformMachine,
)
from camproof.protocols.gb28181.routing import Route
from camproof.protocols.mansrtsp import MansrtspRequest
from camproof.runtimes.asyncio_sip import SipHost

__all__ = ["Calling"]


class Calling:
    """A machine with its host, and those who wait for what it tells."""

    def __init__(self, machine: PlatformMachine, host: SipHost, waiting: Waiting) -> None:
        self.machine = machine
        self.host = host
        self.waiting = waiting

    def record_of(self, device: str) -> DeviceRecord:
        """The record of a device.

        :raises DeviceUnknown: no device of that code has registered.
        """
        record = self.machine.device(device)
        if record is None:
            raise DeviceUnknown(f"No device {device} has registered with this platform.")
        return record

    def command(self, give: Callable[[float], Any]) -> Any:
        """Give the machine a command; the caller pumps when it is ready to hear.

        :raises NotPossible: the machine cannot carry it out.
        """
        try:
            return give(self.host.now_s())
        except LocalProtocolError as error:
            sentence = str(error)
            raise NotPossible(f"{sentence[:1].upper()}{sentence[1:].rstrip('.')}.") from error

    def route_headers(self, device: str, route: Route | None = None) -> tuple[tuple[str, str], ...]:
        """What a request to another platform says of its way; nothing to a device.

        :param route: the one that it came by; None where it begins here.
        """
        return (
            (route or Route()).through(self.machine.config.code).headers if is_platform_code(device) else ()
        )

    async def invite(self, device: str, offer: CallOffer) -> CallAnswered:
        """Call a device and wait for its answer; a caller that goes away cancels the call.

        :raises DeviceRefused: it refused.
        :raises PlatformTimeout: it did not answer.
        """
        self.record_of(device)
        call: str = self.command(lambda now_s: self.machine.invite(device, offer, now_s))
        outcome = self.waiting.expect(("call", call))
        self.host.pump()
        try:
            event: CallAnswered | CallFailed = await outcome
        except asyncio.CancelledError:
            self.drop(call, "no longer wanted")
            raise
        if isinstance(event, CallAnswered):
            return event
        raise _failure(event)

    async def hang_up(self, call: str) -> str:
        """End a call and wait until it is over; gives why it is over."""
        known = next((known for known in self.machine.calls() if known.id == call), None)
        if known is None:
            return "already over"
        if known.state not in {"up", "ending"}:
            self.drop(call)
            return "hung up before it began"
        outcome = self.waiting.expect(("end", call))
        self.command(lambda now_s: self.machine.hang_up(call, now_s))
        self.host.pump()
        event: CallEnded = await outcome
        return event.reason

    async def steer(self, call: str, make: Callable[[int], MansrtspRequest]) -> CallControlled:
        """Send a playback command; gives its answer.

        :raises NotPossible: the call is over.
        """
        cseq = self.command(lambda now_s: self.machine.control_call(call, make, now_s))
        outcome = self.waiting.expect(("steer", call, cseq))
        self.host.pump()
        answered: CallControlled = await outcome
        return answered

    def drop(self, call: str, why: str = "hung up") -> None:
        """Hang up without waiting."""
        if any(known.id == call for known in self.machine.calls()):
            self.command(lambda now_s: self.machine.hang_up(call, now_s, why))
            self.host.pump()


def _failure(event: CallFailed) -> PlatformError:
    sentence = f"Device {event.device} did not start {event.kind} of {event.channel}: {event.reason}."
    if event.status is None:
        return PlatformTimeout(sentence)
    return DeviceRefused(sentence, event.status)
