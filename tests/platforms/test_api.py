"""The HTTP API against a platform with virtual cameras."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from camproof.platforms import PlatformGroup
from camproof.platforms.api import make_app
from camproof.virtual_cameras import Alarm
from camproof.virtual_cameras.gb28181 import StartStream

Run = Callable[..., None]
NOBODY = "34020000001320009999"


class Caller:
    """A client of one platform's routes."""

    def __init__(self, client: httpx.AsyncClient, platform: str) -> None:
        self._client = client
        self._base = f"/platforms/{platform}"

    async def __call__(self, method: str, path: str, status: int = 200, **body: Any) -> Any:
        answer = await self._client.request(method, self._base + path, json=body or None)
        assert answer.status_code == status, answer.text
        return answer.json()


@pytest.fixture
def api(site: Run) -> Callable[..., None]:
    """``api(test, **settings)`` runs a coroutine with (site, caller, client)."""

    def run(test: Callable[..., Any], **settings: Any) -> None:
        async def body(at: Any) -> None:
            group = PlatformGroup()
            group._platforms["main"] = at.platform
            transport = httpx.ASGITransport(app=make_app(group))
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                await test(at, Caller(client, "main"), client)

        site(body, **settings)

    return run


def test_platforms_and_devices(api: Run) -> None:
    async def test(at: Any, call: Caller, client: httpx.AsyncClient) -> None:
        code = (await at.camera()).code
        (platform,) = (await client.get("/platforms")).json()
        assert (platform["name"], platform["online"], platform["edition"]) == ("main", 1, "2022")
        assert (await call("GET", ""))["code"] == "34020000002000000001"
        (device,) = await call("GET", "/devices")
        assert (device["code"], device["online"], device["transport"]) == (code, True, "UDP")
        assert await call("GET", "/devices?online=false") == []
        assert await call("GET", f"/devices/{code}/channels") == []
        items = await call("GET", f"/devices/{code}/catalog")
        assert await call("GET", f"/devices/{code}/channels") == items
        assert (await call("GET", f"/devices/{code}"))["deviations"] == []

    api(test)


def test_queries_and_controls(api: Run) -> None:
    async def test(at: Any, call: Caller, client: httpx.AsyncClient) -> None:
        code = (await at.camera()).code
        device = f"/devices/{code}"
        assert (await call("GET", device + "/info"))["manufacturer"] == "camproof"
        assert (await call("GET", device + "/status"))["online"] == "ONLINE"
        span = "start=2026-01-01T00:00:00&end=2026-01-01T01:00:00"
        assert isinstance(await call("GET", f"{device}/records?{span}"), list)
        (basic,) = await call("GET", device + "/config?types=BasicParam")
        assert (basic["type"], basic["heartbeat_interval_s"]) == ("BasicParam", 60)
        for path, body in {
            "/ptz": {"pan": 1, "tilt": -1},
            "/preset": {"operation": "set", "number": 5},
            "/cruise": {"operation": "add", "group": 1, "value": 5},
            "/record": {"on": True},
            "/guard": {"on": True},
            "/reset-alarm": {"channel": ""},
            "/key-frame": {"channel": ""},
            "/home-position": {"enabled": True, "preset": 5},
            "/drag-zoom": {
                "window_width": 640,
                "window_height": 360,
                "x": 320,
                "y": 180,
                "width": 64,
                "height": 36,
            },
            "/precise-position": {"pan": 90.0},
            "/config": {"heartbeat_interval_s": 30},
            "/broadcast": {"seconds": 0.1},
        }.items():
            assert await call("POST", device + path, **body) == {"done": True}
        assert await call("POST", device + "/ptz", stop=True) == {"done": True}
        assert await call("POST", device + "/ptz", focus=1) == {"done": True}
        assert 5 in [preset["preset_id"] for preset in await call("GET", device + "/presets")]
        assert (await call("GET", device + "/home-position"))["home_position"]["preset_index"] == 5
        assert await call("GET", device + "/cruise-tracks") != []
        assert (await call("GET", device + "/cruise-tracks/1"))["number"] == 1
        assert "zoom" in await call("GET", device + "/ptz-position")
        assert isinstance(await call("GET", device + "/sd-cards"), list)
        assert (await call("GET", device))["heartbeat_interval_s"] == 30

    api(test)


def test_talk(api: Run) -> None:
    async def test(at: Any, call: Caller, client: httpx.AsyncClient) -> None:
        code = (await at.camera(edition="2016")).code
        told = await call("POST", f"/devices/{code}/talk", seconds=0.2, transport="tcp-passive")
        assert told["sent_packets"] == 10
        assert told["heard_packets"] >= 10
        assert told["lost_packets"] == 0

    api(test)


def test_live_stream(api: Run) -> None:
    async def test(at: Any, call: Caller, client: httpx.AsyncClient) -> None:
        code = (await at.camera()).code
        started = await call("POST", "/streams", 201, device=code, transport="tcp-passive")
        assert (started["up"], started["codec"], started["kind"]) == (True, "H264", "live")
        assert started["start_s"] < 5
        (listed,) = await call("GET", "/streams")
        assert listed["call"] == started["call"]
        path = f"/streams/{started['call']}"
        assert (await call("GET", path))["report"]["lost"] == 0
        refused = await call("POST", path + "/pause", 409)
        assert refused == {"error": "A live stream cannot be steered; only playback and download can."}
        assert (await call("DELETE", path))["end_reason"] == "hung up"
        assert await call("GET", "/streams") == []
        assert "There is no stream" in (await call("GET", path, 404))["error"]

    api(test)


def test_playback_and_download(api: Run) -> None:
    async def test(at: Any, call: Caller, client: httpx.AsyncClient) -> None:
        code, now_s = (await at.camera()).code, time.time()
        span = {"device": code, "start": now_s - 600, "end": now_s - 300}
        started = await call("POST", "/streams", 201, kind="playback", **span)
        path = f"/streams/{started['call']}"
        for steer, body in {"pause": {}, "resume": {}, "seek": {"npt_s": 60}, "scale": {"factor": 2}}.items():
            assert (await call("POST", f"{path}/{steer}", **body))["up"]
        await call("DELETE", path)
        started = await call("POST", "/streams", 201, kind="download", speed=4, **span)
        assert 0 < started["progress"] < 1
        await call("DELETE", f"/streams/{started['call']}")
        wrong = await call("POST", "/streams", 409, kind="playback", device=code, start=2, end=1)
        assert wrong == {"error": "A playback needs an end after its start."}

    api(test)


def test_subscriptions_and_evidence(api: Run) -> None:
    async def test(at: Any, call: Caller, client: httpx.AsyncClient) -> None:
        camera = await at.camera()
        for kind in ("alarm", "catalog", "position", "ptz-position"):
            made = await call("POST", f"/devices/{camera.code}/subscriptions", 201, kind=kind)
        assert len(await call("GET", "/subscriptions")) == 4
        await call("DELETE", f"/subscriptions/{made['subscription']}")
        await call("DELETE", f"/subscriptions/{made['subscription']}", 404)
        await at.platform.guard(camera.code, True)
        camera.raise_alarm(Alarm(method=5, alarm_type=2))
        await at.until(lambda: bool(at.platform.observations.select("alarm")))
        (alarm,) = await call("GET", "/alarms")
        assert alarm["device"] == camera.code
        assert isinstance(await call("GET", "/positions"), list)
        kinds = {entry["kind"] for entry in await call("GET", "/observations?kind=alarm,registered")}
        assert kinds == {"alarm", "registered"}
        assert len(await call("GET", "/observations?limit=2")) == 2
        assert await call("GET", "/observations?limit=0") == []
        assert isinstance(await call("GET", "/deviations"), list)
        assert await call("GET", "/findings") == []

    api(test)


def test_every_error_is_one_sentence(api: Run) -> None:
    async def test(at: Any, call: Caller, client: httpx.AsyncClient) -> None:
        camera = await at.camera(edition="2016")
        device = f"/devices/{camera.code}"
        assert await call("GET", f"/devices/{NOBODY}/catalog", 404) == {
            "error": f"No device {NOBODY} has registered with this platform."
        }
        assert (await client.get("/platforms/none")).json() == {"error": "There is no platform none."}
        assert (await client.get("/nowhere")).json() == {"error": "There is nothing at /nowhere."}
        assert (await client.put("/platforms")).status_code == 405
        assert "which has no SDCardStatus" in (await call("GET", device + "/sd-cards", 409))["error"]
        refused = await call("POST", "/streams", 502, device=camera.code, channel="34020000001310000009")
        assert refused["sip_status"] == 404
        assert "Input should be" in (await call("POST", device + "/ptz", 422, pan=7))["error"]
        assert "needs a direction" in (await call("POST", device + "/ptz", 422, speed=1))["error"]
        assert "Extra inputs" in (await call("POST", device + "/record", 422, on=True, of=1))["error"]
        camera.set_silence(silent=True, answers=False)
        late = await call("GET", device + "/catalog", 504)
        assert "did not answer Catalog in full" in late["error"]
        assert "did not start live" in (await call("POST", "/streams", 504, device=camera.code))["error"]

    api(test, answer_timeout_s=0.2, invite_timeout_s=0.2)


def test_stream_without_picture_is_stopped_again(api: Run) -> None:
    async def test(at: Any, call: Caller, client: httpx.AsyncClient) -> None:
        camera = await at.camera()
        carry_out = camera.desk.act
        camera.desk.act = lambda action: None if isinstance(action, StartStream) else carry_out(action)
        answer = await call("POST", "/streams", 504, device=camera.code, wait_s=0.2)
        assert answer["error"].startswith(f"No key frame of {camera.code} came in 0.2 s")
        assert await call("GET", "/streams") == []

    api(test)


def test_foreign_pages_and_hosts_are_kept_out() -> None:
    async def body() -> None:
        app = make_app(PlatformGroup(), local_only=True)
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
            assert (await client.get("/platforms")).json() == []
            assert (await client.get("/platforms", headers={"Host": "localhost:8080"})).status_code == 200
            assert (await client.get("/platforms", headers={"Host": "evil.example"})).status_code == 421
            foreign = await client.post("/platforms", headers={"Origin": "http://evil.example"})
            assert foreign.status_code == 403
            own = await client.get("/platforms", headers={"Origin": "http://127.0.0.1:8080"})
            assert own.status_code == 200

    asyncio.run(body())


def test_api_describes_itself() -> None:
    schema = make_app(PlatformGroup()).openapi()
    operations = [entry for path in schema["paths"].values() for entry in path.values()]
    assert len(operations) > 40
    assert all(entry.get("description") for entry in operations)
    assert all(entry.get("tags") for entry in operations)
    assert {"404", "409", "502", "504"} <= set(operations[0]["responses"])
