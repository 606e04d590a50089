"""The 20-digit device code of GB/T 28181-2022 Annex E: taking it apart, checking and making it."""

from __future__ import annotations

import re
from typing import Literal

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import DeviceCodeError, LocalProtocolError
from camproof.protocols.gb28181.code_tables import (
    INDUSTRY_NAMES,
    NETWORK_NAMES,
    PROVINCE_NAMES,
    TYPE_NAMES,
    TYPES_NEW_IN_2022,
    Name,
)
from camproof.protocols.gb28181.edition import Edition

__all__ = [
    "INDUSTRY_NAMES",
    "NETWORK_NAMES",
    "PROVINCE_NAMES",
    "TYPE_NAMES",
    "DeviceCode",
    "Kind",
    "Name",
    "is_device_code",
    "is_platform_code",
    "is_region_code",
    "sip_domain",
]

CLAUSE = "GB/T 28181-2022 Annex E"

Kind = Literal["main", "peripheral", "platform", "user", "application", "extension"]

_CODE = re.compile(r"[0-9]{20}")
_REGION = re.compile(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8}")
_INDUSTRY = re.compile(r"[0-9]{2}")
_TYPE = re.compile(r"[0-9]{3}")
_NETWORK = re.compile(r"[0-9]")
_KINDS: tuple[tuple[int, int, Kind], ...] = (
    (111, 130, "main"),
    (131, 199, "peripheral"),
    (200, 299, "platform"),
    (300, 499, "user"),
    (500, 599, "application"),
    (600, 999, "extension"),
)
_ORGANISED = frozenset({"215", "216"})
_EXTENSIONS = (range(126, 130), range(144, 200), range(212, 215), range(217, 300), range(301, 400),
               range(401, 500), range(504, 505), range(506, 1000))  # fmt: skip


class DeviceCode(str):
    """A 20-digit code; a ``str`` with its parts as properties.

    :raises DeviceCodeError: the text is not 20 digits. Unknown parts are no error, see :meth:`deviations`.
    """

    __slots__ = ()

    def __new__(cls, code: str) -> DeviceCode:
        if not _CODE.fullmatch(code):
            raise DeviceCodeError("the code is not 20 digits", where=code[:64], clause=CLAUSE)
        return super().__new__(cls, code)

    @classmethod
    def make(
        cls, region: str, industry: str = "00", type_code: str = "132", network: str = "0", serial: int = 1
    ) -> DeviceCode:
        """A code from its parts.

        :param region: 2, 4, 6 or 8 digits; shorter ones are filled with zeros.
        :param serial: 0-999999.
        :raises LocalProtocolError: a part has the wrong shape.
        """
        parts = (
            (region, _REGION, "region"),
            (industry, _INDUSTRY, "industry"),
            (type_code, _TYPE, "type"),
            (network, _NETWORK, "network"),
        )
        for text, shape, what in parts:
            if not shape.fullmatch(text):
                raise LocalProtocolError(f"{what} {text!r} has the wrong number of digits")
        if not 0 <= serial <= 999_999:
            raise LocalProtocolError(f"serial {serial} is outside 0-999999")
        return cls(f"{region:0<8}{industry}{type_code}{network}{serial:06d}")

    @property
    def province(self) -> str:
        """Digits 1-2, GB/T 2260."""
        return str(self[:2])

    @property
    def region(self) -> str:
        """Digits 1-6: province, city, county (GB/T 2260)."""
        return str(self[:6])

    @property
    def centre(self) -> str:
        """Digits 1-8: the region and the grass-roots unit."""
        return str(self[:8])

    @property
    def domain(self) -> str:
        """Digits 1-10: the usual SIP domain and digest realm."""
        return str(self[:10])

    @property
    def industry(self) -> str:
        """Digits 9-10."""
        return str(self[8:10])

    @property
    def type_code(self) -> str:
        """Digits 11-13."""
        return str(self[10:13])

    @property
    def network(self) -> str:
        """Digit 14."""
        return str(self[13])

    @property
    def serial(self) -> int:
        """Digits 15-20 as a number."""
        return int(self[14:])

    @property
    def kind(self) -> Kind | None:
        """The group that the type belongs to; None for the numbers 000-110 that no group has."""
        number = int(self.type_code)
        return next((kind for low, high, kind in _KINDS if low <= number <= high), None)

    @property
    def type_name(self) -> Name | None:
        """Name of the type, None where Annex E has none."""
        return TYPE_NAMES.get(self.type_code)

    @property
    def industry_name(self) -> Name | None:
        """Name of the industry, None where Annex E has none."""
        return INDUSTRY_NAMES.get(self.industry)

    @property
    def network_name(self) -> Name:
        """Name of the network by the 2022 edition."""
        return NETWORK_NAMES[self.network]

    @property
    def province_name(self) -> Name | None:
        """Name of the province, None where there is none of that number."""
        return PROVINCE_NAMES.get(self.province)

    def deviations(self, edition: Edition = Edition.GB2022) -> tuple[Deviation, ...]:
        """What of the code the tables of ``edition`` do not know. County codes are not looked up."""
        number = int(self.type_code)
        known_type = self.type_code in TYPE_NAMES or any(number in span for span in _EXTENSIONS)
        checks = (
            (self.province in PROVINCE_NAMES, "device code has an unknown province"),
            (self.industry in INDUSTRY_NAMES or self.industry >= "90", "device code has an unknown industry"),
            (known_type, "device code has an unknown type"),
            (
                edition is Edition.GB2022 or self.type_code not in TYPES_NEW_IN_2022,
                "device code has a type of the 2022 edition",
            ),
        )
        return tuple(
            Deviation(what, "device code", CLAUSE, self.encode()) for good, what in checks if not good
        )


def is_device_code(text: str) -> bool:
    """True for 20 ASCII digits."""
    return _CODE.fullmatch(text) is not None


def is_platform_code(text: str) -> bool:
    """True for the code of a platform: types 200 to 299, without business groups and organisations."""
    return is_device_code(text) and DeviceCode(text).type_code not in _ORGANISED and text[10] == "2"


def is_region_code(text: str) -> bool:
    """True for the 2, 4, 6 or 8 digits of a region in a catalogue."""
    return _REGION.fullmatch(text) is not None


def sip_domain(code: str) -> str:
    """The usual SIP domain of a code: its first ten digits. Raises DeviceCodeError if it is not a code."""
    return DeviceCode(code).domain
