"""What a camera burns into its pictures."""

from __future__ import annotations

from camproof.domain.camera import CameraRecord
from camproof.media import OverlayText

__all__ = ["BEIJING_S", "text_of"]

BEIJING_S = 8 * 3600
"""What the clock in the picture is ahead of UTC."""
_ADDRESS_COLUMNS = ("address", "Address", "地址")


def text_of(record: CameraRecord) -> OverlayText:
    """What a camera burns in beside its clock: its name, and its address or else its district."""
    columns = dict(record.attributes)
    address = next((columns[name] for name in _ADDRESS_COLUMNS if columns.get(name)), "")
    return OverlayText(record.name, address or record.district)
