from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from camproof.scenarios.schema import Scenario


def _load(name: str, path: Path) -> None:
    if name in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


_load("fake_stage", Path(__file__).with_name("fake_stage.py"))


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    from fake_stage import read_scenario

    return read_scenario(tmp_path)
