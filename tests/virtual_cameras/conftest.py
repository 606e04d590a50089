from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

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
