from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


def _load(name: str, path: Path) -> None:
    if name in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


_load("sil_kit", Path(__file__).with_name("kit.py"))


@pytest.fixture(scope="session", autouse=True)
def clips(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Clips are made once for all workers, beside their own folders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAMPROOF_CACHE", str(tmp_path_factory.getbasetemp().parent / "camproof-clips"))
        yield
