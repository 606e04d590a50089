"""`camproof scenarios`: which scenarios there are, and the schema of their files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from camproof.cli.failures import tell
from camproof.reports.text import count_text, printable, seconds
from camproof.scenarios.finding import library, scenario_files
from camproof.scenarios.ready import ready_scenario
from camproof.scenarios.schema import InputErrors, Scenario
from camproof.scenarios.vocabulary import vocabulary

__all__ = ["add_to"]

_HELP = """\
List scenarios: name, cameras, duration, loops and clocks, tags, and what each one proves.

Without a folder these are the ready-made ones. The schema gives editors completion and marks mistakes.

Examples:

  camproof scenarios

  camproof scenarios scenarios/ --json

  camproof scenarios --schema > scenario.schema.json

Exit codes: 0, or 2 where a file has mistakes; each is named with its line.
"""

PlacesArgument = Annotated[
    list[Path] | None, typer.Argument(help="Folders or files.", metavar="DIR", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="The list for machines.")]
SchemaOption = Annotated[
    bool, typer.Option("--schema", help="Print the JSON schema of scenario files instead.")
]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("scenarios", help=_HELP)(_scenarios)


def _scenarios(
    places: PlacesArgument = None, as_json: JsonOption = False, schema: SchemaOption = False
) -> None:
    if schema:
        _print_schema()
        return
    found, bad = _read(scenario_files(places or [library()]))
    if as_json:
        typer.echo(json.dumps([_plain(scenario) for scenario in found], ensure_ascii=False, indent=2))
    else:
        _print(found)
    if bad:
        raise typer.Exit(2)


def _print_schema() -> None:
    from camproof.scenarios.schema.editors import scenario_schema  # noqa: PLC0415 - for this option only

    typer.echo(json.dumps(scenario_schema(vocabulary()), ensure_ascii=False, indent=1))


def _read(files: tuple[Path, ...]) -> tuple[list[Scenario], int]:
    """The scenarios that can be read, and how many cannot; their mistakes are told."""
    found, bad = [], 0
    for file in files:
        try:
            found.append(ready_scenario(file))
        except InputErrors as error:
            tell(error)
            bad += 1
    return found, bad


def _print(found: list[Scenario]) -> None:
    console = Console()
    for scenario in found:
        console.print(
            Text(printable(scenario.name), style="bold").append(f"  {_facts(scenario)}", style="not bold")
        )
        console.print(Padding(Text(printable(scenario.proves)), (0, 0, 0, 2), expand=False))
        console.print(Padding(Text(_words(scenario), style="dim"), (0, 0, 0, 2), expand=False))
        console.print()
    folders = dict.fromkeys(str(scenario.file.parent) for scenario in found)
    console.print(Text(f"{count_text(len(found), 'scenario')} in {', '.join(folders)}"), soft_wrap=True)


def _facts(scenario: Scenario) -> str:
    cameras = count_text(scenario.count, "camera")
    return f"{cameras}, {seconds(scenario.duration_s)}"


def _words(scenario: Scenario) -> str:
    parts = {
        "loops": scenario.loops,
        "clocks": scenario.clocks,
        "tags": scenario.tags,
        "variants": scenario.variants,
    }
    return printable("; ".join(f"{name}: {', '.join(words)}" for name, words in parts.items() if words))


def _plain(scenario: Scenario) -> dict[str, Any]:
    return {
        "name": scenario.name,
        "file": str(scenario.file),
        "title": scenario.title,
        "proves": scenario.proves,
        "tags": scenario.tags,
        "loops": scenario.loops,
        "clocks": scenario.clocks,
        "variants": scenario.variants,
        "cameras": scenario.count,
        "duration_s": scenario.duration_s,
        "phases": [phase.name for phase in scenario.phases],
        "targets": sum(len(phase.targets) for phase in scenario.phases),
    }
