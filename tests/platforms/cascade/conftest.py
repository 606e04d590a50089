"""Cascades in virtual time."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from camproof.media import Clip, SyntheticSpec, VirtualPlane, synthetic_clip
from camproof.runtimes.virtual.running import run_virtually


def _load(name: str, path: Path) -> None:
    if name in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


_load("cascade_kit", Path(__file__).parent / "kit.py")
from cascade_kit import Levels, Test  # noqa: E402


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """A small street, two seconds long."""
    folder: Path = tmp_path_factory.mktemp("clips")
    spec = SyntheticSpec(width=320, height=192, fps=25, gop=10, bitrate_kbit=200, seconds=2)
    return synthetic_clip(spec, cache_dir=folder)


@pytest.fixture
def levels(clip: Clip) -> Callable[[Test], None]:
    """``levels(test)`` runs a coroutine with platforms to come, in virtual time; nothing may fail unseen."""

    def run(test: Test) -> None:
        unseen: list[str] = []

        async def body() -> None:
            loop = asyncio.get_running_loop()
            loop.set_exception_handler(lambda _, told: unseen.append(str(told.get("exception", told))))
            made = Levels(clip, lambda: VirtualPlane(5, flight_s=1e-4))
            try:
                await test(made)
            finally:
                await made.close()

        run_virtually(body())
        assert unseen == []

    return run
