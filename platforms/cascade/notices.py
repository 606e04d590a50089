"""What an upper platform is told unasked: changes of the catalogue, alarms, positions (2022 9.4, 9.5, 9.11).

A subscription to one channel becomes a subscription of ours at the device that has it; its notices are passed
on. Changes of the catalogue come from the index, those of one moment together. The first notice of a
subscription to the catalogue names the channels that are off.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from camproof.platforms.cascade.config import Habits, UpperConfig
from camproof.platforms.cascade.index import Change
from camproof.platforms.cascade.tasks import Tasks
from camproof.platforms.cascade.tree import CatalogTree
from camproof.platforms.cascade.wire import UpperWire
from camproof.platforms.errors import PlatformError
from camproof.protocols.gb28181 import device
from camproof.protocols.gb28181.platform import (
    AlarmRaised,
    PlatformEvent,
    PositionReported,
    SubscriptionKind,
    SubscriptionNotified,
)
from camproof.protocols.manscdp import CatalogItem, Manscdp, notify_catalog

if TYPE_CHECKING:
    from camproof.platforms.platform import Platform

__all__ = ["UpwardNotices"]

_BELOW: dict[device.SubscriptionKind, SubscriptionKind] = {
    "Alarm": "alarm",
    "MobilePosition": "position",
    "PTZPosition": "ptz-position",
}


@dataclass(slots=True)
class _Upward:
    """A subscription of the upper platform; ``below`` is ours at the device, empty while there is none."""

    kind: device.SubscriptionKind
    query: Manscdp
    below: str = ""


class UpwardNotices:
    """The subscriptions of one upper platform."""

    def __init__(
        self, platform: Platform, wire: UpperWire, config: UpperConfig, tree: CatalogTree, habits: Habits
    ) -> None:
        self._platform = platform
        self._wire = wire
        self._config = config
        self._tree = tree
        self._habits = habits
        self._live: dict[str, _Upward] = {}
        self._changes: list[CatalogItem] = []
        self._tasks = Tasks()
        self._ends = (platform.listen(self._event), platform.channels.listen(self._changed))

    def __len__(self) -> int:
        return len(self._live)

    async def close(self) -> None:
        """Tell nothing more."""
        for end in self._ends:
            end()
        await self._tasks.close()

    def forget(self) -> None:
        """The upper platform does not know us any more: its subscriptions are over."""
        for key in tuple(self._live):
            self.ended(key)

    def subscribed(self, event: device.Subscribed) -> None:
        """A subscription was accepted, or refreshed."""
        if event.refresh and event.subscription in self._live:
            return
        one = self._live[event.subscription] = _Upward(event.kind, event.query)
        if event.kind == "Catalog":
            off = [item for item in self._tree.items() if item.status == "OFF"]
            self._notify(event.subscription, [CatalogItem(device_id=i.device_id, event="OFF") for i in off])
        elif event.query.device_id != self._platform.code:
            self._tasks.spawn(self._subscribe(one, _BELOW[event.kind], round(event.expires_s)))

    def ended(self, subscription: str) -> None:
        """A subscription is over: so is ours at the device."""
        one = self._live.pop(subscription, None)
        if one is not None and one.below:
            self._tasks.spawn(self._unsubscribe(one.below))

    async def _subscribe(self, one: _Upward, kind: SubscriptionKind, expires_s: int) -> None:
        owner = self._platform.channels.owner(one.query.device_id)
        if owner is None:
            return
        try:
            one.below = await self._platform.subscribe(
                owner, kind, lambda sn: replace(one.query, sn=sn, deviations=()), max(1, expires_s)
            )
        except PlatformError as error:
            self._wire.note("forward-failed", owner, target=one.query.device_id, reason=str(error))

    async def _unsubscribe(self, below: str) -> None:
        try:
            await self._platform.unsubscribe(below)
        except PlatformError:
            return  # it was over before

    # What is passed on

    def _event(self, event: PlatformEvent) -> None:
        match event:
            case AlarmRaised():
                self._alarm(event)
            case PositionReported() | SubscriptionNotified():
                self._pass_on(event.subscription, event.message)
            case _:
                return

    def _alarm(self, event: AlarmRaised) -> None:
        """To those who subscribed to it; unasked, if nobody did."""
        if not self._tree.tells(event.device) or self._pass_on(event.subscription, event.message):
            return
        everything = [
            key
            for key, one in self._live.items()
            if one.kind == "Alarm" and one.query.device_id == self._platform.code
        ]
        for key in everything:
            self._wire.notify(key, self._anew(event.message))
        if not everything:
            self._wire.send(self._anew(event.message), urgent=True)

    def _pass_on(self, below: str, message: Manscdp) -> bool:
        keys = [key for key, one in self._live.items() if below and one.below == below]
        for key in keys:
            self._wire.notify(key, self._anew(message))
        return bool(keys)

    def _anew(self, message: Manscdp) -> Manscdp:
        return replace(message, sn=self._wire.machine.next_sn(), deviations=())

    # The catalogue

    def _changed(self, change: Change) -> None:
        subscribed = any(one.kind == "Catalog" for one in self._live.values())
        if not subscribed or not self._habits.reports_changes or not self._tree.tells(change.device):
            return
        if not self._changes:
            asyncio.get_running_loop().call_soon(self._tell_changes)
        whole = change.event in ("ADD", "UPDATE")
        shown = self._tree.shown(change.item, change.device) if whole else change.item
        bare = CatalogItem(device_id=shown.device_id, event=change.event)
        self._changes.append(shown if whole else bare)

    def _tell_changes(self) -> None:
        changes, self._changes = self._changes, []
        for key, one in tuple(self._live.items()):
            if one.kind == "Catalog":
                self._notify(key, changes)

    def _notify(self, key: str, items: Sequence[CatalogItem]) -> None:
        size = self._config.page_items
        for at in range(0, max(1, len(items)), size):
            sn = self._wire.machine.next_sn()
            page = items[at : at + size]
            self._wire.notify(key, notify_catalog(sn, self._platform.code, page, self._config.edition))
