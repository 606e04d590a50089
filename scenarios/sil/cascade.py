"""The upper platform of a stage: started, joined from below, looked at."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from camproof.domain.camera import CameraRecord
from camproof.domain.seeds import stream
from camproof.media import MediaPlane
from camproof.platforms import Observation, Platform, PlatformConfig
from camproof.platforms.cascade import CascadeFaults, UpperConfig, UpperPlatform
from camproof.protocols.flow import Address
from camproof.protocols.gb28181.device import ServerRef
from camproof.protocols.gb28181.platform import PlatformEvent, SubscriptionNotified
from camproof.protocols.manscdp import catalog_items
from camproof.runtimes.impairment import Link
from camproof.scenarios.evidence import CascadeEvidence, StatusReportEvidence
from camproof.scenarios.schema import CascadeSpec
from camproof.scenarios.sil.cast import link_of
from camproof.scenarios.sil.clock import ScenarioClock
from camproof.virtual_cameras import CameraSetup

__all__ = ["UpperLevel"]

_SERIAL = "2000000001"
_OFF = frozenset({"OFF", "VLOST", "DEFECT"})
_RETRY_S = 60.0


class UpperLevel:
    """An upper platform above the one under test, and the link between the two.

    :ivar platform: the upper platform.
    :ivar lower: the one below.
    :ivar faults: injects faults between the two; there from :meth:`join` on.
    """

    def __init__(self, platform: Platform, lower: Platform, spec: CascadeSpec, seed: int) -> None:
        self.platform = platform
        self.lower = lower
        self._spec = spec
        self._seed = seed
        self._link: Link = link_of("between platforms", spec.link, stream(seed, "link", "cascade"))
        self.faults: CascadeFaults | None = None

    @classmethod
    async def start(
        cls,
        spec: CascadeSpec,
        lower: Platform,
        seed: int,
        *,
        home: Address,
        wall_s: Callable[[float], float],
        plane: MediaPlane,
    ) -> UpperLevel:
        """Start the upper platform; nobody is below it yet.

        :param home: where it binds.
        """
        config = PlatformConfig(
            host=home[0],
            port=home[1],
            code=f"{spec.domain}{_SERIAL}" if len(spec.domain) <= 10 else spec.domain,
            domain=spec.domain[:10],
            password=spec.password,
            heartbeat_interval_s=spec.heartbeat_interval_s,
            heartbeat_count=spec.heartbeat_count,
            min_expires_s=min(3600, round(spec.expires_s)),
        )
        upper = await Platform.start(config, rng=stream(seed, "upper platform"), wall_s=wall_s, plane=plane)
        return cls(upper, lower, spec, seed)

    async def join(self) -> None:
        """Let the lower platform register, with its defects; the upper one too, where it is below as well."""
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

    async def _joined(self, below: Platform, above: Platform, link: Link) -> UpperPlatform:
        spec, (host, port) = self._spec, above.address
        settings = UpperConfig(
            code=above.code,
            host=host,
            port=port,
            domain=above.config.realm,
            password=above.config.password,
            name=f"platform {below.code[:10]}",
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
        return (self.lower.code, self.platform.code) if self._spec.mutual else (self.lower.code,)

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
        _Witness(self, evidence, clock)

    async def close(self) -> None:
        """Stop the upper platform."""
        await self.platform.close()


class _Witness:
    def __init__(self, level: UpperLevel, evidence: CascadeEvidence, clock: ScenarioClock) -> None:
        self._level = level
        self._evidence = evidence
        self._clock = clock
        self._origin_s = level.platform.observations.origin_s
        evidence.began_s = clock.now_s()
        level.platform.observations.listen(self._above)
        level.platform.listen(self._told)
        level.lower.observations.listen(self._below)

    def _above(self, seen: Observation) -> None:
        if seen.device != self._level.lower.code or seen.kind not in {"registered", "offline"}:
            return
        at_s = self._clock.at(self._origin_s + seen.at_s)
        online = seen.kind == "registered"
        if online and self._evidence.registered_after_s is None:
            self._evidence.registered_after_s = at_s - self._evidence.began_s
        self._evidence.presence.mark(seen.device, at_s, online=online)

    def _below(self, seen: Observation) -> None:
        """The lower platform judges a camera off-line: that has to be told upwards."""
        if seen.kind == "offline" and self._evidence.subscribed and seen.device != self._level.platform.code:
            at_s = self._clock.at(self._level.lower.observations.origin_s + seen.at_s)
            codes = [item.device_id for item in self._level.lower.channels.items(seen.device)]
            reports = self._evidence.reports
            reports += [StatusReportEvidence(code, seen.device, at_s) for code in codes]

    def _told(self, event: PlatformEvent) -> None:
        if not isinstance(event, SubscriptionNotified) or event.device != self._level.lower.code:
            return
        off = {item.device_id for item in catalog_items(event.message) if item.event in _OFF}
        for report in self._evidence.reports:
            if report.channel in off and report.told_after_s is None:
                report.told_after_s = max(0.0, self._clock.at(event.at_s) - report.at_s)
