"""How routes find the platform, device and stream that a path names."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from camproof.platforms.errors import DeviceUnknown
from camproof.platforms.group import PlatformGroup
from camproof.platforms.platform import Platform
from camproof.platforms.session import LiveSession

__all__ = ["Group", "On", "Stream"]


def _group(request: Request) -> PlatformGroup:
    group: PlatformGroup = request.app.state.group
    return group


def _platform(platform: str, request: Request) -> Platform:
    found = _group(request).get(platform)
    if found is None:
        raise DeviceUnknown(f"There is no platform {platform}.")
    return found


def _stream(call: str, on: Annotated[Platform, Depends(_platform)]) -> LiveSession:
    session = on.sessions.get(call)
    if session is None:
        raise DeviceUnknown(f"There is no stream {call}.")
    return session


Group = Annotated[PlatformGroup, Depends(_group)]
On = Annotated[Platform, Depends(_platform)]
"""The platform that the path names, by its name or code."""
Stream = Annotated[LiveSession, Depends(_stream)]
"""The stream that the path names, by its call."""
