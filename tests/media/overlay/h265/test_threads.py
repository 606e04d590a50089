"""Senders in threads of their own share the encoders of texts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from camproof.media.overlay.h265.encoder import coded_intra


def test_threads_share_an_encoder() -> None:
    def code(seed: int) -> bytes:
        return coded_intra(np.random.default_rng(seed).integers(0, 256, (32, 64), np.uint8), 30).data

    alone = [code(seed) for seed in range(80)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(code, range(80))) == alone
