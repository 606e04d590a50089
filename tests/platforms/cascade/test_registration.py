"""A lower platform registers at its upper one as a device does, and comes back when it was lost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from cascade_kit import LOWER, UPPER, seen

from camproof.platforms import NotPossible

Run = Any


def test_it_registers_with_its_own_code_and_keeps_alive(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair()
        await asyncio.sleep(21)
        assert joined.registered
        assert upper.online() == (LOWER,)
        (entry,) = seen(upper, "registered")
        assert entry.device == LOWER
        keepalives = [one for one in seen(upper, "keepalive") if one.device == LOWER]
        assert len(keepalives) == 4
        assert [one.data["upper"] for one in seen(lower, "upper-registered")] == [UPPER]
        assert upper.deviations.all() == ()

    levels(test)


def test_a_wrong_password_is_refused_and_tried_again_later(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower = await at.platform(UPPER), await at.platform(LOWER)
        joined = await at.join(lower, upper, wait=False, password="wrong")
        await asyncio.sleep(8)
        assert not joined.registered
        assert joined.last_failure
        refused = seen(lower, "upper-refused")
        assert len(refused) >= 2
        assert refused[0].data["status"] == 403
        assert upper.online() == ()

    levels(test)


def test_nobody_is_below_itself_nor_twice_below_another(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, _ = await at.pair(cameras=0)
        for one, other in ((lower, upper), (lower, lower)):
            with pytest.raises(NotPossible):
                await at.join(one, other)

    levels(test)


def test_an_upper_platform_that_was_restarted_gets_it_back(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair()
        session = await upper.play(LOWER, at.cameras[0].code)
        await session.first_key_frame(5)
        upper.crash()
        await asyncio.sleep(2)
        upper.revive()
        await upper.wait_registered(LOWER, timeout_s=30)
        assert [one.data["reason"] for one in seen(lower, "upper-lost")]
        await asyncio.sleep(1)
        assert (joined.relays(), lower.sessions) == ((), {}), "what it forgot is not sent to it for ever"
        again = await upper.play(LOWER, at.cameras[0].code)
        await again.first_key_frame(5)

    levels(test)


def test_a_link_between_levels_that_was_cut_is_found_and_mended(levels: Run) -> None:
    async def test(at: Any) -> None:
        link = at.link()
        upper, lower, joined = await at.pair(link=link)
        link.impairment.set(down=True)
        await asyncio.sleep(25)
        assert upper.online() == ()
        assert len(lower.online()) == 2, "its own cameras notice nothing"
        link.impairment.set(down=False)
        await upper.wait_registered(LOWER, timeout_s=60)
        await asyncio.sleep(1)
        assert joined.registered

    levels(test)


def test_leaving_unregisters(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, _ = await at.pair()
        await lower.close()
        await asyncio.sleep(1)
        assert upper.online() == ()
        (gone,) = seen(upper, "offline")
        assert gone.data["reason"] == "unregistered"

    levels(test)
