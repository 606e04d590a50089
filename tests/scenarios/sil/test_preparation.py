"""Work before a run: it is told of, and whoever leaves does not wait for its end."""

from __future__ import annotations

import asyncio
import threading

import pytest

from camproof.scenarios.sil.preparation import AbandonedError, Preparation

_PATIENCE_S = 20.0


def test_work_goes_on_beside_the_loop_and_tells_how_far_it_is() -> None:
    told: list[tuple[str, float | None]] = []
    heard = threading.Event()

    async def main() -> None:
        preparation = Preparation(lambda what, share: told.append((what, share)))

        def work() -> None:
            preparation.tell("coding", 0.5)
            assert heard.wait(_PATIENCE_S), "the loop stood still"
            preparation.tell("coding", 1.0)

        asyncio.get_running_loop().call_soon(heard.set)
        await preparation.run(work)

    asyncio.run(main())
    assert told == [("coding", 0.5), ("coding", 1.0)]


def test_who_leaves_ends_the_work_at_its_next_word() -> None:
    begun, left, ends = threading.Event(), threading.Event(), []

    async def main() -> None:
        preparation = Preparation(lambda *_: begun.set())

        def work() -> None:
            try:
                preparation.tell("coding")
                assert left.wait(_PATIENCE_S)
                while True:
                    preparation.tell("coding")
            except AbandonedError:
                ends.append("left")
                raise

        waiting = asyncio.create_task(preparation.run(work))
        await asyncio.to_thread(begun.wait, _PATIENCE_S)
        waiting.cancel()
        left.set()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert ends == ["left"]
        with pytest.raises(AbandonedError):
            preparation.tell("more")

    asyncio.run(main())


def test_what_the_work_raises_is_raised() -> None:
    def work() -> None:
        raise ValueError("no clip")

    with pytest.raises(ValueError, match="no clip"):
        asyncio.run(Preparation(lambda *_: None).run(work))
