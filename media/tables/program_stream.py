"""A clip as a program stream in RTP (GB/T 28181-2022 Annex C.1), in a flat table."""

from __future__ import annotations

from camproof.media.clips.model import Clip
from camproof.media.packets import PAYLOAD_SIZE, PLAIN, StreamOptions, Template, packet_table
from camproof.media.tables.model import FrameCut, MediaTable, table_of

__all__ = ["ps_table"]

_SCR_AT = 4


def ps_table(clip: Clip, options: StreamOptions = PLAIN) -> MediaTable:
    """The packets of :func:`packet_table` as arrays.

    :param options: a tone makes the whole frame change, which costs a copy of it in flight.
    """
    templates = packet_table(clip, options).templates
    cuts = [_cut(template) for template in templates]
    return table_of("PS", clip.fps, cuts, PAYLOAD_SIZE, options.mux.scr_lead)


def _cut(template: Template) -> FrameCut:
    size = template.changing
    if size <= PAYLOAD_SIZE:
        row, fill = template.head[:size], template.head[size:]
    else:
        row, fill = template.head, b""
    inner = tuple(
        (at, min(PAYLOAD_SIZE, len(row) - at)) for at in range(PAYLOAD_SIZE, len(row), PAYLOAD_SIZE)
    )
    return FrameCut(
        row,
        min(len(row), PAYLOAD_SIZE),
        fill,
        inner,
        template.tail,
        template.clocks,
        _SCR_AT,
        template.stamp_at,
        template.reorder_90k,
        template.key,
    )
