"""Whole-network sharing (全网共享): reachable, described rightly, fetched live and recorded, obeying."""

from __future__ import annotations

import math
from collections import Counter

from camproof.domain.camera import CameraRecord
from camproof.protocols.errors import DeviceCodeError
from camproof.protocols.gb28181.ids import DeviceCode
from camproof.scenarios.evidence import CatalogEvidence, Place
from camproof.scenarios.measures.view import View
from camproof.verdicts import Measurement, census_share, not_made, percentile_of, sampled_share

__all__ = [
    "alarm_delay",
    "alarm_delivery",
    "catalogue_completeness",
    "catalogue_time",
    "channels_listed",
    "code_rate",
    "coordinates_rate",
    "history_fetch_rate",
    "live_fetch_rate",
    "networking_rate",
    "position_delivery",
    "ptz_response",
    "time_to_first_key_frame",
]

FETCH_LIMIT_S = 5.0
"""A live picture that comes later counts as not fetched: our own limit."""

PLACE_DECIMALS = 6
"""Degrees are told with at least so many."""


def networking_rate(view: View) -> Measurement:
    """Cameras of the archive that are registered and list their own code, or a recorder all of its channels,
    in the answer to Catalog.
    """
    answers = _catalogs(view)
    if unasked := view.unasked(answers):
        return not_made(view.spec, unasked if answers else "no camera was asked for its catalogue")
    reached = sum(
        1
        for camera in view.sound
        if (answer := answers.get(camera.code)) is not None
        and _shown(camera) <= set(answer.listed or ())
        and view.evidence.presence.online_at(camera.code, answer.at_s)
    )
    return census_share(
        view.spec,
        reached,
        len(view.sound),
        method="registered, and its code in its answer to Catalog",
        detail=view.left_out,
    )


def catalogue_completeness(view: View) -> Measurement:
    """Cameras of the archive that any catalogue answer lists."""
    answers = _catalogs(view)
    listed = {code for answer in answers.values() for code in answer.listed or ()}
    if unasked := view.unasked({*answers, *listed}):
        return not_made(view.spec, unasked if answers else "no camera was asked for its catalogue")
    whole = sum(1 for camera in view.sound if _shown(camera) <= listed)
    return census_share(view.spec, whole, len(view.sound), method="codes listed in Catalog answers")


def channels_listed(view: View) -> Measurement:
    """Channels of devices that were asked for their catalogue and whose answer, in full, lists them."""
    answers = _catalogs(view)
    if unasked := view.unasked(answers):
        return not_made(view.spec, unasked if answers else "no camera was asked for its catalogue")
    due = {camera.code: _shown(camera) for camera in view.sound}
    return census_share(
        view.spec,
        sum(len(due[code] & set(answer.listed or ())) for code, answer in answers.items()),
        sum(len(codes) for codes in due.values()),
        method=f"codes in the Catalog answers of {len(due)} devices against the channels that they have",
        detail=view.left_out,
    )


def catalogue_time(view: View) -> Measurement:
    """From Catalog asked to the last page; an answer that never became whole counts as endless."""
    took = [math.inf if answer.took_s is None else answer.took_s for answer in _catalogs(view).values()]
    return percentile_of(
        view.spec,
        took,
        method="query sent to SumNum items received",
        census=True,
        detail=view.left_out or ("" if took else "no camera was asked for its catalogue"),
    )


def code_rate(view: View) -> Measurement:
    """Cameras whose listed codes are valid and used once; a camera that lists nothing is none of them."""
    answers = _catalogs(view)
    if answers and (unasked := view.unasked(answers)):
        return not_made(view.spec, unasked)
    times = Counter(code for answer in answers.values() for code in answer.listed or ())
    good = sum(
        1
        for answer in answers.values()
        if answer.listed and all(times[code] == 1 and _valid(code) for code in answer.listed)
    )
    return census_share(
        view.spec,
        good,
        len(view.sound) if times else 0,
        method="20 digits, province, industry and type known, used once; codes as received in Catalog",
        detail=view.left_out if times else "no catalogue was received",
    )


def coordinates_rate(view: View) -> Measurement:
    """Cameras whose listed positions are on the globe, exact and their own; who lists nothing has none."""
    answers = _catalogs(view)
    if answers and (unasked := view.unasked(answers)):
        return not_made(view.spec, unasked)
    places = [place for answer in answers.values() for place in answer.positions]
    times = Counter(_at(place) for place in places if place is not None)
    good = sum(
        1
        for answer in answers.values()
        if answer.positions
        and all(
            place is not None and place.decimals >= PLACE_DECIMALS and times[_at(place)] == 1
            for place in answer.positions
        )
    )
    return census_share(
        view.spec,
        good,
        len(view.sound) if places else 0,
        method=f"position in Catalog, on the globe, with {PLACE_DECIMALS} decimals and not shared",
        detail="" if places else "no catalogue was received",
    )


def _at(place: Place) -> tuple[float, float]:
    return place.longitude, place.latitude


def live_fetch_rate(view: View) -> Measurement:
    """Live requests that gave a decoded key frame within 5 s."""
    asked = [stream for stream in view.live() if view.inside(stream.asked_s)]
    good = sum(1 for s in asked if s.key_frame_after_s is not None and s.key_frame_after_s <= FETCH_LIMIT_S)
    detail = view.left_out or ("" if asked else "no live stream was asked for")
    method = f"first key frame decoded within {FETCH_LIMIT_S:g} s of the INVITE"
    return census_share(view.spec, good, len(asked), method=method, detail=detail)


def time_to_first_key_frame(view: View) -> Measurement:
    """From INVITE to the first key frame decoded; a request without a picture counts as endless."""
    asked = [stream for stream in view.live() if view.inside(stream.asked_s)]
    took = [math.inf if s.key_frame_after_s is None else s.key_frame_after_s for s in asked]
    return percentile_of(
        view.spec,
        took,
        method="INVITE sent to first key frame decoded",
        detail="" if took else "no live stream",
    )


def history_fetch_rate(view: View) -> Measurement:
    """Playback and download requests that gave pictures and of which nothing failed later."""
    asked = [s for s in view.streams("playback", "download") if view.inside(s.asked_s)]
    shown = [stream for stream in asked if stream.key_frame_after_s is not None]
    failed = [stream.failure for stream in shown if stream.failure]
    detail = f"{len(failed)} gave pictures and failed later: {failed[0]}" if failed else ""
    return sampled_share(
        view.spec,
        len(shown) - len(failed),
        len(asked),
        method="first key frame of the recording decoded, commands obeyed, downloads come to their end",
        detail=detail if asked else "no recording was asked for",
    )


def alarm_delivery(view: View) -> Measurement:
    """Alarms raised at cameras that the platform received."""
    raised = [a for a in view.evidence.alarms if a.code in view.sound_codes and view.inside(a.raised_s)]
    good = sum(1 for alarm in raised if alarm.delay_s is not None)
    return census_share(
        view.spec,
        good,
        len(raised),
        method="alarms raised at cameras against Alarm messages received",
        detail="" if raised else "no alarm was raised",
    )


def alarm_delay(view: View) -> Measurement:
    """From raising an alarm to its receipt; one that never came counts as endless."""
    raised = [a for a in view.evidence.alarms if a.code in view.sound_codes and view.inside(a.raised_s)]
    took = [math.inf if alarm.delay_s is None else alarm.delay_s for alarm in raised]
    return percentile_of(
        view.spec,
        took,
        method="raised at the camera to received",
        detail="" if took else "no alarm was raised",
    )


def position_delivery(view: View) -> Measurement:
    """Intervals of the subscriptions in which a position came, over all that they last."""
    subscribed = [p for p in view.evidence.positions if p.code in view.sound_codes and view.inside(p.at_s)]
    due = sum(entry.due for entry in subscribed)
    received = sum(min(entry.due, entry.received) for entry in subscribed)
    return census_share(
        view.spec,
        received,
        due,
        method="intervals with a MobilePosition notify, of those that the subscription lasts",
        detail="" if due else "no position was subscribed to",
    )


def ptz_response(view: View) -> Measurement:
    """From a move command to the first position that differs; a head that never moved counts as endless."""
    moves = [p for p in view.evidence.ptz if p.code in view.sound_codes and view.inside(p.at_s)]
    took = [math.inf if move.response_ms is None else move.response_ms for move in moves]
    return percentile_of(
        view.spec,
        took,
        method="PTZCmd sent to a changed PTZPosition, asked again and again",
        detail="" if took else "no camera was moved",
    )


def _shown(camera: CameraRecord) -> set[str]:
    """Codes under which a camera or recorder is listed."""
    return set(camera.channel_codes or (camera.code,))


def _catalogs(view: View) -> dict[str, CatalogEvidence]:
    """The last answer of each sound camera in the window."""
    codes = view.sound_codes
    return {e.code: e for e in view.evidence.catalogs if e.code in codes and view.inside(e.at_s)}


def _valid(code: str) -> bool:
    try:
        return not DeviceCode(code).deviations()
    except DeviceCodeError:
        return False
