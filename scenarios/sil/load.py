"""How busy the bench itself is: what decides whether a run says anything about the system under test.

A generator that sends late or drops packets in its own sockets would blame the target for its own weakness;
then every verdict of the phase is inconclusive (design rule 6).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from camproof.reports import LoadSample

__all__ = ["LATEST_SEND_P99_MS", "LoadMonitor", "saturation"]

LATEST_SEND_P99_MS = 100.0
"""A frame that leaves later than this is late by more than two frames at 25 fps: our own bound."""

LONGEST_LAG_MS = 200.0
"""A loop that wakes later than this answers and measures late: our own bound."""

LONGEST_STALL_MS = 1000.0
"""One pause longer than this, and nobody knows what was missed meanwhile: our own bound."""

LEAST_SAMPLES_SHARE = 0.5
"""With fewer samples than this share of a phase's seconds nobody knows how busy the bench was."""

MOST_LATE_SECONDS_SHARE = 0.1
"""Up to this share of a phase's seconds may be late: one stumble of a shared machine is no saturation."""


@dataclass(slots=True)
class LoadMonitor:
    """Samples the process and the kernel once a second.

    :param scenario_s: the scenario's clock.
    :param lateness_ms: p99 lateness of sends since it was last asked, in ms; None when nothing was sent.
    :param drops: count of UDP datagrams that full sockets of this process dropped.
    """

    scenario_s: Callable[[], float]
    lateness_ms: Callable[[], float | None]
    drops: Callable[[], int]
    samples: list[LoadSample] = field(default_factory=list)
    on_sample: Callable[[LoadSample], None] | None = None

    async def run(self) -> None:
        """Sample until cancelled."""
        loop = asyncio.get_running_loop()
        first_drops = self.drops()
        wall, cpu = loop.time(), time.process_time()
        while True:
            await asyncio.sleep(1.0)
            new_wall, new_cpu = loop.time(), time.process_time()
            sample = LoadSample(
                t_s=round(self.scenario_s(), 3),
                cpu_share=round((new_cpu - cpu) / (new_wall - wall), 4),
                loop_lag_ms=round(max(0.0, new_wall - wall - 1.0) * 1000, 2),
                send_lateness_ms=self.lateness_ms(),
                udp_drops=self.drops() - first_drops,
            )
            wall, cpu = new_wall, new_cpu
            self.samples.append(sample)
            if self.on_sample is not None:
                self.on_sample(sample)


def saturation(samples: list[LoadSample], from_s: float, to_s: float) -> str | None:
    """Why the generator was saturated between two moments of scenario time; None when it was not."""
    inside = [sample for sample in samples if from_s < sample.t_s <= to_s]
    due = int((to_s - from_s) * LEAST_SAMPLES_SHARE)
    if len(inside) < due:
        return f"only {len(inside)} of {to_s - from_s:g} seconds were sampled"
    if not inside:
        return None
    before = [sample for sample in samples if sample.t_s <= from_s]
    dropped = (inside[-1].udp_drops or 0) - ((before[-1].udp_drops or 0) if before else 0)
    if dropped > 0:
        return f"{dropped} datagrams were dropped by full sockets of this process"
    late = [s for s in inside if (s.send_lateness_ms or 0.0) > LATEST_SEND_P99_MS]
    if len(late) > 1 and len(late) > MOST_LATE_SECONDS_SHARE * len(inside):
        worst = max(s.send_lateness_ms or 0.0 for s in late)
        return f"frames left up to {worst:.0f} ms late (p99) in {len(late)} of {len(inside)} seconds"
    stalled = max((s.loop_lag_ms or 0.0 for s in inside), default=0.0)
    if stalled > LONGEST_STALL_MS:
        return f"the bench stood still for {stalled / 1000:.1f} s"
    slow = [s for s in inside if (s.loop_lag_ms or 0.0) > LONGEST_LAG_MS]
    if len(slow) > 1 and len(slow) > MOST_LATE_SECONDS_SHARE * len(inside):
        worst = max(s.loop_lag_ms or 0.0 for s in slow)
        return f"the event loop lagged up to {worst:.0f} ms in {len(slow)} of {len(inside)} seconds"
    return None
