"""The packet tables of live pictures, made once for all cameras that see the same."""

from __future__ import annotations

from camproof.media.clips.model import Clip
from camproof.media.overlay.model import OverlayClip
from camproof.media.packets import StreamOptions
from camproof.media.tables.banded import banded_table
from camproof.media.tables.model import MediaTable
from camproof.media.tables.program_stream import ps_table

__all__ = ["LiveTables"]


class LiveTables:
    """Tables by what is seen and how it is packed."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, StreamOptions], tuple[Clip | OverlayClip, MediaTable]] = {}

    def table(self, seen: Clip | OverlayClip, options: StreamOptions) -> MediaTable | None:
        """The table; None where only a sender of its own can send this: a band with sound or with time stamps
        on each PES.
        """
        banded = not isinstance(seen, Clip)
        if banded and (options.sound_codec or options.mux.repeat_pts):
            return None
        key = id(seen), options
        if key not in self._known:
            made = ps_table(seen, options) if isinstance(seen, Clip) else banded_table(seen, options.mux)
            self._known[key] = seen, made
        return self._known[key][1]
