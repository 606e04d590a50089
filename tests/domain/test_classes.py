from __future__ import annotations

import pytest

from camproof.domain.classes import CameraClass, parse_class
from camproof.domain.errors import UnknownWordError
from camproof.verdicts.requirement import CAMERA_CLASSES


def test_the_catalogue_knows_the_same_classes() -> None:
    assert tuple(CameraClass) == CAMERA_CLASSES


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("key-public-area", CameraClass.KEY_PUBLIC_AREA),
        ("Key public area", CameraClass.KEY_PUBLIC_AREA),
        ("key_industry", CameraClass.KEY_INDUSTRY),
        ("重点公共区域", CameraClass.KEY_PUBLIC_AREA),
        ("二类", CameraClass.KEY_INDUSTRY),
        ("3", CameraClass.SOCIAL),
        (" 社会资源 ", CameraClass.SOCIAL),
    ],
)
def test_words(word: str, expected: CameraClass) -> None:
    assert parse_class(word) is expected


def test_unknown_class_suggests_the_nearest() -> None:
    with pytest.raises(UnknownWordError, match="did you mean 'key-public-area'"):
        parse_class("key-puplic-area")


def test_terms_and_point_types() -> None:
    for member in CameraClass:
        assert parse_class(member.term) is member
        assert parse_class(member.point_type) is member
