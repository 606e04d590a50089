"""What a city file says, once read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from camproof.simulator.values.failures import CrewTeam, FailureMode, Shock, Spares, Upkeep
from camproof.simulator.values.law import Law

__all__ = [
    "HOURS_PER_YEAR",
    "CameraSource",
    "CitySpec",
    "Costs",
    "CoverageSpec",
    "Emergency",
    "ExplicitNetwork",
    "Goal",
    "NetworkRules",
    "Phase",
    "ServiceTimes",
    "Traffic",
]

HOURS_PER_YEAR = 8760.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraSource:
    """Where the cameras come from: an inventory (CSV or GeoJSON), or a number of made ones.

    :param inventory: the file; None for a city that is made up.
    :param count: cameras of a made city; ignored with an inventory.
    :param density_km2: cameras for each square kilometre of a made city.
    :param districts: how many a made city has.
    :param columns: field -> column of the inventory, where the usual names do not do.
    :param known_districts: the only districts that an inventory may name; empty for whatever it names.
    :param skip_bad_rows: leave out rows that cannot be used, each named, instead of refusing the file.
    :param camera_class: of cameras whose inventory names none; likewise the district, the vendor and so on.
    :param with_planned: whether cameras of later phases count as if they stood; else they are left out.
    """

    inventory: Path | None = None
    count: int = 10_000
    density_km2: float = 40.0
    districts: int = 8
    columns: tuple[tuple[str, str], ...] = ()
    encoding: str | None = None
    known_districts: tuple[str, ...] = ()
    skip_bad_rows: bool = False
    camera_class: str = "key-public-area"
    district: str = "all"
    vendor: str = "any"
    retention_d: float = 30.0
    with_planned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkRules:
    """How a network is laid out over cameras by geography, where no explicit one is given.

    :param cameras_per_switch: most cameras on one access switch.
    :param switches_per_ring: access switches of one ring (or star, or chain).
    :param access: "ring", "chain" or "star" of access switches at aggregation nodes.
    :param dual_homing: whether a ring or chain ends at two aggregation nodes.
    :param rings_per_aggregation: access rings at one pair of aggregation nodes.
    :param aggregation: "ring" or "star" of the aggregation nodes at the core.
    :param aggregations_per_ring: most aggregation nodes between two core nodes.
    :param cores: core nodes, in a ring; in a star each aggregation node is joined to all of them.
    :param switches_per_feeder: access switches (with their cameras) on one power feeder.
    :param switch_battery_h: hours of a UPS at access switches; ``aggregation_battery_h`` likewise.
    :param camera_battery_h: hours that cameras run on (PoE from a switch with UPS, or an own one).
    :param access_mbit: uplink capacity of an access switch; ``ring_mbit`` of a ring's link; ``core_mbit``
        of links to the core.
    :param cameras_per_recorder: cameras on one recorder; recorders stand at aggregation nodes.
    :param disks_per_recorder: and ``spare_disks``: that may fail without loss (1 for RAID 5, 2 for RAID 6).
    :param edge_storage_h: hours that cameras keep themselves.
    :param age_h: of the nodes, links and disks that are laid out, when the period begins; it counts for
        failures whose units age.
    :param cameras_per_media_group: and servers of a group, and how many of them are needed; SIP likewise.
    """

    cameras_per_switch: int = 16
    switches_per_ring: int = 12
    access: str = "ring"
    dual_homing: bool = True
    rings_per_aggregation: int = 8
    aggregation: str = "ring"
    aggregations_per_ring: int = 16
    cores: int = 2
    switches_per_feeder: int = 20
    switch_battery_h: float = 0.5
    aggregation_battery_h: float = 4.0
    camera_battery_h: float = 0.0
    access_mbit: float = 1_000.0
    ring_mbit: float = 10_000.0
    core_mbit: float = 100_000.0
    camera_mbit: float = 4.0
    cameras_per_recorder: int = 128
    disks_per_recorder: int = 16
    spare_disks: int = 1
    edge_storage_h: float = 0.0
    age_h: float = 0.0
    cameras_per_media_group: int = 5_000
    media_servers: int = 2
    media_needed: int = 1
    cameras_per_sip_group: int = 50_000
    sip_servers: int = 2
    sip_needed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplicitNetwork:
    """Files that say what the network is, in whole or in part: what they do not name is laid out by rule.

    :param nodes: CSV: name, kind, longitude, latitude, feeder, battery (h), installed.
    :param links: CSV: from, to, km, Mbit/s, installed.
    :param cameras: CSV: code, node, feeder: overrides where cameras hang.
    :param start: the day on which the period begins; ages count to it.
    """

    nodes: Path | None = None
    links: Path | None = None
    cameras: Path | None = None
    start: date = date(2026, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTimes:
    """How SIP servers and cameras signal: what a server needs, and how patient both sides are.

    :param register_s: a server's work for a registration with digest, both of its requests together.
    :param keepalive_s: its work for a keepalive; :param invite_s: for a stream that is opened.
    :param workers: alike processors of a server.
    :param keepalives_missed: so many in a row make a camera off-line.
    :param retry_s: wait after a registration that failed; a random 0..``retry_jitter_s`` is added.
    :param registration_expires_s: so long holds a registration; each camera refreshes its own as often.
    :param failover_s: until a spare server has taken over.
    :param boot_s: from power to a camera's first REGISTER; a random 0..``boot_spread_s`` is added.
    :param switch_boot_s: from power until a switch forwards.
    :param round_trip_s: between camera and server, empty queues.
    :param waiting_room: requests that a server keeps waiting; what comes beyond is lost.
    :param ban_after: more REGISTERs of one camera within a minute bring a ban of ``ban_s``; 0 for never.
    :param source: a run's ``result.json`` by ``camproof city calibrate``, or "ours".
    """

    register_s: float = 0.0007
    keepalive_s: float = 0.0004
    invite_s: float = 0.002
    workers: int = 1
    keepalive_interval_s: float = 60.0
    keepalives_missed: int = 3
    registration_expires_s: float = 3600.0
    retry_s: float = 60.0
    retry_jitter_s: float = 60.0
    failover_s: float = 30.0
    boot_s: float = 10.0
    boot_spread_s: float = 5.0
    switch_boot_s: float = 60.0
    round_trip_s: float = 0.02
    waiting_room: int = 10_000
    ban_after: int = 0
    ban_s: float = 600.0
    source: str = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """Many operators look at once.

    :param every: time between two; the default comes about once a month.
    :param operators: who open streams; :param streams: how many each.
    :param within_s: they open them within so many seconds; :param lasts_h: all are closed so long after the
        first was opened.
    :param district: where most of the cameras are that they open; None for the whole city.
    """

    name: str = "emergency"
    every: Law = field(default_factory=lambda: Law("exponential", 730.0))
    operators: int = 500
    streams: int = 16
    within_s: float = 120.0
    lasts_h: float = 2.0
    district: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """Who looks at what, besides the recorders that take every camera's main stream.

    :param viewers: operators on an ordinary day at its busiest hour; :param streams_each: streams of each.
    :param watched_h: mean time for which a live stream is watched; requests come as fast as keeps the streams
        at that number.
    :param licences: most streams at once that the platform allows; None for no limit.
    :param media_server_mbit: what one media server passes on.
    """

    viewers: int = 50
    streams_each: float = 4.0
    watched_h: float = 0.25
    licences: int | None = None
    media_server_mbit: float = 8_000.0
    emergencies: tuple[Emergency, ...] = (Emergency(),)
    service: ServiceTimes = field(default_factory=ServiceTimes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Money, in the city's own currency.

    :param currency: its sign or name.
    :param truck_roll: one visit; :param camera_per_year: power, line and rent of one camera.
    :param new_camera: with mast and installation; :param new_switch: and :param new_recorder: likewise.
    :param join_camera: line and port for a camera that is there; :param upgrade_hd: an HD camera in place of
        one that is not, on its mast.
    """

    currency: str = "CNY"
    truck_roll: float = 300.0
    camera_per_year: float = 1_500.0
    switch_per_year: float = 800.0
    new_camera: float = 12_000.0
    new_switch: float = 9_000.0
    new_recorder: float = 30_000.0
    join_camera: float = 4_000.0
    upgrade_hd: float = 3_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageSpec:
    """What is to be seen.

    :param places: demand points (CSV or GeoJSON: kind, name, position); None for no coverage study.
    :param kinds: kind in that file -> the place type of the opinion; others are ``other``.
    :param occluders: GeoJSON of buildings; None for free sight.
    :param target_height_m: of what must be seen.
    :param default_range_m: of cameras whose inventory names none; likewise the field of view and the height.
    :param propose: cameras to add for the most coverage.
    """

    places: Path | None = None
    kinds: tuple[tuple[str, str], ...] = ()
    occluders: Path | None = None
    target_height_m: float = 1.5
    default_range_m: float = 120.0
    default_field_of_view_deg: float = 90.0
    default_height_m: float = 6.0
    propose: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a class must reach: the share, time-weighted over the period.

    :param measure: "intact rate", "online rate", "recording completeness" or "coverage in effect".
    :param camera_class: of ``CLASS_WORDS``; None for all cameras.
    :param requirement: its number in the catalogue of requirements.
    """

    measure: str
    at_least: float
    camera_class: str | None = None
    requirement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A year of the build-out: cameras that are added, joined to the network, or made HD in it."""

    name: str
    add: int = 0
    network: int = 0
    upgrade_hd: int = 0
    crews: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CitySpec:
    """A whole city file.

    :param start: the day on which the period begins; ages count from it.
    :param start_h: local time of the period's begin: weekday, 0 for Monday, times 24 plus the hour.
    """

    name: str
    cameras: CameraSource
    rules: NetworkRules
    explicit: ExplicitNetwork
    modes: tuple[FailureMode, ...]
    teams: tuple[CrewTeam, ...]
    spares: tuple[Spares, ...]
    shocks: tuple[Shock, ...]
    upkeep: tuple[Upkeep, ...]
    traffic: Traffic
    costs: Costs
    coverage: CoverageSpec
    goals: tuple[Goal, ...]
    phases: tuple[Phase, ...] = ()
    period_h: float = HOURS_PER_YEAR
    start: date = date(2026, 1, 1)
    start_h: float = 72.0
    priority: tuple[str, ...] = ("key-public-area", "key-industry", "social")
    infrastructure_first: bool = True
