"""What compiled loops are given leaves room for all that they write."""

from __future__ import annotations

import pytest

from camproof.media import Clip, StreamOptions
from camproof.media.bulk.send.library import Library
from camproof.media.tables.fields import WORD_SIZE
from camproof.media.tables.model import NOWHERE
from camproof.media.tables.program_stream import ps_table

AHEAD = 12


@pytest.mark.parametrize("options", [StreamOptions(), StreamOptions(stamp=False)], ids=["stamp", "bare"])
@pytest.mark.parametrize("name", ["clip", "clip265", "b_clip"])
def test_the_word_of_every_clock_lies_within_its_row(
    name: str, options: StreamOptions, request: pytest.FixtureRequest
) -> None:
    """The last row of an arena has nothing behind it but other people's memory."""
    clip: Clip = request.getfixturevalue(name)
    library = Library(AHEAD)
    library.start_of(ps_table(clip, options))
    clock_at = library.templates.clocks["at"]
    assert (clock_at != NOWHERE).any()
    assert AHEAD + int(clock_at.max()) + WORD_SIZE <= library.width
