"""Real time, on loopback: a rendered picture follows PTZ in a scenario, that of a clip does not."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from sil_kit import CODES, play, read

from camproof.media import ReceivedFrame
from camproof.media.diagnosis.decode import all_pictures
from camproof.platforms.session import LiveSession

pytestmark = pytest.mark.wallclock

TEXT = """\
scenario: Two cameras are turned
proves: That a rendered picture follows the head.
platform: {heartbeat-interval: 2 s}
cameras:
  - {name: live, count: 1, edition: "2022", picture: rendered, sound: aac, stream: 352x288@10 h264 1 Mbit/s}
  - {name: loop, count: 1, edition: "2022", sound: g711a, stream: 352x288@10 h264 1 Mbit/s}
phases:
  - {name: join, for: 3 s}
  - name: turn
    for: 6 s
    timeline:
      - {at: 0 s, do: watch, for: 5.5 s}
      - {at: 2.0 s, do: move-ptz}
      - {at: 2.5 s, do: move-ptz}
      - {at: 3.0 s, do: move-ptz}
      - {at: 3.5 s, do: move-ptz}
    targets:
      - {measure: live fetch rate}
      - {measure: PTZ response, percentile: 95}
"""


def _shift(frames: list[ReceivedFrame]) -> float:
    """How far the picture has moved from the first key picture to any other at most, in pixels: of what has
    moved out of sight, as where a busy machine lets the head turn for longer, the last tells nothing.
    """
    first, *others = (
        cv2.cvtColor(next(all_pictures([frame.data], frame.codec)), cv2.COLOR_BGR2GRAY).astype(np.float32)
        for frame in frames
        if frame.key
    )
    window = cv2.createHanningWindow((first.shape[1], first.shape[0]), cv2.CV_32F)
    return max(float(np.hypot(*cv2.phaseCorrelate(first, other, window)[0])) for other in others)


@pytest.mark.timeout(60)
def test_a_rendered_picture_follows_the_head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, list[ReceivedFrame]] = defaultdict(list)
    make = LiveSession.__init__

    def made(self: LiveSession, *given: Any, **named: Any) -> None:
        make(self, *given, **named)
        self.receiver.add_sink(seen[self.channel].append)

    monkeypatch.setattr(LiveSession, "__init__", made)
    run = play(read(tmp_path, TEXT), tmp_path / "out")
    assert run.verdicts["turn", "live fetch rate"].measurement.value == 1.0
    assert run.verdicts["turn", "PTZ response"].measurement.value is not None
    sounds = {code: {one.codec for one in frames if not one.video} for code, frames in seen.items()}
    assert sounds == {CODES[1]: {"AAC"}, CODES[2]: {"G711A"}}
    moved = {code: _shift([one for one in frames if one.video]) for code, frames in seen.items()}
    assert moved[CODES[1]] > 3 > 0.5 > moved[CODES[2]], moved
