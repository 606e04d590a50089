"""The result in a terminal of 80 columns, the reasons at the end where the eye is."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from camproof.reports.model import FindingLine, PhaseResult, RunResult
from camproof.reports.styles import OUTCOME_STYLES
from camproof.reports.summary import exclusions, headline, reasons
from camproof.reports.text import (
    OUTCOME_WORDS,
    count_text,
    limit_text,
    percentile_text,
    predicted_text,
    printable,
    seconds,
    span,
    symptom_text,
    value_text,
    window_text,
)
from camproof.verdicts.outcome import Outcome
from camproof.verdicts.verdict import Verdict

__all__ = ["finding_line", "print_failures", "print_result"]

_FINDINGS = 20
_CROWD = 6
_REASONS = 12
_LONGEST = 400
_MEASURE = 26


def print_result(result: RunResult, console: Console, *, report: str = "") -> None:
    """The whole result: verdicts by phase, findings, deviations, then :func:`print_failures`.

    :param console: where to print; nothing is wider than its width but the path of the report.
    :param report: path of the HTML page; empty = not named.
    """
    _say(console, result.scenario, "bold")
    where = f"{count_text(result.cameras, 'camera')}, {result.system}, seed {result.seed}"
    _say(console, f"{where}, {seconds(result.duration_s)}", "dim")
    for phase in result.phases:
        console.print()
        console.print(_phase_table(phase))
    _print_findings(result, console)
    _print_deviations(result, console)
    console.print()
    print_failures(result, console, report=report)


def print_failures(result: RunResult, console: Console, *, report: str = "") -> None:
    """What is wrong, on one screen: the reasons, the worst first, then the outcome, how to run it again, and
    the report's path.
    """
    found = reasons(result)
    if found:
        console.print(_list(found[:_REASONS], "•"))
    if len(found) > _REASONS:
        _say(console, f"  and {len(found) - _REASONS} more, see the report", "dim")
    left = exclusions(result)
    if left:
        console.print(_list(left[:_REASONS], "•"), style="dim")
    if found or left:
        console.print()
    word = Text(OUTCOME_WORDS[result.outcome].upper(), style=OUTCOME_STYLES[result.outcome])
    console.print(word.append(f"  {headline(result)}", style="default"))
    if result.command and result.outcome not in (Outcome.PASS, Outcome.NOT_RUN):
        console.print(Text(f"Again: {printable(result.command)}"), soft_wrap=True)
    if report:
        console.print(Text(f"Report: {printable(report)}"), soft_wrap=True)


def finding_line(line: FindingLine) -> str:
    """As in "34020000001310000017: picture frozen 12.0–20.0 s, detected after 1.6 s"."""
    finding = line.finding
    subject = finding.subject or "network"
    said = f"{subject}: {symptom_text(finding.symptom)} {span(finding.from_s, finding.to_s)}"
    cause = f" ({line.fault})" if line.fault else ""
    return printable(f"{said}, detected after {line.detected_after_s:.1f} s{cause}")


def _cut(text: str) -> str:
    return printable(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…")


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(Text(_cut(text), style=style))


def _list(lines: Sequence[str], mark: str) -> Table:
    """Lines whose continuation is indented under their beginning."""
    grid = Table.grid(padding=(0, 1))
    for line in lines:
        grid.add_row(mark, Text(_cut(line), overflow="fold"))
    return grid


def _phase_table(phase: PhaseResult) -> Table:
    title = Text(f"{_cut(phase.name)} {span(phase.from_s, phase.to_s)} ")
    title.append(OUTCOME_WORDS[phase.outcome], OUTCOME_STYLES[phase.outcome])
    table = Table(
        box=None, expand=True, title=title, title_justify="left", title_style="bold", pad_edge=False
    )
    table.add_column("outcome", width=12)
    table.add_column("requirement", width=11, overflow="fold")
    table.add_column("measure", ratio=1, overflow="fold")
    table.add_column("value", justify="right", width=10, overflow="fold")
    table.add_column("limit", width=12, overflow="fold")
    for verdict in phase.verdicts:
        table.add_row(*_cells(verdict))
    if not phase.verdicts:
        table.add_row("", "", Text(_cut(phase.reason) or "no verdict", style="dim"), "", "")
    return table


def _cells(verdict: Verdict) -> tuple[Text, Text, Text, Text, Text]:
    style = OUTCOME_STYLES[verdict.outcome]
    spec = verdict.measurement.spec
    name = f"{spec.name} {percentile_text(verdict)}".strip()
    measure = Text(_cut(name))
    where = [part for part in (_cut(spec.scope), window_text(verdict)) if part]
    together = ", ".join(where)
    measure.append("\n" + (together if len(together) <= _MEASURE else "\n".join(where)), style="dim")
    said = predicted_text(verdict)
    if said:
        measure.append("\n" + said, style="dim")
    limit = Text(limit_text(verdict).replace(" (", "\n("))
    if verdict.overridden:
        limit.append(f"\nnot {limit_text(verdict, catalogue=True)}", style="dim")
    return (
        Text(OUTCOME_WORDS[verdict.outcome], style=style),
        Text(_cut(verdict.requirement.id)),
        measure,
        Text(value_text(verdict), style=style),
        limit,
    )


def _print_findings(result: RunResult, console: Console) -> None:
    if not result.findings:
        return
    console.print()
    _say(console, count_text(len(result.findings), "finding"), "bold")
    lines = _finding_lines(result.findings)
    console.print(_list(lines[:_FINDINGS], " "))
    if len(lines) > _FINDINGS:
        _say(console, f"  and {len(lines) - _FINDINGS} more, see the report", "dim")


def _finding_lines(findings: Sequence[FindingLine]) -> list[str]:
    """A line for each finding; many of one symptom and one cause share a line."""
    alike: dict[tuple[str, str], list[FindingLine]] = {}
    for line in findings:
        alike.setdefault((line.finding.symptom, line.fault), []).append(line)
    said: list[str] = []
    for group in alike.values():
        said += [_crowd_line(group)] if len(group) > _CROWD else [finding_line(line) for line in group]
    return said


def _crowd_line(group: Sequence[FindingLine]) -> str:
    """As in "20 cameras: camera offline 30.1–56.7 s, detected after 15.0 s at most (Power cut)"."""
    ends = [line.finding.to_s for line in group]
    last = None if None in ends else max(end for end in ends if end is not None)
    times = span(min(line.finding.from_s for line in group), last)
    cameras = count_text(len({line.finding.subject for line in group}), "camera")
    slowest = max(line.detected_after_s for line in group)
    cause = f" ({group[0].fault})" if group[0].fault else ""
    found = f"{cameras}: {symptom_text(group[0].finding.symptom)} {times}"
    return printable(f"{found}, detected after {slowest:.1f} s at most{cause}")


def _print_deviations(result: RunResult, console: Console) -> None:
    if not result.deviations:
        return
    console.print()
    total = sum(line.count for line in result.deviations)
    kinds = count_text(len(result.deviations), "kind")
    _say(console, f"{count_text(total, 'deviation')} from the standard, of {kinds}; in the report", "dim")
