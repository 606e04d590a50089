"""The room's public names."""

from __future__ import annotations

import subprocess
import sys

import pytest

from camproof import media


def test_every_public_name_is_there() -> None:
    def rank(name: str) -> tuple[int, str]:
        """Constants, classes, functions."""
        return (0 if name.isupper() else 2 if name.islower() or "_" in name else 1), name

    assert media.__all__ == sorted(media.__all__, key=rank)
    for name in media.__all__:
        assert getattr(media, name) is not None
        assert name in dir(media)
    with pytest.raises(AttributeError, match="nothing_here"):
        _ = media.nothing_here


def test_importing_the_room_is_cheap() -> None:
    code = (
        "import sys; import camproof.media as m; m.ClipPlayout; m.MediaSender; m.MediaReceiver; "
        "print([name for name in ('av', 'cv2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
