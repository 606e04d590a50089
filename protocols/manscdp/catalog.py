"""The catalogue (目录): its items, query, answer and change notice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp.node import Manscdp, Node
from camproof.protocols.manscdp.record import Record, integer, number, text

__all__ = ["CatalogEvent", "CatalogItem", "catalog_items", "notify_catalog", "query_catalog"]

CatalogEvent = Literal["ON", "OFF", "VLOST", "DEFECT", "ADD", "DEL", "UPDATE"]

_OLD = Edition.GB2016
_NEW = Edition.GB2022


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogItem(Record):
    """One item of a catalogue (2022 Annex A and J).

    Fields of one edition alone are read always, and written only for that edition.

    :param device_id: 20 digits, or 2, 4, 6, 8 of a region.
    :param event: in a notice: ON, OFF, VLOST, DEFECT, ADD, DEL, UPDATE.
    :param parent_id: codes joined by "/".
    :param parental: 1 has children, 0 not.
    :param register_way: 1 digest, 2 password two-way, 3 certificate two-way, 4 certificate one-way.
    :param safety_way: 0 none, 2 S/MIME sign, 3 S/MIME encrypt and sign, 4 digest.
    :param status: ON or OFF.
    :param longitude: WGS-84 decimal degrees; as read, a :class:`Written` with its digits.
    :param latitude: WGS-84 decimal degrees; likewise.
    :param ptz_type: 1 dome, 2 hemisphere, 3 fixed bullet, 4 remote bullet, 5 remote hemisphere,
        6 and 7 panorama.
    :param direction_type: 1 E, 2 W, 3 S, 4 N, 5 SE, 6 NE, 7 SW, 8 NW.
    """

    device_id: str = text("DeviceID")
    name: str = text("Name")
    manufacturer: str = text("Manufacturer")
    model: str = text("Model")
    owner: str = text("Owner", only=_OLD)
    civil_code: str = text("CivilCode")
    block: str = text("Block")
    address: str = text("Address")
    parental: int | None = integer("Parental")
    parent_id: str = text("ParentID")
    safety_way: int | None = integer("SafetyWay", only=_OLD)
    register_way: int | None = integer("RegisterWay")
    cert_num: str = text("CertNum", only=_OLD)
    certifiable: int | None = integer("Certifiable", only=_OLD)
    err_code: int | None = integer("ErrCode", only=_OLD)
    end_time: str = text("EndTime", only=_OLD)
    security_level_code: str = text("SecurityLevelCode", only=_NEW)
    secrecy: int | None = integer("Secrecy")
    ip_address: str = text("IPAddress")
    port: int | None = integer("Port")
    password: str = text("Password")
    status: str = text("Status")
    longitude: float | None = number("Longitude", exact=True)
    latitude: float | None = number("Latitude", exact=True)
    business_group_id: str = text("BusinessGroupID", aliases=("Info/BusinessGroupID",))
    ptz_type: int | None = integer("PTZType", within="Info")
    position_type: int | None = integer("PositionType", within="Info", only=_OLD)
    room_type: int | None = integer("RoomType", within="Info")
    use_type: int | None = integer("UseType", within="Info", only=_OLD)
    supply_light_type: int | None = integer("SupplyLightType", within="Info")
    direction_type: int | None = integer("DirectionType", within="Info")
    resolution: str = text("Resolution", within="Info")
    download_speed: str = text("DownloadSpeed", within="Info")
    svc_space_support_mode: int | None = integer("SVCSpaceSupportMode", within="Info")
    svc_time_support_mode: int | None = integer("SVCTimeSupportMode", within="Info")
    grassroots_code: str = text("GrassrootsCode", within="Info", only=_NEW)
    point_type: int | None = integer("PointType", within="Info", only=_NEW)
    photoelectric_imaging_type: str = text("PhotoelectricImagingType", within="Info", only=_NEW)
    capture_position_type: str = text("CapturePositionType", within="Info", only=_NEW)
    stream_number_list: str = text("StreamNumberList", within="Info", only=_NEW)
    ssvc_ratio_support_list: str = text("SSVCRatioSupportList", within="Info", only=_NEW)
    mobile_device_type: int | None = integer("MobileDeviceType", within="Info", only=_NEW)
    horizontal_field_angle: float | None = number("HorizontalFieldAngle", within="Info", only=_NEW)
    vertical_field_angle: float | None = number("VerticalFieldAngle", within="Info", only=_NEW)
    max_view_distance: float | None = number("MaxViewDistance", within="Info", only=_NEW)
    point_common_name: str = text("PointCommonName", within="Info", only=_NEW)
    mac: str = text("MAC", within="Info", only=_NEW)
    function_type: str = text("FunctionType", within="Info", only=_NEW)
    encode_type: str = text("EncodeType", within="Info", only=_NEW)
    install_time: str = text("InstallTime", within="Info", only=_NEW)
    management_unit: str = text("ManagementUnit", within="Info", only=_NEW)
    contact_info: str = text("ContactInfo", within="Info", only=_NEW)
    record_save_days: int | None = integer("RecordSaveDays", within="Info", only=_NEW)
    industrial_classification: str = text("IndustrialClassification", within="Info", only=_NEW)
    event: str = text("Event")


def query_catalog(sn: int, device_id: str, *, start: str = "", end: str = "") -> Manscdp:
    """Asks for the catalogue; ``start`` and ``end`` (local time) limit it to devices added in that span."""
    span = (("StartTime", start), ("EndTime", end))
    return Manscdp(
        "Query", "Catalog", sn, device_id, tuple(Node(name, value) for name, value in span if value)
    )


def notify_catalog(
    sn: int, device_id: str, items: Iterable[CatalogItem], edition: Edition = Edition.GB2022
) -> Manscdp:
    """Changes of a catalogue; each item has an ``event``. SumNum is Num: a notice has no pages."""
    nodes = tuple(item.to_node("Item", edition) for item in items)
    fields = (Node("SumNum", str(len(nodes))), Node("DeviceList", "", (("Num", str(len(nodes))),), nodes))
    return Manscdp("Notify", "Catalog", sn, device_id, fields)


def catalog_items(message: Manscdp) -> tuple[CatalogItem, ...]:
    """The items of a catalogue answer or notice."""
    lists = message.all("DeviceList")
    return tuple(CatalogItem.from_node(item) for entry in lists for item in entry.all("Item"))
