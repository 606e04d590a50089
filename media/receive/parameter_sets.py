"""Parameter sets that a session description holds, put before the key pictures that come without them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from camproof.protocols.errors import NalError
from camproof.protocols.nal import H264Nal, H265Nal, SetName, is_vcl, nal_type, set_name, set_referred

__all__ = ["ParameterSets"]

_KINDS: dict[str, tuple[int, ...]] = {
    "H264": (H264Nal.SPS, H264Nal.PPS),
    "H265": (H265Nal.VPS, H265Nal.SPS, H265Nal.PPS),
}
"""In the order in which decoders want them; PPS last."""
_DELIMITER: dict[str, int] = {"H264": H264Nal.AUD, "H265": H265Nal.AUD}
_MOST_BYTES = 4096
"""Of a set that is kept: real ones have some hundred."""
_Sets = dict[SetName, bytes]


class ParameterSets:
    """The sets that hold now: those of the description, and those that the stream brings, by their numbers.

    :param codec: "H264" or "H265".
    :param sets: NAL units without start code; other kinds, and what cannot be read, are left out.
    """

    def __init__(self, codec: str, sets: Sequence[bytes]) -> None:
        self._codec = codec
        self._kept = self._of(sets)

    def complete(self, units: list[bytes], *, damaged: bool = False) -> list[bytes]:
        """The units of a key picture, with the sets that it lacks (RFC 6184 8.4): those that its slices refer
        to, and every PPS of the same SPS, as later pictures may refer to others. All sets then stand before
        the picture, in the order in which decoders want them.

        :param damaged: not all of the picture came: no set is learnt from it.
        """
        if not self._kept:
            return units
        own = self._of(units)
        holding = self._holding(own)
        lacking = self._lacking(units, own, holding)
        if not damaged:
            self._kept = holding | own
        if not lacking:
            return units
        kinds = _KINDS[self._codec]
        brought = [nal for nal in units if nal_type(self._codec, nal) in kinds]
        sets = sorted([*brought, *lacking.values()], key=lambda nal: kinds.index(nal_type(self._codec, nal)))
        rest = [nal for nal in units if nal_type(self._codec, nal) not in kinds]
        at = 1 if rest and nal_type(self._codec, rest[0]) == _DELIMITER[self._codec] else 0
        return [*rest[:at], *sets, *rest[at:]]

    def _holding(self, own: _Sets) -> _Sets:
        """What was kept, less the PPS of an SPS that comes anew and otherwise, where PPS of it come, too."""
        pps = _KINDS[self._codec][-1]
        anew = {name for name, nal in own.items() if self._kept.get(name, nal) != nal}
        anew &= {self._needs(nal) for name, nal in own.items() if name[0] == pps}
        return {
            name: nal for name, nal in self._kept.items() if name[0] != pps or self._needs(nal) not in anew
        }

    def _lacking(self, units: Sequence[bytes], own: _Sets, kept: _Sets) -> _Sets:
        there = {**kept, **own}
        wanted = dict.fromkeys(name for nal in units for name in self._chain(nal, there))
        pps, actives = (
            _KINDS[self._codec][-1],
            {name for name in wanted if name[0] == _KINDS[self._codec][-2]},
        )
        if actives:
            of_them = (name for name, nal in there.items() if name[0] == pps and self._needs(nal) in actives)
            wanted |= dict.fromkeys(of_them)
        else:
            kinds = {kind for kind, _ in own}
            wanted = dict.fromkeys(name for name in kept if name[0] not in kinds)
        return {name: kept[name] for name in wanted if name not in own}

    def _chain(self, nal: bytes, there: _Sets) -> Iterator[SetName]:
        """Of a slice: its PPS, the SPS of that, and so on, as far as they are there."""
        if not nal or not is_vcl(self._codec, nal_type(self._codec, nal)):
            return
        name = self._needs(nal)
        while name is not None and name in there:
            yield name
            name = self._needs(there[name])

    def _needs(self, nal: bytes) -> SetName | None:
        try:
            return set_referred(self._codec, nal)
        except NalError:
            return None

    def _of(self, units: Sequence[bytes]) -> _Sets:
        found: _Sets = {}
        for nal in units:
            if nal and nal_type(self._codec, nal) in _KINDS[self._codec] and len(nal) <= _MOST_BYTES:
                try:
                    found[set_name(self._codec, nal)] = nal
                except NalError:
                    continue
        return found
