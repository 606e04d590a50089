"""Cameras in the order of their codes, so that their order in the file changes no network."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.values import Inventory, Network

__all__ = ["CAMERA_COLUMNS", "code_order", "in_file_order"]

CAMERA_COLUMNS = (
    "camera_node",
    "camera_km",
    "camera_feeder",
    "camera_battery_h",
    "camera_mbit",
    "edge_storage_h",
    "camera_recorder",
    "camera_media",
    "camera_sip",
)
"""What a network has for each camera."""


def code_order(inventory: Inventory) -> NDArray[np.int64] | None:
    """(N,) the rows by code, short ones first: "9" before "10"; None where they stand so, or have none."""
    codes = inventory.codes
    if codes is None:
        return None
    order = sorted(range(len(codes)), key=lambda row: (len(codes[row]), codes[row]))
    found = np.array(order, np.int64)
    return None if np.array_equal(found, np.arange(len(codes))) else found


def in_file_order(network: Network, order: NDArray[np.int64]) -> Network:
    """The network of cameras that were laid out in another order, for the cameras as they stand.

    :param order: (N,) the row of each of them.
    """
    changes: dict[str, Any] = {}
    for name in CAMERA_COLUMNS:
        column = getattr(network, name)
        changes[name] = np.empty_like(column)
        changes[name][order] = column
    return replace(network, **changes)
