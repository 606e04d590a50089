"""Which device has which channel: the catalogues of all devices of a platform as one.

A code belongs to the first device that lists it, for as long as that device lists it. Another one that
lists it too does not take it away (a platform where the last writer wins shows the wrong camera), and is
remembered as a contest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from camproof.protocols.gb28181.ids import is_device_code
from camproof.protocols.manscdp import CatalogEvent, CatalogItem

__all__ = ["Change", "ChannelIndex", "Contest"]

_STATES = {"ON": "ON", "OFF": "OFF", "VLOST": "ON", "DEFECT": "OFF"}
"""What the events of a notice make of the status of an item."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the catalogue.

    :param device: whose channel it is.
    :param item: the channel; whole for ADD and UPDATE.
    """

    device: str
    event: CatalogEvent
    item: CatalogItem


@dataclass(frozen=True, slots=True)
class Contest:
    """A device lists a channel that another one has."""

    channel: str
    owner: str
    device: str


class ChannelIndex:
    """The channels of one platform.

    :param own: its code, which no device may list.
    :param contested, settled: told of each contest when it begins and when it is over.
    :ivar overwrites: a weakness on purpose: the last device that lists a code has it.
    """

    def __init__(
        self,
        own: str,
        contested: Callable[[Contest], None] = lambda _contest: None,
        settled: Callable[[Contest], None] = lambda _contest: None,
    ) -> None:
        self.overwrites = False
        self._own = own
        self._contested = contested
        self._settled = settled
        self._items: dict[str, dict[str, CatalogItem]] = {}
        self._owners: dict[str, str] = {}
        self._offline: set[str] = set()
        self._contests: dict[Contest, None] = {}
        self._listeners: list[Callable[[Change], None]] = []

    def listen(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Call with each later change; gives a function that ends this."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    # What is known

    def owner(self, code: str) -> str | None:
        """The device that a channel is reached through; a device that has answered has itself."""
        return self._owners.get(code) or (code if code in self._items else None)

    def online(self, device: str) -> bool:
        """Whether a device is on-line."""
        return device in self._items and device not in self._offline

    def devices(self) -> tuple[str, ...]:
        """All devices whose catalogue is known, the first one first."""
        return tuple(self._items)

    def items(self, device: str) -> tuple[CatalogItem, ...]:
        """The items that are this device's, with the status that they have now; regions are left out."""
        dead = device in self._offline
        return tuple(
            replace(item, status="OFF", event="") if dead else replace(item, event="")
            for code, item in self._items.get(device, {}).items()
            if self._owners.get(code) == device
        )

    # What is heard

    def keep(self, device: str, items: Iterable[CatalogItem]) -> None:
        """A device has answered its whole catalogue."""
        old = self._items.get(device, {})
        new = {item.device_id: item for item in items if is_device_code(item.device_id)}
        self._items[device] = new
        self._offline.discard(device)
        for code in [code for code in old if code not in new]:
            self._leave(device, code, old[code])
        for code, item in new.items():
            self._take(device, code, item, old.get(code))
        for contest in [one for one in self._contests if one.device == device and one.channel not in new]:
            self._settle(contest)

    def notice(self, device: str, items: Iterable[CatalogItem]) -> None:
        """A device has told changes of its catalogue."""
        known = self._items.setdefault(device, {})
        for item in items:
            code, before = item.device_id, known.get(item.device_id)
            if item.event in ("ADD", "UPDATE") and is_device_code(code):
                known[code] = item
                self._take(device, code, item, before)
            elif item.event == "DEL" and before is not None:
                del known[code]
                self._leave(device, code, before)
                for contest in [one for one in self._contests if (one.channel, one.device) == (code, device)]:
                    self._settle(contest)
            elif item.event in _STATES and before is not None:
                known[code] = replace(before, status=_STATES[item.event])
                if self._owners.get(code) == device and before.status != known[code].status:
                    self._tell(device, "ON" if known[code].status == "ON" else "OFF", known[code])

    def set_online(self, device: str, online: bool) -> None:
        """A device came or went: its channels did too."""
        if device not in self._items or online != (device in self._offline):
            return
        (self._offline.discard if online else self._offline.add)(device)
        for item in self.items(device):
            if self._items[device][item.device_id].status != "OFF":
                self._tell(device, "ON" if online else "OFF", item)

    # Inside

    def _take(self, device: str, code: str, item: CatalogItem, before: CatalogItem | None) -> None:
        owner = self._owners.get(code)
        if code == self._own or owner not in (None, device):
            self._contest(Contest(code, owner or self._own, device))
            if code == self._own or not self.overwrites:
                return
        self._owners[code] = device
        if owner != device or before is None:
            self._tell(device, "ADD", item)
        elif replace(before, status="", event="") != replace(item, status="", event=""):
            self._tell(device, "UPDATE", item)
        elif before.status != item.status:
            self._tell(device, "ON" if item.status != "OFF" else "OFF", item)

    def _leave(self, device: str, code: str, item: CatalogItem) -> None:
        if self._owners.get(code) != device:
            return
        del self._owners[code]
        heir = next((other for other, items in self._items.items() if code in items), None)
        if heir is None:
            self._tell(device, "DEL", item)
        else:
            self._take(heir, code, self._items[heir][code], None)

    def _contest(self, contest: Contest) -> None:
        if contest not in self._contests:
            self._contests[contest] = None
            self._contested(contest)

    def _settle(self, contest: Contest) -> None:
        del self._contests[contest]
        self._settled(contest)

    def _tell(self, device: str, event: CatalogEvent, item: CatalogItem) -> None:
        change = Change(device, event, replace(item, event=event))
        for listener in tuple(self._listeners):
            listener(change)
