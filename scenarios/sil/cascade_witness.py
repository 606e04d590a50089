"""What the upper platform of a stage sees of the lower one, and what that one owes it."""

from __future__ import annotations

from camproof.platforms import Observation, Platform
from camproof.protocols.gb28181.platform import PlatformEvent, SubscriptionNotified
from camproof.protocols.manscdp import catalog_items
from camproof.scenarios.evidence import CascadeEvidence, StatusReportEvidence
from camproof.scenarios.sil.clock import ScenarioClock

__all__ = ["CascadeWitness"]

_OFF = frozenset({"OFF", "VLOST", "DEFECT"})


class CascadeWitness:
    """Writes down when the lower platform is on-line, and what is told of its cameras.

    :param lower_code: of the lower platform.
    :param lower: that platform; None where it is not ours, so that nobody knows when it began to register or
        which cameras it holds for off-line.
    """

    def __init__(
        self,
        upper: Platform,
        lower_code: str,
        lower: Platform | None,
        evidence: CascadeEvidence,
        clock: ScenarioClock,
    ) -> None:
        self._upper = upper
        self._lower_code = lower_code
        self._evidence = evidence
        self._clock = clock
        evidence.began_s = clock.now_s()
        evidence.lower_seen = lower is not None
        upper.observations.listen(self._above)
        upper.listen(self._told)
        if lower is not None:
            lower.observations.listen(lambda seen: self._below(lower, seen))

    def _above(self, seen: Observation) -> None:
        if seen.device != self._lower_code or seen.kind not in {"registered", "offline"}:
            return
        at_s = self._clock.at(self._upper.observations.origin_s + seen.at_s)
        online = seen.kind == "registered"
        if online and self._evidence.registered_after_s is None:
            self._evidence.registered_after_s = at_s - self._evidence.began_s
        self._evidence.presence.mark(seen.device, at_s, online=online)

    def _below(self, lower: Platform, seen: Observation) -> None:
        """The lower platform judges a camera off-line: that has to be told upwards."""
        if seen.kind == "offline" and self._evidence.subscribed and seen.device != self._upper.code:
            at_s = self._clock.at(lower.observations.origin_s + seen.at_s)
            codes = [item.device_id for item in lower.channels.items(seen.device)]
            reports = self._evidence.reports
            reports += [StatusReportEvidence(code, seen.device, at_s) for code in codes]

    def _told(self, event: PlatformEvent) -> None:
        if not isinstance(event, SubscriptionNotified) or event.device != self._lower_code:
            return
        off = {item.device_id for item in catalog_items(event.message) if item.event in _OFF}
        for report in self._evidence.reports:
            if report.channel in off and report.told_after_s is None:
                report.told_after_s = max(0.0, self._clock.at(event.at_s) - report.at_s)
