"""Hand-made evidence, and the measures and verdicts that it comes to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from camproof.domain.camera import CameraRecord
from camproof.domain.faults import fault
from camproof.media.receive.report import Percentiles, StreamFacts, StreamReport
from camproof.scenarios.evidence import Evidence, Presence, StreamEvidence
from camproof.scenarios.measures import FUNCTIONS, View
from camproof.scenarios.plan import MatchedFault, PlannedFault, match
from camproof.scenarios.vocabulary import MEASURES
from camproof.verdicts import Finding, Measurement, MeasurementSpec, Verdict, judge, load_requirements

A, B, C, D = (f"3402000000132000000{n}" for n in (1, 2, 3, 4))
WINDOW = (10.0, 20.0)
REQUIREMENTS = load_requirements()
UNITS = {measure.name: measure for measure in MEASURES}


def view_of(
    name: str,
    evidence: Evidence,
    *,
    codes: Sequence[str] = (A, B, C, D),
    window: tuple[float, float] = WINDOW,
    faulted: Iterable[str] = (),
    findings: Sequence[Finding] = (),
    faults: Sequence[MatchedFault] = (),
    elsewhere: Iterable[str] = (),
    interval_s: float = 5.0,
    percentile: float | None = None,
    limit: float | None = None,
) -> View:
    if UNITS[name].percentile and percentile is None:
        percentile = 95.0
    requirement = REQUIREMENTS.for_metric(name, None, percentile)
    spec = MeasurementSpec(name, UNITS[name].unit, requirement.id, window, "", percentile)
    return View(
        spec=spec,
        cameras=tuple(CameraRecord(code=code, name=code[-1]) for code in codes),
        window=window,
        evidence=evidence,
        findings=tuple(findings),
        faults=tuple(faults),
        faulted=frozenset(faulted),
        elsewhere=frozenset(elsewhere),
        heartbeat_interval_s=interval_s,
        limit=requirement.limit.value if limit is None else limit,
    )


def measure(name: str, evidence: Evidence, **view: Any) -> Measurement:
    return FUNCTIONS[name](view_of(name, evidence, **view))


def verdict(name: str, evidence: Evidence, **view: Any) -> Verdict:
    made = measure(name, evidence, **view)
    return judge(made, REQUIREMENTS.get(made.spec.requirement_id))


def online(*codes: str, since_s: float = 0.0) -> Presence:
    presence = Presence()
    for code in codes:
        presence.mark(code, since_s, online=True)
    return presence


def seen(*codes: str, **parts: Any) -> Evidence:
    """Evidence of a platform that shows itself, with these cameras on-line."""
    return Evidence(platform_seen=True, presence=online(*codes), **parts)


def report(from_s: float = 10.0, to_s: float = 20.0, **figures: Any) -> StreamReport:
    """A perfect stream of 25 pictures and 100 packets a second, but for these figures."""
    seconds = to_s - from_s
    packets = round(100 * seconds)
    perfect = StreamReport(
        from_s=from_s,
        to_s=to_s,
        packets=packets,
        expected=packets,
        received=packets,
        lost=0,
        duplicates=0,
        reordered=0,
        unreadable=0,
        wrong_ssrc=0,
        octets=packets * 1400,
        bitrate_kbit=1120.0,
        jitter_ms=1.0,
        worst_jitter_ms=2.0,
        longest_gap_s=0.04,
        frames=round(25 * seconds),
        key_frames=round(seconds),
        damaged_frames=0,
        audio_frames=0,
        stamped_frames=round(25 * seconds),
        repeated_frames=0,
        missing_frames=0,
        sender_reports=1,
        goodbyes=0,
        latency_ms=Percentiles.of([30.0, 40.0, 50.0]),
        facts=StreamFacts(opened_s=0.0),
    )
    return replace(perfect, **figures)


def live(
    code: str = A,
    asked_s: float = 11.0,
    first_s: float | None = 0.5,
    ended_s: float | None = 19.0,
    height: int = 720,
    **figures: Any,
) -> StreamEvidence:
    """A live stream, with these figures in every report of it."""
    stream = StreamEvidence(code, "live", "udp", asked_s, ended_s, first_s, height=height)
    stream.report = lambda from_s, to_s: report(from_s, to_s, **figures)
    return stream


def found(
    symptom: str,
    code: str = A,
    from_s: float = 12.0,
    to_s: float | None = None,
    detected_s: float | None = None,
) -> Finding:
    return Finding(symptom, code, from_s, to_s, from_s if detected_s is None else detected_s, "made")


def planned(
    name: str,
    *codes: str,
    from_s: float = 11.0,
    to_s: float | None = 15.0,
    findings: Sequence[Finding] = (),
    presence: Presence | None = None,
    end_s: float = WINDOW[1],
) -> MatchedFault:
    """A planned fault, matched with findings."""
    plan = PlannedFault(fault(name), name, codes or (A,), from_s, to_s)
    (matched,) = match([plan], findings, presence or Presence(), end_s)
    return matched
