"""`camproof cameras`: a fleet in the foreground, against any platform."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from rich.console import Console
from rich.status import Status

from camproof.cli.signals import stop_on_signals
from camproof.domain.errors import InputError, Place
from camproof.domain.units import parse_quantity
from camproof.scenarios.foreground import FleetStatus, ForegroundFleet
from camproof.scenarios.schema import CameraSource, FleetSpec, load_fleet
from camproof.scenarios.vocabulary import vocabulary

__all__ = ["add_to"]

_HELP = """\
Run virtual cameras against any platform until Ctrl-C; then they unregister and say BYE.

Examples:

  camproof cameras --address 127.0.0.1:5060 --password secret --count 20

  camproof cameras --config fleet.yaml --sip mixed --edition mixed

  camproof cameras --address 127.0.0.1:5060 --password secret --inventory cctv.csv --source street.mp4

A fleet file holds `system:` (as a system file of run), `cameras:`, `network:` and `timing:` (as cameras,
network and platform of a scenario). Options win over the file.

Exit codes: 0 stopped in good order, 2 bad input, 4 no camera could register.
"""
_MIXED = {"edition": '["2016", "2022"]', "sip": "[udp, tcp]"}
_PLAIN_EVERY_S = 10

ConfigOption = Annotated[Path | None, typer.Option("--config", help="A fleet file (YAML).", metavar="FILE")]
AddressOption = Annotated[
    str, typer.Option("--address", help="The platform's SIP address.", metavar="HOST:PORT")
]
CodeOption = Annotated[str, typer.Option("--code", help="20-digit code of its SIP server.", metavar="CODE")]
DomainOption = Annotated[str, typer.Option("--domain", help="Its SIP domain, 10 digits.", metavar="DOMAIN")]
PasswordOption = Annotated[str, typer.Option("--password", help="The cameras' password.")]
OwnerOption = Annotated[
    str, typer.Option("--allow-owner", help="Who allowed traffic to a host that is not this one.")
]
UntilOption = Annotated[
    str, typer.Option("--allow-until", help="The last day of that permission.", metavar="DATE")
]
CountOption = Annotated[int | None, typer.Option("--count", help="How many cameras.", min=1)]
InventoryOption = Annotated[
    Path | None, typer.Option("--inventory", help="A CSV file of cameras.", metavar="FILE")
]
RegionOption = Annotated[
    str, typer.Option("--region", help="First 6 or 8 digits of the codes that are made.", metavar="CODE")
]
EditionOption = Annotated[str, typer.Option("--edition", help="2016, 2022 or mixed.")]
SipOption = Annotated[str, typer.Option("--sip", help="udp, tcp or mixed.")]
StreamOption = Annotated[str, typer.Option("--stream", help='As in "720p25 h264 1 Mbit/s".')]
SourceOption = Annotated[
    Path | None, typer.Option("--source", help="A video file that every camera shows.", metavar="FILE")
]
HeartbeatOption = Annotated[str, typer.Option("--heartbeat-interval", help='As in "60 s".')]
ExpiresOption = Annotated[str, typer.Option("--expires", help='As in "3600 s".')]
SpreadOption = Annotated[str, typer.Option("--spread", help="Over which time the cameras begin.")]
SeedOption = Annotated[int | None, typer.Option("--seed", help="Seed of all that is random.", min=0)]
ForOption = Annotated[str, typer.Option("--for", help="Stop after this time; without it at Ctrl-C.")]


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
    edition: EditionOption = "",
    sip: SipOption = "",
    stream: StreamOption = "",
    source: SourceOption = None,
    heartbeat_interval: HeartbeatOption = "",
    expires: ExpiresOption = "",
    spread: SpreadOption = "2 s",
    seed: SeedOption = None,
    for_: ForOption = "",
) -> None:
    host, _, port = address.rpartition(":")
    if address and not (host and port):
        raise InputError(f"{address!r} is no address", Place(field="--address"), "write it as 127.0.0.1:5060")
    texts = {
        "--address": {"system.sip.host": host, "system.sip.port": port},
        "--code": {"system.code": code or (f"{domain}2000000001" if domain else "")},
        "--domain": {"system.domain": domain},
        "--password": {"system.password": password},
        "--allow-owner": {"system.allow.owner": allow_owner},
        "--allow-until": {"system.allow.until": allow_until},
        "--count": {"cameras.0.count": str(count or "")},
        "--edition": {"cameras.0.edition": _MIXED["edition"] if edition == "mixed" else edition},
        "--sip": {"cameras.0.sip": _MIXED["sip"] if sip == "mixed" else sip},
        "--stream": {"cameras.0.stream": stream},
        "--heartbeat-interval": {"timing.heartbeat-interval": heartbeat_interval},
        "--expires": {"timing.expires": expires},
    }
    options = {
        option: [f"{field}={text}" for field, text in sets.items() if text] for option, sets in texts.items()
    }
    given = CameraSource(inventory, region=region) if inventory is not None else None
    spec = load_fleet(config, options, vocabulary(), given)
    lasting_s = parse_quantity(for_, "duration", Place(field="--for")) if for_ else None
    spread_s = parse_quantity(spread, "duration", Place(field="--spread"))
    _show(spec, source, secrets.randbits(32) if seed is None else seed, spread_s, lasting_s)


def _show(spec: FleetSpec, source: Path | None, seed: int, spread_s: float, lasting_s: float | None) -> None:
    console = Console()
    with console.status("preparing") as line:
        fleet = ForegroundFleet(
            spec,
            seed=seed,
            source=source,
            preparing=lambda what, share: line.update(f"{what} {share:.0%}"),
            tell=lambda text: console.print(text, highlight=False, soft_wrap=True),
        )
        for note in (note for group in spec.cameras for note in group.notes):
            console.print(note, highlight=False)
        system = spec.system
        console.print(
            f"{sum(group.count for group in spec.cameras)} cameras against {system.code} at "
            f"{system.host}:{system.port}, seed {seed}; Ctrl-C ends it",
            highlight=False,
        )
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_run(fleet, console, line, spread_s, lasting_s))


async def _run(
    fleet: ForegroundFleet, console: Console, line: Status, spread_s: float, lasting_s: float | None
) -> None:
    stop = stop_on_signals(lambda: console.print("leaving: BYE to all streams, then unregister"))
    if lasting_s is not None:
        asyncio.get_running_loop().call_later(lasting_s, stop.set)
    seconds = 0

    def status(now: FleetStatus) -> None:
        nonlocal seconds
        if console.is_terminal:
            line.update(_line(now))
        elif seconds % _PLAIN_EVERY_S == 0:
            console.print(_line(now), highlight=False, soft_wrap=True)
        seconds += 1

    await fleet.run(stop, status, spread_s)
    console.print(_summary(fleet.status()), highlight=False)


def _line(now: FleetStatus) -> str:
    return (
        f"{now.registered} of {now.cameras} registered, {now.live_streams} streams, {now.frames} frames, "
        f"{now.lost_on_link} packets lost on the link, p99 {now.lateness_p99_ms:g} ms late"
    )


def _summary(now: FleetStatus) -> str:
    return (
        f"{now.registrations} registrations and {now.refreshes} refreshes; keepalives: "
        f"{now.keepalives_answered} answered, {now.keepalives_missed} missed; {now.calls} calls, "
        f"{now.frames} frames"
    )
