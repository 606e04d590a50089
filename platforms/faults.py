"""Faults of the catalogue that befall the built-in platform itself."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

from camproof.domain.faults import ResolvedFault
from camproof.platforms.observations import Observation
from camproof.platforms.platform import Platform
from camproof.protocols.gb28181.platform import Redirect

__all__ = ["FOR_ALL", "PLATFORM_FAULTS", "PlatformFaults"]

PLATFORM_FAULTS = frozenset({"platform.restart", "platform.redirect"})
FOR_ALL = frozenset({"platform.restart"})
"""Faults that hit every device, whichever were chosen."""


class PlatformFaults:
    """Injects faults into one platform.

    :param rng: of the second platform, to which devices are redirected.
    """

    def __init__(self, platform: Platform, rng: random.Random) -> None:
        self._platform = platform
        self._rng = rng
        self._standby: Platform | None = None
        self._restarts: list[ResolvedFault] = []
        self._redirects: list[tuple[ResolvedFault, Redirect]] = []

    async def begin(self, fault: ResolvedFault, devices: Iterable[str]) -> None:
        """Let a fault act; several may hold at a time.

        :param devices: codes that a redirection is for; a restart is for all.
        :raises ValueError: it is no fault of a platform.
        :raises PortInUse: there is no port for the second platform.
        """
        match fault.fault.id:
            case "platform.restart":
                self._restarts.append(fault)
                self._platform.crash()
            case "platform.redirect":
                redirect = await self._elsewhere(round(fault.number("stay")), frozenset(devices))
                self._redirects.append((fault, redirect))
                self._platform.redirect(redirect)
            case other:
                raise ValueError(f"{other} is no fault of a platform.")

    def end(self, fault: ResolvedFault) -> None:
        """Take it away again; what held before it holds again."""
        if fault.fault.id == "platform.restart":
            self._restarts = [held for held in self._restarts if held is not fault]
            if not self._restarts:
                self._platform.revive()
            return
        self._redirects = [held for held in self._redirects if held[0] is not fault]
        self._platform.redirect(self._redirects[-1][1] if self._redirects else None)

    def arrivals(self) -> tuple[tuple[str, float], ...]:
        """Code and time of each registration at the second platform, on the first one's clock."""
        if self._standby is None:
            return ()
        log = self._standby.observations
        shift_s = log.origin_s - self._platform.observations.origin_s
        return tuple((seen.device, seen.at_s + shift_s) for seen in _registrations(log.select("registered")))

    async def close(self) -> None:
        """Stop the second platform."""
        if self._standby is not None:
            await self._standby.close()

    async def _elsewhere(self, stay_s: int, devices: frozenset[str]) -> Redirect:
        if self._standby is None:
            config = self._platform.config
            other = replace(config, code=f"{config.code[:-1]}{(int(config.code[-1]) + 1) % 10}", port=0,
                            domain=config.realm, redirect=None)  # fmt: skip
            self._standby = await Platform.start(other, rng=self._rng, wall_s=self._platform.wall_s)
        return Redirect(self._standby.code, self._standby.address, expires_s=stay_s, devices=devices)


def _registrations(seen: list[Observation]) -> list[Observation]:
    return [one for one in seen if one.data["expires_s"]]
