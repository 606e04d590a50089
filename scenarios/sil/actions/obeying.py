"""Actions that steer and listen: PTZ, alarms, positions."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence

from camproof.domain.camera import CameraRecord
from camproof.platforms import Observation
from camproof.protocols.gb28181.ptz import Move, Stop
from camproof.scenarios.evidence import AlarmEvidence, PositionEvidence, PtzEvidence
from camproof.scenarios.sil.actions.context import ActionContext
from camproof.virtual_cameras import Alarm

__all__ = ["move_ptz", "raise_alarm", "subscribe_positions"]

_MOVED_WITHIN_S = 2.0
_ASK_EVERY_S = 0.03
_ALARM_WITHIN_S = 5.0

Cameras = tuple[CameraRecord, ...]
Params = Mapping[str, object]


async def move_ptz(context: ActionContext, cameras: Cameras, _: Params, _for: float | None) -> str:
    """Pan and tilt every camera of 2022 (older ones cannot tell where they look) until it is seen to move."""
    able = [c for c in cameras if c.edition == "2022"]

    async def turn(camera: CameraRecord, at_s: float) -> PtzEvidence:
        device, channel = context.device_of(camera), camera.code
        before = await context.platform.ptz_position(device, channel=channel)
        loop = asyncio.get_running_loop()
        sent_s = loop.time()
        move = Move(pan=1, tilt=-1, pan_speed=128, tilt_speed=128)
        await context.platform.ptz(device, move, channel=channel)
        try:
            while loop.time() < sent_s + _MOVED_WITHIN_S:
                if await context.platform.ptz_position(device, channel=channel) != before:
                    return PtzEvidence(camera.code, at_s, (loop.time() - sent_s) * 1000)
                await asyncio.sleep(_ASK_EVERY_S)
            return PtzEvidence(camera.code, at_s, None)
        finally:
            await context.platform.ptz(device, Stop(), channel=channel)

    def silent(code: str, at_s: float) -> PtzEvidence:
        return PtzEvidence(code, at_s, None)

    evidence = context.evidence.cascade.ptz if context.through else context.evidence.ptz
    answers = await context.note_each(able, turn, silent, evidence)
    moved = sum(1 for answer in answers.values() if answer is not None and answer.response_ms is not None)
    skipped = f"; {len(cameras) - len(able)} of 2016 cannot tell" if len(able) < len(cameras) else ""
    return f"{moved} of {len(able)} moved{skipped}"


async def raise_alarm(context: ActionContext, cameras: Cameras, _: Params, _for: float | None) -> str:
    """Raise an alarm at every camera and wait for it at the platform."""
    marks = {camera.code: f"camproof {camera.code[-6:]} {context.clock.now_s():.3f}" for camera in cameras}
    arrived: dict[str, float] = {}
    done = asyncio.Event()

    def hear(seen: Observation) -> None:
        if seen.kind == "alarm" and seen.data.get("AlarmDescription") == marks.get(seen.device):
            arrived.setdefault(seen.device, context.clock.now_s())
            if len(arrived) == len(marks):
                done.set()

    stop = context.platform.observations.listen(hear)
    raised: dict[str, float] = {}
    try:
        for code, mark in marks.items():
            raised[code] = context.clock.now_s()
            context.fleet.cameras[code].raise_alarm(Alarm(description=mark))
        async with asyncio.timeout(_ALARM_WITHIN_S):
            await done.wait()
    except TimeoutError:
        context.failures.append(f"{len(marks) - len(arrived)} alarms did not arrive in {_ALARM_WITHIN_S:g} s")
    finally:
        stop()
    for code, raised_s in raised.items():
        delay_s = arrived[code] - raised_s if code in arrived else None
        context.evidence.alarms.append(AlarmEvidence(code, raised_s, delay_s))
    return f"{len(arrived)} of {len(marks)} arrived"


async def subscribe_positions(
    context: ActionContext, cameras: Cameras, params: Params, for_s: float | None
) -> str:
    """Subscribe to every camera's position for a while."""
    interval_s = max(1, int(float(str(params.get("interval", 5.0)))))
    lasting_s = for_s if for_s is not None else 3.0 * interval_s

    owed = max(1, int(lasting_s / interval_s))

    async def follow(camera: CameraRecord, at_s: float) -> PositionEvidence:
        log = context.platform.observations
        subscription = await context.platform.subscribe_position(camera.code, interval_s=interval_s)
        from_s = context.platform.now_s()
        await asyncio.sleep(lasting_s)
        reports = [
            seen.at_s for seen in log.select("position", device=camera.code, from_s=from_s - interval_s)
        ]
        await context.platform.unsubscribe(subscription)
        return PositionEvidence(camera.code, at_s, owed, _served(reports, interval_s, owed))

    def silent(code: str, at_s: float) -> PositionEvidence:
        return PositionEvidence(code, at_s, owed, 0)

    answers = await context.note_each(cameras, follow, silent, context.evidence.positions)
    return f"{sum(a.received for a in answers.values() if a is not None)} reports"


def _served(reports: Sequence[float], interval_s: float, due: int) -> int:
    """How many moments, an interval apart from the first report on, have a report of their own.

    It may come half an interval early, or up to one late; several at once stand for one.
    """
    waiting, served = deque(reports), 0
    for number in range(due if waiting else 0):
        due_s = reports[0] + number * interval_s
        while waiting and waiting[0] < due_s - interval_s / 2:
            waiting.popleft()
        if waiting and waiting[0] < due_s + interval_s:
            waiting.popleft()
            served += 1
    return served
