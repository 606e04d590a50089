"""The program `camproof` and its exit codes."""

from __future__ import annotations

import io
import sys
import traceback
from typing import Annotated

import typer

from camproof import __version__
from camproof.cli.failures import tell
from camproof.cli.lazy import LazyGroup

__all__ = ["app", "main"]

EXIT_CODES = """\
Exit codes: 0 pass, 1 fail, 2 bad input, 3 inconclusive, 4 infrastructure error, 130 interrupted."""

app = typer.Typer(
    name="camproof",
    cls=LazyGroup,
    help="Proves a public-safety video network before rollout.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"camproof {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Options of every command."""


def main() -> None:
    """Run the program; every expected failure is one clear sentence and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app(standalone_mode=True)
    except KeyboardInterrupt:
        typer.echo("interrupted", err=True)
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 - the last place where a failure gets its exit code
        from camproof.scenarios.failures import INFRASTRUCTURE, exit_code_of  # noqa: PLC0415  (needs every room)

        code = exit_code_of(error)
        if code is None:
            traceback.print_exc()
            typer.echo("camproof itself failed; this says nothing of the system under test", err=True)
            sys.exit(INFRASTRUCTURE)
        tell(error)
        sys.exit(code)
