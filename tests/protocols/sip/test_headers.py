from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.sip import Headers

NAMES = st.sampled_from(["Via", "via", "v", "From", "f", "CALL-ID", "i", "X-GB-Ver", "x-gb-ver", "Note"])
ITEMS = st.lists(st.tuples(NAMES, st.text("abc;=<>", max_size=8)), max_size=8)


def test_case_does_not_matter() -> None:
    headers = Headers([("call-id", "1"), ("X-gb-VER", "3.0")])
    assert headers.get("Call-ID") == "1"
    assert headers.get("x-gb-ver") == "3.0"
    assert headers.get("Subject") is None


def test_compact_forms_are_understood_both_ways() -> None:
    headers = Headers(
        [("v", "a"), ("f", "b"), ("t", "c"), ("i", "d"), ("m", "e"), ("l", "0"), ("c", "g"), ("s", "h")]
    )
    assert [headers.get(name) for name in ("Via", "From", "To", "Call-ID", "Contact")] == list("abcde")
    assert headers.get("Content-Length") == "0"
    assert headers.get("Content-Type") == "g"
    assert headers.get("Subject") == "h"
    assert Headers([("Via", "a")]).get("v") == "a"


def test_all_gives_every_line_in_order() -> None:
    headers = Headers([("Via", "one"), ("To", "x"), ("v", "two")])
    assert headers.all("via") == ("one", "two")


def test_set_replaces_the_first_and_drops_the_rest() -> None:
    headers = Headers([("Via", "one"), ("To", "x"), ("v", "two")]).set("Via", "new")
    assert list(headers) == [("Via", "new"), ("To", "x")]


def test_set_appends_what_is_missing() -> None:
    assert list(Headers([("To", "x")]).set("Date", "d")) == [("To", "x"), ("Date", "d")]


def test_changes_leave_the_old_value_alone() -> None:
    headers = Headers([("To", "x")])
    headers.add("To", "y")
    headers.prepend("Via", "v")
    headers.remove("To")
    assert list(headers) == [("To", "x")]


def test_prepend_and_remove() -> None:
    headers = Headers([("To", "x"), ("Via", "a")]).prepend("v", "b")
    assert headers.all("Via") == ("b", "a")
    assert "Via" not in headers.remove("Via")
    assert len(headers.remove("Via")) == 1


def test_equality_ignores_spelling_of_names_only() -> None:
    assert Headers([("Call-ID", "1")]) == Headers([("i", "1")])
    assert hash(Headers([("Call-ID", "1")])) == hash(Headers([("i", "1")]))
    assert Headers([("To", "a"), ("From", "b")]) != Headers([("From", "b"), ("To", "a")])
    assert Headers() != "Headers()"


@given(ITEMS, NAMES, st.text("abc", max_size=4))
def test_set_then_get(items: list[tuple[str, str]], name: str, value: str) -> None:
    headers = Headers(items).set(name, value)
    assert headers.get(name) == value
    assert headers.all(name) == (value,)


@given(ITEMS, NAMES)
def test_remove_leaves_the_others(items: list[tuple[str, str]], name: str) -> None:
    before = Headers(items)
    after = before.remove(name)
    assert name not in after
    assert len(after) == len(before) - len(before.all(name))
    assert after.kinds <= before.kinds
