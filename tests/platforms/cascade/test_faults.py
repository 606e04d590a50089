"""Each fault between platforms shows its symptom at the upper one, and it ends with the fault."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from cascade_kit import LOWER, UPPER

from camproof.domain.faults import resolve
from camproof.platforms import PlatformError, catalog_findings
from camproof.platforms.cascade import CascadeFaults, contested_findings, lost_platform_findings
from camproof.verdicts import Finding, Symptom
from camproof.virtual_cameras.effects import APPLY

Run = Any


async def befallen(
    at: Any, name: str, params: Mapping[str, object] | None = None
) -> tuple[Any, CascadeFaults, Any]:
    """(upper platform, faults, the fault that acts)."""
    link = at.link()
    upper, lower, joined = await at.pair(link=link)
    await at.camera(upper, 9)
    await at.join(upper, lower)
    await asyncio.sleep(1)
    faults = CascadeFaults(joined, link.impairment)
    fault = resolve(name, params or {})
    faults.begin(fault)
    return upper, faults, fault


def only(found: tuple[Finding, ...]) -> Finding:
    (one,) = found
    return one


def test_a_cut_link_makes_the_lower_platform_off_line(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, faults, fault = await befallen(at, "cascade.link-cut")
        await asyncio.sleep(25)
        found = only(lost_platform_findings(upper.observations, heartbeat_interval_s=5.0))
        assert (found.symptom, found.subject, found.to_s) == (Symptom.PLATFORM_OFFLINE, LOWER, None)
        faults.end(fault)
        await upper.wait_registered(LOWER, timeout_s=60)
        found = only(lost_platform_findings(upper.observations, heartbeat_interval_s=5.0))
        assert found.to_s == pytest.approx(upper.now_s(), abs=0.1)

    levels(test)


def test_a_lossy_link_makes_holes_in_what_comes(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, faults, fault = await befallen(at, "cascade.link-loss", {"loss": "5 %"})
        session = await upper.play(LOWER, at.cameras[0].code)
        await asyncio.sleep(10)
        assert {one.symptom for one in session.findings()} == {Symptom.PACKET_LOSS}
        faults.end(fault)
        lost = session.report().lost
        await asyncio.sleep(10)
        assert session.report().lost == pytest.approx(lost, abs=1)

    levels(test)


def test_an_echo_lists_our_own_codes(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, faults, fault = await befallen(at, "cascade.echo")
        items = await upper.catalog(LOWER)
        assert UPPER in {item.device_id for item in items}
        found = only(contested_findings(upper.observations))
        assert (found.symptom, found.subject, found.to_s) == (Symptom.CATALOG_ECHOED, LOWER, None)
        faults.end(fault)
        await upper.catalog(LOWER)
        assert only(contested_findings(upper.observations)).to_s is not None

    levels(test)


@pytest.mark.parametrize("direction", ["more", "less"])
def test_a_wrong_sum_is_not_taken_for_a_whole_catalogue(levels: Run, direction: str) -> None:
    async def test(at: Any) -> None:
        params = {"items": "2", "direction": direction}
        upper, faults, fault = await befallen(at, "cascade.miscount", params)
        for number in range(3, 9):
            await at.camera(at.platforms[LOWER], number)
        await asyncio.sleep(1)
        try:
            await upper.catalog(LOWER)
        except PlatformError:
            assert direction == "more"
        await asyncio.sleep(1)
        found = only(catalog_findings(upper.observations))
        assert (found.symptom, found.subject, found.to_s) == (Symptom.CATALOG_INCOMPLETE, LOWER, None)
        faults.end(fault)
        await upper.catalog(LOWER)
        assert only(catalog_findings(upper.observations)).to_s is not None

    levels(test)


async def doubled(at: Any) -> tuple[Any, Any, str, str]:
    """(upper, lower, code that both cameras list, code of the second); the first one listed it first."""
    upper, lower, _ = await at.pair()
    first, second = at.cameras
    fault = resolve("channel.duplicate", {"serial": 1})
    APPLY["channel.duplicate"](second, fault, fault)
    return upper, lower, first.code, second.code


def test_a_code_given_twice_is_found_and_its_first_camera_shown(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, first, second = await doubled(at)
        await lower.catalog(second)
        found = only(contested_findings(lower.observations))
        assert (found.symptom, found.subject, found.to_s) == (Symptom.CHANNEL_CONTESTED, second, None)
        session = await upper.play(LOWER, first, camera=1)
        await session.first_key_frame(5)
        assert session.findings() == ()
        fault = resolve("channel.duplicate", {"serial": 1})
        APPLY["channel.duplicate"](at.cameras[1], None, fault)
        await lower.catalog(second)
        assert only(contested_findings(lower.observations)).to_s is not None

    levels(test)


def test_where_the_last_writer_wins_the_wrong_camera_is_shown_above(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, first, second = await doubled(at)
        lower.channels.overwrites = True
        await lower.catalog(second)
        session = await upper.play(LOWER, first, camera=1)
        await session.first_key_frame(5)
        await asyncio.sleep(3)
        assert {one.symptom for one in session.findings()} == {Symptom.WRONG_CAMERA}

    levels(test)


def test_no_other_fault_is_one_of_a_cascade(levels: Run) -> None:
    async def test(at: Any) -> None:
        _, faults, _ = await befallen(at, "cascade.echo")
        with pytest.raises(ValueError, match="no fault of a cascade"):
            faults.begin(resolve("power.cut", {}))

    levels(test)
