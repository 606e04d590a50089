"""The network between cameras and platform, district by district."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from camproof.domain.errors import InputError, UnknownWordError
from camproof.verdicts.words import Place

__all__ = ["PERFECT_LINK", "District", "Link", "Topology"]


@dataclass(frozen=True, slots=True)
class Link:
    """An uplink, in netem's terms.

    :param delay_ms: one way.
    :param jitter_ms: the delay varies by this much to either side.
    :param loss: the share of packets lost, 0 to 1.
    :param rate_kbit: None = no limit.
    :raises InputError: a figure is out of its range.
    """

    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    loss: float = 0.0
    rate_kbit: float | None = None

    def __post_init__(self) -> None:
        if not (0 <= self.delay_ms < 1e7 and 0 <= self.jitter_ms < 1e7):
            raise InputError(f"delay {self.delay_ms} ms and jitter {self.jitter_ms} ms must be 0 or more")
        if self.jitter_ms > self.delay_ms:
            hint = f"write a delay of {self.jitter_ms:g} ms or more"
            raise InputError(f"jitter {self.jitter_ms:g} ms is more than the delay", suggestion=hint)
        if not 0 <= self.loss <= 1:
            raise InputError(f"loss {self.loss} is no share between 0 and 100 %")
        if self.rate_kbit is not None and not self.rate_kbit > 0:
            raise InputError(f"rate {self.rate_kbit} kbit/s must be more than 0")


PERFECT_LINK = Link()


@dataclass(frozen=True, slots=True)
class District:
    """A part of the network whose cameras share one uplink."""

    name: str
    link: Link = field(default_factory=Link)


@dataclass(frozen=True, slots=True)
class Topology:
    """Every district by name."""

    districts: dict[str, District] = field(default_factory=dict)

    @classmethod
    def of(
        cls, districts: Iterable[District], used: Iterable[str] = (), place: Place | None = None
    ) -> Topology:
        """Put districts together; those ``used`` by cameras but not described get a perfect link.

        :raises InputError: a district is described twice, or described although no camera is in it.
        """
        described: dict[str, District] = {}
        for district in districts:
            if district.name in described:
                raise InputError(f"district {district.name!r} is described twice", place)
            described[district.name] = district
        names = tuple(dict.fromkeys(used))
        for name in described:
            if names and name not in names:
                raise UnknownWordError("district of any camera", name, names, place)
        return cls({**described, **{name: District(name) for name in names if name not in described}})

    def link_of(self, district: str) -> Link:
        """The uplink of a district.

        :raises UnknownWordError: there is none of this name.
        """
        if district not in self.districts:
            raise UnknownWordError("district", district, self.districts)
        return self.districts[district].link
