"""What queries and controls stand on: one request, one full answer."""

from __future__ import annotations

from abc import ABC, abstractmethod

from camproof.platforms.errors import DeviceRefused, NotPossible
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.gb28181.platform import DeviceRecord, MakeMessage, RequestAnswered
from camproof.protocols.gb28181.routing import Route
from camproof.protocols.manscdp import Manscdp, result_of

__all__ = ["Asking"]


class Asking(ABC):
    """Something that can send a MANSCDP request and wait for its answer."""

    @abstractmethod
    async def ask(self, device: str, make: MakeMessage, *, route: Route | None = None) -> RequestAnswered:
        """Send a request and wait for its full answer.

        :param route: how it came here, where it is passed on for another platform.

        :raises DeviceUnknown: no device of that code has registered.
        :raises NotPossible: it is off-line.
        :raises DeviceRefused: it answered with an error status.
        :raises PlatformTimeout: no answer, or not all of it.
        """

    @abstractmethod
    def record_of(self, device: str) -> DeviceRecord:
        """The record of a device.

        :raises DeviceUnknown: no device of that code has registered.
        """

    async def command(self, device: str, make: MakeMessage) -> None:
        """As :meth:`ask`, for what is answered by Result.

        :raises DeviceRefused: Result ERROR.
        """
        answered = await self.ask(device, make)
        for message in answered.messages:
            _need_ok(device, message)

    async def answer(self, device: str, make: MakeMessage) -> Manscdp:
        """The one message of an answer; raises DeviceRefused for Result ERROR."""
        message = (await self.ask(device, make)).messages[0]
        _need_ok(device, message)
        return message

    def edition_of(self, device: str) -> Edition:
        """The edition that a device registered with; raises DeviceUnknown."""
        return self.record_of(device).edition

    def need_2022(self, device: str, what: str) -> None:
        """Refuse what an older device cannot know (GB/T 28181-2022 Annex I).

        :raises NotPossible: the device is of 2016 or earlier.
        """
        if self.edition_of(device) is not Edition.GB2022:
            raise NotPossible(f"Device {device} is of GB/T 28181-2016 or earlier, which has no {what}.")


def _need_ok(device: str, message: Manscdp) -> None:
    if result_of(message) is False:
        raise DeviceRefused(f"Device {device} answered {message.cmd_type} with Result ERROR.", 200)
