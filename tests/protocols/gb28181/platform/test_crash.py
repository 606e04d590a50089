"""A platform that stops and begins anew, in virtual time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from camproof.protocols.gb28181.platform import DeviceOffline

Make = Callable[..., Any]
CODE = "34020000001320000001"


def test_a_crash_forgets_all_and_answers_nobody_until_the_platform_is_back(make_bench: Make) -> None:
    bench = make_bench()
    device = bench.device()
    assert device.register().status == 200
    bench.machine.crash(bench.now_s)
    bench.machine.crash(bench.now_s)
    assert bench.drain() == []
    (gone,) = bench.seen(DeviceOffline)
    assert (gone.device, gone.reason) == (CODE, "platform restarted")
    assert bench.machine.devices() == ()
    assert bench.machine.next_deadline_s() is None
    bench.machine.receive(b"OPTIONS sip:x SIP/2.0\r\n\r\n", device.flow, bench.now_s)
    assert bench.drain() == []
    bench.machine.revive()
    assert device.register().status == 200
