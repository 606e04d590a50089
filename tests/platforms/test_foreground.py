"""Platforms in the foreground: what they tell, that they answer, and that they leave in good order."""

from __future__ import annotations

import asyncio
import re
import socket

import httpx
import pytest

from camproof.platforms import NamedConfig, PlatformConfig, run_platforms
from camproof.runtimes.errors import PortInUse

TWO = (
    NamedConfig("upper", PlatformConfig()),
    NamedConfig("lower", PlatformConfig(code="34020100002000000001")),
)


async def _address(told: list[str], word: str) -> str:
    async with asyncio.timeout(10):
        while not any(word in line for line in told):
            await asyncio.sleep(0.01)
    (line,) = (line for line in told if word in line)
    found = re.search(r"127\.0\.0\.1:\d+", line)
    assert found is not None
    return found.group()


def test_two_platforms_and_one_api_until_told_to_stop() -> None:
    async def body() -> list[str]:
        told, stop = list[str](), asyncio.Event()
        running = asyncio.create_task(run_platforms(TWO, stop, told.append, ("127.0.0.1", 0)))
        api = await _address(told, "HTTP API")
        async with httpx.AsyncClient(base_url=f"http://{api}") as client:
            answer = await client.get("/platforms")
        assert [entry["name"] for entry in answer.json()] == ["upper", "lower"]
        stop.set()
        await asyncio.wait_for(running, 10)
        host, port = api.split(":")
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((host, int(port)), timeout=1)
        return told

    told = asyncio.run(body())
    assert [line.split(":")[0] for line in told[:2]] == ["upper", "lower"]


def test_a_port_in_use_is_one_sentence() -> None:
    async def body(port: int) -> None:
        await run_platforms(TWO, asyncio.Event(), lambda _: None, ("127.0.0.1", port))

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"TCP port {port} of 127.0.0.1 is in use"):
            asyncio.run(body(port))


def test_what_is_heard_is_told_but_not_more_than_anyone_can_read() -> None:
    async def body() -> list[str]:
        told, stop = list[str](), asyncio.Event()
        running = asyncio.create_task(run_platforms(TWO[:1], stop, told.append))
        sip = await _address(told, "SIP over UDP")
        host, port = sip.split(":")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
            device.bind(("127.0.0.1", 0))
            for number in range(30):
                device.sendto(_register(number), (host, int(port)))
            async with asyncio.timeout(10):
                while not told[-1].startswith("... and"):
                    await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(running, 10)
        return told

    told = asyncio.run(body())
    assert all("refused: not a 20-digit code" in line for line in told[1:11])
    assert len(told) < 30
    kept = [int(line.split()[2]) for line in told if line.startswith("... and")]
    said = [line for line in told if "refused" in line]
    assert sum(kept) + len(said) == 30


def _register(number: int) -> bytes:
    lines = (
        "REGISTER sip:34020000002000000001@3402000000 SIP/2.0",
        f"Via: SIP/2.0/UDP 127.0.0.1:5060;rport;branch=z9hG4bK-{number}",
        f"From: <sip:short{number}@3402000000>;tag=a",
        f"To: <sip:short{number}@3402000000>",
        f"Call-ID: {number}@127.0.0.1",
        "CSeq: 1 REGISTER",
        "Contact: <sip:short@127.0.0.1:5060>",
        "Expires: 3600",
        "Content-Length: 0",
        "",
        "",
    )
    return "\r\n".join(lines).encode()
