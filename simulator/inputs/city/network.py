"""`network:` — rules by which the network is laid out, and files that say what it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from camproof.domain.documents import Fields
from camproof.domain.forms import Form
from camproof.simulator.inputs.cells import read_date
from camproof.simulator.inputs.city.quantities import file_named, hours, mbit
from camproof.simulator.values import ExplicitNetwork, NetworkRules

__all__ = ["ACCESS_SHAPES", "AGGREGATION_SHAPES", "read_network"]

ACCESS_SHAPES = ("ring", "chain", "star")
AGGREGATION_SHAPES = ("ring", "star")
_USUAL = NetworkRules()
_MOST = 10**7
_DATE_FORM = Form("date", r"^\s*[0-9]{4}(-[0-9]{1,2}){0,2}\s*$", "write it as 2021-05-31")


def read_network(fields: Fields, folder: Path, start: date) -> tuple[NetworkRules, ExplicitNetwork]:
    """The rules, each with a default, and the files.

    :param start: the day on which the period begins.
    """
    network = fields.sub("network")
    if network is None:
        return _USUAL, ExplicitNetwork()
    rules = replace(_rules(network), age_h=_age_h(network, start))
    explicit = ExplicitNetwork(
        nodes=file_named(network, "nodes", folder),
        links=file_named(network, "links", folder),
        cameras=file_named(network, "cameras", folder),
        start=start,
    )
    network.finish("a network")
    return rules, explicit


def _age_h(network: Fields, start: date) -> float:
    """The age of what is laid out; what is installed later is new."""
    day = network.parsed("installed", lambda scalar: read_date(scalar.text), start, _DATE_FORM)
    return max(0.0, (start - day).days * 24.0)


def _rules(network: Fields) -> NetworkRules:
    def many(field: str, default: int, low: int = 1) -> int:
        return network.whole(field, default, low=low, high=_MOST)

    disks = many("disks-per-recorder", _USUAL.disks_per_recorder)
    return NetworkRules(
        cameras_per_switch=many("cameras-per-switch", _USUAL.cameras_per_switch),
        switches_per_ring=many("switches-per-ring", _USUAL.switches_per_ring),
        access=network.word("access", "shape of the access network", ACCESS_SHAPES, _USUAL.access),
        dual_homing=network.flag("dual-homing", default=_USUAL.dual_homing),
        rings_per_aggregation=many("rings-per-aggregation", _USUAL.rings_per_aggregation),
        aggregation=network.word("aggregation", "shape", AGGREGATION_SHAPES, _USUAL.aggregation),
        aggregations_per_ring=many("aggregations-per-ring", _USUAL.aggregations_per_ring),
        cores=network.whole("cores", _USUAL.cores, low=1, high=1000),
        switches_per_feeder=many("switches-per-feeder", _USUAL.switches_per_feeder),
        switch_battery_h=hours(network, "switch-battery", _USUAL.switch_battery_h),
        aggregation_battery_h=hours(network, "aggregation-battery", _USUAL.aggregation_battery_h),
        camera_battery_h=hours(network, "camera-battery", _USUAL.camera_battery_h),
        access_mbit=mbit(network, "access-rate", _USUAL.access_mbit),
        ring_mbit=mbit(network, "ring-rate", _USUAL.ring_mbit),
        core_mbit=mbit(network, "core-rate", _USUAL.core_mbit),
        camera_mbit=mbit(network, "camera-rate", _USUAL.camera_mbit),
        cameras_per_recorder=many("cameras-per-recorder", _USUAL.cameras_per_recorder),
        disks_per_recorder=disks,
        spare_disks=_part(network, "spare-disks", min(_USUAL.spare_disks, disks - 1), 0, disks - 1),
        edge_storage_h=hours(network, "edge-storage", _USUAL.edge_storage_h),
        cameras_per_media_group=many("cameras-per-media-group", _USUAL.cameras_per_media_group),
        **_servers(network, "media", _USUAL.media_servers),
        cameras_per_sip_group=many("cameras-per-sip-group", _USUAL.cameras_per_sip_group),
        **_servers(network, "sip", _USUAL.sip_servers),
    )


def _servers(network: Fields, kind: str, usual: int) -> dict[str, int]:
    """How many servers a group has, and how many of them must work."""
    servers = network.whole(f"{kind}-servers", usual, low=1, high=1000)
    needed = _part(network, f"{kind}-needed", 1, 1, servers)
    return {f"{kind}_servers": servers, f"{kind}_needed": needed}


def _part(network: Fields, field: str, default: int, low: int, high: int) -> int:
    """A whole number with a bound that another field sets, which no editor can know."""
    value = network.whole(field, default, low=low, high=_MOST)
    if value > high:
        network.problem(field, f"{value} is not between {low} and {high}")
    return value
