"""What a sender runs is compiled before it starts: a stream that waited for that would be seconds late."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from camproof.media import (
    Clip,
    MediaTable,
    OverlayClip,
    OverlayText,
    StreamOptions,
    SyntheticSpec,
    banded_table,
    overlay_clip,
    ps_table,
    raw_banded_table,
    raw_table,
    spec_source,
)
from camproof.media.bulk.kernel import HAS_MMSG
from camproof.media.bulk.send import flights, lateness, packing, pictures, rows, turns, writing
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.bulk.send.warming import warm_up

MODULES: list[ModuleType] = [flights, lateness, packing, pictures, rows, turns, writing]


def _versions() -> dict[str, int]:
    functions = [(module, name, value) for module in MODULES for name, value in vars(module).items()]
    return {
        f"{module.__name__}.{name}": len(function.signatures)
        for module, name, function in functions
        if hasattr(function, "signatures")
    }


@pytest.fixture(scope="module")
def overlay(tmp_path_factory: pytest.TempPathFactory) -> OverlayClip:
    folder: Path = tmp_path_factory.mktemp("bands")
    spec = SyntheticSpec(width=320, height=240, gop=3, seconds=0.24, bitrate_kbit=200)
    return overlay_clip(spec_source(spec), cache_dir=folder)


def _plain(clip: Clip, _: OverlayClip) -> MediaTable:
    return ps_table(clip, StreamOptions(stamp=True))


def _raw(clip: Clip, _: OverlayClip) -> MediaTable:
    return raw_table(clip)


def _banded(_: Clip, overlay: OverlayClip) -> MediaTable:
    return banded_table(overlay)


def _raw_banded(_: Clip, overlay: OverlayClip) -> MediaTable:
    return raw_banded_table(overlay)


@pytest.mark.parametrize("make", [_plain, _raw, _banded, _raw_banded])
def test_nothing_is_left_to_the_first_frame(
    make: Callable[[Clip, OverlayClip], MediaTable], clip: Clip, overlay: OverlayClip, bench: Any
) -> None:
    warm_up()
    before = _versions()
    assert sum(before.values()) >= len(MODULES)
    assert before["camproof.media.bulk.send.writing.write_messages"] == int(HAS_MMSG)
    text = OverlayText("城关镇01", "东")
    streams = bench.add(
        make(clip, overlay),
        *(
            SendSpec(remote=("127.0.0.1", 9), ssrc=number, text=text, spread=0.6 * number, drift_ppm=50.0)
            for number in range(2)
        ),
    )
    bench.run(300)
    bench.fleet.freeze(streams)
    bench.ears.deaf = {streams[0]}
    bench.run(100)
    bench.fleet.report(bench.now_ns + 6_000_000_000, 0)
    assert bench.ears.messages
    assert _versions() == before
