"""sipp plays devices: they register at our platform, keep alive, and are refused."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import uvloop
from interop_sipp import Sipp, free_port
from interop_town import until

from camproof.platforms import ObservationLog, Platform, PlatformConfig

pytestmark = pytest.mark.interop
SERVER = "34020000002000000001@3402000000"
CODES = tuple(f"3402000000132000001{number}" for number in range(5))
TRANSPORTS = {"udp": "u1", "tcp": "t1"}


def users(password: str) -> tuple[str, ...]:
    return tuple(f"{code};[authentication username={code} password={password}]" for code in CODES)


@dataclass(frozen=True)
class Outcome:
    """Both sides at the end: sipp's verdict, and what the platform saw."""

    sipp: Sipp
    online: tuple[str, ...]
    seen: ObservationLog
    deviations: tuple[str, ...]


def play(
    processes: Any, scenario: str, transport: str, password: str, *options: str, **settings: Any
) -> Outcome:
    """Five devices, one scenario."""

    async def body() -> Outcome:
        async with await Platform.start(PlatformConfig(**settings), rng=random.Random(1)) as platform:
            host, port = platform.address
            own = ("-p", str(free_port(transport)), "-t", TRANSPORTS[transport], "-m", "5", "-r", "50")
            sipp = Sipp(processes, scenario, *own, *options, f"{host}:{port}", users=users(password))
            await until(lambda: sipp.ended, 20.0)
            await until(lambda: platform.online() == () or transport == "udp")
            noted = tuple({counted.first.what for counted in platform.deviations.all()})
            return Outcome(sipp, platform.online(), platform.observations, noted)

    return uvloop.run(body())


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("settings", [{}, {"qop": False}], ids=["qop=auth", "no qop"])
def test_devices_register_and_keep_alive(
    processes: Any, need: Callable[..., None], transport: str, settings: dict[str, Any]
) -> None:
    need("sipp")
    end = play(processes, "device", transport, "12345678", "-auth_uri", SERVER, **settings)
    assert (end.sipp.process.returncode, end.sipp.errors) == (0, "")
    assert len(end.sipp.messages("received")) == 5 * 5
    assert [len(end.seen.select(kind)) for kind in ("registered", "keepalive", "rejected")] == [5, 15, 0]
    assert sorted(entry.device for entry in end.seen.select("registered")) == list(CODES)
    over_tcp = transport == "tcp"
    assert [entry.data["reason"] for entry in end.seen.select("offline")] == [
        "connection lost"
    ] * 5 * over_tcp
    assert end.online == (() if over_tcp else CODES)
    assert end.deviations == ()


def test_a_digest_for_another_uri_is_taken_and_noted(processes: Any, need: Callable[..., None]) -> None:
    """sipp's own habit: the digest is made for sip:host:port."""
    need("sipp")
    end = play(processes, "device", "udp", "12345678")
    assert end.sipp.process.returncode == 0
    assert end.online == CODES
    assert end.deviations == ("digest uri is not the Request-URI",)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_wrong_password_is_refused(processes: Any, need: Callable[..., None], transport: str) -> None:
    need("sipp")
    end = play(processes, "refused", transport, "guess", "-auth_uri", SERVER)
    assert (end.sipp.process.returncode, end.sipp.errors) == (0, "")
    assert end.online == ()
    assert [len(end.seen.select(kind)) for kind in ("registered", "registration-refused")] == [0, 5]
    assert {entry.data["reason"] for entry in end.seen.select("registration-refused")} == {"wrong password"}
    refused = [message for message in end.sipp.messages("received") if message.startswith(b"SIP/2.0 403")]
    assert len(refused) == 10


def test_the_scenario_fails_where_a_platform_lets_everybody_in(
    processes: Any, need: Callable[..., None]
) -> None:
    need("sipp")
    end = play(processes, "refused", "udp", "12345678")
    assert end.sipp.process.returncode == 1
    assert len(end.online) == 5
