from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from camproof.media import Clip, SyntheticSpec, synthetic_clip

_TESTS = Path(__file__).parents[1]


def _load(name: str, path: Path) -> None:
    if name in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


_load("device_bench", _TESTS / "protocols/gb28181/device/bench.py")
_load("face_bench", _TESTS / "virtual_cameras/gb28181/face_bench.py")
_load("camera_town", _TESTS / "virtual_cameras/town.py")


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """A small picture, ten frames a second, coded once."""
    spec = SyntheticSpec(width=160, height=96, fps=10, gop=5, bitrate_kbit=100, seconds=1)
    return synthetic_clip(spec, cache_dir=tmp_path_factory.mktemp("clips"))


@pytest.fixture(params=["own", "shared"])
def either_port(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The test runs twice: each live picture has a port of its own, or all share one."""
    kind: str = request.param
    monkeypatch.setitem(sys.modules["camera_town"].FLEET_SETTINGS, "shared_port", kind == "shared")
    return kind
