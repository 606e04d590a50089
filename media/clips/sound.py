"""Sound for clips, coded once: a tone in AAC, and the sound of a user's file in AAC or G.711 A-law."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import gcd
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from numpy.typing import NDArray

from camproof.media.errors import ClipError, MediaFileError
from camproof.media.sound_track import SoundCodec, SoundTrack, track_of
from camproof.protocols.adts import ADTS_RATES_HZ, SAMPLES_A_FRAME, adts_frame
from camproof.protocols.rtp import alaw_encode

__all__ = ["AAC_RATES_HZ", "aac_tone", "sound_from_file"]

AAC_RATES_HZ = (8_000, 16_000, 48_000)
_BIT_RATES = {8_000: 24_000, 16_000: 32_000, 48_000: 64_000}
_ALAW_HZ, _ALAW_SAMPLES = 8_000, 160
_AMPLITUDE = 8_000
_WARM_UP = 4
Samples = NDArray[np.int16]


@lru_cache(maxsize=16)
def aac_tone(hz: int, rate_hz: int = 16_000) -> SoundTrack:
    """A mono tone of ``hz`` (a whole number) in AAC-LC that goes on without a click.

    :param rate_hz: 8000, 16000 or 48000.
    :raises ClipError: another rate, a pitch that the rate cannot carry, or no encoder.
    """
    _check_rate(rate_hz)
    if not 0 < hz < rate_hz / 2:
        raise ClipError(f"A tone of {hz} Hz does not fit into sound of {rate_hz} samples a second.")
    frames = rate_hz // gcd(rate_hz, hz * SAMPLES_A_FRAME)
    count = (frames + _WARM_UP + 2) * SAMPLES_A_FRAME
    wave = _AMPLITUDE * np.sin(2 * np.pi * hz * np.arange(count) / rate_hz)
    coded = _aac(np.round(wave).astype(np.int16), rate_hz)[_WARM_UP : _WARM_UP + frames]
    return track_of("AAC", rate_hz, SAMPLES_A_FRAME, tuple(coded), endless=True)


def sound_from_file(
    path: str | Path, duration_s: float, *, codec: SoundCodec = "AAC", rate_hz: int = 16_000
) -> SoundTrack | None:
    """The sound of a file for a clip of ``duration_s``; None where the file has none.

    AAC-LC of one or two channels is passed through as it is, whatever ``rate_hz``; anything else becomes
    mono. What is shorter than the clip is filled up with silence (when passed through, with nothing).

    :param rate_hz: of AAC; G.711 A-law has 8000.
    :raises MediaFileError: the file cannot be read.
    :raises ClipError: AAC of another rate than 8000, 16000 or 48000.
    """
    if codec == "AAC":
        _check_rate(rate_hz)
    try:
        with av.open(str(path), options={"protocol_whitelist": "file"}) as container:
            if not container.streams.audio:
                return None
            stream = container.streams.audio[0]
            if codec == "AAC" and _passes(stream):
                packets = (bytes(packet) for packet in container.demux(stream) if packet.size)
                return _passed(packets, stream, duration_s)
            rate = rate_hz if codec == "AAC" else _ALAW_HZ
            samples = _samples(container.decode(stream), rate, round(duration_s * rate))
    except (av.FFmpegError, OSError) as error:
        raise MediaFileError(f"The sound of {path} cannot be read: {error.strerror}.") from error
    if codec == "G711A":
        data = alaw_encode(samples[: samples.size // _ALAW_SAMPLES * _ALAW_SAMPLES])
        frames = [data[at : at + _ALAW_SAMPLES] for at in range(0, len(data), _ALAW_SAMPLES)]
        return track_of("G711A", _ALAW_HZ, _ALAW_SAMPLES, tuple(frames), endless=False)
    count = max(1, samples.size // SAMPLES_A_FRAME)
    coded = _aac(samples, rate_hz)[1 : 1 + count]
    return track_of("AAC", rate_hz, SAMPLES_A_FRAME, tuple(coded), endless=False)


def _check_rate(rate_hz: int) -> None:
    if rate_hz not in AAC_RATES_HZ:
        known = ", ".join(map(str, AAC_RATES_HZ))
        raise ClipError(f"AAC of {rate_hz} samples a second cannot be made; known are {known}.")


def _passes(stream: AudioStream) -> bool:
    context = stream.codec_context
    known = context.name in ("aac", "aac_fixed") and context.profile == "LC" and bool(context.extradata)
    return known and context.channels in (1, 2) and context.sample_rate in ADTS_RATES_HZ


def _passed(packets: Iterable[bytes], stream: AudioStream, duration_s: float) -> SoundTrack | None:
    """Raw frames as they are in the file, with headers; as many as begin within the clip."""
    context = stream.codec_context
    rate = context.sample_rate
    most = max(1, int(duration_s * rate / SAMPLES_A_FRAME))
    frames: list[bytes] = []
    for packet in packets:
        frames.append(adts_frame(packet, rate, context.channels))
        if len(frames) == most:
            break
    if not frames:
        return None
    return track_of("AAC", rate, SAMPLES_A_FRAME, tuple(frames), endless=False)


def _samples(frames: Iterator[AudioFrame], rate_hz: int, count: int) -> Samples:
    """``count`` mono samples, with silence behind where there are fewer."""
    resampler = AudioResampler("s16", "mono", rate_hz)
    found = [np.zeros(0, dtype=np.int16)]
    have = 0
    for frame in frames:
        for piece in resampler.resample(frame):
            found.append(cast("Samples", piece.to_ndarray().ravel()))
            have += found[-1].size
        if have >= count:
            break
    return np.pad(np.concatenate(found)[:count], (0, max(0, count - have)))


def _aac(samples: Samples, rate_hz: int) -> list[bytes]:
    """All frames of an encoder with ADTS headers; the first one comes before the first sample."""
    try:
        encoder = av.CodecContext.create("aac", "w")
        encoder.sample_rate, encoder.layout, encoder.format = rate_hz, "mono", "fltp"
        encoder.bit_rate = _BIT_RATES[rate_hz]
        coded = []
        for at in range(0, samples.size, SAMPLES_A_FRAME):
            part = samples[at : at + SAMPLES_A_FRAME].astype(np.float32) / 32_768
            part = np.pad(part, (0, SAMPLES_A_FRAME - part.size))
            frame = AudioFrame.from_ndarray(part[None], "fltp", "mono")
            frame.sample_rate, frame.pts = rate_hz, at
            coded += [bytes(packet) for packet in encoder.encode(frame)]
        coded += [bytes(packet) for packet in encoder.encode(None)]
    except av.FFmpegError as error:
        raise ClipError(f"The AAC encoder failed: {error.strerror}.") from error
    return [adts_frame(data, rate_hz) for data in coded]
