"""Registration end to end: refresh, expiry, redirection and its failures, a platform that starts anew."""

from __future__ import annotations

import asyncio
import random
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import pytest

from camproof.platforms import Platform, PlatformConfig, offline_findings
from camproof.protocols.gb28181.device import ServerRef
from camproof.protocols.gb28181.platform import Redirect
from camproof.protocols.manscdp import parse_time
from camproof.protocols.sip import Timers
from camproof.virtual_cameras import Timing

Run = Callable[..., None]
QUICK = Timing(
    sip=Timers(t1_s=0.01, t2_s=0.04, t4_s=0.05), retry_interval_s=0.1, retry_jitter_s=0.05,
    reconnect_jitter_s=0.05,
)  # fmt: skip
"""Gives up after 0.64 s without an answer."""
HOME = "34020000002000000009"


@pytest.fixture(params=["udp", "tcp"])
def sip(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@asynccontextmanager
async def _redirecting(target: Any, **settings: Any) -> AsyncIterator[Platform]:
    """A redirect server that sends devices to ``target``: a running platform, or an address."""
    code, address = (target.code, target.address) if isinstance(target, Platform) else target
    redirect = Redirect(code, address, challenged=settings.pop("challenged", False))
    config = PlatformConfig(code=HOME, redirect=redirect, **settings)
    async with await Platform.start(config, rng=random.Random(9)) as platform:
        yield platform


async def _redirected(home: Platform, times: int) -> None:
    """Wait until it has sent devices on so many times."""
    enough = asyncio.Event()

    def look(*_: object) -> None:
        if len(home.observations.select("redirected")) >= times:
            enough.set()

    stop = home.observations.listen(look)
    look()
    await enough.wait()
    stop()


def _server(platform: Platform) -> ServerRef:
    return ServerRef(platform.code, platform.address)


def test_a_registration_is_refreshed_before_it_expires(site: Run, sip: str) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera(transport=sip, timing=Timing(expires_s=1))
        await at.until(lambda: camera.counters.refreshes >= 1)
        assert at.platform.online() == (camera.code,)
        assert at.platform.observations.select("offline") == []
        assert camera.counters.registrations == 1
        registered = at.platform.observations.select("registered")
        gaps_s = [other.at_s - one.at_s for one, other in pairwise(registered)]
        assert gaps_s == pytest.approx([0.75] * len(gaps_s), abs=0.1)
        assert (at.platform.deviations.all(), at.complaints) == ((), [])

    site(test, min_expires_s=1)


def test_a_camera_that_is_gone_is_off_line_when_its_registration_expires(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera(timing=Timing(expires_s=1))
        camera.power_off()
        await at.until(lambda: not at.platform.online())
        (finding,) = offline_findings(at.platform.observations)
        assert finding.method == "registration expired"
        (registered,) = at.platform.observations.select("registered")
        assert finding.detected_s - registered.at_s == pytest.approx(1.0, abs=0.01)

    site(test, min_expires_s=1)


@pytest.mark.parametrize(("form", "error_s"), [("beijing", -100.0), ("rfc1123", 100.0), ("none", 0.0)])
def test_a_camera_sets_its_clock_from_date(site: Run, form: str, error_s: float) -> None:
    """Each time it registers; the platform's clock is wrong here, so that it shows."""

    async def test(at: Any) -> None:
        camera = await at.camera()
        await at.until(lambda: camera.counters.registrations == 1)
        assert camera.body.clock.error_s(asyncio.get_running_loop().time()) == pytest.approx(error_s, abs=1.1)
        status = await at.platform.device_status(camera.code)
        assert parse_time(status.device_time) == pytest.approx(time.time() + error_s, abs=2.2)
        wrong = {"rfc1123": "Date is in the RFC 1123 form", "none": "200 to REGISTER has no Date"}
        assert [what.partition(": ")[2] for what in at.complaints] == ([wrong[form]] if form in wrong else [])

    site(test, date_header=form, clock_error_s=error_s)


def test_too_short_an_expiry_is_lengthened(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera(timing=Timing(expires_s=60))
        assert at.platform.record_of(camera.code).expires_s == 3600

    site(test)


@pytest.mark.parametrize("challenged", [False, True])
def test_a_camera_follows_a_redirection_and_stays(site: Run, sip: str, challenged: bool) -> None:
    async def test(at: Any) -> None:
        async with _redirecting(at.platform, challenged=challenged) as home:
            camera = await at.camera(transport=sip, server=_server(home), timing=QUICK)
            assert home.online() == ()
            (told,) = home.observations.select("redirected")
            assert told.device == camera.code
            assert [item.device_id for item in await at.platform.catalog(camera.code)] == [camera.code]
            session = await at.platform.play(camera.code)
            await session.first_key_frame(5.0)
            await session.stop()
            assert camera.counters.redirects == 1
            assert (home.deviations.all(), at.platform.deviations.all(), at.complaints) == ((), (), [])

    site(test)


def test_a_2016_camera_is_not_redirected(site: Run) -> None:
    async def test(at: Any) -> None:
        async with _redirecting(at.platform) as home:
            camera = await at.camera(edition="2016", server=_server(home), register=False)
            await home.wait_registered(camera.code)
            assert (camera.counters.redirects, at.platform.online()) == (0, ())
            await camera.stop()

    site(test)


def test_a_refused_camera_goes_back_to_the_redirect_server(site: Run, sip: str) -> None:
    """The new server answers 403 until it knows the camera's password."""

    async def test(at: Any) -> None:
        async with _redirecting(at.platform) as home:
            camera = await at.camera(transport=sip, server=_server(home), timing=QUICK, register=False)
            await _redirected(home, 3)
            assert camera.counters.last_refusal == 403
            at.platform.config.passwords[camera.code] = "12345678"
            await at.platform.wait_registered(camera.code)

    site(test, unknown_devices="refuse", passwords={})


def test_a_silent_server_sends_the_camera_back(site: Run, sip: str) -> None:
    """Nothing answers where the camera was sent to; meanwhile the redirect server is told another place."""

    async def test(at: Any) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as hole:
            hole.bind(("127.0.0.1", 0))
            nowhere = ("34020000002000000008", hole.getsockname())
            async with _redirecting(nowhere) as home:
                camera = await at.camera(transport=sip, server=_server(home), timing=QUICK, register=False)
                await _redirected(home, 2)
                assert camera.counters.registrations_failed >= 1
                port = home.address[1]
            home = await Platform.start(PlatformConfig(code=HOME, port=port), rng=random.Random(3))
            async with home:
                await home.wait_registered(camera.code)
                await camera.stop()

    site(test)


def test_a_server_that_dies_sends_the_camera_back(site: Run, sip: str) -> None:
    async def test(at: Any) -> None:
        timing = Timing(
            sip=QUICK.sip, keepalive_interval_s=0.1, retry_interval_s=0.1, retry_jitter_s=0.05,
            reconnect_jitter_s=0.05,
        )  # fmt: skip
        second = await Platform.start(PlatformConfig(code="34020000002000000008"), rng=random.Random(4))
        async with second, _redirecting(second) as home:
            camera = await at.camera(transport=sip, server=_server(home), timing=timing, register=False)
            await second.wait_registered(camera.code)
            await second.close()
            await _redirected(home, 2)
            await camera.stop(0.05)

    site(test)


@pytest.mark.parametrize(("edition", "status"), [("2016", 404), ("2022", 403)])
def test_a_platform_that_starts_anew_is_noticed(site: Run, sip: str, edition: str, status: int) -> None:
    """It has forgotten all devices: a keepalive is answered 403 or 404 (over TCP the connection is lost), the
    camera ends what it sent and registers again.
    """

    async def test(at: Any) -> None:
        timing = Timing(
            sip=QUICK.sip, keepalive_interval_s=0.1, retry_interval_s=0.1, retry_jitter_s=0.05,
            reconnect_jitter_s=0.05,
        )  # fmt: skip
        async with await Platform.start(PlatformConfig(code=HOME), rng=random.Random(5)) as first:
            camera = await at.camera(
                transport=sip, edition=edition, server=_server(first), timing=timing, register=False
            )
            await first.wait_registered(camera.code)
            session = await first.play(camera.code)
            await session.first_key_frame(5.0)
            port = first.address[1]
            await first._host.close(abort=True)
            config = PlatformConfig(code=HOME, port=port, unregistered_status=status)
            async with await Platform.start(config, rng=random.Random(6)) as anew:
                await anew.wait_registered(camera.code)
                await at.until(lambda: camera.desk.live == 0)
                assert len(await anew.catalog(camera.code)) == 1
                session = await anew.play(camera.code)
                await session.first_key_frame(5.0)
                await session.stop()
                if sip == "udp":
                    (refused, *_) = anew.observations.select("keepalive-refused")
                    assert refused.data["status"] == status
                assert camera.counters.servers_lost >= 1
                await camera.stop()

    site(test)


def test_a_platform_that_is_away_is_noticed_by_missing_answers(site: Run) -> None:
    async def test(at: Any) -> None:
        timing = Timing(
            sip=QUICK.sip,
            keepalive_interval_s=0.1,
            keepalive_count=2,
            retry_interval_s=0.1,
            retry_jitter_s=0.05,
        )
        first = await Platform.start(PlatformConfig(code=HOME), rng=random.Random(5))
        camera = await at.camera(server=_server(first), timing=timing, register=False)
        await first.wait_registered(camera.code)
        port = first.address[1]
        await first.close()
        await at.until(lambda: camera.counters.servers_lost == 1)
        assert camera.counters.keepalives_missed == 2
        async with await Platform.start(PlatformConfig(code=HOME, port=port), rng=random.Random(6)) as anew:
            await anew.wait_registered(camera.code)
            await asyncio.sleep(0.25)
            assert anew.online() == (camera.code,)
            await camera.stop()

    site(test)
