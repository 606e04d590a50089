"""Bans after wrong passwords, in virtual time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from camproof.protocols.gb28181.platform import RegistrationRefused
from camproof.protocols.gb28181.platform.bans import Bans

Make = Callable[..., Any]
CODE, HOST = "34020000001320000001", "192.0.2.7"


def test_the_last_of_so_many_wrong_passwords_brings_a_ban_that_ends() -> None:
    bans = Bans(after=3, window_s=60, life_s=600)
    for at_s in (0.0, 1.0):
        bans.wrong(CODE, HOST, at_s)
    assert not bans.holds(CODE, HOST, 2)
    bans.wrong(CODE, HOST, 2.0)
    assert bans.holds(CODE, HOST, 601)
    assert not bans.holds(CODE, "192.0.2.8", 3)
    assert not bans.holds("34020000001320000002", HOST, 3)
    assert not bans.holds(CODE, HOST, 602)


def test_slow_mistakes_and_a_right_password_bring_none() -> None:
    bans = Bans(after=2, window_s=60, life_s=600)
    bans.wrong(CODE, HOST, 0)
    bans.wrong(CODE, HOST, 100)
    assert not bans.holds(CODE, HOST, 100)
    bans.right(CODE, HOST)
    bans.wrong(CODE, HOST, 101)
    assert not bans.holds(CODE, HOST, 101)
    never = Bans(after=0, window_s=60, life_s=600)
    never.wrong(CODE, HOST, 0)
    assert not never.holds(CODE, HOST, 0)


def test_a_banned_code_is_refused_even_with_the_right_password_but_not_where_it_is_registered(
    make_bench: Make,
) -> None:
    bench = make_bench(ban_after=2, ban_s=100.0)
    true = bench.device()
    assert true.register().status == 200
    thief = bench.device(password="wrong", port=6001)
    assert [thief.register().status for _ in range(2)] == [403, 403]
    guessed = bench.device(port=6001)
    assert guessed.register().status == 403
    assert [event.reason for event in bench.seen(RegistrationRefused)][-1] == "banned"
    assert true.register().status == 200
    bench.run_to(bench.now_s + 101)
    assert guessed.register().status == 200
