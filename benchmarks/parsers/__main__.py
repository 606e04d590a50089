"""``python -m benchmarks.parsers``: how fast bytes from the wire are read."""

from __future__ import annotations

import io
import random
import sys
import time
from collections.abc import Callable, Iterator

import av

from benchmarks.command import parser_of, shown
from benchmarks.rows import Figure, Row
from camproof.protocols.nal import find_sei_unregistered, join_annexb
from camproof.protocols.ps import PsDemuxer, PsMuxer
from camproof.protocols.rtp import parse_rtp, rtp_header

_EXAMPLES = """examples:
  python -m benchmarks.parsers                  all rows, some seconds
  python -m benchmarks.parsers --only ps        some rows
  python -m benchmarks.parsers --json           one object a line
"""
_REPEATS = 5
_PACKET = 1388
_PICTURES, _PICTURE_BYTES = 200, 20_000


def _times(work: Callable[[], object]) -> tuple[float, ...]:
    """Process time of each repeat, after one that warms up."""
    work()
    found = []
    for _ in range(_REPEATS):
        began_s = time.process_time()
        work()
        found.append(time.process_time() - began_s)
    return tuple(found)


def _packs() -> list[bytes]:
    rng, muxer = random.Random(1), PsMuxer("H264", "G711A")
    body = bytes(rng.randrange(1, 256) for _ in range(_PICTURE_BYTES))
    heads = [b"\x00\x00\x00\x01" + (b"\x65\x88" if n % 50 == 0 else b"\x41\x9a") for n in range(_PICTURES)]
    return [muxer.pack(head + body, n * 3600, key=n % 50 == 0) for n, head in enumerate(heads)]


def _ps() -> Row:
    packs = _packs()
    payloads = [
        (p[at : at + _PACKET], at + _PACKET >= len(p)) for p in packs for at in range(0, len(p), _PACKET)
    ]
    megabytes = sum(map(len, packs)) / 1e6

    def ours() -> None:
        demuxer = PsDemuxer()
        frames = sum(len(demuxer.feed(payload, last)) for payload, last in payloads)
        if frames != _PICTURES:
            raise RuntimeError(f"{frames} of {_PICTURES} pictures came out")

    def theirs() -> None:
        with av.open(io.BytesIO(b"".join(packs)), "r", format="mpeg") as container:
            for _ in container.demux():
                pass

    return Row(
        what="program streams of GB/T 28181 in RTP payloads, demultiplexed",
        figure=Figure(tuple(megabytes / s for s in _times(ours))),
        unit="MB/s",
        peer="FFmpeg through PyAV, of one buffer",
        peer_figure=Figure(tuple(megabytes / s for s in _times(theirs))),
        note=f"{_PICTURES} pictures of {_PICTURE_BYTES} bytes; the peer tells no departures",
    )


def _rtp() -> Row:
    data, many = rtp_header(96, 1, 2, 3, marker=True) + bytes(_PACKET), 20_000

    def ours() -> None:
        for _ in range(many):
            parse_rtp(data)

    return Row(
        what="RTP packets, one by one",
        figure=Figure(tuple(many / s for s in _times(ours))),
        unit="packets/s",
        note="where thousands of streams are read at once, arrays of packets are: see benchmarks.media",
    )


def _sei() -> Row:
    uuid, parameters = bytes(range(0x20, 0x30)), [b"\x67\x42\x00\x1e", b"\x68\xce", b"\x65\x88\x84"]
    small = join_annexb(parameters)
    large = small + bytes(range(1, 256)) * 20_000

    def search(unit: bytes) -> Callable[[], None]:
        def work() -> None:
            for _ in range(2000):
                find_sei_unregistered("H264", unit, uuid)

        return work

    return Row(
        what="a picture of 5 MB that has no stamp: search for one, beside a picture of 15 bytes",
        figure=Figure(tuple(s / 2000 * 1e6 for s in _times(search(large)))),
        unit="us",
        peer="15 bytes",
        peer_figure=Figure(tuple(s / 2000 * 1e6 for s in _times(search(small)))),
        note="it ends at the first slice, so that the ratio is near 1",
    )


ROWS: dict[str, Callable[[], Row]] = {"ps": _ps, "rtp": _rtp, "sei": _sei}
"""By their short names, in the order of the table."""


def main() -> int:
    """The command."""
    options = parser_of("parsers", __doc__, _EXAMPLES, [*ROWS]).parse_args()
    return shown(_measured(options.only or [*ROWS]), as_json=options.json)


def _measured(names: list[str]) -> Iterator[Row]:
    for name in names:
        yield ROWS[name]()


if __name__ == "__main__":
    sys.exit(main())
