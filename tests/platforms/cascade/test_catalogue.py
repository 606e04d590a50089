"""What an upper platform is shown of a lower one: its tree, in pages, and what changes of it."""

from __future__ import annotations

import asyncio
from typing import Any

from cascade_kit import LOWER, THIRD, UPPER, seen

from camproof.protocols.gb28181.platform import PlatformEvent, SubscriptionNotified
from camproof.protocols.manscdp import CatalogItem, catalog_items

Run = Any
GROUP, ORGANISATION = "34020000002150000001", "34020000002160000001"


def changes_of(platform: Any) -> list[tuple[str, str]]:
    """(code, event) of each item of each notice from now on."""
    told: list[tuple[str, str]] = []

    def hear(event: PlatformEvent) -> None:
        if isinstance(event, SubscriptionNotified):
            told.extend((item.device_id, item.event) for item in catalog_items(event.message))

    platform.listen(hear)
    return told


def test_the_tree_is_that_of_the_standard(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, _ = await at.pair()
        recorder = await at.camera(lower, 7, channels=3)
        await asyncio.sleep(1)
        items = {item.device_id: item for item in await upper.catalog(LOWER)}
        gates = [camera.code for camera in at.cameras[:2]]
        channels = [channel.code for channel in recorder.body.channels]
        assert set(items) == {LOWER, "340200", *gates, recorder.code, *channels}
        assert (items[LOWER].parental, items[LOWER].name) == (1, "camproof")
        assert items["340200"] == CatalogItem(device_id="340200", name="region 340200")
        assert {items[code].parent_id for code in gates} == {LOWER}
        assert (items[recorder.code].parent_id, items[recorder.code].parental) == (LOWER, 1)
        assert {items[code].parent_id for code in channels} == {recorder.code}
        assert {item.status for code, item in items.items() if len(code) == 20} == {"ON"}
        assert upper.deviations.all() == ()

    levels(test)


def test_groups_make_organisations_and_nodes_can_be_asked_for(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower = await at.platform(UPPER), await at.platform(LOWER)
        gates = [(await at.camera(lower, number)).code for number in (1, 2)]
        await at.join(lower, upper, groups={"crossings": (gates[0],)})
        await asyncio.sleep(1)
        items = {item.device_id: item for item in await upper.catalog(LOWER)}
        assert items[GROUP].parent_id == LOWER
        assert (items[ORGANISATION].name, items[ORGANISATION].business_group_id) == ("crossings", GROUP)
        assert (items[gates[0]].parent_id, items[gates[0]].business_group_id) == (
            f"{LOWER}/{ORGANISATION}",
            GROUP,
        )
        assert items[gates[1]].parent_id == LOWER
        for node, wanted in ((ORGANISATION, {gates[0]}), ("340200", set(gates)), ("3501", set())):
            found = await upper.catalog(LOWER, channel=node)
            assert {item.device_id for item in found} == wanted, node
        assert upper.deviations.all() == ()

    levels(test)


def test_many_channels_come_in_pages_of_one_sum(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower = await at.platform(UPPER), await at.platform(LOWER)
        await at.camera(lower, 7, channels=40)
        await at.join(lower, upper, page_items=4)
        await asyncio.sleep(1)
        items = await upper.catalog(LOWER)
        answer = seen(upper, "answer")[-1]
        assert (len(items), answer.data["parts"], answer.data["SumNum"]) == (43, 11, "43")
        assert upper.deviations.all() == ()

    levels(test)


def test_a_camera_that_dies_is_told_upwards_and_so_is_its_return(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, _lower, _ = await at.pair()
        await upper.subscribe_catalog(LOWER)
        await asyncio.sleep(1)
        told = changes_of(upper)
        dead, alive = at.cameras
        dead.power_off()
        await asyncio.sleep(25)
        assert told == [(dead.code, "OFF")]
        items = {item.device_id: item.status for item in await upper.catalog(LOWER)}
        assert (items[dead.code], items[alive.code]) == ("OFF", "ON")
        dead.power_on(1.0)
        await asyncio.sleep(10)
        assert told == [(dead.code, "OFF"), (dead.code, "ON")]

    levels(test)


def test_a_defect_that_a_camera_reports_is_told_upwards(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, _lower, _ = await at.pair()
        await upper.subscribe_catalog(LOWER)
        await asyncio.sleep(1)
        told = changes_of(upper)
        at.cameras[0].set_working(False)
        await asyncio.sleep(1)
        at.cameras[0].set_working(True)
        await asyncio.sleep(1)
        code = at.cameras[0].code
        assert told == [(code, "OFF"), (code, "ON")]

    levels(test)


def test_a_new_camera_is_told_upwards_with_all_its_item(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair()
        subscription = await upper.subscribe_catalog(LOWER)
        told = changes_of(upper)
        new = await at.camera(lower, 3)
        await asyncio.sleep(1)
        assert told == [(new.code, "ADD")]
        assert joined.subscriptions == 1
        await upper.unsubscribe(subscription)
        await asyncio.sleep(1)
        assert joined.subscriptions == 0

    levels(test)


def test_a_subscription_begins_with_what_is_off(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, _lower, _ = await at.pair()
        at.cameras[0].power_off()
        await asyncio.sleep(25)
        told = changes_of(upper)
        await upper.subscribe_catalog(LOWER)
        await asyncio.sleep(1)
        assert told == [(at.cameras[0].code, "OFF")]

    levels(test)


def test_three_levels_show_the_lowest_cameras_at_the_top(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, _ = await at.pair(cameras=1)
        third = await at.platform(THIRD)
        deep = await at.camera(third, 1)
        await at.join(third, lower)
        await asyncio.sleep(2)
        items = {item.device_id: item for item in await upper.catalog(LOWER)}
        assert items[THIRD].parent_id == LOWER
        assert items[deep.code].parent_id == THIRD
        assert items[at.cameras[0].code].parent_id == LOWER
        assert upper.deviations.all() == lower.deviations.all() == ()

    levels(test)
