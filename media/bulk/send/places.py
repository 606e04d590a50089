"""The frames and packets of all tables of a sender, as records for compiled loops."""

from __future__ import annotations

import numpy as np

__all__ = ["PIECE", "PLACE"]

PLACE = np.dtype(
    [
        (name, kind)
        for kind, names in (
            (np.int64, "after next_key shift_us presented row_len lead octets"),
            (np.int64, "packets row_packets first_packet stamp_at first_part end_part"),
            (np.int64, "band raw_band tail_at tail_len text_at length_at pes_len"),
            (np.bool_, "key"),
        )
        for name in names.split()
    ],
    align=True,
)
"""A *place* is the number of a frame among the frames of all tables.

- ``after`` is the place that follows, ``next_key`` the key picture at or after.
- A picture was captured ``shift_us`` before it leaves; RTP timestamps add ``presented`` to the DTS.
- ``row_len`` bytes of its row, of which ``lead`` begin the first packet; ``octets`` of RTP payload in
  ``packets``, ``row_packets`` of which hold some of the row; the first is ``first_packet`` of the pieces.
- ``stamp_at`` is the offset of the stamp's text in the row, or -1; the strip has the parts from
  ``first_part`` to ``end_part``.
- ``band`` and ``raw_band`` are the numbers of its band in program streams, or without a container, or -1.
- Where there is a ``band``: what follows the row lies at the address ``tail_at`` and has ``tail_len`` bytes;
  ``text_at`` is the offset of the text, ``length_at`` that of the PES_packet_length that counts it, which is
  ``pes_len`` for the text in the row (0 where it is not told).
"""

PIECE = np.dtype([("at", np.int64), ("len", np.int64), ("in_row", np.bool_), ("opens", np.bool_)], align=True)
"""A packet behind its header and the lead of the row: an address, or an offset in the row where ``in_row``;
``opens`` where a message of equal packets must begin with it.
"""
