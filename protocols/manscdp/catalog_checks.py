"""Is a catalogue item complete and are its values those of the standard?"""

from __future__ import annotations

from collections.abc import Iterator

from camproof.protocols.deviation import Deviation
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.gb28181.ids import DeviceCode, is_device_code, is_region_code
from camproof.protocols.manscdp.catalog import CatalogItem

__all__ = ["check_catalog_item"]

CLAUSE = "GB/T 28181-2022 Annex A and J"

_ORGANISATIONS = {"215", "216"}
_EVERY = {"Name": "name", "CivilCode": "civil_code", "Parental": "parental", "RegisterWay": "register_way",
          "Secrecy": "secrecy", "Status": "status", "ParentID": "parent_id"}  # fmt: skip
_DEVICES = {**_EVERY, "Manufacturer": "manufacturer", "Model": "model", "Address": "address"}
_ALLOWED: dict[str, tuple[str, frozenset[object]]] = {
    "Status": ("status", frozenset({"", "ON", "OFF"})),
    "Event": ("event", frozenset({"", "ON", "OFF", "VLOST", "DEFECT", "ADD", "DEL", "UPDATE"})),
    "Parental": ("parental", frozenset({None, 0, 1})),
    "Secrecy": ("secrecy", frozenset({None, 0, 1})),
    "RegisterWay": ("register_way", frozenset({None, 1, 2, 3, 4})),
    "SafetyWay": ("safety_way", frozenset({None, 0, 2, 3, 4})),
    "SecurityLevelCode": ("security_level_code", frozenset({"", "A", "B", "C"})),
    "DirectionType": ("direction_type", frozenset({None, *range(1, 9)})),
    "RoomType": ("room_type", frozenset({None, 1, 2})),
    "SupplyLightType": ("supply_light_type", frozenset({None, 1, 2, 3, 4, 9})),
    "PointType": ("point_type", frozenset({None, 1, 2, 3, 9})),
    "MobileDeviceType": ("mobile_device_type", frozenset({None, 1, 2, 3, 4, 5, 9})),
}
_PTZ_TYPES = {Edition.GB2016: range(1, 5), Edition.GB2022: range(1, 8)}


def check_catalog_item(item: CatalogItem, edition: Edition = Edition.GB2022) -> tuple[Deviation, ...]:
    """Missing and wrong fields of an item of a catalogue answer, after those noted at reading.

    Regions need a name alone, business groups and virtual organisations a name and a parent.
    """
    found = [*_missing(item), *_wrong(item, edition), *_places(item)]
    return (
        *item.deviations,
        *(Deviation(what, "MANSCDP Catalog/Item", CLAUSE, _code(item)) for what in found),
    )


def _missing(item: CatalogItem) -> Iterator[str]:
    if not (is_device_code(item.device_id) or is_region_code(item.device_id)):
        yield "catalogue item has no DeviceID of 20 digits, or 2 to 8 for a region"
    for element, field in _needed(item.device_id).items():
        if getattr(item, field) in {"", None}:
            yield f"catalogue item has no {element}"


def _needed(code: str) -> dict[str, str]:
    if not is_device_code(code):
        return {"Name": "name"}
    device = DeviceCode(code)
    if device.type_code in _ORGANISATIONS:
        return {"Name": "name", "ParentID": "parent_id"}
    return _DEVICES if device.kind in {"main", "peripheral"} else {"Name": "name"}


def _wrong(item: CatalogItem, edition: Edition) -> Iterator[str]:
    for element, (field, allowed) in _ALLOWED.items():
        if getattr(item, field) not in allowed:
            yield f"catalogue item has an unknown {element}"
    if item.ptz_type is not None and item.ptz_type not in _PTZ_TYPES[edition]:
        yield "catalogue item has an unknown PTZType"


def _places(item: CatalogItem) -> Iterator[str]:
    if item.longitude is not None and abs(item.longitude) > 180:
        yield "catalogue item has a longitude beyond 180 degrees"
    if item.latitude is not None and abs(item.latitude) > 90:
        yield "catalogue item has a latitude beyond 90 degrees"
    if item.civil_code and not is_region_code(item.civil_code):
        yield "catalogue item has a CivilCode that is not 2, 4, 6 or 8 digits"


def _code(item: CatalogItem) -> bytes:
    return item.device_id.encode("utf-8", "replace")[:64]
