"""Routes: platforms, devices, and what devices can be asked."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from camproof.platforms.api.access import Group, On
from camproof.platforms.api.plain import plain, plain_device, plain_platform

__all__ = ["router"]

router = APIRouter()
Plain = dict[str, Any]
_DEVICE = "/platforms/{platform}/devices/{device}"


@router.get("/platforms", tags=["platforms"])
async def platforms(group: Group) -> list[Plain]:
    """All platforms of this process."""
    return [plain_platform(name, platform) for name, platform in group]


@router.get("/platforms/{platform}", tags=["platforms"])
async def platform_detail(platform: str, on: On) -> Plain:
    """One platform, by its name or code."""
    return plain_platform(platform, on)


@router.get("/platforms/{platform}/devices", tags=["devices"])
async def devices(on: On, online: bool | None = None) -> list[Plain]:
    """All devices that have registered; with ``online`` only those that are, or are not."""
    return [plain_device(on, record) for record in on.devices() if online in {None, record.online}]


@router.get(_DEVICE, tags=["devices"])
async def device_detail(device: str, on: On) -> Plain:
    """One device, with the departures from the standard that were seen of it."""
    told = plain_device(on, on.record_of(device))
    counted = [
        {
            "what": entry.first.what,
            "where": entry.first.where,
            "clause": entry.first.clause,
            "count": entry.count,
        }
        for entry in on.deviations.of(device)
    ]
    return {**told, "deviations": counted}


@router.get(_DEVICE + "/channels", tags=["devices"])
async def channels(device: str, on: On) -> list[Plain]:
    """The last full catalogue of a device, without asking it."""
    on.record_of(device)
    return [plain(item) for item in on.catalogs.get(device, ())]


@router.get(_DEVICE + "/catalog", tags=["queries"])
async def catalog(device: str, on: On, channel: str = "") -> list[Plain]:
    """Ask for the catalogue."""
    return [plain(item) for item in await on.catalog(device, channel=channel)]


@router.get(_DEVICE + "/info", tags=["queries"])
async def info(device: str, on: On, channel: str = "") -> Plain:
    """Ask for DeviceInfo."""
    return dict(plain(await on.device_info(device, channel=channel)))


@router.get(_DEVICE + "/status", tags=["queries"])
async def status(device: str, on: On, channel: str = "") -> Plain:
    """Ask for DeviceStatus."""
    return dict(plain(await on.device_status(device, channel=channel)))


@router.get(_DEVICE + "/records", tags=["queries"])
async def records(
    device: str, on: On, start: str, end: str, channel: str = "", record_type: str = "all"
) -> list[Plain]:
    """Ask for recordings between two local times, ``YYYY-MM-DDThh:mm:ss``."""
    found = await on.record_info(device, start, end, channel=channel, record_type=record_type)
    return [plain(item) for item in found]


@router.get(_DEVICE + "/config", tags=["queries"])
async def config(device: str, on: On, types: str = "BasicParam", channel: str = "") -> list[Plain]:
    """Ask for settings; ``types`` are joined by commas."""
    names = [word.strip() for word in types.split(",") if word.strip()]
    found = await on.config_download(device, names, channel=channel)
    return [{"type": entry.element, **plain(entry)} for entry in found]


@router.get(_DEVICE + "/presets", tags=["queries"])
async def presets(device: str, on: On, channel: str = "") -> list[Plain]:
    """Ask for the stored positions."""
    return [plain(item) for item in await on.presets(device, channel=channel)]


@router.get(_DEVICE + "/home-position", tags=["queries"])
async def home_position(device: str, on: On, channel: str = "") -> Plain:
    """Ask for the home position (2022)."""
    return {"home_position": plain(await on.home_position(device, channel=channel))}


@router.get(_DEVICE + "/cruise-tracks", tags=["queries"])
async def cruise_tracks(device: str, on: On, channel: str = "") -> list[Plain]:
    """Ask for all tours (2022)."""
    return [plain(item) for item in await on.cruise_tracks(device, channel=channel)]


@router.get(_DEVICE + "/cruise-tracks/{number}", tags=["queries"])
async def cruise_track(device: str, number: int, on: On, channel: str = "") -> Plain:
    """Ask for the stops of one tour (2022)."""
    return dict(plain(await on.cruise_track(device, number, channel=channel)))


@router.get(_DEVICE + "/ptz-position", tags=["queries"])
async def ptz_position(device: str, on: On, channel: str = "") -> Plain:
    """Ask for exact pan, tilt and zoom (2022)."""
    return dict(plain(await on.ptz_position(device, channel=channel)))


@router.get(_DEVICE + "/sd-cards", tags=["queries"])
async def sd_cards(device: str, on: On, channel: str = "") -> list[Plain]:
    """Ask for the storage cards (2022)."""
    return [plain(item) for item in await on.sd_cards(device, channel=channel)]
