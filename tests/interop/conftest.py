"""Programs of other projects, started and ended; small clips; addresses of our own on the loopback."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import av
import pytest

from camproof.media import Clip, SyntheticSpec, synthetic_clip

_HERE = Path(__file__).parent


def _load(name: str, path: Path) -> None:
    if name in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


for _tool in (
    "processes",
    "wireshark",
    "town",
    "sipp",
    "received",
    "bands",
    "stepping",
    "recording",
    "decoding",
):
    _load(f"interop_{_tool}", _HERE / f"{_tool}.py")


@pytest.fixture(scope="session")
def need() -> Callable[..., None]:
    """``need("tshark")`` skips the test where a program is missing; GStreamer elements follow its name."""

    def check(program: str, *elements: str) -> None:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
        for element in elements:
            asked = subprocess.run(["gst-inspect-1.0", "--exists", element], timeout=20)
            if asked.returncode != 0:
                pytest.skip(f"GStreamer has no {element} here")

    return check


@pytest.fixture(scope="session")
def media_seconds(request: pytest.FixtureRequest) -> int:
    """How much media a test sends that is the better the longer it lasts."""
    seconds: int = request.config.getoption("--media-seconds")
    return seconds


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Any]:
    """Starts programs; whatever still runs at the end of the test is ended."""
    with sys.modules["interop_processes"].Processes(tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Clip]:
    """Two seconds of 320x192 at 25 fps, a key picture at each tenth, by codec."""
    folder = tmp_path_factory.mktemp("clips")

    def made(codec: Any) -> Clip:
        spec = SyntheticSpec(codec, width=320, height=192, fps=25, gop=10, bitrate_kbit=400, seconds=2)
        return synthetic_clip(spec, cache_dir=folder)

    return {codec: made(codec) for codec in ("H264", "H265")}


def _decoded(codec: str, access_units: Iterable[bytes]) -> int:
    """Number of pictures that PyAV makes of access units; any fault raises."""
    decoder: Any = av.CodecContext.create({"H264": "h264", "H265": "hevc"}[codec], "r")
    decoder.options = {"err_detect": "explode"}
    count = sum(len(decoder.decode(av.Packet(data))) for data in access_units)
    return count + len(decoder.decode(None))


@pytest.fixture(scope="session")
def decode() -> Callable[[str, Iterable[bytes]], int]:
    return _decoded
