"""The clip cache: read back exactly, never trusted when damaged, no trouble when it cannot be written."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.clips.cache import cache_dir, cached_clip, load_clip, store_clip
from camproof.media.clips.making import sole_maker
from camproof.media.clips.model import AccessUnit, Clip, digest_of
from camproof.media.errors import ClipError


def _clip(data: bytes = b"key") -> Clip:
    units = (AccessUnit(data, 3600, 0, True), AccessUnit(b"", 7200, 3600, False))
    return Clip("H264", 64, 48, 25.0, units, 0.08, "name", digest_of("H264", 25.0, units))


def test_a_stored_clip_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.clip"
    assert store_clip(path, _clip())
    loaded = load_clip(path)
    assert loaded is not None
    assert (loaded.units, loaded.digest, loaded.name) == (_clip().units, _clip().digest, "name")
    assert [entry.name for entry in path.parent.iterdir()] == ["a.clip"]


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_one_wrong_byte_anywhere_makes_it_absent(
    tmp_path_factory: pytest.TempPathFactory, at: int, change: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "flip.clip"
    store_clip(path, _clip())
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= change
    path.write_bytes(data)
    assert load_clip(path) is None


@given(st.binary(max_size=300))
def test_any_bytes_are_at_worst_absent(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.clip"
    path.write_bytes(data)
    assert load_clip(path) is None


def test_many_who_ask_at_once_make_it_once(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> Clip:
        made.append(1)
        time.sleep(0.05)
        return _clip()

    with ThreadPoolExecutor(8) as pool:
        clips = list(pool.map(lambda _: cached_clip("key", make, tmp_path), range(8)))
    assert len(made) == 1
    assert {clip.digest for clip in clips} == {_clip().digest}


KILLED = """
import os, sys
from pathlib import Path
from camproof.media.clips import cache

def make():
    (Path(sys.argv[1]) / "half.part").write_bytes(b"half")
    os.utime(Path(sys.argv[1]) / "half.part", (1, 1))
    os.kill(os.getpid(), 9)

cache.cached_clip("key", make, Path(sys.argv[1]))
"""


def test_a_maker_that_is_killed_stands_in_nobodys_way(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)])
    assert done.returncode == -9
    assert cached_clip("key", _clip, tmp_path).digest == _clip().digest
    assert {entry.suffix for entry in tmp_path.iterdir()} == {".clip", ".lock"}


FULL = """
import resource, signal, sys
from pathlib import Path
from camproof.media.clips.cache import cached_clip
from camproof.media.clips.model import AccessUnit, Clip, digest_of

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
units = (AccessUnit(bytes(5000), 0, 0, True),)
clip = Clip("H264", 64, 48, 25.0, units, 0.04, "large", digest_of("H264", 25.0, units))
print(cached_clip("key", lambda: clip, Path(sys.argv[1])) is clip)
"""


def test_a_disk_that_is_full_keeps_nothing_half(tmp_path: Path) -> None:
    """The limit on file sizes fails a write the way a full disk does."""
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "True"), done.stderr
    assert [entry.suffix for entry in tmp_path.iterdir()] == [".lock"]


def test_patience_with_another_maker_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.clip"
    with sole_maker(path):
        start_s = time.monotonic()
        with sole_maker(path, patience_s=0.1):
            assert time.monotonic() - start_s >= 0.1


def test_a_damaged_entry_is_made_anew(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> Clip:
        made.append(1)
        return _clip()

    cached_clip("key", make, tmp_path)
    cached_clip("key", make, tmp_path)
    assert len(made) == 1
    (entry,) = tmp_path.glob("*.clip")
    entry.write_bytes(entry.read_bytes()[:-1])
    cached_clip("key", make, tmp_path)
    cached_clip("key", make, tmp_path)
    assert len(made) == 2


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert cached_clip("key", _clip, blocked).digest == _clip().digest


def test_the_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv("CAMPROOF_CACHE", raising=False)
    assert cache_dir() == tmp_path / "xdg" / "camproof" / "clips"
    monkeypatch.setenv("CAMPROOF_CACHE", str(tmp_path / "own"))
    assert cache_dir() == tmp_path / "own" / "clips"


def test_a_clip_starts_at_a_key_picture() -> None:
    with pytest.raises(ClipError, match="key picture"):
        Clip("H264", 64, 48, 25.0, (AccessUnit(b"x", 0, 0, False),), 0.04, "late", "")
