"""Queries, controls and notices go through a lower platform to the device that has the channel, and back."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from cascade_kit import LOWER, seen

from camproof.platforms import DeviceRefused
from camproof.protocols.gb28181 import ptz
from camproof.protocols.manscdp import BasicParam, query_mobile_position
from camproof.virtual_cameras import Alarm

Run = Any


def test_a_head_moves_and_tells_where_it_looks(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, _ = await at.pair()
        code = at.cameras[0].code
        before = await upper.ptz_position(LOWER, channel=code)
        await upper.ptz(LOWER, ptz.Move(1, 0, 0, 200, 0, 0), channel=code)
        await asyncio.sleep(2)
        await upper.ptz(LOWER, ptz.Stop(), channel=code)
        after = await upper.ptz_position(LOWER, channel=code)
        still = await upper.ptz_position(LOWER, channel=at.cameras[1].code)
        assert after.pan != before.pan
        assert still.pan == before.pan
        assert upper.deviations.all() == lower.deviations.all() == ()

    levels(test)


def test_recordings_states_and_settings_of_a_channel_are_answered(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, _ = await at.pair()
        code = at.cameras[1].code
        end_s = upper.wall_s(asyncio.get_running_loop().time()) - 60
        assert await upper.record_info(LOWER, end_s - 3600, end_s, channel=code) == await lower.record_info(
            code, end_s - 3600, end_s
        )
        assert (await upper.device_info(LOWER, channel=code)).device_name == "gate 2"
        assert (await upper.device_status(LOWER, channel=code)).online == "ONLINE"
        (basic,) = await upper.config_download(LOWER, channel=code)
        assert isinstance(basic, BasicParam)
        await upper.guard(LOWER, True, channel=code)
        assert at.cameras[1].body.alarms.guarded
        assert upper.deviations.all() == lower.deviations.all() == ()

    levels(test)


def test_it_answers_for_itself(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, _, _ = await at.pair()
        info = await upper.device_info(LOWER)
        assert (info.device_name, info.channel) == ("camproof", 2)
        status = await upper.device_status(LOWER)
        assert (status.online, status.status, status.device_time[:10]) == ("ONLINE", "OK", "2026-01-01")
        assert await upper.record_info(LOWER, 0, 1000) == ()
        with pytest.raises(DeviceRefused):
            await upper.config_download(LOWER)

    levels(test)


def test_what_is_not_there_is_refused_at_once(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, _lower, _ = await at.pair()
        with pytest.raises(DeviceRefused) as unknown:
            await upper.device_status(LOWER, channel="34020000001320000099")
        at.cameras[0].power_off()
        await asyncio.sleep(25)
        with pytest.raises(DeviceRefused) as dead:
            await upper.device_status(LOWER, channel=at.cameras[0].code)
        assert (unknown.value.status, dead.value.status) == (404, 480)

    levels(test)


def test_a_device_that_does_not_answer_is_told_of_where_there_is_a_word_for_it(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, _ = await at.pair()
        at.cameras[0].set_silence(silent=True, answers=False)
        with pytest.raises(DeviceRefused, match="Result ERROR"):
            await upper.guard(LOWER, True, channel=at.cameras[0].code)
        (failed,) = seen(lower, "forward-failed")
        assert failed.data["target"] == at.cameras[0].code

    levels(test)


def test_alarms_go_up_unasked_or_to_who_subscribed(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, _, _ = await at.pair()
        at.cameras[0].body.alarms.guarded = True
        alarm = Alarm(method=5, priority=1, alarm_type=2)
        assert at.cameras[0].raise_alarm(alarm)
        await asyncio.sleep(1)
        (first,) = seen(upper, "alarm")
        assert (first.device, first.data["target"]) == (LOWER, at.cameras[0].code)
        subscription = await upper.subscribe_alarms(LOWER)
        assert at.cameras[0].raise_alarm(alarm)
        await asyncio.sleep(1)
        (_, second) = seen(upper, "alarm")
        assert second.data["subscription"] == subscription

    levels(test)


def test_positions_of_a_channel_are_passed_on_while_they_are_subscribed(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, _ = await at.pair()
        code = at.cameras[0].code
        subscription = await upper.subscribe(
            LOWER, "position", lambda sn: query_mobile_position(sn, code, 2), 60
        )
        await asyncio.sleep(9)
        reports = [one for one in seen(upper, "position") if one.data["target"] == code]
        assert 4 <= len(reports) <= 5
        await upper.unsubscribe(subscription)
        await asyncio.sleep(5)
        assert len(lower.subscriptions()) == 2, "those to the catalogues of its own cameras"
        assert len(seen(upper, "position")) == len(reports)

    levels(test)
