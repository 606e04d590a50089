"""`camproof platform`: the built-in platform in the foreground."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop
from rich.console import Console

from camproof.cli.signals import stop_on_signals
from camproof.domain.errors import InputError, Place
from camproof.domain.units import parse_quantity
from camproof.platforms import NamedConfig, PlatformConfig, config_from_mapping, load_platforms, run_platforms

__all__ = ["add_to"]

_HELP = """\
Run the built-in platform until Ctrl-C: SIP over UDP and TCP, and an HTTP API to watch and steer it.

Examples:

  camproof platform --port 5060 --password secret

  camproof platform --config platforms.yaml --api-port 0

  camproof platform --config lower.yaml --api-port 8081

  camproof platform --host 0.0.0.0 --advertised-host 192.168.1.10

  curl http://127.0.0.1:8080/platforms

A file may put a platform below another one (cascade); see docs/cascade.md:

  upper: {code: "34010000002000000001", host: 127.0.0.1, port: 5060}

Options win over a file that describes one platform; to a file with several
they may not be given. The API has no log-in: keep it on 127.0.0.1.

Exit codes: 0 stopped in good order, 2 bad input, 4 a port is in use.
"""

CODE = PlatformConfig().code
DEFAULT_PORT = 5060

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="One platform or several (YAML).", metavar="FILE")
]
HostOption = Annotated[str | None, typer.Option("--host", help="Address to bind; 127.0.0.1 by default.")]
AdvertisedOption = Annotated[
    str | None,
    typer.Option("--advertised-host", help="Address that devices are told, where it is another one."),
]
PortOption = Annotated[
    int | None,
    typer.Option(
        "--port", help="SIP port, UDP and TCP; 5060 by default, 0 for any.", min=0, max=65535, metavar="PORT"
    ),
]
CodeOption = Annotated[
    str | None, typer.Option("--code", help=f"Its 20-digit code; {CODE} by default.", metavar="CODE")
]
DomainOption = Annotated[
    str | None, typer.Option("--domain", help="SIP domain; by default the code's first ten digits.")
]
PasswordOption = Annotated[
    str | None, typer.Option("--password", help="The devices' password; 12345678 by default.")
]
EditionOption = Annotated[str | None, typer.Option("--edition", help="2016 or 2022; 2022 by default.")]
HeartbeatOption = Annotated[
    str | None, typer.Option("--heartbeat-interval", help='Of keepalives; "60 s" by default.')
]
AlgorithmOption = Annotated[
    str | None, typer.Option("--algorithm", help="Of the digest: MD5 (default), SHA-256 or SM3.")
]
NoQopOption = Annotated[bool, typer.Option("--no-qop", help='Do not offer qop="auth".')]
ApiHostOption = Annotated[str, typer.Option("--api-host", help="Address of the HTTP API.")]
ApiPortOption = Annotated[
    int, typer.Option("--api-port", help="Its port; 0 for any.", min=0, max=65535, metavar="PORT")
]
NoApiOption = Annotated[bool, typer.Option("--no-api", help="No HTTP API.")]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("platform", help=_HELP)(_platform)


def _platform(
    config: ConfigOption = None,
    host: HostOption = None,
    port: PortOption = None,
    advertised_host: AdvertisedOption = None,
    code: CodeOption = None,
    domain: DomainOption = None,
    password: PasswordOption = None,
    edition: EditionOption = None,
    heartbeat_interval: HeartbeatOption = None,
    algorithm: AlgorithmOption = None,
    no_qop: NoQopOption = False,
    api_host: ApiHostOption = "127.0.0.1",
    api_port: ApiPortOption = 8080,
    no_api: NoApiOption = False,
) -> None:
    place = Place(field="--heartbeat-interval")
    given: dict[str, Any] = {
        "code": code,
        "domain": domain,
        "host": host,
        "port": port,
        "advertised_host": advertised_host,
        "password": password,
        "edition": edition,
        "digest_algorithm": algorithm,
        "qop": False if no_qop else None,
        "heartbeat_interval_s": heartbeat_interval and parse_quantity(heartbeat_interval, "duration", place),
    }
    configs = _configs(config, {name: value for name, value in given.items() if value is not None})
    api = None if no_api else (api_host, api_port)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(configs, api))


def _configs(file: Path | None, given: dict[str, Any]) -> Sequence[NamedConfig]:
    checked = _checked(given)
    if file is None:
        config = checked if "port" in given else replace(checked, port=DEFAULT_PORT)
        return (NamedConfig(config.code, config),)
    configs = load_platforms(file)
    if given and len(configs) > 1:
        raise InputError(
            "the file describes several platforms, so it stands alone",
            Place(field=_option(next(iter(given)))),
        )
    values = {name: getattr(checked, name) for name in given}
    return tuple(replace(named, config=replace(named.config, **values)) for named in configs)


def _checked(given: dict[str, Any]) -> PlatformConfig:
    try:
        return config_from_mapping(given)
    except InputError as error:
        raise InputError(
            error.what, replace(error.place, field=_option(error.field)), error.suggestion
        ) from error


def _option(field: str) -> str:
    """What the user writes for a field of a platform."""
    return f"--{field.removeprefix('digest_').removesuffix('_s').replace('_', '-')}"


async def _run(configs: Sequence[NamedConfig], api: tuple[str, int] | None) -> None:
    console = Console()

    def tell(text: str) -> None:
        console.print(text, highlight=False, markup=False, soft_wrap=True)

    await run_platforms(configs, stop_on_signals(lambda: tell("leaving: BYE to all streams")), tell, api)
