"""What is scored, and what limits are tuned on: never the same clips.

Synthetic scenes are split by seed; a user's video is split by time, and its shots are found first, because
a cut within a sample would be a change of scene that nobody asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

from camproof.media.clips.files import clip_from_file
from camproof.media.clips.model import Clip
from camproof.media.clips.synthetic import SyntheticSpec, synthetic_clip
from camproof.media.diagnosis.decode import all_pictures
from camproof.media.diagnosis.sample import Picture, fitted
from camproof.media.errors import ClipError

__all__ = ["SCENES", "SEEDS", "TUNING_SHARE", "Material", "Part", "materials", "shots", "split"]

Part = Literal["tuning", "scoring"]
SEEDS: dict[Part, tuple[int, ...]] = {"tuning": (101, 102, 103), "scoring": (1, 2, 3)}
SCENES = ("street", "street-night", "street-rain", "indoor")
TUNING_SHARE = 0.55
"""Shots that end in the first part of a user's video tune, the rest score."""
_CUT_LEVELS = 25.0
_WIDTH, _HEIGHT = 640, 360
_WIDEST = 704
_MOST_PICTURES = 750
_SECONDS = 4.0
_DRAWN_KBIT, _FILE_KBIT = 2000, 1500
_OTHER_SIZES = ((704, 576, 512), (320, 240, 300))
"""Width, height and kbit/s of what is only looked at clean: other sizes and coarser coding."""


@dataclass(frozen=True, eq=False)
class Material:
    """Clean pictures of one view, BGR, at 25 pictures a second or so.

    :param condition: scene, or "file".
    :param reference: a clean picture of the same view.
    :param rate_kbit: at which a camera would code them.
    :param faults: whether faults are laid on them, too.
    """

    condition: str
    pictures: Sequence[Picture] = field(repr=False)
    reference: Picture = field(repr=False)
    rate_kbit: int
    seed: int
    faults: bool = True


def materials(part: Part, video: Path | None = None) -> Iterator[Material]:
    """The clips of a part; scenes that this version cannot draw are left out."""
    for scene in SCENES:
        for seed in SEEDS[part]:
            yield from _drawn(scene, seed)
    if video is not None:
        yield from _from_file(video, part)


def _drawn(scene: str, seed: int) -> Iterator[Material]:
    for width, height, kbit in ((_WIDTH, _HEIGHT, _DRAWN_KBIT), *_OTHER_SIZES):
        try:
            spec = SyntheticSpec(
                width=width, height=height, bitrate_kbit=3000, seconds=_SECONDS, scene=scene, seed=seed
            )
        except ClipError:
            return
        pictures = _decoded(synthetic_clip(spec))
        yield Material(scene, pictures, pictures[len(pictures) // 2], kbit, seed, faults=width == _WIDTH)


def _from_file(video: Path, part: Part) -> Iterator[Material]:
    pictures = _decoded(clip_from_file(video))
    for number, (start, end) in enumerate(split(shots(pictures), part)):
        own = pictures[start:end]
        yield Material("file", own, own[-1], _FILE_KBIT, number)


def split(found: Sequence[tuple[int, int]], part: Part) -> list[tuple[int, int]]:
    """The shots of a part: those that end in the first 55 % of the video tune, the others score.

    The two share no shot.
    """
    if not found:
        return []
    border = TUNING_SHARE * found[-1][1]
    return [shot for shot in found if (shot[1] <= border) == (part == "tuning")]


def shots(pictures: Sequence[Picture]) -> list[tuple[int, int]]:
    """Start and end of each piece without a cut: neighbours that differ by 25 levels in the mean."""
    small = [cv2.resize(picture, (64, 36), interpolation=cv2.INTER_AREA) for picture in pictures]
    changes = [float(np.mean(cv2.absdiff(one, other))) for one, other in pairwise(small)]
    cuts = [0, *(place + 1 for place, change in enumerate(changes) if change >= _CUT_LEVELS), len(small)]
    return list(pairwise(cuts))


def _decoded(clip: Clip) -> list[Picture]:
    """The first pictures of a clip, at most 704 wide, with even sides."""
    units = [unit.data for unit in clip.units[:_MOST_PICTURES]]
    narrow = (fitted(picture, _WIDEST) for picture in all_pictures(units, clip.codec))
    return [picture[: picture.shape[0] // 2 * 2, : picture.shape[1] // 2 * 2] for picture in narrow]
