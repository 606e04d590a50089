"""How a platform sends what it asks, and what it keeps of the answers."""

from __future__ import annotations

from abc import abstractmethod

from camproof.platforms.calling import Calling
from camproof.platforms.cascade.index import ChannelIndex
from camproof.platforms.controls import Controls
from camproof.platforms.deviations import DeviationCounts
from camproof.platforms.errors import DeviceRefused, PlatformTimeout
from camproof.platforms.queries import Queries
from camproof.platforms.subscribing import Subscribing
from camproof.protocols.gb28181.platform import (
    MakeMessage,
    RequestAnswered,
    RequestFailed,
    SubscriptionActive,
    SubscriptionEnded,
    SubscriptionKind,
)
from camproof.protocols.gb28181.routing import Route
from camproof.protocols.manscdp import BasicParam, CatalogItem, check_catalog_item

__all__ = ["Requesting"]


class Requesting(Queries, Controls, Subscribing):
    """Requests and subscriptions by one machine.

    :ivar deviations: departures from the standard, counted by device.
    :ivar catalogs: the last full catalogue of each device.
    :ivar channels: which device has which channel, by these catalogues.
    """

    _calling: Calling
    deviations: DeviationCounts
    catalogs: dict[str, tuple[CatalogItem, ...]]
    channels: ChannelIndex

    @abstractmethod
    def now_s(self) -> float:
        """Seconds since the origin of its observations."""

    async def ask(self, device: str, make: MakeMessage, *, route: Route | None = None) -> RequestAnswered:
        self._calling.record_of(device)
        headers = self._calling.route_headers(device, route)
        number = self._calling.command(
            lambda now_s: self._calling.machine.request(device, make, now_s, headers=headers)
        )
        outcome = self._calling.waiting.expect(("request", number))
        self._calling.host.pump()
        event: RequestAnswered | RequestFailed = await outcome
        if isinstance(event, RequestAnswered):
            return event
        sentence = f"Device {device} did not answer {event.asked.cmd_type} in full: {event.reason}"
        if event.expected is not None and event.received:
            sentence += f" ({event.received} of {event.expected} items came)"
        if event.status is not None:
            raise DeviceRefused(f"{sentence}.", event.status)
        raise PlatformTimeout(f"{sentence}.", received=event.received, expected=event.expected)

    def keep_catalog(self, device: str, items: tuple[CatalogItem, ...]) -> None:
        self.catalogs[device] = items
        self.channels.keep(device, items)
        edition = self.edition_of(device)
        for item in items:
            self.deviations.add(device, "Catalog", check_catalog_item(item, edition), self.now_s())

    def keep_basic_param(self, device: str, basic: BasicParam) -> None:
        record = self._calling.record_of(device)
        self._calling.machine.set_heartbeat(
            device,
            interval_s=basic.heartbeat_interval_s or record.heartbeat_interval_s,
            count=basic.heartbeat_count or record.heartbeat_count,
        )
        self._calling.host.pump()

    async def unsubscribe(self, subscription: str) -> None:
        """End a subscription.

        :raises NotPossible: it is not active.
        """
        self._calling.command(lambda now_s: self._calling.machine.unsubscribe(subscription, now_s))
        ended = self._calling.waiting.expect(("subscription", subscription))
        self._calling.host.pump()
        await ended

    def subscriptions(self) -> tuple[tuple[str, str, SubscriptionKind], ...]:
        """(subscription, device, kind) of all that have not ended."""
        return self._calling.machine.subscriptions()

    async def subscribe(
        self, device: str, kind: SubscriptionKind, make: MakeMessage, expires_s: int = 600
    ) -> str:
        self._calling.record_of(device)
        subscription: str = self._calling.command(
            lambda now_s: self._calling.machine.subscribe(device, kind, make, now_s, expires_s=expires_s)
        )
        outcome = self._calling.waiting.expect(("subscription", subscription))
        self._calling.host.pump()
        event: SubscriptionActive | SubscriptionEnded = await outcome
        if isinstance(event, SubscriptionEnded):
            raise DeviceRefused(f"Device {device} did not take the subscription: {event.reason}.", 200)
        return subscription
