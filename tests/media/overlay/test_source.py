"""Pictures of synthetic clips and of files."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import pytest
from av.video.stream import VideoStream

from camproof.media.clips.scenes import loop_pictures, scene_loop
from camproof.media.clips.synthetic import SyntheticSpec
from camproof.media.errors import MediaFileError
from camproof.media.overlay.build import overlay_clip
from camproof.media.overlay.pictures import i420
from camproof.media.overlay.source import file_source, spec_source


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Eight pictures of 322x240 as MPEG-4."""
    path = tmp_path / "yard.avi"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = 322, 240, "yuv420p"
        for picture in loop_pictures(scene_loop("street", 322, 240, 8)):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "yuv420p")))
        container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("scene", ["street", "black"])
def test_a_synthetic_clip(scene: str) -> None:
    spec = SyntheticSpec(width=64, height=64, fps=5, gop=2, seconds=0.5, scene=scene)
    source = spec_source(spec)
    pictures = [i420(picture) for picture in source.pictures()]
    assert (len(pictures), pictures[0].shape) == (source.count, (96, 64))
    assert source.fps == 5
    assert source.key != spec_source(SyntheticSpec(width=64, height=64, seed=1)).key


def test_a_file_gets_a_band(file: Path, tmp_path: Path) -> None:
    source = file_source(file, gop=4)
    assert (source.width, source.height, source.fps, source.count) == (322, 240, Fraction(10), 8)
    overlay = overlay_clip(source, cache_dir=tmp_path)
    assert (overlay.clip.width, len(overlay.clip.units), overlay.clip.key_indices) == (322, 8, (0, 4))
    assert overlay.clip.name == "yard.avi"


def test_a_file_is_known_by_its_bytes(file: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.avi"
    copy.write_bytes(file.read_bytes())
    assert file_source(copy).key == file_source(file).key


def test_files_that_cannot_be_used(file: Path, tmp_path: Path) -> None:
    with pytest.raises(MediaFileError):
        file_source(tmp_path / "nothing.mp4")
    whole = file.read_bytes()
    cut = tmp_path / "cut.avi"
    cut.write_bytes(whole[: len(whole) // 3])
    with pytest.raises(MediaFileError):
        overlay_clip(file_source(cut), cache_dir=tmp_path / "cache")
