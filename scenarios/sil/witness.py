"""Notes who is on-line: from what the platform heard, or, where it is not ours, from the cameras."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection

from camproof.platforms import Observation, Platform
from camproof.protocols.gb28181.device import DeviceEvent, Registered
from camproof.scenarios.evidence import Evidence, RegistrationEvidence, RoundTripEvidence
from camproof.scenarios.sil.clock import ScenarioClock
from camproof.virtual_cameras import Fleet, VirtualCamera

__all__ = ["Witness"]

_LOOK_EVERY_S = 0.1


class Witness:
    """Fills in presence, registrations and round trips."""

    def __init__(self, evidence: Evidence, clock: ScenarioClock) -> None:
        self._evidence = evidence
        self._clock = clock
        self._told: set[tuple[str, float]] = set()

    def listen(self, platform: Platform, only: Collection[str] | None = None) -> Callable[[], None]:
        """Take presence and round trips from a platform; gives a function that ends this.

        :param only: of these devices; None for all.
        """
        self._evidence.platform_seen = True
        origin_s = platform.observations.origin_s

        def hear(seen: Observation) -> None:
            if only is not None and seen.device not in only:
                return
            at_s = self._clock.at(origin_s + seen.at_s)
            if seen.kind in {"registered", "offline"}:
                self._evidence.presence.mark(seen.device, at_s, online=seen.kind == "registered")
            elif seen.kind == "answer" and seen.data.get("acknowledged_ms") is not None:
                took_ms = float(seen.data["acknowledged_ms"])
                self._evidence.round_trips.append(RoundTripEvidence(seen.device, at_s, took_ms))

        return platform.observations.listen(hear)

    async def look(self, fleet: Fleet) -> None:
        """Take presence from the cameras' own view, until cancelled."""
        while True:
            online = set(fleet.online())
            for code in fleet.cameras:
                self._evidence.presence.mark(code, self._clock.now_s(), online=code in online)
            await asyncio.sleep(_LOOK_EVERY_S)

    def event(self, camera: VirtualCamera, event: DeviceEvent, now_s: float) -> None:
        """A camera's device machine said something; the first registration after each beginning is timed."""
        began_s = camera.counters.began_at_s
        if isinstance(event, Registered) and not event.refresh and began_s is not None:
            self._tell(camera.code, began_s, now_s - began_s)

    def note_unregistered(self, fleet: Fleet) -> None:
        """Cameras that began and never got in."""
        for code, camera in fleet.cameras.items():
            if camera.counters.began_at_s is not None:
                self._tell(code, camera.counters.began_at_s, None)

    def _tell(self, code: str, began_s: float, took_s: float | None) -> None:
        if (code, began_s) not in self._told:
            self._told.add((code, began_s))
            self._evidence.registrations.append(RegistrationEvidence(code, self._clock.at(began_s), took_s))
