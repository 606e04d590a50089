"""`camproof city`: the commands about a city model."""

from __future__ import annotations

import typer

from camproof.cli import (
    city_calibrate,
    city_check,
    city_compare,
    city_emergency,
    city_run,
    city_storm,
    city_studies,
)
from camproof.cli.signals import interrupted_by_term

__all__ = ["add_to"]

_HELP = """\
The city as a model: will it hold 98 %?
"""


def add_to(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True, add_completion=False)
    group.callback()(_prepare)
    group.command("check")(city_check.check_city)
    city_run.add_to(group)
    city_compare.add_to(group)
    city_studies.add_to(group)
    city_storm.add_to(group)
    city_emergency.add_to(group)
    city_calibrate.add_to(group)
    app.add_typer(group, name="city", help=_HELP)


def _prepare(context: typer.Context) -> None:
    """Of every command: SIGTERM leaves nothing behind, as Ctrl-C."""
    context.with_resource(interrupted_by_term())
