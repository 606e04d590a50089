"""Everything that a device can be asked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from camproof.platforms.asking import Asking
from camproof.platforms.errors import DeviceRefused
from camproof.protocols.gb28181.platform import MakeMessage
from camproof.protocols.manscdp import (
    CatalogItem,
    ConfigRecord,
    CruiseTrack,
    CruiseTrackAnswer,
    CruiseTrackList,
    DeviceInfo,
    DeviceStatus,
    HomePosition,
    HomePositionAnswer,
    PageCollector,
    PresetItem,
    PresetList,
    PtzPosition,
    RecordItem,
    SdCard,
    SdCardStatus,
    format_time,
    query_catalog,
    query_config,
    query_cruise_track,
    query_cruise_track_list,
    query_device_info,
    query_device_status,
    query_home_position,
    query_presets,
    query_ptz_position,
    query_record_info,
    query_sd_card_status,
    read_configs,
    result_of,
)

__all__ = ["Queries"]

_AT_ONCE = 200
"""Items of a catalogue that are read while others wait."""


class Queries(Asking):
    """Queries of GB/T 28181. ``channel`` is the code that is asked about, by default the device itself.

    All raise the errors of :meth:`Asking.ask`, and DeviceRefused where the device answers Result ERROR.
    """

    async def catalog(
        self,
        device: str,
        *,
        channel: str = "",
        start: float | str | None = None,
        end: float | str | None = None,
    ) -> tuple[CatalogItem, ...]:
        """All items of the catalogue, each once; with ``start`` or ``end`` (Unix seconds, or local
        "YYYY-MM-DDThh:mm:ss") those that were added in that span.
        """
        span = {name: _local(time) for name, time in (("start", start), ("end", end)) if time is not None}
        pages = await self._pages(device, lambda sn: query_catalog(sn, channel or device, **span))
        items = await self._items(pages)
        if not span:
            self.keep_catalog(device, items)
        return items

    def keep_catalog(self, device: str, items: tuple[CatalogItem, ...]) -> None:
        """Called with each catalogue that came in full."""

    async def device_info(self, device: str, *, channel: str = "") -> DeviceInfo:
        """Maker, model, firmware and number of channels."""
        return DeviceInfo.from_message(
            await self.answer(device, lambda sn: query_device_info(sn, channel or device))
        )

    async def device_status(self, device: str, *, channel: str = "") -> DeviceStatus:
        """State and clock; the clock is judged by :func:`camproof.platforms.detectors.clock_findings`."""
        return DeviceStatus.from_message(
            await self.answer(device, lambda sn: query_device_status(sn, channel or device))
        )

    async def record_info(
        self,
        device: str,
        start: float | str,
        end: float | str,
        *,
        channel: str = "",
        record_type: str = "all",
    ) -> tuple[RecordItem, ...]:
        """Recordings between two times: Unix seconds, or local "YYYY-MM-DDThh:mm:ss"."""
        edition = self.edition_of(device)
        pages = await self._pages(
            device,
            lambda sn: query_record_info(
                sn, channel or device, _local(start), _local(end), record_type=record_type, edition=edition
            ),
        )
        return pages.record_items()

    async def config_download(
        self, device: str, types: Iterable[str] = ("BasicParam",), *, channel: str = ""
    ) -> tuple[ConfigRecord, ...]:
        """Settings by their names: BasicParam, VideoParamOpt, OSDConfig ... Those that the device does not
        have are left out; DeviceRefused when it has none of them.
        """
        names = tuple(types)
        answered = await self.ask(device, lambda sn: query_config(sn, channel or device, names))
        found = tuple(config for message in answered.messages for config in read_configs(message))
        if not found and any(result_of(message) is False for message in answered.messages):
            raise DeviceRefused(f"Device {device} has none of {', '.join(names)}.", 200)
        return found

    async def presets(self, device: str, *, channel: str = "") -> tuple[PresetItem, ...]:
        """The positions that the head can be sent to by number."""
        answered = await self.ask(device, lambda sn: query_presets(sn, channel or device))
        return tuple(
            preset for message in answered.messages for preset in PresetList.from_message(message).presets
        )

    async def home_position(self, device: str, *, channel: str = "") -> HomePosition | None:
        """Where the head goes when nobody steers it (2022)."""
        self.need_2022(device, "HomePositionQuery")
        message = await self.answer(device, lambda sn: query_home_position(sn, channel or device))
        return HomePositionAnswer.from_message(message).home_position

    async def cruise_tracks(self, device: str, *, channel: str = "") -> tuple[CruiseTrack, ...]:
        """All tours over presets (2022)."""
        self.need_2022(device, "CruiseTrackListQuery")
        answered = await self.ask(device, lambda sn: query_cruise_track_list(sn, channel or device))
        return tuple(
            track for message in answered.messages for track in CruiseTrackList.from_message(message).tracks
        )

    async def cruise_track(self, device: str, number: int, *, channel: str = "") -> CruiseTrackAnswer:
        """The stops of one tour (2022)."""
        self.need_2022(device, "CruiseTrackQuery")
        message = await self.answer(device, lambda sn: query_cruise_track(sn, channel or device, number))
        return CruiseTrackAnswer.from_message(message)

    async def ptz_position(self, device: str, *, channel: str = "") -> PtzPosition:
        """Exact pan, tilt and zoom (2022)."""
        self.need_2022(device, "PTZPosition")
        message = await self.answer(device, lambda sn: query_ptz_position(sn, channel or device))
        return PtzPosition.from_message(message)

    async def sd_cards(self, device: str, *, channel: str = "") -> tuple[SdCard, ...]:
        """Storage cards (2022)."""
        self.need_2022(device, "SDCardStatus")
        message = await self.answer(device, lambda sn: query_sd_card_status(sn, channel or device))
        return SdCardStatus.from_message(message).cards

    async def _items(self, pages: PageCollector) -> tuple[CatalogItem, ...]:
        """Others have their turn while a catalogue of many channels is read."""
        items: list[CatalogItem] = []
        nodes = pages.nodes
        for at in range(0, len(nodes), _AT_ONCE):
            items += map(CatalogItem.from_node, nodes[at : at + _AT_ONCE])
            await asyncio.sleep(0)
        return tuple(items)

    async def _pages(self, device: str, make: MakeMessage) -> PageCollector:
        answered = await self.ask(device, make)
        pages = PageCollector(answered.request, answered.asked.cmd_type)
        for message in answered.messages:
            pages.add(message)
        return pages


def _local(time: float | str) -> str:
    return time if isinstance(time, str) else format_time(time)
