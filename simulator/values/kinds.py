"""What can fail in a city, and the places that a camera may watch."""

from __future__ import annotations

from enum import IntEnum, StrEnum

__all__ = ["Kind", "NodeKind", "PlaceType"]


class Kind(IntEnum):
    """What fails. The number is what arrays of outages hold as their cause."""

    CAMERA = 0
    CAMERA_POWER = 1
    PICTURE = 2
    ACCESS_LINK = 3
    NODE = 4
    LINK = 5
    FEEDER = 6
    DISK = 7
    MEDIA_SERVER = 8
    SIP_SERVER = 9
    WEATHER = 10
    FIRMWARE = 11
    ATTACK = 12
    MAINTENANCE = 13

    @property
    def word(self) -> str:
        """As it stands in files and reports: "access link"."""
        return self.name.lower().replace("_", " ")


class NodeKind(IntEnum):
    """What a node of the network is."""

    ACCESS = 0
    AGGREGATION = 1
    CORE = 2

    @property
    def word(self) -> str:
        return self.name.lower()


class PlaceType(StrEnum):
    """Places as the 2015 opinion on video networking lists them (发改高技〔2015〕996号)."""

    CROSSING = "crossing"
    ROAD_NODE = "road-node"
    CROWDED = "crowded-place"
    KEY_ENTRANCE = "key-site-entrance"
    RURAL = "rural"
    BORDER = "border"
    OTHER = "other"

    @property
    def term(self) -> str:
        """The Chinese term."""
        return _TERMS[self]


_TERMS = {
    PlaceType.CROSSING: "路口",
    PlaceType.ROAD_NODE: "交通要道节点",
    PlaceType.CROWDED: "人员密集场所",
    PlaceType.KEY_ENTRANCE: "要害部位出入口",
    PlaceType.RURAL: "农村地区",
    PlaceType.BORDER: "边界地区",
    PlaceType.OTHER: "其他",
}
