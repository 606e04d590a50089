"""Which device has which channel: first come, first served, and every change told once."""

from __future__ import annotations

from camproof.platforms.cascade import ChannelIndex
from camproof.protocols.manscdp import CatalogItem

OWN = "34020000002000000001"
A, B = "34020000001320000001", "34020000001320000002"
X, Y = "34020000001310000001", "34020000001310000002"


def item(code: str, **fields: str) -> CatalogItem:
    return CatalogItem(device_id=code, name=f"channel {code[-1]}", **{"status": "ON", **fields})  # type: ignore[arg-type]


class Heard:
    """An index and what it tells."""

    def __init__(self) -> None:
        self.contests: list[tuple[str, str, str, bool]] = []
        self.changes: list[tuple[str, str, str]] = []
        self.index = ChannelIndex(
            OWN,
            lambda one: self.contests.append((one.channel, one.owner, one.device, True)),
            lambda one: self.contests.append((one.channel, one.owner, one.device, False)),
        )
        self.index.listen(
            lambda change: self.changes.append((change.device, change.event, change.item.device_id))
        )


def test_additions_and_removals_are_told() -> None:
    heard = Heard()
    heard.index.keep(A, [item(A), item(X)])
    heard.index.keep(A, [item(A)])
    assert heard.changes == [(A, "ADD", A), (A, "ADD", X), (A, "DEL", X)]
    assert (heard.index.owner(X), heard.index.owner(A)) == (None, A)


def test_the_same_again_is_no_change_and_other_words_are_an_update() -> None:
    heard = Heard()
    heard.index.keep(A, [item(X)])
    heard.index.keep(A, [item(X)])
    heard.index.keep(A, [item(X, address="north gate")])
    heard.index.keep(A, [item(X, address="north gate", status="OFF")])
    assert heard.changes == [(A, "ADD", X), (A, "UPDATE", X), (A, "OFF", X)]


def test_a_device_that_goes_takes_its_channels_along_and_brings_them_back() -> None:
    heard = Heard()
    heard.index.keep(A, [item(X), item(Y, status="OFF")])
    heard.changes.clear()
    heard.index.set_online(A, online=False)
    assert [one.status for one in heard.index.items(A)] == ["OFF", "OFF"]
    heard.index.set_online(A, online=False)
    heard.index.set_online(A, online=True)
    assert heard.changes == [(A, "OFF", X), (A, "ON", X)]
    heard.index.set_online(B, online=False)
    assert len(heard.changes) == 2


def test_notices_change_what_is_known() -> None:
    heard = Heard()
    heard.index.keep(A, [item(X)])
    heard.index.notice(A, [item(X, event="DEFECT"), item(Y, event="ADD")])
    heard.index.notice(A, [item(X, event="DEFECT"), item(Y, event="DEL"), item(B, event="OFF")])
    heard.index.notice(A, [item(X, event="VLOST")])
    assert heard.changes == [
        (A, "ADD", X), (A, "OFF", X), (A, "ADD", Y), (A, "DEL", Y), (A, "ON", X),
    ]  # fmt: skip


def test_the_first_device_keeps_a_channel_that_another_one_lists() -> None:
    heard = Heard()
    heard.index.keep(A, [item(X)])
    heard.index.keep(B, [item(X), item(Y)])
    heard.index.keep(B, [item(X), item(Y)])
    assert heard.index.owner(X) == A
    assert [one.device_id for one in heard.index.items(B)] == [Y]
    assert heard.contests == [(X, A, B, True)]
    heard.index.keep(B, [item(Y)])
    assert heard.contests == [(X, A, B, True), (X, A, B, False)]


def test_a_channel_that_its_device_gives_up_goes_to_the_next() -> None:
    heard = Heard()
    heard.index.keep(A, [item(X)])
    heard.index.keep(B, [item(X)])
    heard.index.keep(A, [])
    assert heard.index.owner(X) == B
    assert heard.changes == [(A, "ADD", X), (B, "ADD", X)]


def test_where_the_last_writer_wins_the_channel_changes_hands() -> None:
    heard = Heard()
    heard.index.overwrites = True
    heard.index.keep(A, [item(X)])
    heard.index.keep(B, [item(X)])
    assert heard.index.owner(X) == B


def test_nobody_has_our_own_code() -> None:
    heard = Heard()
    heard.index.overwrites = True
    heard.index.keep(A, [item(OWN), item(A)])
    assert heard.index.owner(OWN) is None
    assert heard.contests == [(OWN, OWN, A, True)]
