"""Time and memory of a replication of one size of city, beside the peer."""

from __future__ import annotations

from benchmarks.city.measuring import Taken, our_years, plain_years, whole_years
from benchmarks.rows import Figure, Row

__all__ = ["failing_rows", "whole_rows"]

_PEER = "plain SimPy"


def failing_rows(
    cameras: int, replications: int, at_most_s: float | None, at_most_mb: float | None, peer: bool
) -> list[Row]:
    """Failures and crews alone."""
    ours = our_years(cameras, replications)
    plain = plain_years(cameras, replications) if peer else None
    what = f"{cameras:,} cameras x 1 year: failures and crews".replace(",", " ")
    note = "switches, fibres, feeders, storms, districts, travel, classes"
    return _rows(what, ours, plain, at_most_s, at_most_mb, note)


def whole_rows(
    cameras: int, replications: int, at_most_s: float | None, at_most_mb: float | None, peer: bool
) -> list[Row]:
    """A whole city."""
    ours = whole_years(cameras, replications)
    plain = plain_years(cameras, replications) if peer else None
    what = f"{cameras:,} cameras x 1 year".replace(",", " ")
    note = (
        "from failures to each camera's hours: rings, feeders and batteries, storms, crews that travel, "
        "disks, servers"
    )
    return _rows(what, ours, plain, at_most_s, at_most_mb, note)


def _rows(
    what: str,
    ours: Taken,
    plain: Taken | None,
    at_most_s: float | None,
    at_most_mb: float | None,
    note: str,
) -> list[Row]:
    """Time and memory."""
    beside = "; the peer has cameras alone and a crew for everybody" if plain else ""
    return [
        Row(
            what=what,
            figure=Figure(ours.cpu_s),
            unit="s",
            peer=_PEER if plain else "",
            peer_figure=Figure(plain.cpu_s) if plain else None,
            at_most=_limit(at_most_s, plain),
            note=f"process time of a replication of {ours.repairs} repairs, {note}{beside}",
        ),
        Row(
            what=f"{what}: memory",
            figure=Figure((ours.peak_mb,)),
            unit="MB",
            peer=_PEER if plain else "",
            peer_figure=Figure((plain.peak_mb,)) if plain else None,
            at_most=at_most_mb,
        ),
    ]


def _limit(at_most_s: float | None, plain: Taken | None) -> float | None:
    """No slower than the peer's quickest, either."""
    if plain is None or at_most_s is None:
        return at_most_s
    return min(at_most_s, *plain.cpu_s)
