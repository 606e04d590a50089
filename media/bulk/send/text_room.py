"""Room for the texts of pictures with a band, made when streams come, so that none is too long in flight.

What does not fit into its line is cut by the overlay, as for a single stream; what is left has more bytes the
denser its characters are.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from camproof.media.errors import MediaTransportError
from camproof.media.overlay.model import OverlayText
from camproof.media.tables.band import TEXT_ROOM
from camproof.media.tables.model import MediaTable

__all__ = ["text_room"]

_CLOCK_S = 4_079_664_488
"""2099-04-12 08:08:08."""
_OTHERWISE = 2048
"""By how much a text may be longer with another clock or in another key picture."""


def text_room(table: MediaTable, texts: Iterable[tuple[int, OverlayText]]) -> int:
    """The bytes that the longest of these texts takes in a picture of the table; 0 without a band.

    Takes up to milliseconds a text, and spares the clockwork the same: what is coded is kept.

    :param texts: (camera, its text).
    :raises MediaTransportError: one has more bytes than any row has room for.
    """
    band = table.band or table.raw_band
    if band is None:
        return 0
    overlay, index = band.overlay, int(np.flatnonzero(table.key)[0])
    cameras: dict[OverlayText, int] = {}
    for camera, text in texts:
        cameras.setdefault(text, camera)
    room = 0
    for text, camera in cameras.items():
        size, most = len(overlay.full(index, text, _CLOCK_S)), TEXT_ROOM - _OTHERWISE
        if size > most:
            where = f"a picture of {overlay.clip.width}x{overlay.clip.height}"
            raise MediaTransportError(
                f"Camera {camera} cannot show {text.name!r}, {text.place!r}:"
                f" {size} bytes in {where}, {most} fit."
            )
        room = max(room, size + _OTHERWISE)
    return room
