import numpy as np
import pytest
from scipy.special import log_ndtr, ndtri

from camproof.simulator.draws import FIRST, SECOND, stream_key, uniform_of, uniforms_of, unit_keys
from camproof.simulator.draws.kernels import log_upper_tail, normal_quantile, philox

KNOWN_ANSWERS = [
    ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
        [0xA4093822, 0x299F31D0],
        [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
    ),
]
"""Of Random123, the library of the paper: counter, key, answer."""


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_philox_gives_the_published_answers(counter, key, answer):
    words = philox(*(np.uint64(word) for word in (*counter, *key)))
    assert [int(word) for word in words] == answer


def test_a_number_is_the_same_alone_and_in_an_array_in_any_order():
    keys = unit_keys([f"camera {row}" for row in range(200)])
    stream = stream_key(1, "test")
    together = uniforms_of(stream, 3, keys, 7, FIRST)
    assert [uniform_of(stream, 3, key, 7, FIRST) for key in keys] == together.tolist()
    assert np.array_equal(uniforms_of(stream, 3, keys[::-1].copy(), 7, FIRST), together[::-1])


def test_numbers_differ_with_everything_they_depend_on():
    stream = stream_key(1, "test")
    base = uniform_of(stream, 0, np.uint64(5), 0, FIRST)
    others = [
        uniform_of(stream_key(2, "test"), 0, np.uint64(5), 0, FIRST),
        uniform_of(stream_key(1, "tess"), 0, np.uint64(5), 0, FIRST),
        uniform_of(stream_key(1, "test", "name"), 0, np.uint64(5), 0, FIRST),
        uniform_of(stream, 1, np.uint64(5), 0, FIRST),
        uniform_of(stream, 0, np.uint64(6), 0, FIRST),
        uniform_of(stream, 0, np.uint64(5 + (1 << 32)), 0, FIRST),
        uniform_of(stream, 0, np.uint64(5), 1, FIRST),
        uniform_of(stream, 0, np.uint64(5), 0, SECOND),
    ]
    assert len({base, *others}) == 9


def test_numbers_are_even_between_0_and_1_and_pairs_are_uncorrelated():
    count = 200_000
    keys = unit_keys(count)
    first = uniforms_of(stream_key(4, "even"), 0, keys, 0, FIRST)
    second = uniforms_of(stream_key(4, "even"), 0, keys, 0, SECOND)
    assert 0.0 < first.min() < first.max() < 1.0
    cells = np.histogram2d(first, second, bins=10, range=((0, 1), (0, 1)))[0]
    chi_squared = float(((cells - count / 100) ** 2 / (count / 100)).sum())
    assert abs(chi_squared - 99) < 5 * np.sqrt(2 * 99)
    assert abs(np.corrcoef(first, second)[0, 1]) < 5 / np.sqrt(count)
    assert abs(np.corrcoef(first[1:], first[:-1])[0, 1]) < 5 / np.sqrt(count)


def test_names_give_keys_that_do_not_depend_on_the_file():
    keys = unit_keys(["a", "b", "c"])
    assert unit_keys(["c", "a"]).tolist() == [keys[2], keys[0]]
    assert len(set(keys.tolist())) == 3
    assert unit_keys(4).tolist() == [0, 1, 2, 3]


def test_the_normal_quantile_agrees_with_scipy():
    ps = np.concatenate((np.linspace(1e-6, 1 - 1e-6, 4001), 10.0 ** -np.arange(1, 299)))
    ours = np.array([normal_quantile(p) for p in ps])
    assert np.max(np.abs(ours - ndtri(ps)) / np.maximum(1.0, np.abs(ours))) < 2e-15


def test_the_tail_of_the_normal_distribution_agrees_with_scipy():
    zs = np.linspace(-8.0, 200.0, 999)
    ours = np.array([log_upper_tail(z) for z in zs])
    assert np.allclose(ours, log_ndtr(-zs), rtol=1e-9, atol=1e-15)
