"""A camera's life in the model as the platform sees it: registered, missed, registered again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from camproof.platforms import Observation
from camproof.scenarios.mil.outages import Coming, Silence
from camproof.scenarios.schema import PlatformSpec

__all__ = ["Come", "observed"]


@dataclass(frozen=True, slots=True)
class Come:
    """A coming with what became of it.

    :param accepted_s: registered at the platform; :param done_s: told to the camera; infinite for never.
    :param half_s: from camera to platform. :param reliable: over TCP.
    """

    coming: Coming
    accepted_s: float
    done_s: float
    half_s: float
    reliable: bool


def observed(
    code: str, comes: Sequence[Come], silences: Sequence[Silence], platform: PlatformSpec
) -> list[Observation]:
    """What the platform notes of one camera, not in order.

    :param comes: in order of time.
    """
    came = _needed(code, [come for come in comes if math.isfinite(come.accepted_s)], silences, platform)
    seen: list[Observation] = []
    for come, following in zip(came, [*came[1:], None], strict=True):
        if come.reliable and not come.coming.boots and come.coming.after is None:
            seen.append(_hung_up(code, come))
        facts = {"expires_s": platform.expires_s, "first": come is came[0]}
        seen.append(Observation(come.accepted_s, "registered", code, facts))
        seen += _missed(code, come, following, silences, platform)
    return seen


def _needed(
    code: str, comes: Sequence[Come], silences: Sequence[Silence], platform: PlatformSpec
) -> list[Come]:
    """Without the registrations of those who were not missed in their silence: their keepalive counts."""
    kept: list[Come] = []
    for come in comes:
        if come.coming.after is None or (kept and _missed(code, kept[-1], come, silences, platform)):
            kept.append(come)
    return kept


def _hung_up(code: str, come: Come) -> Observation:
    """Who registers anew over TCP opens a new connection; the end of the old one is seen at once."""
    at_s = come.coming.begin_s + come.half_s
    return Observation(at_s, "offline", code, {"reason": "connection lost", "silent_since_s": at_s})


def _missed(
    code: str, come: Come, following: Come | None, silences: Sequence[Silence], platform: PlatformSpec
) -> list[Observation]:
    """When the platform gives a camera up before its next registration; nothing where it does not.

    The first keepalive after a silence is sent at once, and counts while the platform has not given it up.
    Over TCP the old connection of one that lost its power ends when it has booted.
    """
    end_s = math.inf if following is None else following.coming.begin_s
    back_s = math.inf if following is None else following.accepted_s
    sign_s, from_s = come.accepted_s, come.done_s
    for quiet in _quiet(silences, come, end_s):
        sign_s = max(sign_s, _last_sign_s(from_s, quiet.from_s, come, platform))
        missed_s = sign_s + platform.heartbeat_count * platform.heartbeat_interval_s
        ends = quiet.powered and quiet.to_s <= end_s
        if missed_s < (quiet.to_s if ends else back_s):
            return [Observation(missed_s, "offline", code, _facts(sign_s))]
        if not quiet.powered and following is not None and following.reliable:
            return [_hung_up(code, following)]
        sign_s, from_s = quiet.to_s + come.half_s, quiet.to_s
    return []


def _facts(sign_s: float) -> dict[str, object]:
    return {"reason": "keepalives missed", "silent_since_s": sign_s}


def _last_sign_s(from_s: float, to_s: float, come: Come, platform: PlatformSpec) -> float:
    """The last keepalive at the platform of those sent each interval after ``from_s``."""
    passed = math.floor((to_s - from_s) / platform.heartbeat_interval_s)
    return from_s + passed * platform.heartbeat_interval_s + come.half_s if passed > 0 else -math.inf


def _quiet(silences: Sequence[Silence], come: Come, end_s: float) -> list[Silence]:
    """Silences of a registration, in order; one that becomes dark is dark, and the last."""
    touching = [cut for cut in silences if cut.from_s < end_s]
    silent = [cut for cut in touching if cut.powered and cut.to_s > come.done_s]
    dark = [cut for cut in touching if not cut.powered and cut.from_s >= come.coming.begin_s]
    quiet: list[Silence] = []
    for cut in sorted([*silent, *dark], key=lambda each: (each.from_s, each.powered)):
        if quiet and not quiet[-1].powered:
            break
        if quiet and cut.from_s <= quiet[-1].to_s:
            quiet[-1] = Silence(quiet[-1].from_s, max(quiet[-1].to_s, cut.to_s), powered=cut.powered)
        else:
            quiet.append(cut)
    return quiet
