"""What cameras see live on ``--stamp picture``, and where that cannot be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from camproof.domain.camera import CameraRecord
from camproof.domain.errors import InputError
from camproof.domain.stream import parse_stream
from camproof.scenarios.schema.stamps import Stamp, stamp_named
from camproof.scenarios.sil.cast import ClipShelf
from camproof.scenarios.sil.stamping import notes_of


def _record(stream: str, scene: str = "street") -> CameraRecord:
    return CameraRecord(code="34020000001310000001", name="a", stream=parse_stream(stream), scene=scene)


SMALL, FITTING = "160x96@5 h264 100 kbit/s", "320x240@5 h264 200 kbit/s"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPROOF_CACHE", str(tmp_path))


def _shelf(stamp: Stamp, source: Path | None = None) -> tuple[ClipShelf, list[str]]:
    told: list[str] = []
    return ClipShelf(source, lambda what, _share: told.append(what), stamp), told


def test_a_band_where_it_was_asked_for_and_fits() -> None:
    shelf, told = _shelf("picture")
    overlay = shelf.overlay(_record(FITTING))
    assert overlay is not None
    assert (overlay.clip.width, overlay.clip.height, overlay.clip.codec) == (320, 240, "H264")
    assert shelf.overlay(_record(FITTING)) is overlay
    assert "stamping 320x240 H264" in told
    assert _shelf("sei")[0].overlay(_record(FITTING)) is None


def test_a_camera_that_is_drawn_live_has_the_band_too() -> None:
    rendered = replace(_record(FITTING), picture="rendered")
    overlay = _shelf("picture")[0].overlay(rendered)
    assert overlay is not None
    assert notes_of([rendered], None, "picture") == []
    assert _shelf("sei")[0].overlay(rendered) is None


def test_a_picture_too_small_for_a_band_keeps_the_sei_and_says_so() -> None:
    assert _shelf("picture")[0].overlay(_record(SMALL)) is None
    (note,) = notes_of([_record(SMALL), _record(FITTING), _record(SMALL)], None, "picture")
    assert note.startswith("A picture 160 pixels wide has no room")
    assert "SEI stamp alone" in note
    assert notes_of([_record(SMALL)], None, "sei") == []


def test_scenes_are_clips_of_their_own() -> None:
    shelf, told = _shelf("sei")
    street, night = shelf.clip(_record(SMALL)), shelf.clip(_record(SMALL, "street-night"))
    assert street.digest != night.digest
    assert shelf.clip(_record(SMALL, "street-night")) is night
    assert list(dict.fromkeys(told)) == ["making 160x96 H264", "making 160x96 H264 street-night"]


def test_the_words_of_the_option() -> None:
    assert (stamp_named(""), stamp_named("sei"), stamp_named("picture")) == ("sei", "sei", "picture")
    with pytest.raises(InputError, match="no kind of stamp"):
        stamp_named("strip")
