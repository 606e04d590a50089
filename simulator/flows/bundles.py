"""Streams as flows: who sends what to whom, alike streams of one switch in one bundle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from camproof.simulator.flows.routes import Flags, Grid, Longs, Paths, join_paths
from camproof.simulator.values import NO_ONE, Floats, Ints, Network

__all__ = ["Bundles", "joined", "recorder_bundles", "viewer_bundles"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundles:
    """F bundles of alike streams.

    :param streams: (F,) how many streams cross the network.
    :param mbit: (F,) of each of them.
    :param paths: their ways.
    :param media: (F,) group of media servers that pass them on, ``NO_ONE`` for none.
    :param copies: (F,) how many streams leave the media servers: one for each viewer.
    """

    streams: Longs
    mbit: Floats
    paths: Paths
    media: Ints
    copies: Longs

    def __len__(self) -> int:
        return len(self.streams)


def recorder_bundles(network: Network, grid: Grid, working: Flags | None = None) -> Bundles:
    """The main stream of every camera to its recorder.

    :param working: (N,) cameras that send; None for all that are networked.
    """
    sends = (network.camera_node != NO_ONE) & (network.camera_recorder != NO_ONE)
    rows = np.flatnonzero(sends if working is None else sends & working)
    goals = network.recorder_node[network.camera_recorder[rows]]
    nodes = len(network.node_kind)
    rates, rate = np.unique(network.camera_mbit[rows], return_inverse=True)
    pair = network.camera_node[rows].astype(np.int64) * nodes + goals
    keys, streams = np.unique(pair * max(1, len(rates)) + rate, return_counts=True)
    pair, rate = keys // max(1, len(rates)), keys % max(1, len(rates))
    sources, goals = (pair // nodes).astype(np.int32), (pair % nodes).astype(np.int32)
    none = np.full(len(keys), NO_ONE, np.int32)
    return Bundles(
        streams=streams.astype(np.int64),
        mbit=rates[rate] if len(rates) else np.empty(0),
        paths=grid.paths_to_own(sources, goals),
        media=none,
        copies=np.zeros(len(keys), np.int64),
    )


def viewer_bundles(network: Network, grid: Grid, watched: Ints) -> Bundles:
    """Streams that are watched: each camera sends one to the nearest core, the media servers there copy it.

    :param watched: a camera for each stream that a viewer has open.
    """
    cameras, copies = np.unique(watched, return_counts=True)
    networked = network.camera_node[cameras] != NO_ONE
    cameras, copies = cameras[networked], copies[networked]
    return Bundles(
        streams=np.ones(len(cameras), np.int64),
        mbit=network.camera_mbit[cameras],
        paths=grid.paths(network.camera_node[cameras], grid.cores),
        media=network.camera_media[cameras],
        copies=copies.astype(np.int64),
    )


def joined(*parts: Bundles) -> Bundles:
    """Several, one after the other."""
    return Bundles(
        streams=np.concatenate([part.streams for part in parts]),
        mbit=np.concatenate([part.mbit for part in parts]),
        paths=join_paths([part.paths for part in parts]),
        media=np.concatenate([part.media for part in parts]),
        copies=np.concatenate([part.copies for part in parts]),
    )
