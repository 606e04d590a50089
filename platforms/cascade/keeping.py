"""Keeps the index of a lower platform's channels up to date: asks each device that comes, then listens."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from camproof.platforms.cascade.tasks import Tasks
from camproof.platforms.errors import PlatformError
from camproof.platforms.observations import Observation
from camproof.protocols.gb28181.platform import PlatformEvent, SubscriptionNotified
from camproof.protocols.manscdp import catalog_items

if TYPE_CHECKING:
    from camproof.platforms.platform import Platform

__all__ = ["CatalogKeeper"]

_AT_ONCE = 16
_EXPIRES_S = 3600
_TRIES = 3
_AGAIN_S = 5.0


class CatalogKeeper:
    """Asks for catalogues, and subscribes to their changes, for as long as a platform has an upper one."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._tasks = Tasks()
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._ends = (platform.observations.listen(self._seen), platform.listen(self._event))
        for device in platform.online():
            self._tasks.spawn(self._ask(device))

    async def close(self) -> None:
        """Ask no more."""
        for end in self._ends:
            end()
        await self._tasks.close()

    def _seen(self, seen: Observation) -> None:
        index = self._platform.channels
        if seen.kind == "registered" and not index.online(seen.device):
            index.set_online(seen.device, online=True)
            self._tasks.spawn(self._ask(seen.device))
        elif seen.kind == "offline":
            index.set_online(seen.device, online=False)

    def _event(self, event: PlatformEvent) -> None:
        if isinstance(event, SubscriptionNotified) and event.message.cmd_type.lower() == "catalog":
            self._platform.channels.notice(event.device, catalog_items(event.message))

    async def _ask(self, device: str) -> None:
        """The catalogue, then its changes; a device that has neither has no channels here."""
        async with self._turns:
            for attempt in range(_TRIES):
                try:
                    await self._platform.catalog(device)
                    await self._platform.subscribe_catalog(device, expires_s=_EXPIRES_S)
                    return
                except PlatformError:
                    if attempt + 1 == _TRIES or device not in self._platform.online():
                        return
                await asyncio.sleep(_AGAIN_S)
