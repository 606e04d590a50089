"""Small clips with a band of prepared slices, made once a session."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from camproof.media.clips.model import Codec
from camproof.media.overlay.build import overlay_clip
from camproof.media.overlay.check import decoded
from camproof.media.overlay.codings import Entropy
from camproof.media.overlay.model import OverlayClip
from camproof.media.overlay.pictures import planes
from camproof.media.overlay.prepared.clip import PreparedOverlay

CODINGS: dict[str, tuple[Codec, Entropy]] = {"H265": ("H265", "CABAC"), "H264": ("H264", "CABAC")}


@pytest.fixture(scope="session", params=CODINGS)
def band(request: pytest.FixtureRequest, source: Callable[..., Any], folder: Path) -> PreparedOverlay:
    """320x240, two GOPs of three."""
    codec, entropy = CODINGS[request.param]
    made = overlay_clip(source(), codec=codec, entropy=entropy, cache_dir=folder)
    assert isinstance(made, PreparedOverlay)
    return made


@pytest.fixture(scope="session")
def lumas() -> Callable[[OverlayClip, Iterable[bytes]], list[NDArray[np.uint8]]]:
    """``lumas(band, units)``: the luma planes that access units decode to; any fault raises."""
    return lambda band, units: [planes(picture)[0] for picture in decoded(band.clip.codec, units)]
