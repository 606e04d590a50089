"""Routes: the platforms above, and the streams that are passed on to them."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from camproof.platforms.api.access import On
from camproof.platforms.api.plain import plain, plain_relay, plain_upper

__all__ = ["router"]

router = APIRouter()
Plain = dict[str, Any]


@router.get("/platforms/{platform}/uppers", tags=["cascade"])
async def uppers(on: On) -> list[Plain]:
    """The platforms above this one: whether a registration there stands, and what is passed on to them."""
    return [plain_upper(upper) for upper in on.uppers.values()]


@router.get("/platforms/{platform}/relays", tags=["cascade"])
async def relays(on: On) -> list[Plain]:
    """The streams that are being passed on."""
    return [plain_relay(upper, relay) for upper in on.uppers.values() for relay in upper.relays()]


@router.get("/platforms/{platform}/channels", tags=["cascade"])
async def channels(on: On) -> list[Plain]:
    """All channels by the devices that have them, with the status that they have now."""
    return [
        {"device": device, "online": on.channels.online(device), **plain(item)}
        for device in on.channels.devices()
        for item in on.channels.items(device)
    ]
