"""What people read at 80 columns, and what programs read."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from camproof.cli.probe_screen import print_summary
from camproof.cli.sentences import print_sentences
from camproof.media.probe.figures import Figure
from camproof.media.probe.summary import ProbeSummary

LONG = "FAIL TRANS-9 frame rate, worst of 20 streams: 8.276 fps; limit at least 24 fps (bench default)"


def _said(text: str, *, terminal: bool) -> list[str]:
    file = io.StringIO()
    print_sentences(Console(file=file, width=80, force_terminal=terminal, color_system=None), text)
    return file.getvalue().splitlines()


def test_a_terminal_gets_words_whole_and_further_lines_indented() -> None:
    first, second = _said(LONG, terminal=True)
    assert len(first) <= 80
    assert second.startswith("  ")
    assert f"{first.rstrip()} {second.strip()}" == LONG


def test_a_program_gets_a_line_each() -> None:
    assert _said(f"{LONG}\nshort", terminal=False) == [LONG, "short"]


@pytest.mark.parametrize("terminal", [False, True])
def test_nothing_is_an_empty_line(terminal: bool) -> None:
    assert _said("", terminal=terminal) == [""]


def test_no_figure_stands_apart_from_its_name() -> None:
    sizes = {"min": 0.675, "p50": 3.694, "p95": 4.465, "p99": 16.12, "max": 60.85}
    figures = [
        Figure("frames", f"size_{part}_kb", "size", size, "kB", part=part) for part, size in sizes.items()
    ]
    file = io.StringIO()
    console = Console(file=file, width=80, color_system=None)
    print_summary(console, "here", ProbeSummary("packets", "RTP", tuple(figures)), [])
    shown = [line[39:].rstrip() for line in file.getvalue().splitlines()[2:]]
    assert shown == ["min 0.675, p50 3.694, p95 4.465,", "p99 16.12, max 60.85 kB"]
