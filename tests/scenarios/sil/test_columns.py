from __future__ import annotations

from camproof.domain.camera import CameraRecord
from camproof.scenarios.evidence import Presence
from camproof.scenarios.sil.columns import OnlineColumns

RECORDS = [
    CameraRecord(code=f"3402000000132000000{n}", name=str(n), district="east" if n < 3 else "west")
    for n in range(4)
]


def test_columns_are_all_cameras_then_classes_then_districts() -> None:
    columns = OnlineColumns(RECORDS)
    assert [(one.kind, one.cameras) for one in columns.all] == [
        ("all", 4),
        ("class", 4),
        ("district", 3),
        ("district", 1),
    ]
    assert [one.label for one in columns.all][-2:] == ["east", "west"]
    assert columns.shares() == [0.0, 0.0, 0.0, 0.0]


def test_shares_follow_who_comes_and_goes_as_presence_tells_it() -> None:
    columns = OnlineColumns(RECORDS)
    presence = Presence(columns.changed)
    codes = [record.code for record in RECORDS]
    for at_s, code, online in (
        (1, codes[0], True),
        (2, codes[0], True),
        (2, codes[3], True),
        (3, codes[1], False),
        (4, codes[0], False),
        (5, codes[0], True),
        (5, "a camera of others", True),
    ):
        presence.mark(code, at_s, online=online)
    told = [sum(presence.online_at(code, 9) for code in part) for part in (codes, codes[:3], codes[3:])]
    assert columns.shares() == [0.5, 0.5, round(1 / 3, 4), 1.0]
    assert told == [2, 1, 1]
