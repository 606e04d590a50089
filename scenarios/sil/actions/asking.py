"""Actions that ask and configure: catalogue, device, status, recordings, keepalive."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from camproof.domain.camera import CameraRecord
from camproof.protocols.errors import ManscdpError
from camproof.protocols.manscdp import BasicParam, CatalogItem, decimals_of, parse_time
from camproof.scenarios.evidence import CatalogEvidence, ClockEvidence, Place, RecordEvidence
from camproof.scenarios.sil.actions.context import ActionContext

__all__ = [
    "configure_heartbeat",
    "query_catalog",
    "query_info",
    "query_records",
    "query_status",
]

Cameras = tuple[CameraRecord, ...]
Params = Mapping[str, object]


async def query_catalog(context: ActionContext, cameras: Cameras, _: Params, _for: float | None) -> str:
    """Ask every camera for its catalogue."""

    async def ask(camera: CameraRecord, asked_s: float) -> CatalogEvidence:
        items = await context.platform.catalog(camera.code)
        return CatalogEvidence(
            camera.code,
            asked_s,
            tuple(item.device_id for item in items),
            tuple(_place(item) for item in items),
            context.clock.now_s() - asked_s,
        )

    def silent(code: str, asked_s: float) -> CatalogEvidence:
        return CatalogEvidence(code, asked_s, None)

    answers = await context.note_each(cameras, ask, silent, context.evidence.catalogs)
    return _tally(answers)


async def query_info(context: ActionContext, cameras: Cameras, _: Params, _for: float | None) -> str:
    """Ask every camera who it is."""
    return _tally(await context.each(cameras, lambda camera: context.platform.device_info(camera.code)))


async def query_status(context: ActionContext, cameras: Cameras, _: Params, _for: float | None) -> str:
    """Ask every camera how it is and what time it has."""

    async def ask(camera: CameraRecord, asked_s: float) -> ClockEvidence:
        status = await context.platform.device_status(camera.code)
        off_by_s = None
        with contextlib.suppress(ManscdpError):
            off_by_s = parse_time(status.device_time) - context.wall_s()
        return ClockEvidence(camera.code, asked_s, off_by_s)

    def silent(code: str, asked_s: float) -> ClockEvidence:
        return ClockEvidence(code, asked_s, None)

    answers = await context.note_each(cameras, ask, silent, context.evidence.clocks)
    return _tally(answers)


async def query_records(context: ActionContext, cameras: Cameras, params: Params, _for: float | None) -> str:
    """Ask every camera for its recordings of the last ``span`` seconds (a day)."""
    span_s = float(str(params.get("span", 86_400.0)))
    to_s = float(int(context.wall_s()))
    span = (to_s - span_s, to_s)

    async def ask(camera: CameraRecord, asked_s: float) -> RecordEvidence:
        items = await context.platform.record_info(camera.code, *span)
        covered = []
        for item in items:
            with contextlib.suppress(ManscdpError):
                covered.append((parse_time(item.start_time), parse_time(item.end_time)))
        return RecordEvidence(camera.code, asked_s, span, tuple(covered))

    def silent(code: str, asked_s: float) -> RecordEvidence:
        return RecordEvidence(code, asked_s, span, None)

    answers = await context.note_each(cameras, ask, silent, context.evidence.records)
    return _tally(answers)


async def configure_heartbeat(
    context: ActionContext, cameras: Cameras, params: Params, _for: float | None
) -> str:
    """Set HeartBeatInterval and HeartBeatCount on every camera, to the platform's unless told otherwise."""
    config = context.platform.config
    basic = BasicParam(
        heartbeat_interval_s=int(float(str(params.get("interval", config.heartbeat_interval_s)))),
        heartbeat_count=int(str(params.get("count", config.heartbeat_count))),
    )

    async def set_it(camera: CameraRecord) -> bool:
        await context.platform.device_config(camera.code, basic)
        return True

    return _tally(await context.each(cameras, set_it))


def _tally(answers: Mapping[str, object]) -> str:
    good = sum(1 for answer in answers.values() if answer is not None)
    return f"{good} of {len(answers)} answered"


def _place(item: CatalogItem) -> Place | None:
    longitude, latitude = item.longitude, item.latitude
    if longitude is None or latitude is None or not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return None
    return Place(longitude, latitude, min(decimals_of(longitude), decimals_of(latitude)))
