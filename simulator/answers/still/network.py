"""Why a rule of the network moves nothing."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from camproof.simulator.answers.figures import Key
from camproof.simulator.answers.inputs import changed
from camproof.simulator.answers.still.case import Case, Reasons
from camproof.simulator.failing import Sort, UnitGroup
from camproof.simulator.layout import lay_out
from camproof.simulator.values import Ints, Kind, Network, NodeKind

__all__ = ["NETWORK"]


def _laid_out(case: Case) -> str:
    city = case.city
    if city.spec.explicit.nodes is not None:
        return "The network is given by files, and no rule lays it out."
    if all(_alike(city.network, _other(case, value)) for value in case.input.others):
        return f"The network is laid out alike with all of the values: {_size(case.field, city.network)}."
    return (
        f"The network is not the same with all of the values, and carried what happened {case.times} alike."
    )


def _other(case: Case, value: object) -> Network:
    spec = changed(case.city.spec, case.input.path, value)
    return lay_out(case.city.inventory, spec.rules, spec.explicit)


def _alike(one: Network, two: Network) -> bool:
    pairs = ((getattr(one, each.name), getattr(two, each.name)) for each in fields(one))
    return all(np.array_equal(a, b) if isinstance(a, np.ndarray) else bool(a == b) for a, b in pairs)


def _size(field: str, network: Network) -> str:
    if field == "cameras_per_recorder":
        return f"its fullest recorder takes {_fullest(network.camera_recorder)} cameras"
    if field == "cameras_per_media_group":
        return f"its largest group of media servers serves {_fullest(network.camera_media)} cameras"
    if field == "cameras_per_sip_group":
        return f"its largest group of SIP servers serves {_fullest(network.camera_sip)} cameras"
    if field == "cameras_per_switch":
        return f"its fullest switch takes {_fullest(network.camera_node)} cameras"
    counts = [int((network.node_kind == kind).sum()) for kind in NodeKind]
    return f"it has {counts[0]} access, {counts[1]} aggregation and {counts[2]} core nodes"


def _fullest(owner: Ints) -> int:
    return int(np.bincount(owner[owner >= 0], minlength=1).max())


def _disks(case: Case) -> str:
    if not len(case.city.network.recorder_node):
        return "The city has no recorders."
    failed = case.outages(Kind.DISK)
    if case.field == "disks_per_recorder":
        return f"Disks failed {failed} times {case.times}, none that one value has and another lacks."
    return f"Disks failed {failed} times {case.times}, never more at once than any of the values spares."


def _media(case: Case) -> str:
    return _servers("Media servers", case.outages(Kind.MEDIA_SERVER), case)


def _sip(case: Case) -> str:
    return _servers("SIP servers", case.outages(Kind.SIP_SERVER), case)


def _servers(name: str, failed: int, case: Case) -> str:
    return f"{name} failed {failed} times {case.times}; with any of the values enough of them were left."


def _battery(case: Case) -> str:
    if not len(case.city.network.feeder_x_m):
        return "There are no power feeders, and so no cuts that a battery could bridge."
    cuts = case.outages(Kind.FEEDER)
    if not cuts:
        return f"No feeder failed {case.times}."
    return f"Feeders failed {cuts} times {case.times}; with each of the values the same was lost as long."


def _edge_storage(case: Case) -> str:
    if case.input.value:
        return f"No cut between a camera and its recorder outlasted any of the values {case.times}."
    return f"No camera that worked was cut off from its recorder {case.times}."


def _capacity(case: Case) -> str:
    peak = 100 * max((case.most(key) for key in _load_keys(case)), default=0.0)
    return f"The busiest link carries {peak:.3g} % of its rate at its peak, whatever this rate is."


def _load_keys(case: Case) -> set[Key]:
    return {key for row in case.usual for key in row if key.measure == "peak link load"}


def _age(case: Case) -> str:
    if not any(_wears_out(group) for group in case.city.groups):
        return "No life of a node, a link or a disk depends on its age."
    failed = sum(case.outages(kind) for kind in (Kind.NODE, Kind.LINK, Kind.DISK))
    return f"Nodes, links and disks failed {failed} times {case.times}, and what stands in carried it."


def _wears_out(group: UnitGroup) -> bool:
    """Whether an age that the network gives could count."""
    form = group.mode.life.form
    return group.mode.ages and form != "exponential" and group.sort in (Sort.NODE, Sort.LINK, Sort.DISK)


NETWORK: Reasons = {
    **dict.fromkeys(
        (
            "cameras_per_switch", "switches_per_ring", "access", "dual_homing", "rings_per_aggregation",
            "aggregation", "aggregations_per_ring", "cores", "switches_per_feeder", "cameras_per_recorder",
            "cameras_per_media_group", "cameras_per_sip_group",
        ),
        _laid_out,
    ),
    **dict.fromkeys(("switch_battery_h", "aggregation_battery_h", "camera_battery_h"), _battery),
    **dict.fromkeys(("access_mbit", "ring_mbit", "core_mbit", "camera_mbit"), _capacity),
    **dict.fromkeys(("disks_per_recorder", "spare_disks"), _disks),
    **dict.fromkeys(("media_servers", "media_needed"), _media),
    **dict.fromkeys(("sip_servers", "sip_needed"), _sip),
    "edge_storage_h": _edge_storage,
    "age_h": _age,
}  # fmt: skip
