"""Full coverage and intact pictures: HD share (高清比例) and intact rate (完好率)."""

from __future__ import annotations

from camproof.scenarios.evidence import StreamEvidence
from camproof.scenarios.measures.sharing import FETCH_LIMIT_S
from camproof.scenarios.measures.view import View
from camproof.verdicts import Measurement, Symptom, census_share, not_made

__all__ = ["HD_HEIGHT", "hd_share", "intact_rate"]

HD_HEIGHT = 720
"""Lines of a high definition picture, read from the stream's sequence parameter set."""

_BAD_PICTURE = frozenset(
    {
        Symptom.PICTURE_FROZEN,
        Symptom.PICTURE_BLACK,
        Symptom.WRONG_CAMERA,
        Symptom.STREAM_SILENT,
        Symptom.SIGNAL_LOST,
        Symptom.PICTURE_BLURRED,
        Symptom.PICTURE_TOO_BRIGHT,
        Symptom.PICTURE_TOO_DARK,
        Symptom.PICTURE_NOISY,
        Symptom.PICTURE_STRIPED,
        Symptom.PICTURE_SHAKES,
        Symptom.PICTURE_OCCLUDED,
        Symptom.CONTRAST_LOW,
        Symptom.COLOUR_CAST,
    }
)
"""Those behind the fourth are only found where samples of pictures are diagnosed.

A picture without colours may be one of the night, and a changed scene that of a turned head.
"""


def hd_share(view: View) -> Measurement:
    """Cameras whose live stream has at least 720 lines; one that shows nothing has none."""
    heights: dict[str, int] = {}
    for asked in view.live():
        if view.inside(asked.asked_s):
            heights[asked.code] = max(asked.height, heights.get(asked.code, 0))
    if heights and (unasked := view.unasked(heights)):
        return not_made(view.spec, unasked)
    if heights and not any(heights.values()):
        return not_made(view.spec, "no stream of these cameras was received")
    good = sum(1 for height in heights.values() if height >= HD_HEIGHT)
    return census_share(
        view.spec,
        good,
        len(heights),
        method=f"picture height in the SPS of the received stream, at least {HD_HEIGHT} lines",
        detail=view.left_out or ("" if heights else "no live stream was asked for"),
    )


def intact_rate(view: View) -> Measurement:
    """Cameras on-line at the end of the window, with a live picture fetched and nothing wrong in it."""
    streams = {s.code: s for s in view.live() if view.inside(s.asked_s)}
    bad = {
        finding.subject
        for finding in view.findings
        if finding.symptom in _BAD_PICTURE
        and finding.from_s < view.window[1]
        and (finding.to_s is None or finding.to_s > view.window[0])
    }
    if unasked := view.unasked(streams):
        return not_made(view.spec, unasked if streams else "no live stream was asked for")
    good = sum(
        1
        for camera in view.sound
        if camera.code not in bad
        and _fetched(streams.get(camera.code))
        and view.evidence.presence.online_at(camera.code, view.window[1])
    )
    return census_share(
        view.spec,
        good,
        len(view.sound),
        method="on-line, live picture fetched and decoded, not frozen, black, silent, of another camera"
        " or, where samples of pictures are diagnosed, faulty",
        detail=view.left_out,
    )


def _fetched(stream: StreamEvidence | None) -> bool:
    return (
        stream is not None
        and stream.key_frame_after_s is not None
        and stream.key_frame_after_s <= FETCH_LIMIT_S
    )
