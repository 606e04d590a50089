"""What `camproof measure --json` prints; the fields are published in docs/streams.md."""

from __future__ import annotations

import json
from typing import Any

import typer

from camproof.cli.measure_screen import MeasureResult
from camproof.media.load.figures import as_row

__all__ = ["print_json"]


def print_json(result: MeasureResult) -> None:
    """One object on standard output, with one a stream in it, in the order of their coming."""
    heard = result.heard
    told: dict[str, Any] = {
        "target": result.target,
        "transport": result.transport,
        "seconds": heard.seconds,
        "interrupted": result.interrupted,
        "nothing": result.nothing or None,
        "own_drops": heard.drops,
        "saturated": result.saturated or None,
        "foreign_packets": heard.summary.foreign,
        "refused_connections": heard.refused,
        "unreadable_packets": heard.summary.unreadable,
        "total": {
            "streams": len(heard.streams),
            "packets": result.sum("packets"),
            "expected": result.sum("expected"),
            "lost": result.sum("lost"),
            "loss_share": result.loss_share,
            "mbit_s": result.mbit_s,
            "frames": result.sum("frames"),
        },
        "streams": [as_row(stream) for stream in heard.streams],
        "verdicts": [
            one.verdict.as_dict() | {"beyond": one.beyond, "streams": one.streams} for one in result.verdicts
        ],
    }
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
