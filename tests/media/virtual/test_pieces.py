"""Each piece that works on arrays does what the object does that works packet by packet."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.clips.model import Clip
from camproof.media.packets import PAYLOAD_SIZE, packet_table
from camproof.media.receive.frame import ReceivedFrame
from camproof.media.virtual.assembly import UnitAssembler
from camproof.media.virtual.flights import spread
from camproof.media.virtual.ledger import ROW, SUMS, Block, Ledger
from camproof.media.virtual.links import impairments_of
from camproof.media.virtual.queue import queue
from camproof.media.virtual.tables import Library, plain_units
from camproof.protocols.rtp import RtpPacket
from camproof.runtimes.impairment import Impairment, Link, Path


def test_a_picture_arrives_with_the_last_of_its_packets_to_come() -> None:
    told: list[tuple[int, float]] = []

    def frames_of(_: Any, run: int, at_s: float) -> list[ReceivedFrame]:
        told.append((run, at_s))
        return []

    assembler = UnitAssembler(frames_of)
    for n in range(2):
        assembler.announce({"timestamp": n * 3600, "sequence": n * 3})
    for number, at_s in enumerate([1.0, 1.06, 1.0, 1.04, 1.05, 1.04]):
        assembler.packet(RtpPacket(96, number, number // 3 * 3600, 7, b"", number % 3 == 2), at_s)
    assert told == [(3, 1.06), (3, 1.05)]


@given(
    st.lists(st.tuples(st.integers(0, 30_000_000), st.integers(60, 1400)), min_size=1, max_size=80),
    st.sampled_from([50.0, 300.0, 2000.0]),
)
def test_a_queue_is_that_of_an_impaired_link(steps: list[tuple[int, int]], rate_kbit: float) -> None:
    link = Impairment(random.Random(1), rate_kbit=rate_kbit)
    at_ns = np.cumsum([step for step, _ in steps])
    size = np.array([octets for _, octets in steps])
    waits, free_ns = queue(at_ns, size, rate_kbit, -(10**15))
    wanted = [link.decide(octets, at / 1e9) for at, octets in zip(at_ns.tolist(), size.tolist(), strict=True)]
    assert [wait < 0 for wait in waits.tolist()] == [not delays for delays in wanted]
    kept = [delays[0] for delays in wanted if delays]
    assert [wait / 1e9 for wait in waits.tolist() if wait >= 0] == pytest.approx(kept, abs=1e-6)
    assert free_ns == max(at + wait for at, wait in zip(at_ns.tolist(), waits.tolist(), strict=True))


def test_sizes_are_those_of_the_packets(clip: Clip) -> None:
    table, templates = plain_units(clip), packet_table(clip).templates
    for place, template in enumerate(templates):
        sizes = [len(payload) for payload in template.fill(0, bytes(40))]
        assert table.packets[place] == len(sizes)
        assert table.octets[place] == sum(sizes)
        assert sizes[:-1] == [PAYLOAD_SIZE] * (len(sizes) - 1)
        assert table.last[place] == sizes[-1]
        assert (table.since_key[place] == 0) == template.key
        assert table.next_key[place] == clip.key_after(place)


def test_a_library_knows_every_picture_by_one_number(clip: Clip, clip265: Clip) -> None:
    library, tables = Library(), [plain_units(clip), plain_units(clip265)]
    bases = [library.base(table) for table in tables]
    assert bases == [0, len(clip.units)]
    assert library.base(tables[0]) == 0
    assert library.table_of(bases[1] + 3) == (tables[1], 3)
    assert library.number(np.array([0, bases[1] - 1, bases[1]])).tolist() == [0, 0, 1]
    assert library.columns["octets"][bases[1] + 3] == tables[1].octets[3]


def test_ranges_one_behind_the_other() -> None:
    assert spread(np.array([5, 0, 9]), np.array([2, 0, 3])).tolist() == [5, 6, 9, 10, 11]
    assert spread(np.array([], np.int64), np.array([], np.int64)).tolist() == []


def _block(second: int) -> Block:
    """Streams 1 and 2, a second each; what they have tells stream and second."""
    rows = np.zeros(2, ROW)
    rows["flight"], rows["second"], rows["camera"] = (1, 2), second, (1, 2)
    for name in SUMS:
        rows[name] = (1, 2)
    rows["first_ns"], rows["last_ns"] = second * 10**9, second * 10**9 + 9 * 10**8
    rows["latencies"], rows["intervals"], rows["gops"] = 2, 1, (0, 1)
    latencies = np.array([10.0 + second, 11.0 + second, 20.0 + second, 21.0 + second])
    return Block(
        rows,
        latencies,
        np.array([0, 2, 4]),
        np.array([1.0, 2.0]),
        np.arange(3),
        np.array([25]),
        np.array([0, 0, 1]),
    )


def test_joined_blocks_hold_the_same() -> None:
    blocks = [_block(second) for second in (3, 4, 5)]
    apart, together = Ledger(), Ledger()
    for block in blocks:
        apart.enter(block, *block.of(2, 0))
    joined = Block.joined(blocks)
    together.enter(joined, *joined.of(2, 0))
    for span in ((3, 6), (4, 5), (0, 99)):
        one, other = apart.between(*span), together.between(*span)
        assert one == other
        assert one is not None
    whole = together.between(0, 99)
    assert whole is not None
    assert whole.latencies_ms.tolist() == [23.0, 24.0, 24.0, 25.0, 25.0, 26.0]
    assert (whole.packets, whole.gops.tolist(), whole.cameras) == (6, [25, 25, 25], {2: 6})
    assert whole.gap_s == pytest.approx(0.1)
    assert together.between(6, 9) is None


def test_rows_are_found_after_a_moment() -> None:
    joined = Block.joined([_block(second) for second in (3, 4, 5)])
    first, end = joined.of(1, 4 * 10**9 + 9 * 10**8)
    assert joined.rows["second"][first:end].tolist() == [5]
    assert joined.of(7, 0) == (6, 6)


def test_a_way_is_read_link_by_link() -> None:
    own, uplink = Impairment(random.Random(1)), Impairment(random.Random(2))
    way = Path.of((Path.of((own,)), Link("east", uplink)))
    assert impairments_of(way) == (own, uplink)
    assert impairments_of(None) == ()
    with pytest.raises(TypeError, match="no link of the kind object"):
        impairments_of(object())  # type: ignore[arg-type]
