"""Parameter sets that a session description holds, put before the key pictures that come without any."""

from __future__ import annotations

from collections.abc import Sequence

from camproof.protocols.nal import H264Nal, H265Nal, nal_type

__all__ = ["ParameterSets"]

_KINDS: dict[str, tuple[int, ...]] = {
    "H264": (H264Nal.SPS, H264Nal.PPS),
    "H265": (H265Nal.VPS, H265Nal.SPS, H265Nal.PPS),
}
_SPS: dict[str, int] = {"H264": H264Nal.SPS, "H265": H265Nal.SPS}
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
        """The units of a key picture, with the sets of the kinds that it lacks (RFC 6184 8.4); all sets then
        stand before the picture in the order in which decoders want them.
        """
        if not self._kept:
            return units
        own = self._of(units)
        if _SPS[self._codec] in own:
            self._kept |= own
        if own.keys() >= self._kept.keys():
            return units
        kinds = _KINDS[self._codec]
        sets = [nal for kind in kinds for nal in own.get(kind, self._kept.get(kind, ()))]
        rest = [nal for nal in units if nal_type(self._codec, nal) not in kinds]
        at = 1 if rest and nal_type(self._codec, rest[0]) == _DELIMITER[self._codec] else 0
        return [*rest[:at], *sets, *rest[at:]]

    def _of(self, units: Sequence[bytes]) -> dict[int, list[bytes]]:
        found: dict[int, list[bytes]] = {}
        for kind in _KINDS[self._codec]:
            nals = [nal for nal in units if nal and nal_type(self._codec, nal) == kind]
            if nals:
                found[kind] = nals
        return found
