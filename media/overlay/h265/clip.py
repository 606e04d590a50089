"""A clip of H.265 with a band that is composed for each camera and frame."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from camproof.media.clips.model import Clip
from camproof.media.overlay.h265.fronts import FrontWriter
from camproof.media.overlay.h265.scene import Scene
from camproof.media.overlay.h265.text import TextWriter
from camproof.media.overlay.layout import BandLayout
from camproof.media.overlay.model import Front, OverlayText
from camproof.media.overlay.strip import strip_matrix
from camproof.media.stamp import STAMP_TEXT_SIZE, TruthStamp, stamp_text

__all__ = ["H265Overlay"]


class H265Overlay:
    """An ``OverlayClip`` of H.265.

    :param scene: as ``moved_scene`` gives it for this layout.
    :raises ClipError: the prepared slices cannot be coded.
    """

    def __init__(self, scene: Scene, layout: BandLayout) -> None:
        self._scene, self._layout = scene, layout
        self._fronts = FrontWriter(scene.writer, layout)
        self._text = TextWriter(scene.writer, layout)
        self._text.warm()
        self._prepared = tuple(
            self._fronts.prepared(picture, unit.key)
            for picture, unit in zip(scene.pictures, scene.clip.units, strict=True)
        )

    @property
    def clip(self) -> Clip:
        return self._scene.clip

    @property
    def layout(self) -> BandLayout:
        return self._layout

    def front(self, index: int) -> Front:
        return self._prepared[index].front

    def fronts(
        self,
        index: int,
        cameras: NDArray[np.integer],
        frames: NDArray[np.integer],
        capture_us: NDArray[np.integer],
        out: NDArray[np.uint8] | None = None,
    ) -> NDArray[np.uint8]:
        prepared = self._prepared[index]
        template = np.frombuffer(prepared.front.data, np.uint8)
        rows = np.empty((len(cameras), len(template)), np.uint8) if out is None else out
        rows[:] = template
        values = self._fronts.values(strip_matrix(cameras, frames, capture_us))
        for number, (place, table) in enumerate(zip(prepared.places, prepared.tables, strict=True)):
            rows[:, place : place + table.shape[1]] = table[values[:, number]]
        at = prepared.front.sei_at
        texts = b"".join(map(stamp_text, cameras.tolist(), frames.tolist(), capture_us.tolist()))
        rows[:, at : at + STAMP_TEXT_SIZE] = np.frombuffer(texts, np.uint8).reshape(-1, STAMP_TEXT_SIZE)
        return rows

    def scene(self, index: int) -> bytes:
        return self._scene.slices[index]

    def still(self, index: int) -> bytes:
        return self._text.still(self._scene.pictures[index])

    def tick(self, index: int, shown_s: int, clock_s: int) -> bytes:
        return self._text.tick(self._scene.pictures[index], shown_s, clock_s)

    def full(self, index: int, text: OverlayText, clock_s: int) -> bytes:
        return self._text.full(self._scene.pictures[index], text, clock_s)

    def texts(
        self, index: int, texts: Sequence[OverlayText], shown_s: Sequence[int], clock_s: Sequence[int]
    ) -> list[bytes]:
        picture = self._scene.pictures[index]
        if self.clip.units[index].key:
            return [self._text.full(picture, text, at) for text, at in zip(texts, clock_s, strict=True)]
        still, tick = self._text.still(picture), self._text.tick
        return [
            still if at == shown else tick(picture, shown, at)
            for shown, at in zip(shown_s, clock_s, strict=True)
        ]

    def compose(
        self, index: int, stamp: TruthStamp, text: OverlayText, clock_s: int, shown_s: int | None = None
    ) -> bytes:
        front = self._fronts.filled(self._prepared[index], stamp)
        shown = (clock_s if shown_s is None else shown_s,)
        return front + self.texts(index, (text,), shown, (clock_s,))[0] + self.scene(index)
