"""Messages written to many connections by one compiled loop: a call from Python costs as much as a sixth of
what the kernel needs for a frame.
"""

from __future__ import annotations

from errno import EAGAIN

import numpy as np
from numba import carray, types
from numpy.typing import NDArray

from camproof.media.bulk.kernel import MMSGHDR
from camproof.media.compiled import compiled

__all__ = ["write_messages"]

Ints = NDArray[np.int64]
_MMSGHDR_BYTES = MMSGHDR.itemsize
_sendmsg = types.ExternalFunction("sendmsg", types.ssize_t(types.intc, types.uintp, types.intc))
_errno_at = types.ExternalFunction("__errno_location", types.CPointer(types.intc)())


@compiled
def write_messages(
    files: Ints,
    octets: Ints,
    streams: Ints,
    stalled: NDArray[np.bool_],
    messages: int,
    flags: int,
    taken: Ints,
) -> int:
    """Call sendmsg(2) for each message, but for those of streams that are stalled. A stream of which only a
    part was taken is stalled.

    :param files: int64[m], the socket of each message; :param octets: int64[m], its length.
    :param streams: int64[m], whose it is.
    :param stalled: bool[streams], changed in place.
    :param messages: address of MMSGHDR records.
    :param taken: int64[m], gets the octets taken of each, or -errno.
    :return: how many were not taken whole.
    """
    short = 0
    for number in range(len(files)):
        stream = streams[number]
        taken[number] = 0
        if not stalled[stream]:
            got = _sendmsg(files[number], messages + number * _MMSGHDR_BYTES, flags)
            if got < 0:
                problem = carray(_errno_at(), 1)[0]
                got = 0 if problem == EAGAIN else -problem
            taken[number] = got
            stalled[stream] = 0 <= got < octets[number]
        short += taken[number] < octets[number]
    return short
