"""Drawn scenes whose ground truth is known: streets by day, by night and in rain, a corridor, black."""

from __future__ import annotations

from camproof.media.clips.scenes.catalogue import (
    DRAWING,
    SCENES,
    PictureLoop,
    eye_of,
    loop_pictures,
    scene_loop,
    world_of,
)
from camproof.media.clips.scenes.truth import Box, FrameTruth, TruthObject, truth_line, write_truth

__all__ = [
    "DRAWING",
    "SCENES",
    "Box",
    "FrameTruth",
    "PictureLoop",
    "TruthObject",
    "eye_of",
    "loop_pictures",
    "scene_loop",
    "truth_line",
    "world_of",
    "write_truth",
]
