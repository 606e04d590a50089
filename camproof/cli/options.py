"""Options that several commands have, and the reading of their values."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from camproof.domain.errors import InputError, Place, did_you_mean
from camproof.domain.units import parse_in_unit, parse_quantity

__all__ = [
    "FIRST_CAMERA",
    "FIRST_SSRC",
    "ColumnOption",
    "JitterOption",
    "JsonOption",
    "LossOption",
    "OwnerOption",
    "QuietOption",
    "RegionOption",
    "SourceOption",
    "StampOption",
    "TransportOption",
    "UntilOption",
    "WaitOption",
    "milliseconds",
    "one_of",
    "share",
]

FIRST_SSRC, FIRST_CAMERA = 100_000_001, 1
"""What `camproof play` counts from, and `camproof measure --numbered` expects."""

JsonOption = Annotated[bool, typer.Option("--json", help="JSON instead of tables.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Only the result.")]
TransportOption = Annotated[str, typer.Option("--transport", help="udp or tcp.")]
WaitOption = Annotated[float, typer.Option("--wait", help="Seconds that the first packet may take.", min=0.1)]
LossOption = Annotated[str, typer.Option("--max-loss", help="A limit, as in 0.1%.", metavar="SHARE")]
JitterOption = Annotated[str, typer.Option("--max-jitter", help="A limit, as in 30ms.", metavar="TIME")]
OwnerOption = Annotated[
    str, typer.Option("--allow-owner", help="Who allowed traffic to a host that is not this one.")
]
UntilOption = Annotated[
    str, typer.Option("--allow-until", help="The last day of that permission.", metavar="DATE")
]
SourceOption = Annotated[
    Path | None, typer.Option("--source", help="A video file that every camera shows.", metavar="FILE")
]
StampOption = Annotated[
    str,
    typer.Option(
        "--stamp",
        help="Where the truth of each picture stands: sei (the default) or picture, which adds a band "
        "with strip, name, place and clock. A video file is coded anew for that, once.",
        metavar="KIND",
        show_default=False,
    ),
]
RegionOption = Annotated[
    str, typer.Option("--region", help="First 6 or 8 digits of the codes that are made.", metavar="CODE")
]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        help="Which column of the inventory holds a field, as in name=location. May be repeated.",
        metavar="FIELD=COLUMN",
    ),
]


def one_of(text: str, choices: tuple[str, ...], kind: str, option: str) -> str:
    """The text, where it is one of the choices.

    :raises InputError: it is none.
    """
    if text not in choices:
        raise InputError(f"{text!r} is no {kind}", Place(field=option), did_you_mean(text, choices))
    return text


def share(text: str, option: str) -> float | None:
    """A share 0..1, as in "0.1%"; None where the option was not given.

    :raises InputError: it is none.
    """
    return parse_quantity(text, "share", Place(field=option)) if text else None


def milliseconds(text: str, option: str) -> float | None:
    """A time in ms, as in "30ms"; None where the option was not given.

    :raises InputError: it is none.
    """
    return parse_in_unit(text, "ms", Place(field=option)) if text else None
