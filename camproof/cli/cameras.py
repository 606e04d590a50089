"""`camproof cameras`: a fleet in the foreground, against any platform."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.console import Console

from camproof.cli.inventory import camera_source
from camproof.cli.options import (
    ColumnOption,
    OwnerOption,
    RegionOption,
    SourceOption,
    StampOption,
    UntilOption,
)
from camproof.cli.progress import ScreenProgress
from camproof.cli.signals import stop_on_signals
from camproof.cli.status import StatusLine, summary
from camproof.domain.errors import InputError, Place
from camproof.scenarios.foreground import FleetStatus, ForegroundFleet
from camproof.scenarios.schema import FleetSpec, load_fleet
from camproof.scenarios.vocabulary import vocabulary

__all__ = ["add_to"]

_HELP = """\
Run virtual cameras against any platform until Ctrl-C; then they unregister and say BYE.

Examples:

  camproof cameras --address 127.0.0.1:5060 --password secret --count 20

  camproof cameras --config fleet.yaml --sip mixed --edition mixed --for "10 min"

  camproof cameras --address 127.0.0.1:5060 --password secret --source street.mp4
  --inventory cctv.csv --region 340200 --column name=location

  camproof cameras --address 127.0.0.1:5060 --password secret --count 2000
  --spread "20 s" --media-port shared

A fleet file holds `system:` (as a system file), `cameras:` and `network:`
(as a scenario), `timing:` with `heartbeat-interval`, `heartbeat-count` and
`expires`, and `source`, `stamp`, `seed`, `spread`, `for`, `media-port`.
Options win.

"ms late" on the status line is how late frames leave: the 99th percentile
over ten seconds.

Exit codes: 0 stopped in good order, 2 bad input, 4 no camera could register.
"""
_MIXED = {"--edition": ("2016", "2022"), "--sip": ("udp", "tcp")}

ConfigOption = Annotated[Path | None, typer.Option("--config", help="A fleet file (YAML).", metavar="FILE")]
AddressOption = Annotated[
    str, typer.Option("--address", help="The platform's SIP address.", metavar="HOST:PORT")
]
CodeOption = Annotated[
    str,
    typer.Option(
        "--code", help="20-digit code of its SIP server; its domain and 2000000001.", metavar="CODE"
    ),
]
DomainOption = Annotated[str, typer.Option("--domain", help="Its SIP domain, 10 digits.", metavar="DOMAIN")]
PasswordOption = Annotated[str, typer.Option("--password", help="The cameras' password.")]
CountOption = Annotated[
    int | None, typer.Option("--count", help="How many cameras; of a file, its first group.", min=1)
]
InventoryOption = Annotated[
    Path | None, typer.Option("--inventory", help="A CSV file of cameras.", metavar="FILE")
]
EditionOption = Annotated[str, typer.Option("--edition", help="2016, 2022 or mixed.")]
SipOption = Annotated[str, typer.Option("--sip", help="udp, tcp or mixed.")]
StreamOption = Annotated[str, typer.Option("--stream", help='What each shows, as in "720p25 h264 1 Mbit/s".')]
SoundOption = Annotated[
    str,
    typer.Option("--sound", help="What each carries beside its picture: none (the default), g711a or aac."),
]
PictureOption = Annotated[
    str,
    typer.Option(
        "--picture",
        help="clip (the default), or rendered: drawn live as head and lens stand; for a few cameras.",
    ),
]
HeartbeatOption = Annotated[str, typer.Option("--heartbeat-interval", help='Of keepalives, as in "60 s".')]
ExpiresOption = Annotated[str, typer.Option("--expires", help='Of registrations, as in "1 h".')]
SpreadOption = Annotated[
    str, typer.Option("--spread", help='Over which time the cameras begin; "2 s" by default.')
]
SeedOption = Annotated[int | None, typer.Option("--seed", help="Seed of all that is random.", min=0)]
ForOption = Annotated[
    str, typer.Option("--for", help="Stop so long after the first registration; else at Ctrl-C.")
]

MediaPortOption = Annotated[
    str,
    typer.Option(
        "--media-port",
        help="own: each live picture over UDP leaves from a port of its own; shared: all from one, told "
        "apart by SSRC, by the bulk sender, which sends thousands; auto (the default): shared above 200 "
        "cameras.",
        metavar="KIND",
        show_default=False,
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("cameras", help=_HELP)(_cameras)


def _cameras(
    config: ConfigOption = None,
    address: AddressOption = "",
    code: CodeOption = "",
    domain: DomainOption = "",
    password: PasswordOption = "",
    allow_owner: OwnerOption = "",
    allow_until: UntilOption = "",
    count: CountOption = None,
    inventory: InventoryOption = None,
    region: RegionOption = "",
    column: ColumnOption = None,
    edition: EditionOption = "",
    sip: SipOption = "",
    stream: StreamOption = "",
    sound: SoundOption = "",
    picture: PictureOption = "",
    source: SourceOption = None,
    stamp: StampOption = "",
    heartbeat_interval: HeartbeatOption = "",
    expires: ExpiresOption = "",
    spread: SpreadOption = "",
    seed: SeedOption = None,
    for_: ForOption = "",
    media_port: MediaPortOption = "",
) -> None:
    host, _, port = address.rpartition(":")
    if address and not (host and port):
        raise InputError(f"{address!r} is no address", Place(field="--address"), "write it as 127.0.0.1:5060")
    if count is not None and inventory is not None:
        raise InputError("an inventory has its own count", Place(field="--count"))
    if config is None and len(domain) == 10 and not code:
        code = f"{domain}2000000001"
    made_region = "" if inventory is not None else region
    options: dict[str, dict[str, str | tuple[str, ...]]] = {
        "--address": {"system.sip.host": host, "system.sip.port": port, "system.sip": ""},
        "--code": {"system.code": code},
        "--domain": {"system.domain": domain},
        "--password": {"system.password": password},
        "--allow-owner": {"system.allow.owner": allow_owner},
        "--allow-until": {"system.allow.until": allow_until},
        "--count": {"cameras.0.count": "" if count is None else str(count)},
        "--region": {"cameras.0.region": made_region},
        "--edition": {"cameras.0.edition": _MIXED["--edition"] if edition == "mixed" else edition},
        "--sip": {"cameras.0.sip": _MIXED["--sip"] if sip == "mixed" else sip},
        "--stream": {"cameras.0.stream": stream},
        "--sound": {"cameras.0.sound": sound},
        "--picture": {"cameras.0.picture": picture},
        "--source": {"source": "" if source is None else str(source.resolve())},
        "--stamp": {"stamp": stamp},
        "--heartbeat-interval": {"timing.heartbeat-interval": heartbeat_interval},
        "--expires": {"timing.expires": expires},
        "--spread": {"spread": spread},
        "--seed": {"seed": "" if seed is None else str(seed)},
        "--for": {"for": for_},
        "--media-port": {"media-port": media_port},
    }
    given = camera_source(
        "" if inventory is None else str(inventory), region if inventory else "", column or [], "--inventory"
    )
    _show(load_fleet(config, options, vocabulary(), given))


def _show(spec: FleetSpec) -> None:
    console, system = Console(), spec.system
    seed = secrets.randbits(32) if spec.seed is None else spec.seed

    def tell(text: str) -> None:
        console.print(text, highlight=False, markup=False, soft_wrap=True)

    with ScreenProgress(console) as bars:
        fleet = ForegroundFleet(spec, seed=seed, preparing=bars.preparing, tell=tell)
    for note in (*(note for group in spec.cameras for note in group.notes), *fleet.notes):
        tell(note)
    count = sum(group.count for group in spec.cameras)
    tell(f"{count} cameras against {system.code} at {system.host}:{system.port}")
    if spec.shares_port:
        tell("live pictures over UDP leave from one media port, told apart by SSRC")
    tell(f"seed {seed}; Ctrl-C ends it")
    with StatusLine(console) as line, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        end = runner.run(_run(fleet, line))
    tell(summary(end))


async def _run(fleet: ForegroundFleet, line: StatusLine) -> FleetStatus:
    return await fleet.run(stop_on_signals(line.leaving), line.show)
