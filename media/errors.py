"""The errors of the media room.

::

    MediaError
    ├── MediaFileError     a user's video file cannot be used
    ├── ClipError          a clip cannot be made as asked (our own side)
    ├── PictureError       a picture cannot be decoded
    └── MediaTransportError  a port cannot be bound, a connection cannot be made
"""

from __future__ import annotations

__all__ = ["ClipError", "MediaError", "MediaFileError", "MediaTransportError", "PictureError"]


class MediaError(Exception):
    """Base of all errors of this room; the text is one sentence."""


class MediaFileError(MediaError):
    """A user's video file cannot be used; the sentence names the file and says why."""


class ClipError(MediaError):
    """A clip cannot be made as asked."""


class PictureError(MediaError):
    """Coded bytes that do not decode to a picture."""


class MediaTransportError(MediaError):
    """A media port cannot be bound, or a media connection cannot be made."""
