"""A platform looks at samples of the pictures that it receives; what it finds is there and ends."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from camera_town import town, until

from camproof.media import Clip, SyntheticSpec, synthetic_clip
from camproof.verdicts import Finding


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAMPROOF_CACHE", str(tmp_path_factory.getbasetemp() / "sampled"))
        yield


@pytest.fixture(scope="module")
def view(own_cache: None) -> Clip:
    return synthetic_clip(SyntheticSpec(width=640, height=360, fps=12, gop=12, bitrate_kbit=2000, seconds=2))


def test_a_fault_is_found_at_its_camera_and_ends_with_it(view: Clip) -> None:
    async def found() -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
        async with town(view, 2) as here:
            await here.platform.prepare_sampling()
            await asyncio.to_thread(here.fleet.prepare, "picture.occlusion", here.codes[:1])
            sessions = [await here.platform.play(code) for code in here.codes]
            for session in sessions:
                here.platform.sample_pictures(session, 0.2)
            watches = [session.pictures for session in sessions if session.pictures is not None]
            assert await until(lambda: all(watch.diagnosed >= 1 for watch in watches), 20.0)
            assert [watch.findings() for watch in watches] == [(), ()]
            injection = here.fleet.inject("picture.occlusion", here.codes[:1])
            assert await until(lambda: bool(watches[0].findings()), 20.0)
            injection.clear()
            assert await until(lambda: all(one.to_s for one in watches[0].findings()), 20.0)
            assert not watches[0].failures
            assert not watches[1].failures
            first, second = (session.findings() for session in sessions)
            for session in sessions:
                await session.stop()
            return first, second

    first, second = asyncio.run(found())
    assert "picture-occluded" in {finding.symptom for finding in first}
    assert all(finding.from_s < finding.detected_s for finding in first)
    assert second == ()


def test_nobody_looks_unless_asked(view: Clip) -> None:
    async def looked() -> None:
        async with town(view, 1) as here:
            session = await here.platform.play(here.first)
            await session.first_key_frame(10.0)
            assert session.pictures is None
            assert here.platform._sampling is None
            await session.stop()

    asyncio.run(looked())
