"""The classes of cameras, after the 2015 opinion on video networking."""

from __future__ import annotations

from enum import StrEnum

from camproof.domain.errors import UnknownWordError
from camproof.verdicts.words import Place

__all__ = ["CameraClass", "parse_class"]


class CameraClass(StrEnum):
    """Whose camera it is; which areas are "key" is fixed locally.

    ``KEY_PUBLIC_AREA`` 重点公共区域 (intact rate 98 %); ``KEY_INDUSTRY`` 重点行业, touching public areas
    (95 %); ``SOCIAL`` 社会资源, any other.
    """

    KEY_PUBLIC_AREA = "key-public-area"
    KEY_INDUSTRY = "key-industry"
    SOCIAL = "social"

    @property
    def term(self) -> str:
        """The Chinese term."""
        return _TERMS[self]

    @property
    def point_type(self) -> str:
        """The PointType of a catalogue item: "1", "2" or "3"."""
        return _POINT_TYPES[self]


_TERMS = {
    CameraClass.KEY_PUBLIC_AREA: "重点公共区域",
    CameraClass.KEY_INDUSTRY: "重点行业",
    CameraClass.SOCIAL: "社会资源",
}
_POINT_TYPES = {CameraClass.KEY_PUBLIC_AREA: "1", CameraClass.KEY_INDUSTRY: "2", CameraClass.SOCIAL: "3"}

_WORDS: dict[str, CameraClass] = {
    **{str(member): member for member in CameraClass},
    **{term: member for member, term in _TERMS.items()},
    **{number: member for member, number in _POINT_TYPES.items()},
    "key public area": CameraClass.KEY_PUBLIC_AREA,
    "key industry": CameraClass.KEY_INDUSTRY,
    "other": CameraClass.SOCIAL,
    "一类": CameraClass.KEY_PUBLIC_AREA,
    "二类": CameraClass.KEY_INDUSTRY,
    "三类": CameraClass.SOCIAL,
    "一类点": CameraClass.KEY_PUBLIC_AREA,
    "二类点": CameraClass.KEY_INDUSTRY,
    "三类点": CameraClass.SOCIAL,
    "其他": CameraClass.SOCIAL,
}


def parse_class(word: str, place: Place | None = None) -> CameraClass:
    """Read a class: its name, its Chinese term, 一类/二类/三类, or 1, 2, 3.

    :raises UnknownWordError: none of these; the error suggests the nearest.
    """
    found = _WORDS.get(word.strip().casefold().replace("_", "-"))
    if found is None:
        raise UnknownWordError("camera class", word, tuple(CameraClass), place)
    return found
