"""`traffic.service` and `traffic.service-file` — what SIP servers need, and how patient cameras are."""

from __future__ import annotations

from pathlib import Path

from camproof.domain.documents import Fields, Problems, Table, compose, compose_file, top_fields
from camproof.simulator.inputs.city.quantities import file_named
from camproof.simulator.values import ServiceTimes

__all__ = ["read_service", "read_service_file", "service_from_text", "service_of"]


def read_service(traffic: Fields, folder: Path) -> ServiceTimes:
    """The city's own figures over those of a file, as ``camproof city calibrate`` writes it, over ours."""
    found = ServiceTimes()
    path = file_named(traffic, "service-file", folder)
    if path is not None:
        table = compose_file(path, traffic.problems, "service times")
        if table is not None:
            found = service_of(top_fields(table, traffic.problems), found, path.name)
    own = traffic.sub("service")
    return found if own is None else service_of(own, found, "the city file")


def read_service_file(path: Path) -> ServiceTimes:
    """A file of service times alone, over ours.

    :raises InputErrors: it cannot be read, or is wrong; every problem by line.
    """
    problems = Problems()
    return _whole(compose_file(path, problems, "service times"), problems, path.name)


def service_from_text(text: str, source: str) -> ServiceTimes:
    """The same from its text.

    :param source: what the text is of, for messages.
    :raises InputErrors: as :func:`read_service_file`.
    """
    problems = Problems()
    value = compose(text, source, problems)
    return _whole(value if isinstance(value, Table) else None, problems, source)


def _whole(table: Table | None, problems: Problems, source: str) -> ServiceTimes:
    found = ServiceTimes()
    if table is not None:
        found = service_of(top_fields(table, problems), found, source)
    problems.raise_if_any()
    return found


def service_of(fields: Fields, usual: ServiceTimes, source: str) -> ServiceTimes:
    """The service times of a table.

    :param usual: what holds for fields that are not there.
    """

    def seconds(field: str, default: float) -> float:
        return fields.quantity(field, "duration", default)

    def positive(field: str, default: float) -> float:
        value = seconds(field, default)
        if value <= 0:
            fields.problem(field, "it needs more than 0 s")
            return default
        return value

    found = ServiceTimes(
        register_s=seconds("register", usual.register_s),
        keepalive_s=seconds("keepalive", usual.keepalive_s),
        invite_s=seconds("invite", usual.invite_s),
        workers=fields.whole("workers", usual.workers, low=1, high=10_000),
        keepalive_interval_s=positive("keepalive-interval", usual.keepalive_interval_s),
        keepalives_missed=fields.whole("keepalives-missed", usual.keepalives_missed, low=1, high=1000),
        registration_expires_s=positive("expires", usual.registration_expires_s),
        retry_s=seconds("retry", usual.retry_s),
        retry_jitter_s=seconds("retry-jitter", usual.retry_jitter_s),
        failover_s=seconds("failover", usual.failover_s),
        boot_s=seconds("boot", usual.boot_s),
        boot_spread_s=seconds("boot-spread", usual.boot_spread_s),
        switch_boot_s=seconds("switch-boot", usual.switch_boot_s),
        round_trip_s=seconds("round-trip", usual.round_trip_s),
        waiting_room=fields.whole("waiting-room", usual.waiting_room, low=1, high=10**9),
        ban_after=fields.whole("ban-after", usual.ban_after, high=1_000_000),
        ban_s=seconds("ban", usual.ban_s),
        source=fields.text("source", source),
    )
    fields.finish("service times")
    return found
