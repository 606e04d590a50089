"""A coded picture of our own H.265 encodes, taken apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from camproof.media.overlay.h265.pps import Pps, read_pps
from camproof.media.overlay.h265.slice_header import PictureHeader, SliceHeader, read_slice
from camproof.media.overlay.h265.sps import Sps, read_sps
from camproof.protocols.errors import NalError
from camproof.protocols.nal import H265Nal, is_vcl, nal_type, split_annexb

__all__ = ["CTU_PX", "SETTINGS", "CodedPicture", "ParameterSets", "Tools", "read_picture"]

Tools = tuple[object, ...]

CTU_PX = 32
SETTINGS = (
    "ref=1:no-wpp=1:no-sao=1:no-temporal-mvp=1:no-signhide=1:weightp=0:no-strong-intra-smoothing=1"
    f":aq-mode=0:ctu={CTU_PX}:min-cu-size=8:merange=32"
)
"""x265 settings that scene and band share: no slice depends on what stands beside it, and coding tree units
of 32 pixels fit the band's rows and any level."""


@dataclass(frozen=True, slots=True)
class ParameterSets:
    """The parameter sets that a picture is coded under.

    :param nals: VPS, SPS and PPS as they came, without start codes.
    """

    sps: Sps
    pps: Pps
    nals: tuple[bytes, ...] = field(repr=False)

    @property
    def tools(self) -> Tools:
        """Equal tools mean that slice data coded under one can be read under the other."""
        return (self.sps.ctu_log2, self.sps.tools, self.pps.data_tools)


@dataclass(frozen=True, slots=True)
class CodedPicture:
    """A picture of one slice; ``data`` is its slice data with emulation prevention."""

    sets: ParameterSets
    picture: PictureHeader
    header: SliceHeader
    data: bytes = field(repr=False)


def read_picture(access_unit: bytes, sets: ParameterSets | None) -> CodedPicture:
    """Take an Annex B access unit apart.

    :param sets: those that hold so far; used where the unit brings none.
    :raises NalError: it is cut off, has no parameter sets, or is not of the subset that our settings make.
    """
    nals = split_annexb(access_unit)
    by_kind = {nal_type("H265", nal): bytes(nal) for nal in nals}
    if H265Nal.SPS in by_kind:
        kinds = (H265Nal.VPS, H265Nal.SPS, H265Nal.PPS)
        sets = _sets(*(by_kind.get(kind, b"") for kind in kinds))
    slices = [nal for nal in nals if is_vcl("H265", nal_type("H265", nal))]
    if len(slices) != 1 or sets is None:
        raise NalError(f"{len(slices)} slices, parameter sets {sets is not None}", where="access unit")
    return CodedPicture(sets, *read_slice(slices[0], sets.sps, sets.pps))


@lru_cache(maxsize=64)
def _sets(vps: bytes, sps: bytes, pps: bytes) -> ParameterSets:
    """x265 repeats its sets before every key picture."""
    return ParameterSets(read_sps(sps), read_pps(pps), (vps, sps, pps))
