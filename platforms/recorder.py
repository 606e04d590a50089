"""A received stream as a program stream file (MPEG-2 PS), playable as it is."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from camproof.media import ReceivedFrame
from camproof.platforms.errors import NotPossible
from camproof.protocols.ps import PsMuxer

__all__ = ["PsRecorder"]


class PsRecorder:
    """Writes frames from the first key picture on; sound of another codec than the first is left out.

    :param path: is made or overwritten at once.
    :raises NotPossible: the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.octets = 0
        self.pictures = 0
        self.failure = ""
        """Why writing ended early: a full disk and the like; empty while all is well."""
        self._muxer: PsMuxer | None = None
        self._codec = ""
        self._last_90k = 0
        try:
            self._file: BinaryIO | None = path.open("wb")
        except OSError as error:
            raise NotPossible(f"{path} cannot be written: {error.strerror or error}.") from error

    def write(self, frame: ReceivedFrame) -> None:
        """Add a frame; damaged ones are kept, as they came."""
        if frame.video:
            self._picture(frame)
        elif frame.codec == "G711A" and self._muxer is not None:
            pts = frame.pts_90k if frame.pts_90k is not None else self._last_90k
            self._put(self._muxer.pack(None, pts, audio=((frame.data, pts),)))

    def close(self) -> None:
        """Close the file; may be called twice."""
        file, self._file = self._file, None
        if file is None:
            return
        try:
            file.close()
        except OSError as error:
            self._fail(error)

    def _picture(self, frame: ReceivedFrame) -> None:
        if self._muxer is None or frame.codec != self._codec:
            if not frame.key:
                return
            self._codec = frame.codec
            self._muxer = PsMuxer(frame.codec, "G711A")
        if frame.pts_90k is not None:
            self._last_90k = frame.pts_90k
        self._put(self._muxer.pack(frame.data, self._last_90k, frame.dts_90k, frame.key))
        self.pictures += 1

    def _put(self, data: bytes) -> None:
        if self._file is None:
            return
        try:
            self._file.write(data)
        except OSError as error:
            self._fail(error)
            self.close()
            return
        self.octets += len(data)

    def _fail(self, error: OSError) -> None:
        self.failure = self.failure or f"{self.path} cannot be written: {error.strerror or error}."
