"""One upper platform, seen from a lower one: registration, catalogue, queries, controls, streams, notices.

To the upper platform we are a device with the code of a platform; each request for a channel becomes a
request of our own to the device that has it (a back-to-back user agent, GB/T 28181-2022 9).
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Self

from camproof.platforms.cascade.config import Habits, UpperConfig
from camproof.platforms.cascade.forwarding import Forwarding
from camproof.platforms.cascade.notices import UpwardNotices
from camproof.platforms.cascade.relays import Relay, Relays
from camproof.platforms.cascade.tree import CatalogTree
from camproof.platforms.cascade.wire import UpperWire
from camproof.protocols.gb28181.device import (
    CallConfirmed,
    CallControl,
    CallEnded,
    CallOffered,
    CommandReceived,
    DeviceEvent,
    Registered,
    RegistrationFailed,
    ServerLost,
    Subscribed,
    SubscriptionEnded,
)
from camproof.protocols.gb28181.routing import Route
from camproof.runtimes.impairment import Gate

if TYPE_CHECKING:
    from camproof.platforms.platform import Platform

__all__ = ["UpperPlatform"]

_NOT_FOUND, _UNAVAILABLE, _LOOP = 404, 480, 482


class UpperPlatform:
    """The upper side of a lower platform; ``Platform.join`` makes it.

    :param rng: of tags, nonces and retry delays.
    :param link: the link to the upper platform, for signalling and media.
    :ivar habits: what it does wrong on purpose.
    :ivar last_failure: why the last registration failed; empty after one that did not.
    """

    def __init__(
        self, platform: Platform, config: UpperConfig, rng: random.Random, link: Gate | None = None
    ) -> None:
        self.config = config
        self.habits = Habits()
        self.last_failure = ""
        self._platform = platform
        self._wire = UpperWire(platform, config, rng, admit=self._admit, hear=self._hear, link=link)
        self._tree = CatalogTree(platform.channels, platform.code, config.name, config.code, config.groups)
        self._forwarding = Forwarding(platform, self._wire, config, self._tree, self.habits)
        self._notices = UpwardNotices(platform, self._wire, config, self._tree, self.habits)
        self._relays = Relays(platform, self._wire, config, link)

    @classmethod
    async def open(
        cls, platform: Platform, config: UpperConfig, rng: random.Random, link: Gate | None = None
    ) -> Self:
        """Bind and register.

        :raises PortInUse: another program holds the port.
        """
        upper = cls(platform, config, rng, link)
        await upper._wire.open()
        return upper

    async def close(self) -> None:
        """End all streams, unregister, give back all ports."""
        await self._relays.close()
        await self._notices.close()
        await self._forwarding.close()
        await self._wire.close()

    def crash(self) -> None:
        """The platform stops without a word."""
        self._wire.go_mute()
        self._relays.drop_all()
        self._notices.forget()

    def revive(self) -> None:
        """It serves again, and registers anew."""
        self._wire.begin_anew()

    @property
    def registered(self) -> bool:
        """Whether a registration at the upper platform stands."""
        return self._wire.machine.registered

    @property
    def local_port(self) -> int:
        """Where our side of it is bound."""
        return self._wire.host.address[1]

    def relays(self) -> tuple[Relay, ...]:
        """The streams that are being passed on."""
        return self._relays.all()

    @property
    def subscriptions(self) -> int:
        """How many subscriptions the upper platform has here."""
        return len(self._notices)

    # Inside

    def _admit(self, code: str, route: Route) -> int:
        """404 for what we do not have, 480 for what is off-line, 482 for what would come round."""
        own, channels = self._platform.code, self._platform.channels
        owner = channels.owner(code)
        status = 0
        if self.habits.refuses_loops and (
            route.came_through(own) or owner == self.config.code or (owner and route.came_through(owner))
        ):
            status = _LOOP
        elif owner is None:
            status = 0 if self._tree.has_node(code) else _NOT_FOUND
        elif not channels.online(owner):
            status = _UNAVAILABLE
        if status == _LOOP:
            self._wire.note("loop-refused", code, passed=list(route.passed), status=status)
        elif status:
            self._wire.note("relay-refused", code, status=status, reason="no such channel on-line")
        return status

    def _hear(self, event: DeviceEvent) -> None:
        match event:
            case CommandReceived():
                self._forwarding.command(event)
            case CallOffered():
                self._relays.offered(event)
            case CallConfirmed(call=call):
                self._relays.confirmed(call)
            case CallEnded(call=call):
                self._relays.ended(call)
            case CallControl():
                self._relays.control(event)
            case Subscribed():
                self._notices.subscribed(event)
            case SubscriptionEnded(subscription=subscription):
                self._notices.ended(subscription)
            case _:
                self._registration(event)

    def _registration(self, event: DeviceEvent) -> None:
        match event:
            case Registered(refresh=False, expires_s=expires_s):
                self.last_failure = ""
                self._wire.note("upper-registered", self._platform.code, expires_s=expires_s)
            case RegistrationFailed(status=status, why=why):
                self.last_failure = why
                self._wire.note("upper-refused", self._platform.code, status=status, reason=why)
            case ServerLost(why=why, forgotten=forgotten):
                self._wire.note("upper-lost", self._platform.code, reason=why)
                if forgotten:
                    self._relays.drop_all()
                    self._notices.forget()
            case _:
                return
