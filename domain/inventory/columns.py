"""Which column of an inventory is which, by its usual names in English and Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from camproof.domain.errors import InventoryError, UnknownWordError
from camproof.verdicts.words import Place

__all__ = ["FIELDS", "Columns", "recognise"]

_NAMES: dict[str, str] = {
    "code": "gb code|gb id|gb28181|gb28181 code|gb28181 id|device code|camera code|channel code|device id|"
    "channel id|national code|code|国标编码|国标编号|国标id|国标码|设备编码|设备国标编码|"
    "摄像机编码|通道编码|编码",
    "id": "id|camera id|camera no|camera number|number|no|nr|ref|reference|index|serial|object id|fid|"
    "编号|序号|点位编号|设备编号|摄像机编号|监控点编号",
    "name": "name|camera name|device name|channel name|名称|设备名称|摄像机名称|点位名称|监控点名称|通道名称|"
    "title|label|location|location name|site|site name|description|street|address|"
    "位置|安装位置|地点|安装地点|地址|安装地址|详细地址",
    "longitude": "longitude|lon|lng|long|gps longitude|wgs84 longitude|经度|gps经度",
    "latitude": "latitude|lat|gps latitude|wgs84 latitude|纬度|gps纬度",
    "class": "class|camera class|point class|point type|category|类别|点位类别|点位类型|监控点位类型|"
    "摄像机类别|监控点类别|分类",
    "district": "district|county|borough|ward|zone|area|区县|行政区|行政区域|行政区划|区域|辖区|所属区县|"
    "所属辖区|所属区域",
    "group": "group|camera group|分组|所属分组|组",
    "edition": "edition|gb edition|gb version|protocol version|国标版本|协议版本|版本",
    "transport": "sip transport|transport|signalling transport|信令传输|信令协议|信令传输模式|传输协议",
    "stream": "stream|main stream|stream profile|码流|主码流",
}

FIELDS: tuple[str, ...] = tuple(_NAMES)
"""What a column can be: the fields of a mapping."""

_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_FILLERS = re.compile(r"[\s_\-./:°]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands.

    :param index: field -> number of the column, from 0.
    :param names: the header; a column without a name is called "column 5".
    """

    index: Mapping[str, int]
    names: tuple[str, ...]

    def cell(self, cells: Sequence[str], field: str) -> str:
        """The text of a field; empty where there is no such column or the row is short."""
        at = self.index.get(field)
        return cells[at] if at is not None and at < len(cells) else ""

    @property
    def others(self) -> tuple[int, ...]:
        """The columns that are no field; they become attributes."""
        used = set(self.index.values())
        return tuple(at for at in range(len(self.names)) if at not in used)


def recognise(
    header: Sequence[str], mapping: Mapping[str, str], place: Place, more: Mapping[str, str] | None = None
) -> Columns:
    """Find the fields among the columns; ``mapping`` goes before the usual names.

    :param more: further fields, each with its usual names parted by ``|``; looked for before the others.
    :raises UnknownWordError: the mapping names a field or a column that is none; suggests the nearest.
    :raises InventoryError: a column stands twice, or none is recognised.
    """
    names = tuple(name or f"column {at + 1}" for at, name in enumerate(header))
    for at, name in enumerate(names):
        if name in names[:at]:
            raise InventoryError(f"the column {name!r} stands twice", place, "give each column its own name")
    further = _aliases_of(more or {})
    known = {**further, **_ALIASES}
    index = _mapped(names, mapping, tuple(known), place)
    by_key = {key: at for at, key in reversed(tuple(enumerate(map(_key, names))))}
    for field, aliases in known.items():
        free = (by_key[alias] for alias in aliases if alias in by_key and by_key[alias] not in index.values())
        found = next(free, None) if field not in index else None
        if found is not None:
            index[field] = found
    if not {"code", "id", "name", "longitude", *further} & index.keys():
        shown = ", ".join(repr(name) for name in names[:8])
        hint = "the first line must name the columns: name, longitude, latitude ... or give a mapping"
        raise InventoryError(f"no column of a camera is recognised among {shown}", place, hint)
    return Columns(index, names)


def _mapped(
    names: tuple[str, ...], mapping: Mapping[str, str], fields: tuple[str, ...], place: Place
) -> dict[str, int]:
    index: dict[str, int] = {}
    for field, column in mapping.items():
        if field not in fields:
            raise UnknownWordError("field of a camera", field, fields, place)
        if column not in names:
            raise UnknownWordError("column of the file", column, names, place)
        if names.index(column) in index.values():
            raise InventoryError(f"the mapping uses column {column!r} twice", place)
        index[field] = names.index(column)
    return index


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    return _FILLERS.sub("", _BRACKETS.sub("", plain))


def _aliases_of(names: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {field: tuple(_key(alias) for alias in aliases.split("|")) for field, aliases in names.items()}


_ALIASES = _aliases_of(_NAMES)
