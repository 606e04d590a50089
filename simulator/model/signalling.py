"""What SIP servers have to do on a day on which nothing happens: keepalives, and registrations renewed."""

from __future__ import annotations

import numpy as np

from camproof.simulator.model.city import City
from camproof.simulator.storms import busy_share
from camproof.simulator.values import NO_ONE, Floats, Ints

__all__ = ["signalling_notes", "sip_loads"]


def sip_loads(city: City) -> Floats:
    """(G,) the share of each group's time that goes to these; above 1 it can never keep up."""
    service, network = city.spec.traffic.service, city.network
    pairs = zip(network.sip_needed.tolist(), _cameras(city).tolist(), strict=True)
    return np.array([busy_share(service, servers, cameras) for servers, cameras in pairs], np.float64)


def signalling_notes(city: City) -> tuple[str, ...]:
    """A sentence for each group of SIP servers that cannot keep up."""
    cameras = _cameras(city)
    return tuple(
        f"SIP servers, group {group + 1}: keepalives and registrations of {cameras[group]} cameras take "
        f"{load * 100:.0f} % of their time; no rate counts what they lose"
        for group, load in enumerate(sip_loads(city).tolist())
        if load > 1.0
    )


def _cameras(city: City) -> Ints:
    """(G,) those that are at each group."""
    at = city.network.camera_sip
    return np.bincount(at[at != NO_ONE], minlength=len(city.network.sip_needed)).astype(np.int32)
