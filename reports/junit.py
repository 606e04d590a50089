"""The result as JUnit XML, as CI servers read it: one test case for each verdict.

A fail is a ``failure``; inconclusive, aborted and error are an ``error`` of that type; not run is
``skipped``.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET

from camproof.reports.model import PhaseResult, RunResult
from camproof.reports.summary import headline, verdict_names
from camproof.reports.text import limit_text, printable, value_text, window_text
from camproof.verdicts.outcome import Outcome
from camproof.verdicts.verdict import Verdict

__all__ = ["render_junit"]

_LONGEST = 4000


def render_junit(result: RunResult) -> str:
    """The XML text; a phase, or a run, that ended badly without any verdict gets a test case of its own."""
    suite = ET.Element("testsuite", name=_clean(result.scenario))
    _properties(suite, _run_facts(result))
    for phase in result.phases:
        _add_phase(suite, result, phase)
    if not any(case.tag == "testcase" for case in suite):
        case = _case(suite, result, "run", "the run", result.duration_s)
        _add_outcome(case, result.outcome, result.reason or headline(result), "")
    counts = _counts(suite)
    for key, value in {**counts, "time": f"{result.duration_s:.3f}"}.items():
        suite.set(key, str(value))
    suite.set("timestamp", _clean(result.environment.started)[:19])
    suite.set("hostname", _clean(result.environment.host))
    suites = ET.Element("testsuites", {key: str(value) for key, value in counts.items()})
    suites.append(suite)
    ET.indent(suites)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(suites, "unicode") + "\n"


def _add_phase(suite: ET.Element, result: RunResult, phase: PhaseResult) -> None:
    for name, verdict in verdict_names(phase):
        window = verdict.measurement.spec.window or (phase.from_s, phase.to_s)
        time_s = (window[1] if window[1] is not None else phase.to_s) - window[0]
        case = _case(suite, result, phase.name, name, max(0.0, time_s))
        _properties(case, _verdict_facts(verdict))
        _add_outcome(case, verdict.outcome, verdict.reason, verdict.requirement.text)
    if not phase.verdicts and phase.outcome is not Outcome.NOT_RUN:
        case = _case(suite, result, phase.name, "the phase", phase.to_s - phase.from_s)
        _add_outcome(case, phase.outcome, phase.reason or "the phase came to no verdict", "")


def _case(suite: ET.Element, result: RunResult, phase: str, name: str, time_s: float) -> ET.Element:
    scenario = _clean(result.scenario).replace(".", "_")
    return ET.SubElement(
        suite,
        "testcase",
        classname=f"{scenario}.{_clean(phase).replace('.', '_')}",
        name=_clean(name),
        time=f"{time_s:.3f}",
    )


def _add_outcome(case: ET.Element, outcome: Outcome, reason: str, text: str) -> None:
    if outcome is Outcome.PASS:
        return
    if outcome is Outcome.NOT_RUN:
        ET.SubElement(case, "skipped", message=_clean(reason))
        return
    tag = "failure" if outcome is Outcome.FAIL else "error"
    child = ET.SubElement(case, tag, type=outcome.value, message=_clean(reason))
    child.text = "\n".join(_clean(line) for line in (text, reason) if line)


def _run_facts(result: RunResult) -> dict[str, str]:
    facts = {
        "file": result.file,
        "outcome": result.outcome.value,
        "exit code": str(result.exit_code),
        "seed": str(result.seed),
        "cameras": str(result.cameras),
        "system": result.system,
        "command": result.command,
        "findings": str(len(result.findings)),
        "deviations": str(sum(line.count for line in result.deviations)),
    }
    return {**facts, **dict(result.environment.versions)}


def _verdict_facts(verdict: Verdict) -> dict[str, str]:
    measurement, requirement = verdict.measurement, verdict.requirement
    facts = {
        "requirement": requirement.id,
        "clause": requirement.clause,
        "term": requirement.term,
        "origin": requirement.origin_text,
        "value": value_text(verdict),
        "base value": "" if measurement.value is None else repr(measurement.value),
        "unit": measurement.spec.unit,
        "limit": limit_text(verdict),
        "catalogue limit": limit_text(verdict, catalogue=True) if verdict.overridden else "",
        "n": str(measurement.n),
        "interval": "" if measurement.interval is None else " .. ".join(map(repr, measurement.interval)),
        "window": window_text(verdict),
        "scope": measurement.spec.scope,
        "method": measurement.method,
        "detail": measurement.detail,
    }
    return {name: value for name, value in facts.items() if value}


def _properties(parent: ET.Element, facts: dict[str, str]) -> None:
    properties = ET.SubElement(parent, "properties")
    for name, value in facts.items():
        ET.SubElement(properties, "property", name=_clean(name), value=_clean(value))


def _counts(suite: ET.Element) -> dict[str, int]:
    cases = suite.findall("testcase")
    counted = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    return {"tests": len(cases)} | {
        name: sum(case.find(tag) is not None for case in cases) for name, tag in counted.items()
    }


def _clean(text: str) -> str:
    return printable(text[:_LONGEST])
