"""What SIP servers have to do on a day on which nothing happens: keepalives, and registrations renewed."""

from __future__ import annotations

import numpy as np

from camproof.simulator.storms import busy_share
from camproof.simulator.values import NO_ONE, Floats, Ints, Network, ServiceTimes

__all__ = ["signalling_notes", "sip_loads"]

_NEAR = 0.8
"""Ours: from this share of their time on, all else that servers do takes five times as long, and longer."""


def sip_loads(network: Network, service: ServiceTimes) -> Floats:
    """(G,) the share of each group's time that goes to these; above 1 it can never keep up."""
    pairs = zip(network.sip_needed.tolist(), _cameras(network).tolist(), strict=True)
    return np.array([busy_share(service, servers, cameras) for servers, cameras in pairs], np.float64)


def signalling_notes(network: Network, service: ServiceTimes) -> tuple[str, ...]:
    """A sentence for each group of SIP servers that cannot keep up, or only just."""
    cameras = _cameras(network)
    return tuple(
        f"SIP servers, group {group + 1}: keepalives and registrations of {cameras[group]} cameras take "
        f"{load * 100:.0f} % of their time; {_outcome(load)}"
        for group, load in enumerate(sip_loads(network, service).tolist())
        if load >= _NEAR
    )


def _outcome(load: float) -> str:
    if load >= 1.0:
        return "they can never keep up, and no rate counts what they lose"
    return f"all else that they do takes {1 / (1 - load):.1f} times as long"


def _cameras(network: Network) -> Ints:
    """(G,) those that are at each group."""
    at = network.camera_sip
    return np.bincount(at[at != NO_ONE], minlength=len(network.sip_needed)).astype(np.int32)
