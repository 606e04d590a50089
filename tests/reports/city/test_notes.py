"""Notes on a city's files, in terminals and on pages."""

from __future__ import annotations

from dataclasses import replace

from rich.console import Console

from camproof.reports.city import Comparison, print_comparison, render_comparison_html
from camproof.reports.city.notes import notes_of_both, print_notes
from camproof.reports.city.studies import Study, render_sensitivity_html


def shown(*notes: str) -> str:
    console = Console(width=80, record=True, file=None, quiet=False)
    with console.capture() as said:
        print_notes(notes, console)
    return said.get()


def test_a_note_is_a_line_that_drives_no_terminal() -> None:
    assert shown("a", "b\x1b[2J") == "Note: a\nNote: b\ufffd[2J\n"


def test_what_both_designs_have_is_noted_once() -> None:
    assert notes_of_both(("x", "y"), ("y", "z")) == ("y", "A: x", "B: z")
    assert notes_of_both((), ()) == ()


def test_a_comparison_shows_the_notes_of_both(comparison: Comparison) -> None:
    noted = replace(comparison, second=replace(comparison.second, notes=("SIP servers <slow>",)))
    console = Console(width=80)
    with console.capture() as said:
        print_comparison(noted, console)
    assert "Note: A: no inventory: made up from seed 3\nNote: B: SIP servers <slow>\n" in said.get()
    page = render_comparison_html(noted)
    assert "<li>A: no inventory: made up from seed 3</li><li>B: SIP servers &lt;slow&gt;</li>" in page
    assert 'id="notes"' not in render_comparison_html(
        replace(noted, first=replace(noted.first, notes=()), second=replace(noted.second, notes=()))
    )


def test_the_page_of_a_study_shows_its_notes(comparison: Comparison) -> None:
    study = Study("A town", 1, 2, comparison.making, ("no buildings are given",))
    assert "<li>no buildings are given</li>" in render_sensitivity_html((), study)
