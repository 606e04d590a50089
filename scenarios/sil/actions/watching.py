"""Actions that fetch video: live, playback, download."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal, TypeVar, cast

from camproof.domain.camera import CameraRecord
from camproof.media import BlackDetector, MediaError, PictureWatch
from camproof.platforms import DownloadSession, LiveSession, PlatformError, PlaybackSession
from camproof.protocols.sdp import MediaTransport
from camproof.scenarios.evidence import StreamEvidence
from camproof.scenarios.schema import PhaseSpec
from camproof.scenarios.sil.actions.context import ActionContext, dealt_transport

__all__ = ["download", "playback", "samples_pictures", "watch"]

FIRST_PICTURE_S = 5.0
_STAGGER_S = 0.02
_HISTORY_AGO_S = 3600.0
_HISTORY_SPAN_S = 60.0
_DOWNLOAD_SPAN_S = 12.0

Cameras = tuple[CameraRecord, ...]
Params = Mapping[str, object]
Session = TypeVar("Session", bound=LiveSession)


def samples_pictures(phase: PhaseSpec) -> bool:
    """Whether samples of received pictures are to be diagnosed in a phase."""
    return any(item.entry.kind == "do" and "pictures" in item.entry.params for item in phase.timeline)


async def watch(context: ActionContext, cameras: Cameras, params: Params, for_s: float | None) -> str:
    """Watch every camera live for a while; with ``pictures`` a sample of them is diagnosed so often.

    In virtual time no samples are taken, and what rests on them is not run.
    """
    ends_s = context.clock.now_s() + (for_s if for_s is not None else FIRST_PICTURE_S)

    async def open_it(camera: CameraRecord, transport: MediaTransport) -> LiveSession:
        session = await context.platform.play(
            context.device_of(camera), camera.code, transport, camera=context.numbers[camera.code]
        )
        if "pictures" in params and context.samples_pictures:
            context.platform.sample_pictures(session, float(str(params["pictures"])))
            watches.append(session.pictures)
        return session

    async def use(session: LiveSession) -> None:
        await _until(context, session, ends_s)

    watches: list[PictureWatch | None] = []
    said = await _all(context, cameras, params, "live", open_it, use)
    if "pictures" in params and not context.samples_pictures:
        return f"{said}; samples of pictures are not taken in virtual time"
    return said + _looked_at(context, [watch for watch in watches if watch is not None])


def _looked_at(context: ActionContext, watches: Sequence[PictureWatch]) -> str:
    """How many samples were diagnosed; those that were not are failures, as nothing is known of them."""
    if not watches:
        return ""
    failed = sum((watch.failures for watch in watches), Counter[str]())
    context.failures += [f"{count} samples of pictures: {why}" for why, count in sorted(failed.items())]
    done = sum(watch.diagnosed for watch in watches)
    return f"; {done} of {done + failed.total()} samples of pictures were diagnosed"


async def playback(context: ActionContext, cameras: Cameras, params: Params, for_s: float | None) -> str:
    """Play a recording of every camera: pause, resume, seek and double speed on the way."""
    ends_s = context.clock.now_s() + (for_s if for_s is not None else FIRST_PICTURE_S)
    start_s = context.wall_s() - _HISTORY_AGO_S

    async def open_it(camera: CameraRecord, transport: MediaTransport) -> PlaybackSession:
        return await context.platform.playback(
            camera.code,
            camera.code,
            start_s,
            start_s + _HISTORY_SPAN_S,
            transport,
            camera=context.numbers[camera.code],
        )

    async def use(session: PlaybackSession) -> None:
        await session.pause()
        await asyncio.sleep(0.3)
        await session.resume()
        await session.seek(_HISTORY_SPAN_S / 2)
        await session.scale(2.0)
        await _until(context, session, ends_s)

    return await _all(context, cameras, params, "playback", open_it, use)


async def download(context: ActionContext, cameras: Cameras, params: Params, for_s: float | None) -> str:
    """Download a recording of every camera, at four times its speed unless told otherwise, up to its end."""
    ends_s = context.clock.now_s() + (for_s if for_s is not None else _DOWNLOAD_SPAN_S)
    speed = int(float(str(params.get("speed", 4))))
    start_s = context.wall_s() - _HISTORY_AGO_S

    async def open_it(camera: CameraRecord, transport: MediaTransport) -> DownloadSession:
        return await context.platform.download(
            camera.code, camera.code, start_s, start_s + _DOWNLOAD_SPAN_S, transport, speed=speed
        )

    async def use(session: DownloadSession) -> None:
        await session.wait_end(max(0.1, ends_s - context.clock.now_s()))

    return await _all(context, cameras, params, "download", open_it, use)


async def _all(
    context: ActionContext,
    cameras: Cameras,
    params: Params,
    kind: Literal["live", "playback", "download"],
    open_it: Callable[[CameraRecord, MediaTransport], Awaitable[Session]],
    use: Callable[[Session], Awaitable[None]],
) -> str:
    """One stream a camera, each started a little after the other, as an operator's wall would."""

    async def one(index: int, camera: CameraRecord) -> StreamEvidence:
        await asyncio.sleep(index * _STAGGER_S)
        transport = dealt_transport(params, index)
        evidence = StreamEvidence(
            camera.code, kind, transport, context.clock.now_s(), through=context.through
        )
        context.evidence.streams.append(evidence)
        try:
            session = await open_it(camera, cast(MediaTransport, transport))
        except PlatformError as error:
            evidence.failure, evidence.ended_s = str(error), context.clock.now_s()
            return evidence
        await _follow(context, evidence, session, use)
        return evidence

    streams = await asyncio.gather(*(one(index, camera) for index, camera in enumerate(cameras)))
    context.failures += [stream.failure for stream in streams if stream.failure]
    shown = sum(1 for stream in streams if stream.key_frame_after_s is not None)
    return f"{shown} of {len(streams)} showed a picture"


async def _follow(
    context: ActionContext,
    evidence: StreamEvidence,
    session: Session,
    use: Callable[[Session], Awaitable[None]],
) -> None:
    clock = context.clock
    evidence.report = lambda from_s, to_s: session.window(clock.loop_s(from_s), clock.loop_s(to_s))
    black = BlackDetector(evidence.code)
    origin_s = context.platform.observations.origin_s
    evidence.findings = lambda: (*clock.moved(session.findings(), origin_s), *black.findings())
    try:
        await _first_picture(context, evidence, session, black)
        await use(session)
    except (PlatformError, MediaError) as error:
        evidence.failure = evidence.failure or str(error)
    finally:
        evidence.ended_s = clock.now_s()
        await session.stop()


async def _first_picture(
    context: ActionContext, evidence: StreamEvidence, session: LiveSession, black: BlackDetector
) -> None:
    """The first key frame counts when it is decoded; its size is read from the stream's SPS."""
    frame = await session.first_key_frame(FIRST_PICTURE_S)
    picture = await context.platform.plane.decoded(frame)
    now_s = context.clock.now_s()
    evidence.key_frame_after_s = now_s - context.clock.at(session.asked_s)
    black.picture(now_s, picture.mean_luma, picture.luma_spread)
    sps = session.report().sps
    if sps is not None:
        evidence.width, evidence.height = sps.width, sps.height


async def _until(context: ActionContext, session: LiveSession, ends_s: float) -> None:
    """Wait for a moment of scenario time, or the end of the call."""
    left_s = ends_s - context.clock.now_s()
    if left_s > 0:
        try:
            async with asyncio.timeout(left_s):
                await session.ended.wait()
        except TimeoutError:
            return
