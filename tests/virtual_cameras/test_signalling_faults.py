"""Faults of registration, keepalive, addresses and answers, as the platform sees them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from camera_town import Town, town, until

from camproof.domain.faults import resolve
from camproof.media import Clip
from camproof.platforms import (
    PlatformFaults,
    PlatformTimeout,
    address_findings,
    catalog_findings,
    contest_findings,
    forgotten_findings,
    intruder_findings,
    keepalive_findings,
    offline_findings,
    recording_findings,
    redirect_findings,
    storm_findings,
)
from camproof.protocols.gb28181.platform import PlatformConfig
from camproof.virtual_cameras import Channel, Defects, Timing

UDP = {"transport": "udp"}


def subjects(findings: Any) -> set[str]:
    return {finding.subject for finding in findings}


def test_a_storm_is_seen_as_registrations_before_their_time(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 5) as here:
            assert storm_findings(here.platform.observations) == ()
            before_s = asyncio.get_running_loop().time()
            injection = here.fleet.inject("registration.storm", here.codes)
            assert await until(
                lambda: subjects(storm_findings(here.platform.observations)) == set(here.codes)
            )
            began = [each.began_at_s for each in here.fleet.counters().values()]
            assert all(at_s is not None and at_s >= before_s for at_s in began), "counted from the boot"
            injection.clear()
            assert await until(lambda: len(here.platform.online()) == 5)

    asyncio.run(scenario())


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_refresh_that_is_forgotten_lets_the_registration_run_out(clip: Clip, transport: str) -> None:
    async def scenario() -> None:
        config = PlatformConfig(heartbeat_interval_s=0.2, heartbeat_count=50, min_expires_s=1)
        timing = Timing(expires_s=1, keepalive_interval_s=0.2, keepalive_count=50)
        change = {"transport": transport, "timing": timing}
        async with town(clip, 2, config=config, change=lambda _n: dict(change)) as here:
            injection = here.fleet.inject("registration.refresh-lost", here.codes[:1])
            assert await until(lambda: here.platform.online() == (here.codes[1],))
            found = [one for one in offline_findings(here.platform.observations) if one.subject == here.first]
            assert [one.method for one in found] == ["registration expired"]
            refused = here.platform.observations.select
            assert await until(lambda: bool(refused("keepalive-refused", device=here.first)))
            assert here.platform.online() == (here.codes[1],), "a refusal woke it"
            injection.clear()
            assert await until(lambda: len(here.platform.online()) == 2)

    asyncio.run(scenario())


def test_lost_keepalives_leave_holes_between_those_that_come(clip: Clip) -> None:
    async def scenario() -> None:
        config = PlatformConfig(heartbeat_interval_s=0.1, heartbeat_count=50)
        timing = Timing(keepalive_interval_s=0.1, keepalive_count=50)
        async with town(clip, 2, config=config, change=lambda _n: {"timing": timing}) as here:
            injection = here.fleet.inject("keepalive.loss", here.codes[:1], {"loss": "60 %"})
            found = lambda: keepalive_findings(  # noqa: E731
                here.platform.observations, heartbeat_interval_s=0.1
            )
            assert await until(lambda: here.first in subjects(found()))
            assert len(here.platform.online()) == 2
            injection.clear()
            assert here.fleet.cameras[here.first].face.machine.registered

    asyncio.run(scenario())


def test_a_nat_that_forgets_makes_the_device_speak_from_elsewhere(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 2, change=lambda _n: dict(UDP)) as here:
            before = here.platform.record_of(here.first).flow.remote
            injection = here.fleet.inject("nat.rebinding", here.codes[:1], {"every": "1 min"})
            log = here.platform.observations
            assert await until(lambda: subjects(address_findings(log)) == {here.first})
            assert await until(lambda: here.platform.record_of(here.first).flow.remote != before)
            assert here.fleet.cameras[here.first].address == before, "the camera must not know"
            assert here.platform.record_of(here.first).contact.endswith(f":{before[1]}>")
            await here.platform.device_info(here.first)
            injection.clear()

    asyncio.run(scenario())


def test_two_devices_with_one_code_take_the_registration_from_each_other(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 2) as here:
            injection = here.fleet.inject("identity.duplicate", here.codes[:1], {"interval": "300 ms"})
            assert await until(lambda: subjects(contest_findings(here.platform.observations)) == {here.first})
            injection.clear()
            assert await until(lambda: here.fleet.cameras[here.first].face.machine.registered)

    asyncio.run(scenario())


def recorder(number: int) -> dict[str, Any]:
    channels = tuple(Channel(f"3402000000132{number}{n:06d}", f"channel {n}") for n in range(20))
    return {"channels": channels}


def test_lost_pages_leave_a_hole_that_sumnum_tells(clip: Clip) -> None:
    async def scenario() -> None:
        config = PlatformConfig(heartbeat_interval_s=0.2, part_gap_s=0.4)
        async with town(clip, 2, config=config, change=recorder) as here:
            assert len(await here.platform.catalog(here.first)) == 20
            injection = here.fleet.inject("catalog.lost-pages", here.codes[:1], {"pages": 2})
            with pytest.raises(PlatformTimeout) as told:
                await here.platform.catalog(here.first)
            assert (told.value.received, told.value.expected) == (12, 20)
            assert len(await here.platform.catalog(here.codes[1])) == 20
            assert subjects(catalog_findings(here.platform.observations)) == {here.first}
            injection.clear()
            assert len(await here.platform.catalog(here.first)) == 20
            (found,) = catalog_findings(here.platform.observations)
            assert found.to_s is not None

    asyncio.run(scenario())


def test_a_full_storage_is_told_by_status_and_leaves_no_more_recordings(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 1) as here:
            injection = here.fleet.inject("storage.full", here.codes)
            assert (await here.platform.device_status(here.first)).record == "OFF"
            (card,) = await here.platform.sd_cards(here.first)
            assert card.free_mb == 0
            assert subjects(recording_findings(here.platform.observations)) == {here.first}
            injection.clear()
            assert (await here.platform.device_status(here.first)).record == "ON"
            (card,) = await here.platform.sd_cards(here.first)
            assert card.free_mb
            (found,) = recording_findings(here.platform.observations)
            assert found.to_s is not None

    asyncio.run(scenario())


@pytest.mark.parametrize("ban_after", [3, 0])
def test_who_guesses_is_banned_before_the_right_password_comes(clip: Clip, ban_after: int) -> None:
    async def scenario() -> None:
        config = PlatformConfig(heartbeat_interval_s=0.2, ban_after=ban_after)
        async with town(clip, 1, config=config, change=lambda _n: dict(UDP)) as here:
            params = {"attempts": 4, "interval": "10 ms"}
            (result,) = await here.fleet.inject("intruder.guess", here.codes, params).finished()
            assert result.got_in is (ban_after == 0)
            symptoms = {found.symptom for found in intruder_findings(here.platform.observations)}
            assert ("intruder-banned" in symptoms) is (ban_after == 3)
            assert here.platform.online() == (here.first,)

    asyncio.run(scenario())


async def restarted(here: Town) -> None:
    faults = PlatformFaults(here.platform, here.fleet.cameras[here.first]._rng)
    settled = resolve("platform.restart", {})
    other = resolve("platform.restart", {})
    await faults.begin(settled, here.codes)
    await faults.begin(other, here.codes)
    assert here.platform.online() == ()
    faults.end(other)
    await asyncio.sleep(0.05)
    assert here.platform.online() == (), "a platform that is down took a device in"
    faults.end(settled)


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_restarted_platform_knows_nobody_until_they_register_anew(clip: Clip, transport: str) -> None:
    async def scenario() -> None:
        async with town(clip, 2, change=lambda _n: {"transport": transport}) as here:
            session = await here.platform.play(here.first)
            await session.first_key_frame(3.0)
            await restarted(here)
            assert await until(lambda: len(here.platform.online()) == 2)
            assert subjects(forgotten_findings(here.platform.observations)) == set(here.codes)
            assert offline_findings(here.platform.observations) == ()
            assert session.ended.is_set()
            await (await here.platform.play(here.first)).first_key_frame(3.0)

    asyncio.run(scenario())


@pytest.mark.parametrize("follows", [True, False])
def test_a_device_that_is_sent_elsewhere_arrives_there(clip: Clip, follows: bool) -> None:
    async def scenario() -> None:
        config = PlatformConfig(heartbeat_interval_s=0.2, min_expires_s=1)
        timing = Timing(expires_s=1, retry_interval_s=0.1, retry_jitter_s=0.1)
        defects = Defects(follows_redirect=follows)
        settings = {"transport": "udp", "timing": timing, "defects": defects}
        async with town(clip, 1, config=config, change=lambda _n: dict(settings)) as here:
            faults = PlatformFaults(here.platform, here.fleet.cameras[here.first]._rng)
            settled = resolve("platform.redirect", {"stay": "1 s"})
            await faults.begin(settled, here.codes)
            log = here.platform.observations
            assert await until(lambda: len(log.select("redirected")) > 0)
            if follows:
                assert await until(
                    lambda: subjects(redirect_findings(log, faults.arrivals())) == {here.first}
                )
            faults.end(settled)
            assert await until(lambda: here.platform.online() == (here.first,))
            assert bool(redirect_findings(log, faults.arrivals())) is follows
            await faults.close()

    asyncio.run(scenario())
