"""`camproof platform`: the built-in platform in the foreground."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop
from rich.console import Console

from camproof.cli.signals import stop_on_signals
from camproof.domain.errors import InputError, Place
from camproof.domain.units import parse_quantity
from camproof.platforms import NamedConfig, config_from_mapping, load_platforms, run_platforms

__all__ = ["add_to"]

_HELP = """\
Run the built-in platform until Ctrl-C: SIP over UDP and TCP, and an HTTP API to watch and steer it.

Examples:

  camproof platform --port 5060 --password secret

  camproof platform --config platforms.yaml --api-port 0

  curl http://127.0.0.1:8080/platforms

Exit codes: 0 stopped in good order, 2 bad input, 4 a port is in use.
"""

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="One platform or several (YAML).", metavar="FILE")
]
HostOption = Annotated[str, typer.Option("--host", help="Address to bind.")]
PortOption = Annotated[
    int, typer.Option("--port", help="SIP port, UDP and TCP; 0 for any.", min=0, max=65535)
]
CodeOption = Annotated[str, typer.Option("--code", help="Its 20-digit code.")]
DomainOption = Annotated[str, typer.Option("--domain", help="SIP domain; the code's first ten digits.")]
PasswordOption = Annotated[str, typer.Option("--password", help="The devices' password.")]
EditionOption = Annotated[str, typer.Option("--edition", help="2016 or 2022.")]
HeartbeatOption = Annotated[str, typer.Option("--heartbeat-interval", help='As in "60 s".')]
AlgorithmOption = Annotated[str, typer.Option("--algorithm", help="Digest: MD5, SHA-256 or SM3.")]
QopOption = Annotated[bool, typer.Option("--qop/--no-qop", help='Offer qop="auth".')]
ApiHostOption = Annotated[str, typer.Option("--api-host", help="Address of the HTTP API.")]
ApiPortOption = Annotated[int, typer.Option("--api-port", help="Its port; 0 for any.", min=0, max=65535)]
NoApiOption = Annotated[bool, typer.Option("--no-api", help="No HTTP API.")]


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command("platform", help=_HELP)(_platform)


def _platform(
    config: ConfigOption = None,
    host: HostOption = "127.0.0.1",
    port: PortOption = 5060,
    code: CodeOption = "34020000002000000001",
    domain: DomainOption = "",
    password: PasswordOption = "12345678",  # noqa: S107 - the field's customary bench password
    edition: EditionOption = "2022",
    heartbeat_interval: HeartbeatOption = "60 s",
    algorithm: AlgorithmOption = "MD5",
    qop: QopOption = True,
    api_host: ApiHostOption = "127.0.0.1",
    api_port: ApiPortOption = 8080,
    no_api: NoApiOption = False,
) -> None:
    if config is not None:
        configs = load_platforms(config)
    else:
        fields: dict[str, Any] = {
            "code": code,
            "domain": domain,
            "host": host,
            "port": port,
            "password": password,
            "edition": edition,
            "digest_algorithm": algorithm,
            "qop": qop,
            "heartbeat_interval_s": parse_quantity(
                heartbeat_interval, "duration", Place(field="--heartbeat-interval")
            ),
        }
        configs = (NamedConfig(code, _checked(fields)),)
    api = None if no_api else (api_host, api_port)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(configs, api))


def _checked(fields: dict[str, Any]) -> Any:
    try:
        return config_from_mapping(fields)
    except InputError as error:
        option = f"--{error.field.removeprefix('digest_').removesuffix('_s').replace('_', '-')}"
        raise InputError(error.what, replace(error.place, field=option), error.suggestion) from error


async def _run(configs: Iterable[NamedConfig], api: tuple[str, int] | None) -> None:
    console = Console()

    def tell(text: str) -> None:
        console.print(text, highlight=False, markup=False, soft_wrap=True)

    stop = stop_on_signals(lambda: tell("leaving: BYE to all streams"))
    await run_platforms(configs, stop, tell, api)
