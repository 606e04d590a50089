"""Why a figure of cameras, traffic, signalling, coverage, money or working hours moves nothing."""

from __future__ import annotations

import numpy as np

from camproof.simulator.answers.figures import Key
from camproof.simulator.answers.still.case import Case, Reason, Reasons, always
from camproof.simulator.values import Kind

__all__ = ["CAMERAS", "COSTS", "COVERAGE", "EMERGENCY", "SERVICE", "TRAFFIC", "WHOLE"]


def _made(case: Case) -> str:
    if case.city.spec.cameras.inventory is not None:
        return "It is for cities that are made up; this one has an inventory."
    return "The city is made up alike with either value."


def _retention(case: Case) -> str:
    if case.city.spec.cameras.inventory is None:
        return "It is for inventories; this city is made up."
    failed = case.outages(Kind.DISK)
    return f"Disks failed {failed} times {case.times}, and no recording was lost with them."


CAMERAS: Reasons = {**dict.fromkeys(("count", "density_km2", "districts"), _made), "retention_d": _retention}


_VIEWING = always(
    "The streams of an ordinary busy hour fill neither the busiest link nor the busiest media server."
)


def _licences(case: Case) -> str:
    return f"No emergency {case.times} asked for as many streams."


def _watched(case: Case) -> str:
    if case.city.spec.traffic.licences is None:
        return "There is no limit on streams, and so nobody is refused."
    return f"The licences refused as many live requests {case.times} with any of the values."


TRAFFIC: Reasons = {
    "watched_h": _watched,
    "viewers": _VIEWING,
    "streams_each": _VIEWING,
    "media_server_mbit": always("No media server carries a stream."),
    "licences": _licences,
}


def _emergency(text: str) -> Reason:
    """A reason that holds where such an emergency comes."""

    def reason(case: Case) -> str:
        name = case.city.spec.traffic.emergencies[int(case.input.path[2])].name
        return text if case.total(Key("emergencies", "count", of=name)) else f"None came {case.times}."

    return reason


_COMING = _emergency("They came as often, and as many at once, with any of the values.")
_FULL = _emergency("As large a share of their streams came in full, was refused or was dark with all values.")
_OPENING = _emergency("However quickly streams are opened, no INVITE waits longer.")

EMERGENCY: Reasons = {
    **dict.fromkeys(("mean_h", "shape", "lasts_h"), _COMING),
    **dict.fromkeys(("operators", "streams"), _FULL),
    "within_s": _OPENING,
}


def _storm(text: str) -> Reason:
    """A reason that holds where there are storms."""

    def reason(case: Case) -> str:
        if not len(case.city.network.feeder_x_m):
            return "There are no power feeders, and so no storms."
        size = case.most(Key("storm size", "cameras"))
        if not size:
            return f"No cut of power silenced a camera for long enough to be missed {case.times}."
        return text.format(size=f"{size:g}")

    return reason


_UNSEEN = _storm("The largest storm is {size} cameras, and its figures are the same to the last digit.")
_ROOM = _storm("The largest storm is {size} cameras, whose requests all fit into either waiting room.")
_BAN = _storm("No camera of the storms, the largest of {size}, sent as many REGISTERs within a minute.")
_TRIES = _storm("No camera of the storms, the largest of {size}, had to try again.")


def _ban_length(case: Case) -> str:
    if not case.city.spec.traffic.service.ban_after:
        return "Nobody is ever banned: ban-after is 0."
    return _BAN(case)


def _failover(case: Case) -> str:
    sip, media = case.outages(Kind.SIP_SERVER), case.outages(Kind.MEDIA_SERVER)
    return (
        f"SIP servers failed {sip} times and media servers {media} times {case.times}, none that was serving."
    )


def _invites(case: Case) -> str:
    came = sum(
        case.total(Key("emergencies", "count", of=each.name)) for each in case.city.spec.traffic.emergencies
    )
    return (
        "No INVITE had to wait for another."
        if came
        else f"No emergency came {case.times}, and so no INVITEs."
    )


SERVICE: Reasons = {
    **dict.fromkeys(
        (
            "register_s", "keepalive_s", "workers", "keepalive_interval_s", "keepalives_missed", "boot_s",
            "boot_spread_s", "switch_boot_s", "round_trip_s", "registration_expires_s",
        ),
        _UNSEEN,
    ),
    **dict.fromkeys(("retry_s", "retry_jitter_s"), _TRIES),
    "waiting_room": _ROOM,
    "ban_after": _BAN,
    "ban_s": _ban_length,
    "failover_s": _failover,
    "invite_s": _invites,
}  # fmt: skip


def _study(text: str) -> Reason:
    """A reason that holds where there is a coverage study."""
    none = "There is no coverage study."
    return lambda case: none if case.city.spec.coverage.places is None else text


def _view(case: Case) -> str:
    if case.city.spec.coverage.places is not None and bool(np.isnan(case.city.inventory.heading_deg).all()):
        return "No camera has a heading, so that all see all around, whatever their field of view."
    return _SEEN(case)


_SEEN = _study("The same places are seen with either value.")

COVERAGE: Reasons = {
    **dict.fromkeys(("target_height_m", "default_range_m", "default_height_m"), _SEEN),
    "default_field_of_view_deg": _view,
    "propose": _study("Proposed cameras are shown and do not stand: no figure counts them."),
}


_BUILD_OUT = always(
    "It is the price of what a phase of the build-out buys (camproof city plan), and nothing is built."
)

COSTS: Reasons = {
    **dict.fromkeys(("new_camera", "new_switch", "new_recorder", "join_camera", "upgrade_hd"), _BUILD_OUT),
    "truck_roll": lambda case: f"No crew went out {case.times}.",
    "camera_per_year": always("There is no camera."),
    "switch_per_year": always("There is no node."),
}


def _start(case: Case) -> str:
    teams = case.city.spec.teams
    around_the_clock = all(
        team.shift.start_h == 0 and team.shift.end_h == 24 and len(team.shift.days) == 7 for team in teams
    )
    return (
        "All crews work around the clock."
        if around_the_clock
        else f"No repair waited for a shift {case.times}."
    )


def _first(case: Case) -> str:
    if not case.total(Key("wait for a crew", "h")):
        return f"No repair waited for a crew {case.times}."
    return f"No order for infrastructure waited beside one for a camera {case.times}."


WHOLE: Reasons = {"start_h": _start, "infrastructure_first": _first}
