"""The catalogue that a platform shows its upper one (GB/T 28181-2022 Annex J).

Its own system item, the regions of its channels, business group and virtual organisations where the settings
name some, devices with several channels, then the channels. Codes stay as they are. What came from the
platform that asks, or through it, is not told to it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from camproof.platforms.cascade.index import ChannelIndex
from camproof.protocols.gb28181.ids import DeviceCode, is_device_code, is_platform_code, is_region_code
from camproof.protocols.manscdp import CatalogItem

__all__ = ["CatalogTree"]

_GROUP, _ORGANISATION = "215", "216"


class CatalogTree:
    """The tree of one platform towards one upper platform.

    :param code: of this platform; name: what it is called.
    :param upper: code of the platform that asks.
    :param groups: codes of channels by the name of their organisation.
    """

    def __init__(
        self, index: ChannelIndex, code: str, name: str, upper: str, groups: Mapping[str, tuple[str, ...]]
    ) -> None:
        self._index = index
        self._code = code
        self._name = name
        self._upper = upper
        self._groups = groups

    def items(self, asked: str = "", *, echoes: bool = False) -> tuple[CatalogItem, ...]:
        """What is told of a node: of the platform itself, a region, a group, an organisation, a device.

        :param asked: the code asked about; empty for everything.
        :param echoes: tell the upper platform also what came from it.
        """
        channels = tuple(self._channels(echoes=echoes))
        if asked in ("", self._code):
            return (self._system(), *self._regions(channels), *self._organisations(), *channels)
        if is_region_code(asked):
            return tuple(item for item in channels if item.civil_code.startswith(asked))
        if asked == self._group_code:
            return (*self._organisations(), *(item for item in channels if item.business_group_id == asked))
        return tuple(item for item in channels if asked in (item.device_id, *item.parent_id.split("/")))

    def shown(self, item: CatalogItem, device: str) -> CatalogItem:
        """A channel as it hangs in our tree."""
        parent = self._code if item.device_id == device else self._parent(item, device)
        organisation = self._organisation_of(item.device_id)
        if not organisation:
            return replace(item, parent_id=parent)
        return replace(item, parent_id=f"{parent}/{organisation}", business_group_id=self._group_code)

    @property
    def channel_count(self) -> int:
        """How many channels and devices are told of."""
        return sum(1 for _ in self._channels(echoes=False))

    def has_node(self, code: str) -> bool:
        """Whether a code is that of a group or an organisation of ours."""
        count = len(self._groups)
        return bool(count) and code in {
            self._group_code,
            *(self._made(_ORGANISATION, number) for number in range(1, count + 1)),
        }

    def tells(self, device: str) -> bool:
        """Whether channels of a device are told to the upper platform at all."""
        return device != self._upper

    # Nodes

    def _channels(self, *, echoes: bool) -> Iterator[CatalogItem]:
        for device in self._index.devices():
            if not (echoes or self.tells(device)):
                continue
            items = self._index.items(device)
            if items and all(item.device_id != device for item in items):
                yield self._device(device, items)
            yield from (self.shown(item, device) for item in items)

    def _parent(self, item: CatalogItem, device: str) -> str:
        """Whom a channel hangs under: its device, unless that hangs under a node of its own."""
        named = [code for code in item.parent_id.split("/") if code]
        return item.parent_id if named and self._code not in named else device

    def _system(self) -> CatalogItem:
        return CatalogItem(
            device_id=self._code, name=self._name, manufacturer="camproof", model="platform",
            civil_code=self._code[:6], parental=1, register_way=1, secrecy=0, status="ON",
        )  # fmt: skip

    @staticmethod
    def _regions(channels: tuple[CatalogItem, ...]) -> tuple[CatalogItem, ...]:
        codes = dict.fromkeys(item.civil_code for item in channels if is_region_code(item.civil_code))
        return tuple(CatalogItem(device_id=code, name=f"region {code}") for code in codes)

    def _organisations(self) -> tuple[CatalogItem, ...]:
        if not self._groups:
            return ()
        group = CatalogItem(
            device_id=self._group_code, name=self._name, civil_code=self._code[:6], parental=1,
            parent_id=self._code, register_way=1, secrecy=0, status="ON",
        )  # fmt: skip
        return (
            group,
            *(
                replace(group, device_id=self._made(_ORGANISATION, number), name=name,
                        parent_id=self._code, business_group_id=self._group_code)
                for number, name in enumerate(self._groups, 1)
            ),
        )  # fmt: skip

    def _device(self, device: str, items: tuple[CatalogItem, ...]) -> CatalogItem:
        status = "ON" if self._index.online(device) else "OFF"
        named = "platform" if is_platform_code(device) else "recorder"
        return CatalogItem(
            device_id=device, name=f"{named} {device}", manufacturer="unknown", model="unknown",
            owner="owner", civil_code=device[:6], address=items[0].address or "unknown", parental=1,
            parent_id=self._code, safety_way=0, register_way=1, secrecy=0, status=status,
        )  # fmt: skip

    # Codes of our own nodes

    @property
    def _group_code(self) -> str:
        return self._made(_GROUP, 1)

    def _organisation_of(self, channel: str) -> str:
        names = (number for number, codes in enumerate(self._groups.values(), 1) if channel in codes)
        number = next(names, 0)
        return self._made(_ORGANISATION, number) if number else ""

    def _made(self, kind: str, number: int) -> str:
        if not is_device_code(self._code):
            return ""
        own = DeviceCode(self._code)
        return DeviceCode.make(own.centre, own.industry, kind, own.network, number)
