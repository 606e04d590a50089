"""MPEG program stream as GB/T 28181 uses it: muxer, tolerant demuxer, program stream map."""

from __future__ import annotations

from camproof.protocols.ps.crc import crc32_mpeg2
from camproof.protocols.ps.demux import PsDemuxer
from camproof.protocols.ps.headers import pack_header, pes_header, system_header
from camproof.protocols.ps.model import (
    AUDIO_STREAM_ID,
    CLOCK_HZ,
    CODEC_STREAM_TYPES,
    STREAM_TYPE_CODECS,
    VIDEO_STREAM_ID,
    PsFrame,
)
from camproof.protocols.ps.mux import MuxOptions, PsMuxer
from camproof.protocols.ps.psm import ProgramStreamMap, PsmStream, build_psm, parse_psm
from camproof.protocols.ps.timestamps import decode_scr, decode_timestamp, encode_scr, encode_timestamp
from camproof.protocols.tally import DeviationCount

__all__ = [
    "AUDIO_STREAM_ID",
    "CLOCK_HZ",
    "CODEC_STREAM_TYPES",
    "STREAM_TYPE_CODECS",
    "VIDEO_STREAM_ID",
    "DeviationCount",
    "MuxOptions",
    "ProgramStreamMap",
    "PsDemuxer",
    "PsFrame",
    "PsMuxer",
    "PsmStream",
    "build_psm",
    "crc32_mpeg2",
    "decode_scr",
    "decode_timestamp",
    "encode_scr",
    "encode_timestamp",
    "pack_header",
    "parse_psm",
    "pes_header",
    "system_header",
]
