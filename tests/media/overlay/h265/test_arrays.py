from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from camproof.media.overlay.h265.arrays import cached_array

ROWS = np.arange(12, dtype=np.uint8).reshape(4, 3)


def test_an_array_is_made_once(tmp_path: Path) -> None:
    np.testing.assert_array_equal(cached_array("a", lambda: ROWS, 4, tmp_path), ROWS)
    again = cached_array("a", lambda: pytest.fail("made again"), 4, tmp_path)
    np.testing.assert_array_equal(again, ROWS)
    np.testing.assert_array_equal(cached_array("b", lambda: ROWS + 1, 4, tmp_path), ROWS + 1)


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: b"\xff" + data[1:], lambda _: b""])
def test_a_damaged_file_counts_as_absent(tmp_path: Path, damage: object) -> None:
    cached_array("a", lambda: ROWS, 4, tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    np.testing.assert_array_equal(cached_array("a", lambda: ROWS + 1, 4, tmp_path), ROWS + 1)


def test_a_folder_that_cannot_be_written_costs_time_alone(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    np.testing.assert_array_equal(cached_array("a", lambda: ROWS, 4, file), ROWS)
