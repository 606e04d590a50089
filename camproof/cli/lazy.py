"""Commands whose code is imported when they are called: the list of them needs one sentence of each."""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

__all__ = ["COMMANDS", "LazyGroup", "load"]


class Entry(NamedTuple):
    """Where a command is, and the first sentence of its help."""

    module: str
    sentence: str


COMMANDS = {
    "run": Entry("run", "Run a scenario and judge it."),
    "explore": Entry(
        "explore",
        "Search for faults under which a scenario misses its targets, in virtual time and on all cores.",
    ),
    "agree": Entry(
        "agree",
        "Run scenarios in virtual time and on sockets, and compare every measurement with bounds fixed "
        "beforehand.",
    ),
    "cameras": Entry(
        "cameras",
        "Run virtual cameras against any platform until Ctrl-C; then they unregister and say BYE.",
    ),
    "platform": Entry(
        "platform",
        "Run the built-in platform until Ctrl-C: SIP over UDP and TCP, and an HTTP API to watch and steer "
        "it.",
    ),
    "play": Entry("play", "Send many streams of a clip to a range of ports, without SIP, until Ctrl-C."),
    "measure": Entry("measure", "Measure every RTP stream that comes to a range of ports, without SIP."),
    "probe": Entry("probe", "Show what one stream is like, packet by packet, with a picture of its timing."),
    "check": Entry(
        "check",
        "Check scenario files and their variants without running them; names every mistake with its line.",
    ),
    "city": Entry("city", "The city as a model: will it hold 98 %?"),
    "scenarios": Entry(
        "scenarios",
        "List scenarios: name, cameras, duration, loops and clocks, tags, and what each one proves.",
    ),
    "report": Entry(
        "report",
        "Show a run again and write its reports anew from the journal, also of a run that was cut off.",
    ),
    "faults": Entry("listing", "List the faults that a scenario can inject."),
    "requirements": Entry(
        "requirements",
        "List the requirements that verdicts rest on: clause, limit, whose limit it is, and which ready-made "
        "scenarios measure it, or why none does; then the rows of the standards that are no requirement, "
        "with the reason.",
    ),
}
"""By their names, in the order of the list."""


def load(name: str) -> Any:
    """The command with its options, from its module."""
    made = typer.Typer(rich_markup_mode="rich")
    import_module(f"camproof.cli.{COMMANDS[name].module}").add_to(made)
    return get_group(made).commands[name]


class LazyGroup(TyperGroup):
    """Holds a stand-in for each command until it is called."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, entry in COMMANDS.items():
            self.add_command(TyperCommand(name, help=entry.sentence))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] in COMMANDS:
            self.add_command(load(args[0]))
        return super().resolve_command(ctx, args)
