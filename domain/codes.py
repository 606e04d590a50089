"""Making valid 20-digit codes that nobody else has."""

from __future__ import annotations

import re
from collections.abc import Iterable

from camproof.domain.errors import InputError
from camproof.protocols.gb28181.ids import PROVINCE_NAMES, DeviceCode
from camproof.verdicts.words import Place

__all__ = ["CodeMaker", "check_region"]

_REGION = re.compile(r"[0-9]{6}|[0-9]{8}")
_LARGEST = 999_999


def check_region(region: str, place: Place | None = None) -> str:
    """A region as used for making codes: 6 digits (GB/T 2260) or 8 (with the grass-roots unit).

    :raises InputError: anything else.
    """
    if not _REGION.fullmatch(region):
        raise InputError(f"{region!r} is no region", place, "write 6 or 8 digits, such as 340200")
    if region[:2] not in PROVINCE_NAMES:
        raise InputError(
            f"{region!r} is no region: there is no province {region[:2]}", place, "such as 340200"
        )
    return region


class CodeMaker:
    """Makes camera codes: region, industry 00, type 132, network 0, serial.

    :param region: 6 or 8 digits.
    :param taken: codes that are already in use.
    :raises InputError: the region is none.
    """

    def __init__(self, region: str, taken: Iterable[str] = (), *, type_code: str = "132") -> None:
        self._region = check_region(region)
        self._taken = set(taken)
        self._type = type_code
        self._next = 1

    def is_free(self, serial: int) -> bool:
        """Whether the code with this serial (1 to 999999) is in nobody's hands."""
        return 1 <= serial <= _LARGEST and self._code(serial) not in self._taken

    def take(self, serial: int | None = None) -> str:
        """The code with this serial, or with the next free one.

        :raises InputError: it is taken, or no serial is left.
        """
        if serial is None:
            while self._next <= _LARGEST and not self.is_free(self._next):
                self._next += 1
            serial = self._next
        if not self.is_free(serial):
            raise InputError(f"region {self._region} has no free code with serial {serial}")
        code = self._code(serial)
        self._taken.add(code)
        return code

    def _code(self, serial: int) -> str:
        return str(DeviceCode.make(self._region, type_code=self._type, serial=serial))
