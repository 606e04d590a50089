"""The archive end to end: sizes that fit, answers that say where play goes on, gaps that stay gaps."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from itertools import pairwise
from struct import unpack_from
from typing import Any

import pytest

from camproof.media import ReceivedFrame
from camproof.platforms import DeviceRefused
from camproof.protocols.manscdp import parse_time
from camproof.virtual_cameras import Defects

Run = Callable[..., None]
START_S = int(time.time()) - 600
"""A whole second some minutes ago."""


def _watch(session: Any) -> list[float]:
    """When the pictures of a session were recorded, as they come: epoch seconds."""
    times: list[float] = []

    def seen(frame: ReceivedFrame) -> None:
        assert frame.stamp is not None
        times.append(frame.stamp.capture_us / 1e6)

    session.receiver.add_sink(seen)
    return times


@pytest.mark.parametrize(
    ("transport", "edition"), [("udp", "2016"), ("tcp-passive", "2022"), ("tcp-active", "2016")]
)
def test_a_download_brings_as_much_as_it_announced(site: Run, transport: str, edition: str) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera(edition=edition)
        platform, code = at.platform, camera.code
        session = await platform.download(code, code, START_S, START_S + 3, transport, speed=16)
        assert await session.wait_end(5.0) == "end of file"
        assert session.report().octets == session.file_size
        assert session.progress == 1.0
        await session.stop()
        (item, *_) = await platform.record_info(code, START_S, START_S + 3)
        length_s = parse_time(item.end_time) - parse_time(item.start_time)
        assert item.file_size / length_s == pytest.approx(session.file_size / 3, rel=0.25)
        kinds = [entry.kind for entry in platform.observations.select(device=code)]
        assert kinds.index("media-ended") < kinds.index("call-ended")
        assert (platform.deviations.all(), at.complaints) == ((), [])

    site(test)


@pytest.mark.parametrize("sip", ["udp", "tcp"])
def test_the_answer_to_play_names_the_packet_it_goes_on_with(site: Run, sip: str) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera(transport=sip)
        session = await at.platform.playback(camera.code, camera.code, START_S, START_S + 300)
        await session.first_key_frame(5.0)
        (line,) = camera.desk._lines.values()
        sent: dict[int, int] = {}
        send = line.sender._wire.send

        def tapped(packets: list[bytes]) -> None:
            sent.update(unpack_from(">HI", packet, 2) for packet in packets)
            send(packets)

        line.sender._wire.send = tapped
        paused = await session.pause()
        assert (paused.sequence, paused.npt_end) == (None, None)
        await asyncio.sleep(0.1)
        resumed = await session.resume()
        assert resumed.npt_start == pytest.approx(paused.npt_start, abs=0.001)
        sought = await session.seek(60.0)
        assert sought.npt_start == pytest.approx(59.8, abs=0.21)
        scaled = await session.scale(2.0)
        assert (scaled.scale, scaled.npt_end) == (2.0, 300.0)
        for answer in (resumed, sought, scaled):
            await at.until(lambda answer=answer: answer.sequence in sent)
            assert abs(sent[answer.sequence] - answer.rtp_time) <= 90
        with pytest.raises(DeviceRefused):
            await session.seek(301.0)
        await session.stop()
        assert (at.platform.deviations.all(), at.complaints) == ((), [])

    site(test)


def test_play_shows_what_record_info_lists_and_jumps_over_the_gap(site: Run) -> None:
    async def test(at: Any) -> None:
        gap = (START_S + 2.0, START_S + 7.0)
        camera = await at.camera(defects=Defects(gaps=(gap,)))
        code = camera.code
        items = await at.platform.record_info(code, START_S, START_S + 9)
        recorded = [(parse_time(item.start_time), parse_time(item.end_time)) for item in items]
        assert gap[0] in [end for _, end in recorded]
        assert gap[1] in [start for start, _ in recorded]
        session = await at.platform.playback(code, code, START_S, START_S + 9)
        times = _watch(session)
        await session.scale(16.0)
        assert await session.wait_end(5.0) == "end of file"
        await session.stop()
        assert all(any(low <= time <= high for low, high in recorded) for time in times)
        (jump,) = [(one, other) for one, other in pairwise(times) if other - one > 0.2]
        assert jump == pytest.approx(gap, abs=0.4)
        assert times[-1] == pytest.approx(START_S + 9, abs=0.1)

    site(test)


def test_a_range_is_played_backwards_to_its_end(site: Run) -> None:
    """2022 Annex B: ``Scale: -16`` with ``Range: npt=8-4``; the end of it is an end of file."""

    async def test(at: Any) -> None:
        camera = await at.camera()
        session = await at.platform.playback(camera.code, camera.code, START_S, START_S + 20)
        await session.first_key_frame(5.0)
        answer = await session.seek(8.0, 4.0, factor=-16.0)
        assert (answer.scale, answer.npt_end) == (-16.0, 4.0)
        times = _watch(session)
        assert await session.wait_end(5.0) == "end of file"
        await session.stop()
        back = [moment - START_S for moment in times]
        assert back == sorted(back, reverse=True)
        assert (back[0], back[-1]) == pytest.approx((8.0, 4.0), abs=0.9)

    site(test)


def test_a_pace_that_is_not_played_is_refused(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera()
        with pytest.raises(DeviceRefused) as caught:
            await at.platform.download(camera.code, camera.code, START_S, START_S + 3, speed=64)
        assert caught.value.status == 488

    site(test)
