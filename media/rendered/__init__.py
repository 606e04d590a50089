"""Rendered mode: a picture that follows its camera's head and lens, coded live."""

from __future__ import annotations

from camproof.media.rendered.band import PaintedBand
from camproof.media.rendered.source import RenderedSource
from camproof.media.rendered.view import CameraView, PictureChange, black_picture
from camproof.media.rendered.worker import prepare_rendered

__all__ = [
    "CameraView",
    "PaintedBand",
    "PictureChange",
    "RenderedSource",
    "black_picture",
    "prepare_rendered",
]
