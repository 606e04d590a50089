from __future__ import annotations

import dataclasses
import io
import math

import pytest
from rich.cells import cell_len
from rich.console import Console

from camproof.reports import FindingLine, finding_line, print_failures, print_result
from camproof.reports.summary import exclusions
from camproof.verdicts.finding import Finding
from camproof.verdicts.outcome import Outcome


def shown(print_it, result, width: int = 80, **options) -> str:
    text = io.StringIO()
    print_it(result, Console(file=text, width=width, color_system=None), **options)
    return text.getvalue()


def _wrapped(text: str) -> list[str]:
    """All lines but the command that is there to be copied."""
    return [line for line in text.splitlines() if not line.startswith("Again: ")]


def test_everything_fits_80_columns(result, hostile):
    for each in (result, hostile):
        assert max(map(cell_len, _wrapped(shown(print_result, each)))) <= 80


@pytest.mark.parametrize("width", [40, 60, 200])
def test_other_widths_fit_too(result, width):
    assert max(map(cell_len, _wrapped(shown(print_result, result, width)))) <= width


def test_verdicts_name_requirement_value_limit_window_and_scope(result):
    lines = [line.split() for line in shown(print_result, result).splitlines()]
    assert ["fail", "AVAIL-1", "online", "rate", "96.5", "%", "≥", "97", "%"] in lines
    assert ["class", "key-public-area", "not", "≥", "98", "%"] in lines
    assert ["12.0–30.0", "s"] in lines


def test_a_finding_is_one_sentence(result):
    assert finding_line(result.findings[6]) == (
        "34020000001310000004: picture frozen 42.0–50.0 s, detected after 1.6 s (picture freeze)"
    )
    assert finding_line(result.findings[7]).endswith("packet loss from 45.0 s on, detected after 1.0 s")


def test_failures_are_one_screen_with_the_reasons_first(result):
    text = shown(print_failures, result, report="/runs/1/report.html")
    lines = text.splitlines()
    assert len(lines) <= 24
    assert lines[0].startswith("• FAIL AVAIL-1 online rate, class key-public-area: 96.5 %")
    assert lines[-3] == "FAIL  Of 11 verdicts: 2 fail, 1 inconclusive, 7 pass."
    assert lines[-2] == f"Again: {result.command}"
    assert lines[-1] == "Report: /runs/1/report.html"


def test_many_failures_are_still_one_screen(result):
    bad = result.phases[1].verdicts[0]
    phase = dataclasses.replace(result.phases[1], verdicts=(bad,) * 40)
    text = shown(print_failures, dataclasses.replace(result, phases=(phase,)), report="r.html")
    assert "and 28 more, see the report" in text
    assert len(text.splitlines()) <= 30


def test_the_result_ends_with_the_failures(result):
    whole = shown(print_result, result, report="r.html")
    assert whole.endswith(shown(print_failures, result, report="r.html"))


def test_the_path_of_the_report_is_never_broken(result):
    path = "/a very long folder" * 12 + "/report.html"
    assert f"Report: {path}\n" in shown(print_failures, result, report=path)


def test_a_pass_says_so(result):
    good = dataclasses.replace(result, phases=result.phases[:1], outcome=Outcome.PASS)
    assert shown(print_failures, good) == "PASS  All 3 verdicts passed.\n"


def test_nothing_from_outside_drives_the_terminal(hostile):
    text = shown(print_result, hostile)
    assert not any(character in text for character in "\x1b\x00\x07\x9b\u202e")
    assert all(not math.isnan(len(line)) for line in text.splitlines())


def test_markup_is_text(result):
    assert "[bold]x[/bold]" in shown(print_result, dataclasses.replace(result, scenario="[bold]x[/bold]"))


def test_many_findings_of_one_cause_share_a_line(result):
    crowd = tuple(
        FindingLine(
            finding=Finding(
                "camera-offline", f"3402000000132{n:07d}", 5.0 + n, 30.0 + n, 20.0 + n, "keepalives missed"
            ),
            fault="Power cut, 20 cameras in east",
        )
        for n in range(20)
    )
    said = shown(print_result, dataclasses.replace(result, findings=crowd))
    assert "20 findings" in said
    text = " ".join(said.split())
    assert (
        "20 cameras: camera offline 5.0–49.0 s, detected after 15.0 s at most (Power cut, 20 cameras in east)"
        in text
    )
    assert "34020000001320000007" not in text


def test_what_was_not_run_says_why_once_a_reason(result) -> None:
    said = exclusions(result)
    left = [verdict for _, verdict in result.verdicts if verdict.outcome is Outcome.NOT_RUN]
    assert left
    assert sum(int(line.split()[0]) for line in said) == len(left)
    assert len(said) == len({verdict.reason for verdict in left})
