"""Streams to be put into captures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from camproof.media import ClipPlayout
from camproof.media.clips.model import Clip

from .wire import EPOCH_S, Packets


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
