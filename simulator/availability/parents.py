"""Cameras that share everything above them are one group: its times are worked out once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.values import Floats, Ints, Inventory, Network

__all__ = ["Parents", "parents_of"]

Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Parents:
    """Groups of cameras with the same switch, feeder, battery, recorder, servers, storage and retention.

    N cameras, M groups; ``example`` (M,) is a camera of each.

    :param of_camera: (N,) the group of each camera.
    :param node: (M,) and so on: as in ``Network``, for each group.
    """

    of_camera: Index
    example: Index
    node: Ints
    feeder: Ints
    battery_h: Floats
    recorder: Ints
    media: Ints
    sip: Ints
    edge_h: Floats
    retention_h: Floats

    def __len__(self) -> int:
        return len(self.example)


def parents_of(inventory: Inventory, network: Network) -> Parents:
    """Group the cameras."""
    retention_h = inventory.retention_d * 24.0
    columns = (
        network.camera_node,
        network.camera_feeder,
        network.camera_recorder,
        network.camera_media,
        network.camera_sip,
        network.camera_battery_h,
        network.edge_storage_h,
        retention_h,
    )
    of_camera = np.zeros(len(inventory), np.int64)
    for column in columns:
        _, code = np.unique(column, return_inverse=True)
        _, of_camera = np.unique(of_camera * (int(code.max(initial=0)) + 1) + code, return_inverse=True)
    _, example = np.unique(of_camera, return_index=True)
    return Parents(
        of_camera=of_camera.astype(np.int64),
        example=example.astype(np.int64),
        node=network.camera_node[example],
        feeder=network.camera_feeder[example],
        battery_h=network.camera_battery_h[example],
        recorder=network.camera_recorder[example],
        media=network.camera_media[example],
        sip=network.camera_sip[example],
        edge_h=network.edge_storage_h[example],
        retention_h=retention_h[example],
    )
