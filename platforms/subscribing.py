"""Everything that a platform can be kept told of."""

from __future__ import annotations

from abc import abstractmethod

from camproof.platforms.asking import Asking
from camproof.protocols.gb28181.platform import MakeMessage, SubscriptionKind
from camproof.protocols.manscdp import (
    AlarmQuery,
    query_alarm,
    query_catalog,
    query_mobile_position,
    query_ptz_position,
)

__all__ = ["Subscribing"]


class Subscribing(Asking):
    """Subscriptions of GB/T 28181; each gives its name and is refreshed until it is ended.

    All raise DeviceUnknown, NotPossible (off-line) and DeviceRefused.
    """

    @abstractmethod
    async def subscribe(
        self, device: str, kind: SubscriptionKind, make: MakeMessage, expires_s: int = 600
    ) -> str:
        """Subscribe with this query."""

    async def subscribe_catalog(self, device: str, *, expires_s: int = 600) -> str:
        """Catalogue changes; gives the subscription. They are observations of kind "catalog-change"."""
        return await self.subscribe(device, "catalog", lambda sn: query_catalog(sn, device), expires_s)

    async def subscribe_alarms(
        self, device: str, query: AlarmQuery | None = None, *, expires_s: int = 600
    ) -> str:
        """Alarms, of all kinds unless ``query`` says which."""
        return await self.subscribe(device, "alarm", lambda sn: query_alarm(sn, device, query), expires_s)

    async def subscribe_position(self, device: str, *, interval_s: int = 5, expires_s: int = 600) -> str:
        """Positions each ``interval_s`` seconds."""
        return await self.subscribe(
            device, "position", lambda sn: query_mobile_position(sn, device, interval_s), expires_s
        )

    async def subscribe_ptz_position(self, device: str, *, expires_s: int = 600) -> str:
        """Exact positions of the head (2022)."""
        self.need_2022(device, "subscription to PTZPosition")
        return await self.subscribe(
            device, "ptz-position", lambda sn: query_ptz_position(sn, device), expires_s
        )
