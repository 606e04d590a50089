"""Actions of the upper platform: what its users see and steer through the lower one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from camproof.domain.camera import CameraRecord
from camproof.platforms import DeviceRefused, NotPossible, PlatformError
from camproof.scenarios.evidence import CascadeCatalogEvidence, LoopEvidence
from camproof.scenarios.sil.actions.context import ActionContext
from camproof.scenarios.sil.actions.obeying import move_ptz
from camproof.scenarios.sil.actions.watching import watch

__all__ = [
    "move_ptz_from_upper",
    "query_catalog_from_upper",
    "subscribe_catalog_from_upper",
    "watch_from_upper",
    "watch_in_a_loop",
]

Cameras = tuple[CameraRecord, ...]
Params = Mapping[str, object]


async def watch_from_upper(
    context: ActionContext, cameras: Cameras, params: Params, for_s: float | None
) -> str:
    """Watch every camera of the lower platform live at the upper one."""
    return await watch(context.above(), _below(context, cameras), params, for_s)


async def move_ptz_from_upper(
    context: ActionContext, cameras: Cameras, params: Params, for_s: float | None
) -> str:
    """Pan and tilt every camera of the lower platform from the upper one.

    :raises NotPossible: the lower platform cannot tell that they move.
    """
    if not context.need_upper().tells_positions:
        raise NotPossible("The lower platform speaks 2016 upwards: it cannot tell where a camera looks.")
    return await move_ptz(context.above(), _below(context, cameras), params, for_s)


async def query_catalog_from_upper(
    context: ActionContext, cameras: Cameras, _: Params, _for: float | None
) -> str:
    """Ask the lower platform for its catalogue, and look for the channels of these cameras in it."""
    level, now_s = context.need_upper(), context.clock.now_s
    below = _below(context, cameras)
    due = tuple(code for camera in below for code in camera.channel_codes or (camera.code,))
    began_s = now_s()
    listed: tuple[str, ...] | None = None
    try:
        listed = tuple(item.device_id for item in await level.platform.catalog(level.lower_code))
    except PlatformError as error:
        context.failures.append(str(error))
    took_s = None if listed is None else now_s() - began_s
    context.evidence.cascade.catalogs.append(CascadeCatalogEvidence(began_s, due, listed, took_s))
    return "no answer" if listed is None else f"{len(set(due) & set(listed))} of {len(due)} channels listed"


async def subscribe_catalog_from_upper(
    context: ActionContext, _cameras: Cameras, _: Params, _for: float | None
) -> str:
    """Subscribe to the catalogue of the lower platform; what it owes from now on is counted."""
    level = context.need_upper()
    await level.platform.subscribe_catalog(level.lower_code)
    context.evidence.cascade.subscribed = True
    return "subscribed"


async def watch_in_a_loop(context: ActionContext, cameras: Cameras, _: Params, _for: float | None) -> str:
    """Ask the lower platform for the upper one's own cameras: streams that would come back.

    :raises NotPossible: the upper platform is not below the lower one, so that nothing could come back.
    """
    level, evidence = context.need_upper(), context.evidence.cascade
    if not level.mutual:
        raise NotPossible("The upper platform is not below the lower one: nothing could come back.")
    own = [camera for camera in cameras if level.above(camera)]
    for camera in own:
        at_s = context.clock.now_s()
        try:
            session = await level.platform.play(level.lower_code, camera.code)
        except DeviceRefused as refusal:
            evidence.loops.append(LoopEvidence(camera.code, at_s, refusal.status, came=False))
        except PlatformError as error:
            context.failures.append(str(error))
            evidence.loops.append(LoopEvidence(camera.code, at_s, None, came=False))
        else:
            await asyncio.sleep(0.5)
            await session.stop()
            evidence.loops.append(LoopEvidence(camera.code, at_s, 200, came=True))
    refused = sum(1 for loop in evidence.loops[-len(own) :] if loop.refused) if own else 0
    return f"{refused} of {len(own)} refused"


def _below(context: ActionContext, cameras: Cameras) -> Cameras:
    """Those that stand at the lower platform."""
    return tuple(camera for camera in cameras if not context.need_upper().above(camera))
