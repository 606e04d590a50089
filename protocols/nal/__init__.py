"""NAL units of H.264 and H.265: splitting, types, parameter sets, user data.

Codecs are named "H264" and "H265".
"""

from __future__ import annotations

from camproof.protocols.nal.annexb import escape, join_annexb, nal_offsets, split_annexb, unescape
from camproof.protocols.nal.bits import BitReader, BitWriter
from camproof.protocols.nal.parameter_sets import find_sps, parse_sps
from camproof.protocols.nal.sei import find_sei_unregistered, sei_messages, sei_unregistered
from camproof.protocols.nal.set_numbers import SetName, set_name, set_referred
from camproof.protocols.nal.sps import SpsInfo
from camproof.protocols.nal.types import H264Nal, H265Nal, guess_codec, is_key, is_vcl, nal_type

__all__ = [
    "BitReader",
    "BitWriter",
    "H264Nal",
    "H265Nal",
    "SetName",
    "SpsInfo",
    "escape",
    "find_sei_unregistered",
    "find_sps",
    "guess_codec",
    "is_key",
    "is_vcl",
    "join_annexb",
    "nal_offsets",
    "nal_type",
    "parse_sps",
    "sei_messages",
    "sei_unregistered",
    "set_name",
    "set_referred",
    "split_annexb",
    "unescape",
]
