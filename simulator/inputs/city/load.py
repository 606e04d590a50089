"""`traffic:` and `emergencies:` — who looks at what, and what the SIP servers have to do."""

from __future__ import annotations

from pathlib import Path

from camproof.domain.documents import Fields
from camproof.simulator.inputs.city.quantities import hours, mbit
from camproof.simulator.inputs.city.service import read_service
from camproof.simulator.inputs.laws import gaps
from camproof.simulator.values import Emergency, Traffic

__all__ = ["read_traffic"]

_USUAL = Traffic()
_MOST = 10**7


def read_traffic(fields: Fields, folder: Path) -> Traffic:
    """Everyday load, service times and emergencies."""
    emergencies = _emergencies(fields)
    traffic = fields.sub("traffic")
    if traffic is None:
        return Traffic(emergencies=emergencies)
    licences = traffic.whole("licences", 0, high=_MOST) if traffic.has("licences") else None
    found = Traffic(
        viewers=traffic.whole("viewers", _USUAL.viewers, high=_MOST),
        streams_each=traffic.number("streams-each", _USUAL.streams_each, low=0.0, high=1000.0),
        watched_h=_watched_h(traffic),
        licences=licences,
        media_server_mbit=mbit(traffic, "media-server-rate", _USUAL.media_server_mbit),
        emergencies=emergencies,
        service=read_service(traffic, folder),
    )
    traffic.finish("traffic")
    return found


def _watched_h(traffic: Fields) -> float:
    found = hours(traffic, "watched-for", _USUAL.watched_h)
    if found <= 0:
        traffic.problem("watched-for", "it needs more than 0 s")
        return _USUAL.watched_h
    return found


def _emergencies(fields: Fields) -> tuple[Emergency, ...]:
    """The file's; without the field the usual one, with an empty list none."""
    if not fields.has("emergencies"):
        return _USUAL.emergencies
    found: list[Emergency] = []
    for row in fields.rows("emergencies"):
        usual = Emergency()
        each = Emergency(
            name=row.text("name", f"emergency {len(found) + 1}"),
            every=gaps(row, "every", usual.every, row.text("source", "the city file")),
            operators=row.whole("operators", usual.operators, high=_MOST),
            streams=row.whole("streams", usual.streams, high=10_000),
            within_s=row.quantity("within", "duration", usual.within_s),
            lasts_h=hours(row, "lasts", usual.lasts_h),
            district=row.text("district") or None,
        )
        row.finish("an emergency")
        if each.name in {other.name for other in found}:
            row.problem("name", f"an emergency above is called {each.name!r} already")
        found.append(each)
    return tuple(found)
