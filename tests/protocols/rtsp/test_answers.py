"""Headers of answers, of any length."""

from __future__ import annotations

import time

import pytest

from camproof.protocols.rtsp.answers import read_session, read_transport
from camproof.protocols.rtsp.notes import Notes

SPACES = " " * 30_000


@pytest.mark.parametrize(
    "text",
    [
        f"server_port=1{SPACES}x",
        f"server_port=1{SPACES}-{SPACES}x",
        f"server_port=1-2{SPACES}x",
        f"server_port={SPACES}x",
        f"ssrc={SPACES}1{SPACES}x",
        f"timeout={SPACES}1{SPACES}x",
    ],
)
def test_long_runs_of_spaces_take_linear_time(text: str) -> None:
    notes = Notes()
    begin_s = time.process_time()
    read_transport(f"RTP/AVP;{text}", notes, over_tcp=False)
    read_session(f"1;{text}", notes)
    assert time.process_time() - begin_s < 1
    assert notes.counts()
