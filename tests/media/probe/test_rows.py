"""Every figure that can be shown is published, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from probe_wire import EPOCH_S, Packets

from camproof.media.probe.figures import Figure
from camproof.media.probe.files import FileFacts
from camproof.media.probe.frame_log import FrameLog
from camproof.media.probe.frame_probe import FrameProbe
from camproof.media.probe.packet_probe import PacketProbe
from camproof.media.probe.quality import QualityReport, SymptomCount
from camproof.media.probe.quality_rows import quality_rows
from camproof.media.probe.rows import frame_rows, picture_rows, truth_rows
from camproof.media.probe.strip_account import StripReport
from camproof.media.probe.strip_rows import strip_rows
from camproof.media.probe.summary import of_file, of_packets
from camproof.media.receive.report import Percentiles

_STRIPS = StripReport(
    pictures=2, sent_size=(320, 240), read=2, cameras=((1, 2),), latency_ms=Percentiles.of([1.0, 2.0])
)
_QUALITY = QualityReport(
    2, (("too slow", 1),), (SymptomCount("symptom", "症状", 1, 1, 3.0, 2.0, "levels", 0.5),)
)
_ROW = r"\| (stream|packets|picture|frames|truth|strips|quality)? ?\| (`.*`) \|.*"
DOCS = Path(__file__).parents[3] / "docs" / "probe.md"


def _all(sent: Packets) -> list[Figure]:
    probe, frames = PacketProbe(EPOCH_S), FrameProbe("H264", 0.0)
    for data, at_s in sent:
        probe.packet(data, at_s)
    result = probe.result()
    log = FrameLog()
    log.add(0.0, 1, key=True, kind="I")
    facts = FileFacts("mov", "H264", 1, 1, 1.0, 25.0, True, ())
    return [
        *of_packets(result, "way", drops=1).figures,
        *of_file(facts, frames.result()).figures,
        *picture_rows("H264", result.report.sps),
        *frame_rows(log.figures()),
        *truth_rows(result.report, 1, live=True),
        *strip_rows(_STRIPS, 1, live=True),
        *quality_rows(_QUALITY),
    ]


def test_the_fields_of_the_docs_are_those_of_json(sent: Any) -> None:
    shown: set[tuple[str, str]] = {(figure.group, figure.name) for figure in _all(sent(50))}
    published: set[tuple[str, str]] = set()
    group = ""
    for line in DOCS.read_text(encoding="utf-8").splitlines():
        row = re.fullmatch(_ROW, line)
        if row is not None:
            group = row[1] or group
            published |= {
                (group, name) for name in re.findall(r"`(\w+)`", row[2].replace("SYMPTOM", "symptom"))
            }
    assert published == shown


def test_names_carry_their_unit(sent: Any) -> None:
    units = {"ms": "_ms", "s": "_s", "kbit/s": "_kbit", "fps": "fps", "share": "_share", "kB": "_kB"}
    for figure in _all(sent(50)):
        if figure.unit in units:
            assert figure.name.endswith(units[figure.unit]), figure
        elif figure.unit:
            assert figure.unit in ("px", "ssrc", "frames", "ticks", "ppm", "levels"), figure
