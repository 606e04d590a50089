"""Many connections written by one call."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from camproof.media.bulk.kernel import HAS_MMSG, IOVEC, MMSGHDR, address_of
from camproof.media.bulk.send.writing import write_messages

pytestmark = pytest.mark.skipif(not HAS_MMSG, reason="the compiled loop is for 64-bit Linux")

_FLAGS = socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL
_SIZE = 1 << 20
Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pairs() -> Iterator[list[Pair]]:
    made = [socket.socketpair() for _ in range(3)]
    yield made
    for pair in made:
        for sock in pair:
            sock.close()


def _written(
    pairs: list[Pair], owners: list[int], size: int, stalled: NDArray[np.bool_]
) -> tuple[int, list[int]]:
    """A message of so many octets for each owner; how many were not taken whole, and what was taken."""
    text = np.arange(size, dtype=np.uint8)
    iov, messages = np.zeros(1, IOVEC), np.zeros(len(owners), MMSGHDR)
    iov["base"], iov["len"] = address_of(text), size
    messages["iov"], messages["iovlen"] = address_of(iov), 1
    taken, streams = np.full(len(owners), 77), np.array(owners)
    files = np.array([pairs[owner][0].fileno() for owner in owners])
    octets = np.full(len(owners), size)
    short = write_messages(files, octets, streams, stalled, address_of(messages), _FLAGS, taken)
    return short, taken.tolist()


def test_each_message_goes_to_its_connection(pairs: list[Pair]) -> None:
    stalled = np.zeros(3, np.bool_)
    assert _written(pairs, [2, 0, 2], 10, stalled) == (0, [10, 10, 10])
    assert [len(theirs.recv(100)) for theirs in (pairs[0][1], pairs[2][1])] == [10, 20]
    assert not stalled.any()


def test_behind_a_part_nothing_of_the_same_stream_is_written(pairs: list[Pair]) -> None:
    stalled = np.zeros(3, np.bool_)
    short, taken = _written(pairs, [1, 1, 0], _SIZE, stalled)
    assert short == 3
    assert 0 < taken[0] < _SIZE
    assert taken[1] == 0
    assert 0 < taken[2] < _SIZE
    assert stalled.tolist() == [True, True, False]
    stalled[0] = False  # and where the kernel has no room at all
    assert _written(pairs, [0, 1], 10, stalled) == (2, [0, 0])
    assert stalled[0]


def test_a_connection_that_is_gone_is_an_error_and_not_stalled(pairs: list[Pair]) -> None:
    stalled = np.zeros(3, np.bool_)
    pairs[1][1].close()
    assert _written(pairs, [0, 1, 2], 10, stalled) == (1, [10, -errno.EPIPE, 10])
    assert not stalled.any()
