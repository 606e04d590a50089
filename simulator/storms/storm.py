"""The storm after a power cut: who was missed when, how all come back, and what that asks of the servers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from camproof.domain.seeds import stream
from camproof.simulator.flows.routes import Flags
from camproof.simulator.storms.blackout import Blackout, PowerCut, blackout
from camproof.simulator.storms.parties import Comers, Registrations, server_of
from camproof.simulator.storms.registering import register_all
from camproof.simulator.values import NO_ONE, Floats, Ints, Network, ServiceTimes

__all__ = ["RECOVERED", "Storm", "storm_of"]

DAY_S = 86_400.0
"""What has not registered a day after the last camera came is given up."""

RECOVERED = 0.99
"""The storm is over when this share of its cameras is registered again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """A power cut and its aftermath; seconds from the beginning of the cut. K cameras fall silent.

    :param cameras: (K,) their rows in the inventory, in the order in which they are back.
    :param dark: (K,) whether they lost their power, not only their network.
    :param off_s: (K,) silent from then on; :param begin_s: (K,) first REGISTER afterwards, infinite where
        none is needed.
    :param noticed_s: (K,) held for off-line by the platform; infinite where they were back before.
    :param back_s: (K,) registered again, or heard again where that is enough; infinite for never.
    :param rest: cameras that notice nothing.
    :param played: of each group of SIP servers, by its number.
    """

    cut: PowerCut
    service: ServiceTimes
    cameras: Ints
    dark: Flags
    off_s: Floats
    begin_s: Floats
    noticed_s: Floats
    back_s: Floats
    rest: int
    played: tuple[tuple[int, Registrations], ...]

    @property
    def size(self) -> int:
        """Cameras that register anew."""
        return int(np.isfinite(self.begin_s).sum())

    @property
    def peak_per_s(self) -> int:
        """Most REGISTERs within a second at one group of servers."""
        return max((each.peak_per_s for _, each in self.played), default=0)

    @property
    def recovery_s(self) -> float:
        """From the return of power until 99 % of all that fell silent are back; 0 without such cameras."""
        if not len(self.back_s):
            return 0.0
        number = math.ceil(RECOVERED * len(self.back_s)) - 1
        return max(0.0, float(np.sort(self.back_s)[number]) - self.cut.lasts_s)

    @property
    def detection_s(self) -> float:
        """From a camera's falling silent until it is missed, slowest camera; not a number where none is."""
        seen = np.isfinite(self.noticed_s)
        return float((self.noticed_s - self.off_s)[seen].max()) if seen.any() else math.nan

    @property
    def repeated(self) -> int:
        return sum(each.repeated for _, each in self.played)

    @property
    def timeouts(self) -> int:
        return sum(each.timeouts for _, each in self.played)

    @property
    def lost(self) -> int:
        return sum(each.lost for _, each in self.played)

    @property
    def bans(self) -> int:
        return sum(each.bans for _, each in self.played)

    @property
    def longest_wait_s(self) -> float:
        """Of a request in a server's queue."""
        return max((each.longest_wait_s for _, each in self.played), default=0.0)


def storm_of(network: Network, cut: PowerCut, service: ServiceTimes, seed: int) -> Storm:
    """Play a power cut and the return of all cameras.

    :param seed: of boot times, of the phases of keepalives, and of waits before retries.
    """
    black = blackout(network, cut, service)
    rows = np.flatnonzero(black.silent).astype(np.int32)
    rng = np.random.default_rng(stream(seed, "storm", cut.name).getrandbits(64))
    sign_s = black.off_s[rows] - rng.uniform(0.0, service.keepalive_interval_s, len(rows))
    missed_s = sign_s + service.keepalives_missed * service.keepalive_interval_s
    boot_s = service.boot_s + rng.uniform(0.0, service.boot_spread_s, len(rows))
    begin_s = np.where(
        black.dark[rows],
        black.power_s[rows] + boot_s,
        _without_boot(black.network_s[rows], sign_s, missed_s, service),
    )
    registered_s, played = _register(network, rows, begin_s, black, service, seed)
    back_s = np.where(
        np.isfinite(begin_s), registered_s, _next_sign_s(black.network_s[rows], sign_s, service)
    )
    order = np.argsort(back_s, kind="stable")
    return Storm(
        cut=cut,
        service=service,
        cameras=rows[order],
        dark=black.dark[rows][order],
        off_s=black.off_s[rows][order],
        begin_s=begin_s[order],
        noticed_s=np.where(missed_s < back_s, missed_s, np.inf)[order],
        back_s=back_s[order],
        rest=int((network.camera_node != NO_ONE).sum()) - len(rows),
        played=played,
    )


def _next_sign_s(network_s: Floats, sign_s: Floats, service: ServiceTimes) -> Floats:
    """The first keepalive once the network is there again."""
    interval_s = service.keepalive_interval_s
    return sign_s + np.ceil(np.maximum(0.0, network_s - sign_s) / interval_s) * interval_s


def _without_boot(network_s: Floats, sign_s: Floats, missed_s: Floats, service: ServiceTimes) -> Floats:
    """When a camera that kept its power registers: its keepalives have no answer for too long, or the first
    that is answered again is refused, as the platform has given it up; infinite where neither happens.
    """
    given_up_s = sign_s + (1 + service.keepalives_missed) * service.keepalive_interval_s
    next_s = _next_sign_s(network_s, sign_s, service)
    refused_s = np.where(missed_s < next_s, next_s, np.inf)
    return np.where(given_up_s < next_s, given_up_s, refused_s)


def _register(
    network: Network, rows: Ints, begin_s: Floats, black: Blackout, service: ServiceTimes, seed: int
) -> tuple[Floats, tuple[tuple[int, Registrations], ...]]:
    """Each camera at its own group of servers."""
    registered_s = np.full(len(rows), np.inf)
    played = []
    comes = np.isfinite(begin_s)
    of_camera = network.camera_sip[rows]
    everywhere = np.bincount(network.camera_sip[network.camera_sip != NO_ONE], minlength=1)
    for group in np.unique(of_camera[comes & (of_camera != NO_ONE)]).tolist():
        here = np.flatnonzero(comes & (of_camera == group))
        server = server_of(service, int(network.sip_needed[group]), int(everywhere[group]))
        comers = Comers.plain(begin_s[here], service.round_trip_s, black.network_s[rows[here]])
        horizon_s = float(begin_s[here].max()) + DAY_S
        went = register_all(comers, server, service, stream(seed, "registering", str(group)), horizon_s)
        registered_s[here] = went.accepted_s
        played.append((group, went))
    return registered_s, tuple(played)
