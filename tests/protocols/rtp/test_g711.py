from __future__ import annotations

import av
import numpy as np

from camproof.protocols.rtp import alaw_decode, alaw_encode
from camproof.protocols.rtp.g711 import ALAW_TO_PCM, PCM_TO_ALAW


def ffmpeg_decode(data: bytes) -> np.ndarray:
    decoder = av.CodecContext.create("pcm_alaw", "r")
    decoder.sample_rate, decoder.layout = 8_000, "mono"
    return np.concatenate([frame.to_ndarray().ravel() for frame in decoder.decode(av.Packet(data))])


def test_decoding_is_what_ffmpeg_decodes():
    codes = bytes(range(256))
    assert np.array_equal(alaw_decode(codes), ffmpeg_decode(codes))


def test_silence_and_full_scale():
    assert alaw_encode(np.array([0, -1, 32_767, -32_768], np.int16)) == b"\xd5\x55\xaa\x2a"
    assert list(ALAW_TO_PCM[[0xD5, 0x55, 0xAA, 0x2A]]) == [8, -8, 32_256, -32_256]


def test_every_code_comes_back():
    codes = bytes(range(256))
    assert alaw_encode(alaw_decode(codes)) == codes


def test_every_sample_is_coded_within_half_a_step():
    samples = np.arange(-32_768, 32_768, dtype=np.int32)
    decoded = alaw_decode(alaw_encode(samples.astype(np.int16))).astype(np.int32)
    assert np.all(np.abs(decoded - samples) <= np.maximum(16, np.abs(samples) // 32 + 8))
    assert np.all(np.diff(decoded) >= 0)


def test_shapes():
    assert alaw_decode(b"").shape == (0,)
    assert alaw_encode(np.zeros((2, 3), np.int16)) == b"\xd5" * 6
    assert PCM_TO_ALAW.shape == (65_536,)
