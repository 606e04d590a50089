"""What `camproof probe` shows: a table of 80 columns, or JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from camproof.cli.probe_look import Found
from camproof.cli.sentences import print_sentences
from camproof.media.probe.capture.streams import CapturedStream
from camproof.media.probe.figures import Line, as_json, lines
from camproof.media.probe.summary import ProbeSummary
from camproof.protocols.tally import DeviationCount
from camproof.reports.text import count_text, printable
from camproof.verdicts import Outcome, Verdict

__all__ = ["print_json", "print_streams", "print_summary"]

_STYLES = {Outcome.PASS: "green", Outcome.FAIL: "bold red"}
_SHOWN_DEVIATIONS = 12
_SHOWN_STREAMS = 16
_WIDTHS = (8, 27)
"""Of a figure's group and label."""


def print_summary(console: Console, source: str, summary: ProbeSummary, verdicts: Sequence[Verdict]) -> None:
    """Headline, figures, diagrams, deviations, notes, verdicts."""
    console.print(Text(printable(source), style="bold"))
    console.print(Text(printable(summary.headline), style="dim"))
    console.print(_figures(lines(summary.figures), console.width - sum(_WIDTHS) - 4))
    if summary.sparks:
        console.print(_sparks(summary))
    _print_deviations(console, summary)
    for note in summary.notes:
        print_sentences(console, f"note: {printable(note)}", "yellow")
    for verdict in verdicts:
        print_sentences(console, verdict.line, _STYLES.get(verdict.outcome, "bold yellow"))


def print_streams(console: Console, streams: Sequence[CapturedStream], chosen: CapturedStream) -> None:
    """The RTP streams of a capture; a mark at the chosen one."""
    table = Table(
        box=None, pad_edge=False, title=count_text(len(streams), "RTP stream"), title_justify="left"
    )
    for column in ("", "SSRC", "way", "payload", "packets"):
        table.add_column(column, overflow="fold", justify="right" if column == "packets" else "left")
    for stream in streams[:_SHOWN_STREAMS]:
        mark = "→" if stream is chosen else " "
        payload = stream.container or f"type {stream.payload_type}"
        way = f"{stream.way.transport} {stream.text}"
        table.add_row(f"{mark}{stream.number}", f"{stream.ssrc:010d}", way, payload, str(stream.packets))
    console.print(table)
    if len(streams) > _SHOWN_STREAMS:
        console.print(f"and {len(streams) - _SHOWN_STREAMS} more; --json lists all", style="dim")


def _figures(rows: Sequence[Line], room: int) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column("group", style="dim", width=_WIDTHS[0])
    table.add_column("label", width=_WIDTHS[1], overflow="fold")
    table.add_column("value", overflow="fold")
    group = ""
    for row in rows:
        if row.group != group and group:
            table.add_row("", "", "")
        shown = row.group if row.group != group else ""
        value = Text(_filled(printable(row.text), room), style="bold red" if row.bad else "")
        table.add_row(shown, row.label, value)
        group = row.group
    return table


def _filled(text: str, room: int) -> str:
    """Lines that break behind commas, so that no figure stands apart from its name."""
    done, line = "", ""
    for item in text.split(", "):
        longer = f"{line}, {item}" if line else item
        if line and len(longer) >= room:
            done, longer = f"{done}{line},\n", item
        line = longer
    return done + line


def _sparks(summary: ProbeSummary) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, title="", title_justify="left")
    table.add_column("label", width=10)
    table.add_column("line", no_wrap=True)
    table.add_column("top", style="dim", justify="right")
    for spark in summary.sparks:
        table.add_row(spark.label, spark.text, f"≤ {spark.top:.3g} {spark.unit}")
    table.add_row("", Text(f"0 to {summary.until_s:.1f} s", style="dim"), "")
    return table


def _print_deviations(console: Console, summary: ProbeSummary) -> None:
    if not summary.deviations:
        return
    console.print()
    console.print(
        Text(f"{count_text(len(summary.deviations), 'kind')} of deviations from the standards", "bold")
    )
    table = Table(box=None, pad_edge=False, show_header=False)
    for column in ("count", "what", "clause"):
        table.add_column(column, overflow="fold", justify="right" if column == "count" else "left")
    for found in summary.deviations[:_SHOWN_DEVIATIONS]:
        what = f"{found.deviation.what} ({found.deviation.where})"
        table.add_row(
            f"{found.count}×", printable(what), Text(printable(found.deviation.clause), style="dim")
        )
    console.print(table)
    if len(summary.deviations) > _SHOWN_DEVIATIONS:
        console.print(
            f"and {len(summary.deviations) - _SHOWN_DEVIATIONS} more; --json lists all", style="dim"
        )


def print_json(
    source: str, found: Found, verdicts: Sequence[Verdict], picture: str, *, interrupted: bool
) -> None:
    """One object on standard output; the fields are published in docs/probe.md."""
    summary = found.summary
    result: dict[str, Any] = {
        "source": source,
        "level": summary.level,
        "interrupted": interrupted,
        "nothing": found.nothing or None,
        "figures": as_json(summary.figures),
        "deviations": [_deviation(count) for count in summary.deviations],
        "notes": list(summary.notes),
        "streams": [_stream(stream, chosen=stream is found.chosen) for stream in found.streams],
        "verdicts": [verdict.as_dict() for verdict in verdicts],
        "picture": picture or None,
    }
    typer.echo(json.dumps(result, ensure_ascii=False, indent=2))


def _deviation(found: DeviationCount) -> dict[str, Any]:
    departure = found.deviation
    return {
        "what": departure.what,
        "where": departure.where,
        "clause": departure.clause,
        "count": found.count,
        "evidence_hex": departure.evidence.hex(),
    }


def _stream(stream: CapturedStream, *, chosen: bool) -> dict[str, Any]:
    return {
        "number": stream.number,
        "chosen": chosen,
        "transport": stream.way.transport,
        "source": list(stream.way.source),
        "target": list(stream.way.target),
        "ssrc": stream.ssrc,
        "payload_type": stream.payload_type,
        "payload": stream.container,
        "packets": stream.packets,
        "octets": stream.octets,
        "first_s": stream.first_s,
        "last_s": stream.last_s,
    }
