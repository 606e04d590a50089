"""Which columns an inventory may have, and what to take where it has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from camproof.simulator.inputs.tables import TableOptions
from camproof.simulator.values import CLASS_WORDS

__all__ = ["MORE_COLUMNS", "InventoryOptions"]

MORE_COLUMNS = {
    "place": "place type|place kind|scene type|kind of place|场所类型|场所|监控部位|点位场所|部位类型",
    "vendor": "vendor|manufacturer|make|brand|supplier|厂商|厂家|品牌|生产厂商|设备厂商",
    "installed": "installed|installation date|install date|date installed|commissioned|安装日期|安装时间|"
    "建设时间|建成时间|启用时间",
    "retention": "retention|retention days|storage days|recording days|存储天数|存储时间|录像保存天数|"
    "保存天数",
    "height": "height|mast height|mounting height|pole height|安装高度|高度|杆高",
    "heading": "heading|azimuth|bearing|direction|orientation|方位角|朝向|监视方位|方向|方位",
    "view": "field of view|fov|angle of view|view angle|horizontal fov|视场角|水平视场角|视角",
    "range": "range|view range|sight range|view distance|visible range|可视距离|监控距离|有效距离|视距",
    "hd": "hd|high definition|resolution class|是否高清|高清|清晰度",
    "networked": "networked|connected|online|joined|是否联网|联网|联网状态|入网状态",
    "phase": "phase|build phase|build-out phase|建设期|期次|建设批次|批次",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryOptions:
    """What to take where the file says nothing.

    :param table: how the file is read.
    :param districts: the only districts that there are; empty for whatever the file says.
    :param kinds: word of the file -> place type.
    :param start: the day on which the period begins, from which ages are counted.
    :param skip_bad_rows: leave unusable rows out, each named, instead of refusing the file.
    """

    table: TableOptions = field(default_factory=TableOptions)
    districts: tuple[str, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    start: date = date(2026, 1, 1)
    skip_bad_rows: bool = False
    camera_class: str = CLASS_WORDS[0]
    district: str = "all"
    vendor: str = "any"
    retention_d: float = 30.0
    height_m: float = 6.0
    field_of_view_deg: float = 90.0
    range_m: float = 120.0
