"""Sound of clips: tones in AAC, the sound of files, and their place beside the pictures."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from camproof.media import Clip, ClipError, MediaFileError, StreamOptions, packet_table
from camproof.media.clips.sound import aac_tone, sound_from_file
from camproof.media.sound_track import SoundTrack, loops_for
from camproof.media.stamp import stamp_text
from camproof.protocols.adts import split_adts
from camproof.protocols.ps import PsDemuxer
from camproof.protocols.rtp import alaw_decode


def _decoded(frames: Iterable[bytes]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    decoder: Any = av.CodecContext.create("aac", "r")
    decoder.options = {"err_detect": "explode"}
    pieces = [piece.to_ndarray() for data in frames for piece in decoder.decode(av.Packet(data))]
    return np.concatenate([piece[0] for piece in pieces]).astype(np.float64)


def _share(samples: np.ndarray[Any, Any], hz: int, rate_hz: int) -> float:
    turn = np.exp(-2j * np.pi * hz * np.arange(samples.size) / rate_hz)
    return float(2 * abs(np.dot(samples, turn)) ** 2 / (samples.size * np.dot(samples, samples)))


@pytest.mark.parametrize(("hz", "rate_hz"), [(1000, 8_000), (1000, 16_000), (440, 48_000), (997, 16_000)])
def test_a_tone_goes_on_over_its_seam(hz: int, rate_hz: int) -> None:
    track = aac_tone(hz, rate_hz)
    assert {
        (one.profile, one.rate_hz, one.channels) for frame in track.frames for one in split_adts(frame)
    } == {(2, rate_hz, 1)}
    turns = max(3, -(-40 // len(track.frames)))
    samples = _decoded(track.frames * turns)[2048:]
    assert _share(samples, hz, rate_hz) > 0.995
    assert float(np.abs(samples).max()) == pytest.approx(8000 / 32768, rel=0.1)


@pytest.mark.parametrize(
    ("hz", "rate_hz", "word"), [(100, 44_100, "44100"), (4000, 8_000, "4000 Hz"), (0, 8_000, "0 Hz")]
)
def test_tones_that_cannot_be(hz: int, rate_hz: int, word: str) -> None:
    with pytest.raises(ClipError, match=word):
        aac_tone(hz, rate_hz)


def _played(clip: Clip, options: StreamOptions, pictures: int) -> list[tuple[str, int, bytes]]:
    """(codec, pts, bytes) of the sound of so many pictures over the seams of the clip."""
    table, demuxer = packet_table(clip, options), PsDemuxer()
    found = []
    for n in range(pictures):
        payloads = table.templates[n % len(table.templates)].fill(900_000 + 3600 * n, stamp_text(1, n, 0))
        frames = demuxer.feed(b"".join(payloads), boundary=True)
        assert [frame.pts for frame in frames if frame.codec == clip.codec] == [900_000 + 3600 * n]
        found += [(frame.codec, frame.pts or 0, frame.data) for frame in frames if frame.codec != clip.codec]
    assert demuxer.deviations() == ()
    return found


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 48_000])
def test_aac_has_even_times_over_the_seams_of_the_clip(clip: Clip, rate_hz: int) -> None:
    """15 pictures last 0.6 s: at 8 kHz 4.6875 frames, which 16 turns would even out; 8 are the most."""
    track = aac_tone(1000, rate_hz)
    heard = _played(clip, StreamOptions(sound=track), 15 * 16)
    steps = {later - earlier for (_, earlier, _), (_, later, _) in pairwise(heard)}
    even = {1024 * 90_000 // rate_hz}
    assert {codec for codec, _, _ in heard} == {"AAC"}
    assert steps == even if loops_for(clip, track) > 1 else min(steps) == min(even)
    assert _share(_decoded(data for _, _, data in heard)[2048:], 1000, rate_hz) > 0.98


def test_tables_tell_tracks_apart(clip: Clip) -> None:
    one, other = StreamOptions(sound=aac_tone(500)), StreamOptions(sound=aac_tone(600))
    assert packet_table(clip, one) is packet_table(clip, StreamOptions(sound=aac_tone(500)))
    assert packet_table(clip, one) is not packet_table(clip, other)


def _file(path: Path, codec: str, *, rate_hz: int = 16_000, seconds: float = 1.0, sound: bool = True) -> Path:
    with av.open(str(path), "w") as container:
        video: Any = container.add_stream("libx264", rate=25, options={"x264-params": "threads=1"})
        video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        audio: Any = container.add_stream(codec, rate=rate_hz, layout="mono") if sound else None
        for _ in range(round(seconds * 25)):
            container.mux(
                video.encode(av.VideoFrame.from_ndarray(np.full((96, 64), 90, np.uint8), "yuv420p"))
            )
        container.mux(video.encode(None))
        if audio is not None:
            wave = 9000 * np.sin(2 * np.pi * 700 * np.arange(round(seconds * rate_hz)) / rate_hz)
            frame = av.AudioFrame.from_ndarray(wave.astype(np.int16)[None], "s16", "mono")
            frame.sample_rate = rate_hz
            container.mux(audio.encode(frame))
            container.mux(audio.encode(None))
    return path


def test_aac_of_a_file_is_passed_through(tmp_path: Path) -> None:
    path = _file(tmp_path / "own.mp4", "aac", rate_hz=44_100)
    track = sound_from_file(path, 0.6)
    assert track is not None
    assert (track.codec, track.rate_hz, len(track.frames)) == ("AAC", 44_100, 25)
    with av.open(str(path)) as container:
        packets = [bytes(packet) for packet in container.demux(audio=0) if packet.size]
    assert [one.data for frame in track.frames for one in split_adts(frame)] == packets[:25]


@pytest.mark.parametrize("codec", ["G711A", "AAC"])
def test_other_sound_is_coded_anew_and_fits_the_clip(tmp_path: Path, clip: Clip, codec: Any) -> None:
    path = _file(tmp_path / "own.mkv", "pcm_s16le", seconds=0.5)
    track = sound_from_file(path, clip.duration_s, codec=codec)
    assert track is not None
    assert clip.duration_s - track.duration_s < track.samples / track.rate_hz
    heard = _played(clip, StreamOptions(sound=track), 30)
    assert {name for name, _, _ in heard} == {codec}
    assert len(heard) == 2 * len(track.frames)
    sound = _samples_of(track)
    assert _share(sound[2048:3500], 700, track.rate_hz) > 0.95


def _samples_of(track: SoundTrack) -> np.ndarray[Any, Any]:
    if track.codec == "AAC":
        return _decoded(track.frames)
    return alaw_decode(b"".join(track.frames)).astype(np.float64)


def test_files_without_sound_and_files_that_are_none(tmp_path: Path) -> None:
    assert sound_from_file(_file(tmp_path / "mute.mp4", "aac", sound=False), 1.0) is None
    (tmp_path / "text.mp4").write_text("no video")
    with pytest.raises(MediaFileError, match=r"text\.mp4"):
        sound_from_file(tmp_path / "text.mp4", 1.0)
    with pytest.raises(ClipError, match="22050"):
        sound_from_file(tmp_path / "mute.mp4", 1.0, rate_hz=22_050)
