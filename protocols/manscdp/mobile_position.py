"""MobilePosition: flat in 2016, a list of items in 2022."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from camproof.protocols.deviation import Deviation
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp.node import Manscdp, Node
from camproof.protocols.manscdp.record import Record, number, records, text

__all__ = ["MobilePosition", "PositionItem", "notify_position", "query_mobile_position", "read_position"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionItem(Record):
    """Where one device is.

    :param capture_time: local time, "YYYY-MM-DDThh:mm:ss".
    :param longitude: WGS-84 decimal degrees.
    :param latitude: WGS-84 decimal degrees.
    :param speed_kmh: km/h.
    :param direction: degrees clockwise from north.
    :param altitude: metres above the sea.
    :param height: metres above the ground (2022).
    """

    device_id: str = text("DeviceID")
    capture_time: str = text("CaptureTime", aliases=("Time",))
    longitude: float | None = number("Longitude")
    latitude: float | None = number("Latitude")
    speed_kmh: float | None = number("Speed")
    direction: float | None = number("Direction")
    altitude: float | None = number("Altitude")
    height: float | None = number("Height", only=Edition.GB2022)


@dataclass(frozen=True, slots=True, kw_only=True)
class MobilePosition(Record):
    """A notice of positions; ``time`` is when it was written, local time."""

    time: str = text("Time")
    positions: tuple[PositionItem, ...] = records("DeviceList", PositionItem)


def query_mobile_position(sn: int, device_id: str, interval_s: int = 5) -> Manscdp:
    """The body of a SUBSCRIBE for positions each ``interval_s`` seconds."""
    return Manscdp("Query", "MobilePosition", sn, device_id, (Node("Interval", str(interval_s)),))


def notify_position(
    sn: int, device_id: str, time: str, positions: Iterable[PositionItem], edition: Edition = Edition.GB2022
) -> Manscdp:
    """A notice in the form of ``edition``. The 2016 form holds the first position alone."""
    items = tuple(positions)
    if edition is Edition.GB2022:
        fields = MobilePosition(time=time, positions=items).to_nodes(edition)
    else:
        flat = replace(items[0], device_id="", capture_time="").to_nodes(edition) if items else ()
        fields = (Node("Time", time), *flat)
    return Manscdp("Notify", "MobilePosition", sn, device_id, fields)


def read_position(message: Manscdp, edition: Edition | None = None) -> MobilePosition:
    """Reads either form; the flat one becomes a list of one. With ``edition`` the wrong form is noted."""
    is_list = message.field("DeviceList") is not None
    if is_list:
        found = MobilePosition.from_nodes(message.fields)
    else:
        item = PositionItem.from_nodes(message.fields)
        flat = replace(item, device_id=item.device_id or message.device_id)
        found = MobilePosition(time=item.capture_time, positions=(flat,), deviations=item.deviations)
    if edition is not None and is_list is not (edition is Edition.GB2022):
        what = f"MobilePosition has the form of {'2022' if is_list else '2016'}"
        return replace(found, deviations=(*found.deviations, Deviation(what, "MANSCDP MobilePosition")))
    return found
