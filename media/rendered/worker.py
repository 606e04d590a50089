"""The thread that draws and codes, so that the event loop never waits for a picture."""

from __future__ import annotations

import threading
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Full, Queue
from typing import TYPE_CHECKING

from camproof.media.errors import MediaError
from camproof.media.rendered.view import CameraView, Picture
from camproof.media.stamp import TruthStamp, stamp_access_unit

if TYPE_CHECKING:
    from camproof.media.clips.synthetic import SyntheticSpec
    from camproof.media.rendered.band import PaintedBand
    from camproof.media.rendered.encoder import LiveEncoder

__all__ = ["CodedPicture", "Order", "RenderWorker", "prepare_rendered"]

_IN_WORK = 2
_JOIN_S = 10.0


def prepare_rendered(spec: SyntheticSpec) -> None:
    """Draw what stands still in a scene, which takes seconds the first time, so that no stream waits for it.

    :raises ClipError: there is nothing to be seen in this scene.
    """
    from camproof.media.rendered.renderer import Renderer  # noqa: PLC0415

    Renderer(spec)


@dataclass(frozen=True, slots=True)
class Order:
    """One picture to be made.

    :param tick: its number in the pace of the camera, pictures that were skipped counted.
    :param key: it must be a key picture.
    """

    view: CameraView
    stamp: TruthStamp
    tick: int
    key: bool


@dataclass(frozen=True, slots=True)
class CodedPicture:
    """An access unit with its stamp inside."""

    data: bytes = field(repr=False)
    stamp: TruthStamp
    tick: int
    key: bool


class RenderWorker:
    """Takes orders in a queue of two, and leaves what it has coded in ``done``.

    :param band: is painted over each picture.
    :ivar ready: the scene is drawn; before that, what is ordered would only grow old.
    :ivar failure: why it gave up; empty while all is well.
    """

    def __init__(self, spec: SyntheticSpec, band: PaintedBand | None = None) -> None:
        self._spec = spec
        self._band = band
        self._orders: Queue[Order | None] = Queue(_IN_WORK)
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="rendered picture", daemon=True)
        self.done: deque[CodedPicture] = deque()
        self.ready = False
        self.failure = ""
        self._thread.start()

    def take(self, order: Order) -> bool:
        """Give an order; False when the worker is behind."""
        try:
            self._orders.put_nowait(order)
        except Full:
            return False
        return True

    def close(self) -> None:
        """End the thread; waits for the picture in work. May be called twice.

        Where the queue is full the thread sees that it shall end behind that picture.
        """
        self._closed = True
        with suppress(Full):
            self._orders.put_nowait(None)
        self._thread.join(_JOIN_S)

    def _run(self) -> None:
        # Only cameras that render pay for the import of what draws and codes.
        from camproof.media.rendered.encoder import LiveEncoder  # noqa: PLC0415
        from camproof.media.rendered.renderer import Renderer  # noqa: PLC0415

        try:
            renderer, encoder = Renderer(self._spec), LiveEncoder(self._spec)
            held: Picture | None = None
            self.ready = True
            while not self._closed:
                order = self._orders.get()
                if order is None:
                    return
                if held is None or not order.view.frozen:
                    held = renderer.picture(order.view, order.tick)
                self._code(encoder, held, order)
        except MediaError as error:
            self.failure = str(error)
        finally:
            if not self._closed and not self.failure:
                self.failure = "The thread that draws has ended: a picture fault or a view broke it."

    def _code(self, encoder: LiveEncoder, picture: Picture, order: Order) -> None:
        if self._band is not None:
            picture = self._band.painted(picture, order.stamp)
        data, key = encoder.encode(picture, key=order.key)
        stamped = stamp_access_unit(self._spec.codec, data, order.stamp)
        self.done.append(CodedPicture(stamped, order.stamp, order.tick, key))
