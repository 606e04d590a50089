"""A network for the cameras of an inventory, by rules and by geography."""

from __future__ import annotations

import numpy as np

from camproof.simulator.layout.access import AccessPlan, cluster, nearest_of
from camproof.simulator.layout.backbone import Backbone, build_backbone
from camproof.simulator.layout.columns import ROAD
from camproof.simulator.layout.hanging import Feeders, feed, recorders_of, server_groups
from camproof.simulator.values import NO_ONE, Floats, Ints, Inventory, Network, NetworkRules, NodeKind

__all__ = ["lay_out"]


def lay_out(inventory: Inventory, rules: NetworkRules) -> Network:
    """The network that the rules make of these cameras, where nothing of it is given."""
    rows = np.flatnonzero(inventory.networked).astype(np.int32)
    access = cluster(inventory.x_m[rows], inventory.y_m[rows], rules.cameras_per_switch)
    return assemble(inventory, rules, rows, access, build_backbone(access, rules))


def assemble(
    inventory: Inventory, rules: NetworkRules, rows: Ints, access: AccessPlan, backbone: Backbone
) -> Network:
    """The network of a backbone with all that hangs on it.

    :param rows: of the cameras that are networked, in the order of ``access.of_camera``.
    """
    nodes, links = backbone.nodes, backbone.links
    feeders = feed(access.x_m, access.y_m, rules.switches_per_feeder)
    camera_node = _spread(len(inventory), rows, backbone.access_node[access.of_camera])
    by_curve = np.argsort(access.of_camera, kind="stable")
    recorder, recorder_node = recorders_of(backbone.home[access.of_camera], rules.cameras_per_recorder)
    media, sip = (
        server_groups(len(rows), most)
        for most in (rules.cameras_per_media_group, rules.cameras_per_sip_group)
    )
    many = len(inventory)
    return Network(
        node_names=None,
        node_kind=nodes.kind,
        node_x_m=nodes.x_m,
        node_y_m=nodes.y_m,
        node_zone=nodes.zone,
        node_feeder=_node_feeders(backbone, access, feeders),
        node_battery_h=_node_batteries(backbone, rules),
        link_a=links.a,
        link_b=links.b,
        link_km=links.km,
        link_mbit=links.mbit,
        camera_node=camera_node,
        camera_km=_cables(inventory, backbone, camera_node),
        camera_feeder=_camera_feeders(inventory, rows, access, feeders),
        camera_battery_h=np.full(many, rules.camera_battery_h),
        camera_mbit=np.full(many, rules.camera_mbit),
        edge_storage_h=np.full(many, rules.edge_storage_h),
        camera_recorder=_spread(many, rows, recorder),
        recorder_node=recorder_node,
        recorder_disks=np.full(len(recorder_node), rules.disks_per_recorder, np.int32),
        recorder_spares=np.full(len(recorder_node), rules.spare_disks, np.int32),
        camera_media=_spread(many, rows[by_curve], media[0]),
        camera_sip=_spread(many, rows[by_curve], sip[0]),
        media_servers=np.full(media[1], rules.media_servers, np.int32),
        media_needed=np.full(media[1], rules.media_needed, np.int32),
        sip_servers=np.full(sip[1], rules.sip_servers, np.int32),
        sip_needed=np.full(sip[1], rules.sip_needed, np.int32),
        feeder_x_m=feeders.x_m,
        feeder_y_m=feeders.y_m,
    )


def _spread(count: int, rows: Ints, values: Ints) -> Ints:
    """(count,) the values at their rows, nothing elsewhere."""
    whole = np.full(count, NO_ONE, np.int32)
    whole[rows] = values
    return whole


def _node_feeders(backbone: Backbone, access: AccessPlan, feeders: Feeders) -> Ints:
    """Switches have their own; an aggregation node that of the nearest switch; the core is fed twice."""
    nodes = backbone.nodes
    found = np.full(len(nodes), NO_ONE, np.int32)
    found[backbone.access_node] = feeders.of_switch
    middle = np.flatnonzero(nodes.kind == NodeKind.AGGREGATION)
    if len(access):
        near = nearest_of(nodes.x_m[middle], nodes.y_m[middle], access.x_m, access.y_m)
        found[middle] = feeders.of_switch[near[:, 0]]
    return found


def _node_batteries(backbone: Backbone, rules: NetworkRules) -> Floats:
    by_kind = np.empty(3)
    by_kind[NodeKind.ACCESS] = rules.switch_battery_h
    by_kind[[NodeKind.AGGREGATION, NodeKind.CORE]] = rules.aggregation_battery_h
    return by_kind[backbone.nodes.kind]


def _cables(inventory: Inventory, backbone: Backbone, camera_node: Ints) -> Floats:
    nodes = backbone.nodes
    across = inventory.x_m - nodes.x_m[camera_node], inventory.y_m - nodes.y_m[camera_node]
    return np.where(camera_node == NO_ONE, 0.0, np.hypot(*across) * ROAD / 1000)


def _camera_feeders(inventory: Inventory, rows: Ints, access: AccessPlan, feeders: Feeders) -> Ints:
    """That of the switch; where a camera is not networked, that of the nearest switch."""
    found = _spread(len(inventory), rows, feeders.of_switch[access.of_camera])
    bare = np.flatnonzero(~inventory.networked)
    if len(access) and len(bare):
        near = nearest_of(inventory.x_m[bare], inventory.y_m[bare], access.x_m, access.y_m)
        found[bare] = feeders.of_switch[near[:, 0]]
    return found
