from __future__ import annotations

import pytest

from camproof.domain.codes import CodeMaker
from camproof.domain.errors import InputError
from camproof.protocols.gb28181.ids import DeviceCode


def test_layout_of_a_made_code() -> None:
    assert CodeMaker("340200").take() == "34020000001320000001"
    assert CodeMaker("34020017").take(42) == "34020017001320000042"
    assert CodeMaker("340200", type_code="118").take() == "34020000001180000001"


def test_taken_codes_are_passed_over() -> None:
    maker = CodeMaker("340200", ["34020000001320000001", "34020000001320000003"])
    assert [DeviceCode(maker.take()).serial for _ in range(3)] == [2, 4, 5]
    assert not maker.is_free(4)
    with pytest.raises(InputError, match="no free code with serial 4"):
        maker.take(4)


@pytest.mark.parametrize("serial", [0, -1, 1_000_000])
def test_serials_have_six_digits(serial: int) -> None:
    with pytest.raises(InputError):
        CodeMaker("340200").take(serial)


@pytest.mark.parametrize("region", ["", "3402", "3402000", "340200000", "34020a", "３４０２００"])
def test_regions_have_6_or_8_digits(region: str) -> None:
    with pytest.raises(InputError, match="write 6 or 8 digits"):
        CodeMaker(region)


def test_a_region_needs_a_province_that_there_is() -> None:
    with pytest.raises(InputError, match="no province 99"):
        CodeMaker("999999")
