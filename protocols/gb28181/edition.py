"""The two editions of GB/T 28181 that are in use, and what a peer must switch with them."""

from __future__ import annotations

from enum import Enum
from typing import Literal

__all__ = ["Charset", "Edition"]

Charset = Literal["GB2312", "GB18030"]


class Edition(Enum):
    """GB/T 28181-2016 or -2022. The value is the year as text."""

    GB2016 = "2016"
    GB2022 = "2022"

    @property
    def version_header(self) -> str:
        """Value of the SIP header X-GB-Ver."""
        return "2.0" if self is Edition.GB2016 else "3.0"

    @property
    def charset(self) -> Charset:
        """Charset that the XML prolog of this edition names."""
        return "GB2312" if self is Edition.GB2016 else "GB18030"

    @property
    def key_frame_element(self) -> str:
        """Element that asks for a key frame; the 2016 text spells it without the r."""
        return "IFameCmd" if self is Edition.GB2016 else "IFrameCmd"

    @classmethod
    def from_version_header(cls, value: str) -> Edition | None:
        """Edition that an X-GB-Ver value names ("2.0", "3.0"); None if it names neither."""
        return {"2.0": cls.GB2016, "3.0": cls.GB2022}.get(value.strip())
