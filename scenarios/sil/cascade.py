"""The upper platform of a stage: started, joined from below, looked at."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from camproof.domain.camera import CameraRecord
from camproof.domain.seeds import stream
from camproof.media import MediaPlane
from camproof.platforms import Platform, PlatformConfig, PlatformTimeout
from camproof.platforms.cascade import CascadeFaults, UpperConfig, UpperPlatform
from camproof.protocols.flow import Address, Transport
from camproof.protocols.gb28181.device import ServerRef
from camproof.protocols.gb28181.edition import Edition
from camproof.runtimes.impairment import Link
from camproof.scenarios.evidence import CascadeEvidence
from camproof.scenarios.running.stage import StageError
from camproof.scenarios.schema import CascadeSpec
from camproof.scenarios.sil.cascade_witness import CascadeWitness
from camproof.scenarios.sil.cast import link_of
from camproof.scenarios.sil.clock import ScenarioClock
from camproof.virtual_cameras import CameraSetup

__all__ = ["UpperLevel"]

_SERIAL = "2000000001"
_RETRY_S = 60.0
FOREIGN_JOIN_S = 90.0
"""A platform that is not ours may try again but once a minute."""


class UpperLevel:
    """An upper platform above the one under test, and the link between the two.

    :ivar platform: the upper platform.
    :ivar lower: the one below; None where it is not ours.
    :ivar lower_code: its code.
    :ivar faults: injects faults between the two; there from :meth:`join` on, if the lower one is ours.
    """

    def __init__(
        self, platform: Platform, lower: Platform | None, lower_code: str, spec: CascadeSpec, seed: int
    ) -> None:
        self.platform = platform
        self.lower = lower
        self.lower_code = lower_code
        self._spec = spec
        self._seed = seed
        self._link: Link = link_of("between platforms", spec.link, stream(seed, "link", "cascade"))
        self.faults: CascadeFaults | None = None

    @classmethod
    async def start(
        cls,
        spec: CascadeSpec,
        lower: Platform | None,
        lower_code: str,
        seed: int,
        *,
        home: Address,
        wall_s: Callable[[float], float],
        plane: MediaPlane,
    ) -> UpperLevel:
        """Start the upper platform; nobody is below it yet.

        :param lower: the one under test; None where it is not ours.
        :param home: where it binds, unless the scenario says which port.
        """
        config = PlatformConfig(
            host=home[0],
            port=home[1] if spec.port is None else spec.port,
            code=f"{spec.domain}{_SERIAL}" if len(spec.domain) <= 10 else spec.domain,
            domain=spec.domain[:10],
            password=spec.password,
            heartbeat_interval_s=spec.heartbeat_interval_s,
            heartbeat_count=spec.heartbeat_count,
            min_expires_s=min(3600, round(spec.expires_s)),
        )
        upper = await Platform.start(config, rng=stream(seed, "upper platform"), wall_s=wall_s, plane=plane)
        return cls(upper, lower, lower_code, spec, seed)

    async def join(self) -> None:
        """Let the lower platform register, with its defects; the upper one too, where it is below as well.

        One that is not ours is waited for.

        :raises StageError: it did not come.
        """
        if self.lower is None:
            await self._await_foreign()
            return
        above = await self._joined(self.lower, self.platform, self._link)
        defects = self._spec.defects
        above.habits.echoes = "echoes-catalogue" in defects
        above.habits.refuses_loops = "takes-loops" not in defects
        above.habits.miscounts = 2 if "miscounts-catalogue" in defects else 0
        above.habits.reports_changes = "reports-no-changes" not in defects
        self.lower.channels.overwrites = "last-writer-wins" in defects
        self.faults = CascadeFaults(above, self._link.impairment)
        if self._spec.mutual:
            other = await self._joined(self.platform, self.lower, self._link)
            other.habits.refuses_loops = False  # so that it shows whether the lower one refuses them

    async def _await_foreign(self) -> None:
        try:
            await self.platform.wait_registered(self.lower_code, timeout_s=FOREIGN_JOIN_S)
        except PlatformTimeout as error:
            (host, port), own = self.platform.address, self.platform.config
            raise StageError(
                f"The platform {self.lower_code} did not register at its upper platform in "
                f"{FOREIGN_JOIN_S:g} s: that one is {own.code} (domain {own.realm}) at {host}:{port}, "
                "and the password is cascade.password of the scenario."
            ) from error

    async def _joined(self, below: Platform, above: Platform, link: Link) -> UpperPlatform:
        spec, (host, port) = self._spec, above.address
        settings = UpperConfig(
            code=above.code,
            host=host,
            port=port,
            domain=above.config.realm,
            password=above.config.password,
            name=f"platform {below.code[:10]}",
            transport=cast(Transport, spec.sip.upper()),
            edition=Edition(spec.edition),
            page_items=spec.page_items,
            expires_s=round(spec.expires_s),
            keepalive_interval_s=spec.heartbeat_interval_s,
            keepalive_count=spec.heartbeat_count,
            retry_interval_s=min(_RETRY_S, 2 * spec.heartbeat_interval_s),
            retry_jitter_s=min(_RETRY_S, spec.heartbeat_interval_s),
        )
        rng: random.Random = stream(self._seed, "upper side", below.code)
        return await below.join(settings, rng=rng, link=link)

    @property
    def subjects(self) -> tuple[str, ...]:
        """The codes at which it shows when the link fails."""
        return (self.lower_code, self.platform.code) if self._spec.mutual else (self.lower_code,)

    def above(self, record: CameraRecord) -> bool:
        """Whether a camera stands at the upper platform."""
        return record.group in self._spec.groups

    def housed(self, setups: Sequence[CameraSetup]) -> list[CameraSetup]:
        """The cameras, those of the upper platform with its address and password."""
        config = self.platform.config
        server = ServerRef(config.code, self.platform.address, config.realm)
        return [
            replace(one, server=server, password=config.password) if self.above(one.record) else one
            for one in setups
        ]

    def witness(self, evidence: CascadeEvidence, clock: ScenarioClock) -> None:
        """Write down when the lower platform is on-line, and what is told of its cameras."""
        CascadeWitness(self.platform, self.lower_code, self.lower, evidence, clock)

    @property
    def mutual(self) -> bool:
        """Whether the upper platform is below the lower one, too."""
        return self._spec.mutual

    @property
    def tells_positions(self) -> bool:
        """Whether the lower platform can be asked where a camera looks: 2016 knows no PTZPosition."""
        return self.lower is None or self._spec.edition == "2022"

    async def close(self) -> None:
        """Stop the upper platform."""
        await self.platform.close()
