"""Parameter sets that a session description holds, put before the key pictures that come without any."""

from __future__ import annotations

from collections.abc import Sequence

from camproof.protocols.errors import NalError
from camproof.protocols.nal import H264Nal, H265Nal, nal_type, set_number

__all__ = ["ParameterSets"]

_KINDS: dict[str, tuple[int, ...]] = {
    "H264": (H264Nal.SPS, H264Nal.PPS),
    "H265": (H265Nal.VPS, H265Nal.SPS, H265Nal.PPS),
}
_SPS: dict[str, int] = {"H264": H264Nal.SPS, "H265": H265Nal.SPS}
_Sets = dict[tuple[int, int], bytes]
_DELIMITER: dict[str, int] = {"H264": H264Nal.AUD, "H265": H265Nal.AUD}


class ParameterSets:
    """The sets that hold now: those of the description, until the stream brings its own.

    :param codec: "H264" or "H265".
    :param sets: NAL units without start code; other kinds are left out.
    """

    def __init__(self, codec: str, sets: Sequence[bytes]) -> None:
        self._codec = codec
        self._kept = self._of(sets)

    def complete(self, units: list[bytes]) -> list[bytes]:
        """The units of a key picture, with the sets that it lacks (RFC 6184 8.4); all sets then stand before
        the picture in the order in which decoders want them.
        """
        if not self._kept:
            return units
        own = self._of(units)
        self._learn(own)
        if own.keys() >= self._kept.keys():
            return units
        kinds = _KINDS[self._codec]
        sets = [nal for kind in kinds for nal in _of_kind(kind, {**self._kept, **own}).values()]
        rest = [nal for nal in units if nal_type(self._codec, nal) not in kinds]
        at = 1 if rest and nal_type(self._codec, rest[0]) == _DELIMITER[self._codec] else 0
        return [*rest[:at], *sets, *rest[at:]]

    def _learn(self, own: _Sets) -> None:
        """Sets of a stream that brings its SPS hold from now on. With another SPS than before, the PPS that
        came without it do not hold any more where new ones come with it.
        """
        kind, depend = _SPS[self._codec], _KINDS[self._codec][-1]
        brought = _of_kind(kind, own)
        if not brought:
            return
        if _of_kind(depend, own) and any(self._kept.get(name) != nal for name, nal in brought.items()):
            self._kept = {name: nal for name, nal in self._kept.items() if name[0] != depend}
        self._kept |= own

    def _of(self, units: Sequence[bytes]) -> _Sets:
        """By kind and number, in this order; one that cannot be read has the number -1."""
        kinds = _KINDS[self._codec]
        found = {self._name(nal): nal for nal in units if nal and nal_type(self._codec, nal) in kinds}
        return dict(sorted(found.items()))

    def _name(self, nal: bytes) -> tuple[int, int]:
        try:
            number = set_number(self._codec, nal)
        except NalError:
            number = -1
        return nal_type(self._codec, nal), number


def _of_kind(kind: int, sets: _Sets) -> _Sets:
    return {name: nal for name, nal in sets.items() if name[0] == kind}
