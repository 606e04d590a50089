"""Many datagrams in one call through records of our own."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import numpy as np
import pytest

from camproof.media.bulk.kernel import (
    GSO_OPTION,
    HAS_MMSG,
    IOVEC,
    MMSGHDR,
    SOCKADDR,
    address_of,
    has_gso,
    recvmmsg,
    sendmmsg,
    sockaddrs,
)

pytestmark = pytest.mark.skipif(not HAS_MMSG, reason="sendmmsg is Linux's")


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver,
    ):
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(3.0)
        yield sender, receiver


def _messages(texts: np.ndarray, names: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    iov, messages = np.zeros(len(texts), IOVEC), np.zeros(len(texts), MMSGHDR)
    iov["base"] = address_of(texts) + np.arange(len(texts)) * texts.shape[1]
    iov["len"] = texts.shape[1]
    messages["iov"] = address_of(iov) + np.arange(len(texts)) * IOVEC.itemsize
    messages["iovlen"] = 1
    messages["name"], messages["namelen"] = address_of(names), SOCKADDR.itemsize
    return iov, messages


def test_several_messages_leave_and_arrive_in_one_call(pair: tuple[socket.socket, socket.socket]) -> None:
    sender, receiver = pair
    texts = np.arange(12, dtype=np.uint8).reshape(3, 4)
    names = sockaddrs([receiver.getsockname()])
    _kept, messages = _messages(texts, names)
    assert sendmmsg(sender.fileno(), address_of(messages), 3) == 3
    arrived = np.zeros((3, 4), np.uint8)
    _slots, taken = _messages(arrived, np.zeros(1, SOCKADDR))
    assert recvmmsg(receiver.fileno(), address_of(taken), 3) == 3
    assert (arrived == texts).all()
    assert taken["len"].tolist() == [4, 4, 4]


def test_one_message_is_cut_by_the_kernel(pair: tuple[socket.socket, socket.socket]) -> None:
    if not has_gso():
        pytest.skip("this kernel has no UDP_SEGMENT")
    sender, receiver = pair
    sender.setsockopt(socket.IPPROTO_UDP, GSO_OPTION, 4)
    texts = np.arange(10, dtype=np.uint8).reshape(1, 10)
    names = sockaddrs([receiver.getsockname()])
    _kept, messages = _messages(texts, names)
    assert sendmmsg(sender.fileno(), address_of(messages), 1) == 1
    assert messages["len"].tolist() == [10]
    assert [len(receiver.recv(100)) for _ in range(3)] == [4, 4, 2]


def test_a_refusal_is_an_error_of_the_operating_system() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        _kept, messages = _messages(np.zeros((1, 4), np.uint8), np.zeros(1, SOCKADDR))
        with pytest.raises(BlockingIOError):
            recvmmsg(receiver.fileno(), address_of(messages), 1, socket.MSG_DONTWAIT)


def test_records_are_as_long_as_the_kernel_wants_them() -> None:
    assert (IOVEC.itemsize, MMSGHDR.itemsize, SOCKADDR.itemsize) == (16, 64, 16)


def test_a_host_name_is_no_address() -> None:
    with pytest.raises(OSError, match="illegal IP address"):
        sockaddrs([("nowhere.invalid", 1)])
