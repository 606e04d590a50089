"""A network for the cameras of an inventory, by rules and by geography, with what the user gives of it."""

from __future__ import annotations

import numpy as np

from camproof.simulator.layout.access import AccessPlan, cluster, given_access
from camproof.simulator.layout.backbone import Backbone, Sites, build_backbone
from camproof.simulator.layout.by_code import code_order, in_file_order
from camproof.simulator.layout.columns import ROAD
from camproof.simulator.layout.feeding import Fed, feed_all
from camproof.simulator.layout.given import Given, GivenNodes, read_given
from camproof.simulator.layout.hanging import recorders_of, server_groups
from camproof.simulator.layout.naming import names_of
from camproof.simulator.layout.overriding import move_cameras
from camproof.simulator.layout.relinking import link_ages_h, relink
from camproof.simulator.values import (
    NO_ONE,
    ExplicitNetwork,
    Floats,
    Ints,
    Inventory,
    Network,
    NetworkRules,
    NodeKind,
)

__all__ = ["lay_out"]

_NOTHING = ExplicitNetwork()


def lay_out(inventory: Inventory, rules: NetworkRules, explicit: ExplicitNetwork = _NOTHING) -> Network:
    """Lay a network out over the cameras that are networked.

    Nodes of a kind that the file of nodes has take the place of the made ones of this kind; cameras then hang
    on the nearest switch; nodes that the file of links joins have its links alone; the file of cameras goes
    before all. The rest is laid out by rule. Time n log n; 1 million cameras take about a second. The order
    of cameras with codes decides nothing: what is dealt out evenly is dealt out in the order of the codes.

    :raises InputError: a file cannot be read, or says what cannot be; names its rows.
    """
    order = code_order(inventory)
    if order is None:
        return _laid_out(inventory, rules, explicit)
    return in_file_order(_laid_out(inventory.rows(order), rules, explicit), order)


def _laid_out(inventory: Inventory, rules: NetworkRules, explicit: ExplicitNetwork) -> Network:
    given = read_given(explicit, inventory)
    rows = np.flatnonzero(inventory.networked).astype(np.int32)
    access = _access(inventory, rows, rules, given.nodes)
    sites, cores = (_sites(given.nodes, kind) for kind in (NodeKind.AGGREGATION, NodeKind.CORE))
    backbone = build_backbone(access, rules, sites, cores)
    names = names_of(backbone, given.nodes) if given.anything else None
    if given.links is not None and names is not None:
        backbone, names = relink(backbone, names, given.links, rules)
    camera_node = _spread(len(inventory), rows, backbone.access_node[access.of_camera])
    if given.places is not None and names is not None:
        camera_node = move_cameras(inventory, camera_node, given.places, names, backbone.nodes.kind)
    fed = feed_all(inventory, access, backbone, camera_node, rules, given, names)
    return _assembled(inventory, rules, backbone, camera_node, fed, names, given)


def _access(inventory: Inventory, rows: Ints, rules: NetworkRules, given: GivenNodes | None) -> AccessPlan:
    here = inventory.x_m[rows], inventory.y_m[rows]
    switches = _sites(given, NodeKind.ACCESS)
    return cluster(*here, rules.cameras_per_switch) if switches is None else given_access(*here, *switches)


def _sites(given: GivenNodes | None, kind: NodeKind) -> Sites | None:
    """Where the given nodes of a kind stand; None where there are none."""
    rows = given.of_kind(kind) if given is not None else ()
    return (given.x_m[rows], given.y_m[rows]) if given is not None and len(rows) else None


def _assembled(
    inventory: Inventory,
    rules: NetworkRules,
    backbone: Backbone,
    camera_node: Ints,
    fed: Fed,
    names: tuple[str, ...] | None,
    given: Given,
) -> Network:
    nodes, links, many = backbone.nodes, backbone.links, len(inventory)
    joined = np.flatnonzero(camera_node != NO_ONE).astype(np.int32)
    along = joined[np.argsort(camera_node[joined], kind="stable")]
    recorder, recorder_node = recorders_of(_homes(backbone)[camera_node[along]], rules.cameras_per_recorder)
    media, media_groups = server_groups(len(joined), rules.cameras_per_media_group)
    sip, sip_groups = server_groups(len(joined), rules.cameras_per_sip_group)
    return Network(
        node_names=names,
        node_kind=nodes.kind,
        node_x_m=nodes.x_m,
        node_y_m=nodes.y_m,
        node_zone=nodes.zone,
        node_number=backbone.number,
        node_feeder=fed.node,
        node_battery_h=_batteries(backbone, rules, names, given.nodes),
        link_a=links.a,
        link_b=links.b,
        link_km=links.km,
        link_mbit=links.mbit,
        camera_node=camera_node,
        camera_km=_cables(inventory, backbone, camera_node),
        camera_feeder=fed.camera,
        camera_battery_h=np.full(many, rules.camera_battery_h),
        camera_mbit=np.full(many, rules.camera_mbit),
        edge_storage_h=np.full(many, rules.edge_storage_h),
        camera_recorder=_spread(many, along, recorder),
        recorder_node=recorder_node,
        recorder_disks=np.full(len(recorder_node), rules.disks_per_recorder, np.int32),
        recorder_spares=np.full(len(recorder_node), rules.spare_disks, np.int32),
        camera_media=_spread(many, along, media),
        camera_sip=_spread(many, along, sip),
        media_servers=np.full(media_groups, rules.media_servers, np.int32),
        media_needed=np.full(media_groups, rules.media_needed, np.int32),
        sip_servers=np.full(sip_groups, rules.sip_servers, np.int32),
        sip_needed=np.full(sip_groups, rules.sip_needed, np.int32),
        feeder_x_m=fed.x_m,
        feeder_y_m=fed.y_m,
        feeder_names=fed.names,
        node_age_h=_by_name(np.full(len(nodes), rules.age_h), names, given.nodes, "age_h"),
        link_age_h=link_ages_h(links, rules.age_h, names, given.links),
        disk_age_h=np.full(len(recorder_node), rules.age_h),
    )


def _spread(count: int, rows: Ints, values: Ints) -> Ints:
    """(count,) the values at their rows, nothing elsewhere."""
    whole = np.full(count, NO_ONE, np.int32)
    whole[rows] = values
    return whole


def _homes(backbone: Backbone) -> Ints:
    """(nodes,) where the cameras of each node are recorded: at its aggregation node, or itself."""
    homes = np.arange(len(backbone.nodes), dtype=np.int32)
    homes[backbone.access_node] = backbone.home
    return homes


def _batteries(
    backbone: Backbone, rules: NetworkRules, names: tuple[str, ...] | None, given: GivenNodes | None
) -> Floats:
    by_kind = np.empty(len(NodeKind))
    by_kind[NodeKind.ACCESS] = rules.switch_battery_h
    by_kind[[NodeKind.AGGREGATION, NodeKind.CORE]] = rules.aggregation_battery_h
    return _by_name(by_kind[backbone.nodes.kind], names, given, "battery_h")


def _by_name(usual: Floats, names: tuple[str, ...] | None, given: GivenNodes | None, column: str) -> Floats:
    """(nodes,) a column of the file of nodes where it has a figure, else the usual one."""
    if names is None or given is None:
        return usual
    by_name = dict(zip(given.names, getattr(given, column).tolist(), strict=True))
    named = np.array([by_name.get(name, np.nan) for name in names])
    return np.where(np.isnan(named), usual, named)


def _cables(inventory: Inventory, backbone: Backbone, camera_node: Ints) -> Floats:
    nodes = backbone.nodes
    across = inventory.x_m - nodes.x_m[camera_node], inventory.y_m - nodes.y_m[camera_node]
    return np.where(camera_node == NO_ONE, 0.0, np.hypot(*across) * ROAD / 1000)
