"""The network of a city as columns: nodes, links, and what hangs on what."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.simulator.values.inventory import Floats, Ints, Smalls

__all__ = ["NO_ONE", "Network"]

NO_ONE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Nodes (switches), links, power feeders, recorders and servers, and which camera hangs on which.

    A **zone** is a connected piece of the network: an access ring, an aggregation ring, a star. It reaches
    the core through its anchors, nodes of zones with smaller numbers; zone 0 holds the core. A node of a
    zone is reached when a path of working links and nodes within the zone leads from it to an anchor that is
    reached, or to a working core node.

    N cameras, S nodes, L links, F feeders, R recorders, M media servers, P SIP servers, Z zones.

    :param node_names: S names, None for made networks.
    :param node_kind: (S,) ``NodeKind``.
    :param node_number: (S,) among those of its kind, the same in designs that join the same nodes in another
        way; None where their order is all there is.
    :param node_x_m: (S,); ``node_y_m`` likewise.
    :param node_zone: (S,) ascending.
    :param node_feeder: (S,) its power feeder, ``NO_ONE`` for none that is modelled.
    :param node_battery_h: (S,) hours that it runs without its feeder.
    :param link_a: (L,) node; :param link_b: (L,) node. A link belongs to the zone with the larger number of
        its two ends; its other end then is an anchor.
    :param link_km: (L,) length as laid.
    :param link_mbit: (L,) capacity each way.
    :param camera_node: (N,) the access switch that it hangs on, ``NO_ONE`` where it is not networked.
    :param camera_km: (N,) length of its access link.
    :param camera_feeder: (N,) as ``node_feeder``.
    :param camera_battery_h: (N,).
    :param camera_mbit: (N,) bit rate of its main stream.
    :param edge_storage_h: (N,) hours of video that it keeps itself while it cannot send.
    :param camera_recorder: (N,) recorder (NVR or storage node), ``NO_ONE`` for none.
    :param recorder_node: (R,) where the recorder hangs.
    :param recorder_disks: (R,) disks; :param recorder_spares: (R,) how many may fail without loss.
    :param camera_media: (N,) group of media servers; :param camera_sip: (N,) group of SIP servers.
    :param media_servers: servers of each group of media servers; one is enough while the others are down
        only where there are spare ones.
    :param media_needed: how many of a group must work.
    :param sip_servers: likewise; :param sip_needed: likewise.
    :param feeder_names: F names, None for made feeders.
    :param feeder_x_m: (F,) middle of what it feeds; :param feeder_y_m: likewise.
    :param node_age_h: (S,) when the period begins; None where all are new. :param link_age_h: (L,)
        likewise; :param disk_age_h: (R,) of the disks of each recorder, likewise.
    """

    node_names: tuple[str, ...] | None
    node_kind: Smalls
    node_x_m: Floats
    node_y_m: Floats
    node_zone: Ints
    node_feeder: Ints
    node_battery_h: Floats
    link_a: Ints
    link_b: Ints
    link_km: Floats
    link_mbit: Floats
    camera_node: Ints
    camera_km: Floats
    camera_feeder: Ints
    camera_battery_h: Floats
    camera_mbit: Floats
    edge_storage_h: Floats
    camera_recorder: Ints
    recorder_node: Ints
    recorder_disks: Ints
    recorder_spares: Ints
    camera_media: Ints
    camera_sip: Ints
    media_servers: Ints
    media_needed: Ints
    sip_servers: Ints
    sip_needed: Ints
    feeder_x_m: Floats
    feeder_y_m: Floats
    node_number: Ints | None = None
    feeder_names: tuple[str, ...] | None = None
    node_age_h: Floats | None = None
    link_age_h: Floats | None = None
    disk_age_h: Floats | None = None

    @property
    def zones(self) -> int:
        """How many zones there are."""
        return int(self.node_zone[-1]) + 1 if len(self.node_zone) else 0
