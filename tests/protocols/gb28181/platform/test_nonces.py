"""Nonces: bound to a device, ageing, each count once, bounded."""

from __future__ import annotations

import random

from camproof.protocols.gb28181.platform.nonces import NonceState, NonceStore

A, B = "34020000001320000001", "34020000001320000002"


def store(**options: float) -> NonceStore:
    return NonceStore(random.Random(1), **options)  # type: ignore[arg-type]


def test_each_count_serves_once() -> None:
    nonces = store()
    nonce = nonces.issue(A, 0.0)
    assert nonces.take(nonce, "00000001", A, 1.0) is NonceState.FRESH
    assert nonces.take(nonce, "00000001", A, 1.0) is NonceState.USED
    assert nonces.take(nonce, "0000000a", A, 1.0) is NonceState.FRESH
    assert nonces.take(nonce, "0000000A", A, 1.0) is NonceState.USED
    assert nonces.take(nonce, "", A, 1.0) is NonceState.FRESH
    assert nonces.take(nonce, "", A, 1.0) is NonceState.USED


def test_bound_to_the_device() -> None:
    nonces = store()
    nonce = nonces.issue(A, 0.0)
    assert nonces.take(nonce, "00000001", B, 1.0) is NonceState.FOREIGN
    assert nonces.take("made up", "00000001", A, 1.0) is NonceState.UNKNOWN


def test_expires_exactly_after_its_life_but_stays_known_as_used() -> None:
    nonces = store(life_s=10.0)
    nonce = nonces.issue(A, 5.0)
    assert nonces.take(nonce, "00000001", A, 15.0) is NonceState.FRESH
    assert nonces.look(nonce, "00000002", A, 15.0) is NonceState.FRESH
    assert nonces.look(nonce, "00000002", A, 15.001) is NonceState.EXPIRED
    assert nonces.look(nonce, "00000001", A, 1e6) is NonceState.USED


def test_bounded_in_nonces_and_counts() -> None:
    nonces = store(limit=3, counts_limit=2)
    first, *others = [nonces.issue(A, 0.0) for _ in range(4)]
    assert len(nonces) == 3
    assert nonces.look(first, "1", A, 0.0) is NonceState.UNKNOWN
    assert [nonces.take(others[0], count, A, 0.0) for count in "123"] == [
        NonceState.FRESH,
        NonceState.FRESH,
        NonceState.EXPIRED,
    ]


def test_same_seed_same_nonces() -> None:
    assert store().issue(A, 0.0) == store().issue(A, 0.0)
