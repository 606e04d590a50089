"""A band without a container as a table: strips change in the row what they change in the front."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from camproof.media import OverlayClip, overlay_clip, raw_banded_table
from camproof.media.clips.model import Codec
from camproof.media.clips.scenes import loop_pictures, scene_loop
from camproof.media.errors import ClipError
from camproof.media.overlay.codings import Entropy
from camproof.media.overlay.source import PictureSource
from camproof.media.packets import PAYLOAD_SIZE
from camproof.media.tables.raw_cut import cut_front, cut_scene

CODINGS: tuple[tuple[Codec, Entropy | None], ...] = (("H264", "CAVLC"), ("H264", "CABAC"), ("H265", None))


@pytest.fixture(scope="module", params=CODINGS, ids=str)
def overlay(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> OverlayClip:
    codec, entropy = request.param
    source = PictureSource(
        "street", 320, 240, Fraction(25), 2, 800, "street", 4,
        lambda: loop_pictures(scene_loop("street", 320, 240, 4)),
    )  # fmt: skip
    return overlay_clip(source, codec=codec, entropy=entropy, cache_dir=tmp_path_factory.mktemp("bands"))


def test_rows_with_any_strip_are_the_fronts_cut(overlay: OverlayClip) -> None:
    """A thousand of them, as a byte may change with one of 256 values."""
    table, codec = raw_banded_table(overlay), overlay.clip.codec
    band = table.raw_band
    assert band is not None
    strips = np.random.default_rng(1).integers(0, 256, (1000, 10)).astype(np.uint8)
    for index in (0, 1, 3):
        front, places = overlay.front(index), band.strips[band.kind[index]]
        start, end = front.strip.start, front.strip.start + front.strip.size
        row = table.rows[index, : sum(band.sizes[index])]
        for strip in strips[:, None]:
            changed, wanted = row.copy(), np.frombuffer(front.data, np.uint8).copy()
            changed[places.places] ^= places.strip.change(strip)[0, places.columns]
            wanted[start:end] ^= front.strip.change(strip)[0]
            assert changed.tobytes() == b"".join(cut_front(codec, wanted.tobytes()))


def test_the_scene_stands_behind_the_row_in_packets_of_its_own(overlay: OverlayClip) -> None:
    table = raw_banded_table(overlay)
    for index in range(4):
        payloads = table.payloads(index)
        assert payloads[table.row_packets[index] :] == cut_scene(overlay.clip.codec, overlay.scene(index))
        assert max(map(len, payloads)) <= PAYLOAD_SIZE
    assert set(table.row_packets[~table.key].tolist()) == {1}


@pytest.mark.parametrize("overlay", CODINGS[:1], indirect=True, ids=str)
def test_a_strip_larger_than_a_packet_is_refused(
    overlay: OverlayClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("camproof.media.tables.raw.PAYLOAD_SIZE", 100)
    with pytest.raises(ClipError, match="does not fit"):
        raw_banded_table(overlay)
