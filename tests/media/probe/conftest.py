"""Streams to be put into captures."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from camproof.media import ClipPlayout
from camproof.media.clips.model import Clip


def _load(name: str) -> Any:
    """A helper beside this file, as ``probe_NAME`` for the tests."""
    spec = importlib.util.spec_from_file_location(f"probe_{name}", Path(__file__).parent / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[f"probe_{name}"] = module
    spec.loader.exec_module(module)
    return module


EPOCH_S = _load("wire").EPOCH_S
_load("rtsp_server")
Packets = list[tuple[bytes, float]]


@pytest.fixture
def sent(clip: Clip, stream: Callable[..., Packets]) -> Callable[..., Packets]:
    """``sent(100)``: RTP of 100 frames of camera 7, each captured 30 ms before it comes."""

    def make(frames: int = 50, camera: int = 7, **more: Any) -> Packets:
        times = iter(range(10**9))
        playout = ClipPlayout(clip, camera, lambda: int(EPOCH_S * 1e6) + next(times) * 40_000 - 30_000)
        return stream(playout, frames, start_s=EPOCH_S, **more)

    return make


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    """``saved(data)``: a file with these bytes."""

    def save(data: bytes, name: str = "capture.pcap") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return save
