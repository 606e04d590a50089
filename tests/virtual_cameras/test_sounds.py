"""Sound that a camera's streams carry, as FFmpeg finds it in the bytes on the wire."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from camera_town import town, until

from camproof.media import Clip, OverlayClip, SyntheticSpec, overlay_clip, spec_source
from camproof.media.receive.analyser import StreamAnalyser
from camproof.virtual_cameras import Personality

AAC = Personality(microphone_hz=1000, microphone_codec="AAC")
ALAW = Personality(microphone_hz=1000)
_RTP_HEADER = 12


@pytest.fixture(scope="module")
def overlay(tmp_path_factory: pytest.TempPathFactory) -> OverlayClip:
    spec = SyntheticSpec(width=320, height=240, fps=10, gop=5, bitrate_kbit=300, seconds=1)
    return overlay_clip(spec_source(spec), cache_dir=tmp_path_factory.mktemp("bands"))


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> bytearray:
    """The payloads of all RTP packets that come in, as they came."""
    got, take = bytearray(), StreamAnalyser.packet

    def packet(self: StreamAnalyser, data: bytes | memoryview, arrival_s: float) -> None:
        if not 200 <= data[1] <= 204:
            got.extend(data[_RTP_HEADER:])
        take(self, data, arrival_s)

    monkeypatch.setattr(StreamAnalyser, "packet", packet)
    return got


async def _received(clip: Clip, **setup: Any) -> set[str]:
    async with town(clip, 1, change=lambda _number: dict(setup)) as one:
        codecs: list[str] = []
        session = await one.platform.play(one.first)
        session.receiver.add_sink(lambda frame: codecs.append(frame.codec))
        assert await until(lambda: len([codec for codec in codecs if codec == "H264"]) >= 20, 10.0)
        await session.stop()
        return set(codecs)


def _probed(path: Path) -> dict[str, dict[str, Any]]:
    command = ["ffprobe", "-v", "error", "-f", "mpeg", "-show_streams", "-of", "json", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    return {one["codec_type"]: one for one in json.loads(done.stdout)["streams"]}


@pytest.mark.interop
@pytest.mark.parametrize("banded", [False, True], ids=["plain", "banded"])
def test_ffprobe_finds_aac_beside_the_picture(
    clip: Clip, overlay: OverlayClip, wire: bytearray, tmp_path: Path, banded: bool
) -> None:
    if shutil.which("ffprobe") is None:
        pytest.skip("ffprobe is not installed")
    setup = {"personality": AAC, "overlay": overlay if banded else None}
    assert asyncio.run(_received(clip, **setup)) == {"H264", "AAC"}
    path = tmp_path / "wire.ps"
    path.write_bytes(wire)
    streams = _probed(path)
    assert streams["video"]["codec_name"] == "h264"
    assert (streams["audio"]["codec_name"], streams["audio"]["sample_rate"]) == ("aac", "16000")


def test_g711a_or_no_sound(clip: Clip) -> None:
    assert asyncio.run(_received(clip, personality=ALAW)) == {"H264", "G711A"}
    assert asyncio.run(_received(clip)) == {"H264"}
