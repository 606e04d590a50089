"""What fails how often, where a city file does not say.

All faults of one camera with its supply, port and picture add up to the 1.03 a year that two English boroughs
report for 2024 and 2025 (265 faults, 258 camera years): what the other modes leave of it is the picture's.
"""

from __future__ import annotations

from camproof.simulator.values import FailureMode, Kind, Law
from camproof.simulator.values.spec import HOURS_PER_YEAR

__all__ = ["DEFAULT_MODES"]

_OURS = "ours"
_BOROUGHS = (
    "265 reported faults in 258 camera years, Tunbridge Wells and Tonbridge & Malling, FOI2026/00352 (2026), "
    "less the other modes of a camera, which are ours"
)
_FIBRE = (
    "2.13 breaks a year in 1000 km of buried cable, Bellcore, in Alcoa Fujikura, "
    "Reliability of Fiber Optic Cable Systems (2001)"
)
_SWITCH = "300 000 to 1 000 000 h for enterprise switches, a vendor's glossary (jomplair.com/blog/mtbf)"
_DISK = "1.57 % of disks a year, Backblaze's figure for 2024, as reported by maxmazo.com"
_FEEDER = (
    "ours: once a year, an hour; 60 min lie within the 9 to 290 min of unplanned SAIDI of 2016, CEER 6.1"
)

_CAMERA_H, _POWER_H, _PORT_H = 50_000.0, 100_000.0, 200_000.0
_FAULTS_A_YEAR = 265.0 / 258.0
_PICTURE_A_YEAR = _FAULTS_A_YEAR - HOURS_PER_YEAR * (1.0 / _CAMERA_H + 1.0 / _POWER_H + 1.0 / _PORT_H)

_SOON = Law("fixed", 0.25, source=_OURS)
"""The platform misses the keepalives, somebody looks, an order is given."""
_NEXT_ROUND = Law("fixed", 24.0, source="ours: one round of picture checks a day")


def _work(mean_h: float, spread: float = 0.8) -> Law:
    return Law("log-normal", mean_h, spread, source=_OURS)


DEFAULT_MODES = (
    FailureMode(
        name="camera",
        kind=Kind.CAMERA,
        life=Law("exponential", _CAMERA_H, source=_OURS),
        repair=_work(2.0),
        skill="camera",
        spare="camera",
        notice=_SOON,
    ),
    FailureMode(
        name="camera power",
        kind=Kind.CAMERA_POWER,
        life=Law("exponential", _POWER_H, source=_OURS),
        repair=_work(1.5),
        skill="camera",
        notice=_SOON,
    ),
    FailureMode(
        name="picture",
        kind=Kind.PICTURE,
        life=Law("exponential", HOURS_PER_YEAR / _PICTURE_A_YEAR, source=_BOROUGHS),
        repair=_work(1.0),
        skill="cleaning",
        notice=_NEXT_ROUND,
    ),
    FailureMode(
        name="access port",
        kind=Kind.ACCESS_LINK,
        life=Law("exponential", _PORT_H, source=_OURS),
        repair=_work(2.0),
        skill="network",
        notice=_SOON,
    ),
    FailureMode(
        name="access fibre",
        kind=Kind.ACCESS_LINK,
        life=Law("exponential", HOURS_PER_YEAR * 1000.0 / 2.13, source=_FIBRE),
        repair=_work(6.0, 0.6),
        skill="fibre",
        per_km=True,
        notice=_SOON,
    ),
    FailureMode(
        name="access switch",
        kind=Kind.NODE,
        node_kind="access",
        life=Law("exponential", 300_000.0, source=_SWITCH),
        repair=_work(2.0),
        skill="network",
        spare="switch",
        notice=_SOON,
    ),
    FailureMode(
        name="aggregation switch",
        kind=Kind.NODE,
        node_kind="aggregation",
        life=Law("exponential", 500_000.0, source=_SWITCH),
        repair=_work(2.0),
        skill="network",
        spare="switch",
        notice=_SOON,
    ),
    FailureMode(
        name="core switch",
        kind=Kind.NODE,
        node_kind="core",
        life=Law("exponential", 500_000.0, source=_SWITCH),
        repair=_work(2.0),
        skill="network",
        spare="switch",
        notice=_SOON,
    ),
    FailureMode(
        name="fibre",
        kind=Kind.LINK,
        life=Law("exponential", HOURS_PER_YEAR * 1000.0 / 2.13, source=_FIBRE),
        repair=_work(6.0, 0.6),
        skill="fibre",
        per_km=True,
        notice=_SOON,
    ),
    FailureMode(
        name="feeder",
        kind=Kind.FEEDER,
        life=Law("exponential", HOURS_PER_YEAR, source=_FEEDER),
        repair=Law("log-normal", 1.0, 1.0, source=_FEEDER),
    ),
    FailureMode(
        name="disk",
        kind=Kind.DISK,
        life=Law("exponential", HOURS_PER_YEAR / 0.0157, source=_DISK),
        repair=Law("fixed", 24.0, source="ours: exchanged on the next day and rebuilt"),
    ),
    FailureMode(
        name="media server",
        kind=Kind.MEDIA_SERVER,
        life=Law("exponential", 10_000.0, source=_OURS),
        repair=_work(2.0, 1.0),
    ),
    FailureMode(
        name="SIP server",
        kind=Kind.SIP_SERVER,
        life=Law("exponential", 10_000.0, source=_OURS),
        repair=_work(2.0, 1.0),
    ),
)
"""Servers, disks and feeders are mended by those who run them, without the crews of the city."""
