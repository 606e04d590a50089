"""Cascading (级联): a platform below another one, to which it looks like a device with many channels.

``await platform.join(UpperConfig(...))`` registers it there. The index of channels, which tells which device
has which, belongs to every platform; who is below nobody keeps it from the catalogues that are asked for.
"""

from camproof.platforms.cascade.config import Habits, UpperConfig
from camproof.platforms.cascade.detectors import contested_findings, lost_platform_findings
from camproof.platforms.cascade.faults import CASCADE_FAULTS, OF_THE_LOWER, CascadeFaults
from camproof.platforms.cascade.index import Change, ChannelIndex, Contest
from camproof.platforms.cascade.keeping import CatalogKeeper
from camproof.platforms.cascade.relays import Relay
from camproof.platforms.cascade.upper import UpperPlatform

__all__ = [
    "CASCADE_FAULTS",
    "OF_THE_LOWER",
    "CascadeFaults",
    "CatalogKeeper",
    "Change",
    "ChannelIndex",
    "Contest",
    "Habits",
    "Relay",
    "UpperConfig",
    "UpperPlatform",
    "contested_findings",
    "lost_platform_findings",
]
