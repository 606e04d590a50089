"""What a city file has where it says nothing."""

from __future__ import annotations

from datetime import date

from camproof.simulator.values import CrewTeam, FailureMode, Goal, Kind, Law, Shift

__all__ = ["USUAL_GOALS", "USUAL_MODES", "USUAL_START", "USUAL_TEAMS"]

_NOTICE = Law("exponential", 0.25)


def _mode(
    kind: Kind, life_h: float, repair_h: float, skill: str | None = None, node: str | None = None,
    *, per_km: bool = False,
) -> FailureMode:  # fmt: skip
    name = f"{node} {kind.word}" if node else kind.word
    life, repair = Law("exponential", life_h), Law("exponential", repair_h)
    return FailureMode(
        name=name,
        kind=kind,
        life=life,
        repair=repair,
        skill=skill,
        node_kind=node,
        per_km=per_km,
        notice=_NOTICE,
    )


USUAL_MODES = (
    _mode(Kind.CAMERA, 50_000, 2, "camera"),
    _mode(Kind.CAMERA_POWER, 60_000, 2, "camera"),
    _mode(Kind.PICTURE, 40_000, 1, "camera"),
    _mode(Kind.ACCESS_LINK, 120_000, 3, "network"),
    _mode(Kind.NODE, 150_000, 3, "network", "access"),
    _mode(Kind.NODE, 200_000, 4, "network", "aggregation"),
    _mode(Kind.NODE, 300_000, 4, "network", "core"),
    _mode(Kind.LINK, 3_000_000, 12, "network", per_km=True),
    _mode(Kind.FEEDER, 8_760, 1.5),
    _mode(Kind.DISK, 600_000, 12, "server"),
    _mode(Kind.MEDIA_SERVER, 30_000, 2, "server"),
    _mode(Kind.SIP_SERVER, 30_000, 2, "server"),
)
USUAL_START = (date(2026, 1, 1), 72.0)
"""A Thursday, 0 h: where virtual time begins, too."""

USUAL_TEAMS = (
    CrewTeam(name="crews", per_cameras=2000.0, shift=Shift(start_h=8.0, end_h=18.0), cost_per_year=250_000.0),
)
USUAL_GOALS = (
    Goal(measure="intact rate", at_least=0.98, camera_class="key-public-area", requirement="AVAIL-4"),
    Goal(measure="intact rate", at_least=0.95, camera_class="key-industry", requirement="AVAIL-5"),
)
