from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.domain.errors import FaultError, InputError, QuantityError, UnknownWordError
from camproof.domain.faults import load_faults, resolve
from camproof.verdicts.words import Place

_PLACE = Place("cut.yaml", 7, None, "timeline")


def test_defaults() -> None:
    cut = resolve("power.cut", {})
    assert (cut.number("boot"), cut.number("spread")) == (10.0, 5.0)
    assert resolve("link.loss", {}).word("direction") == "both"
    assert resolve("keepalive.silence", {}).flag("answers") is True
    assert resolve("intruder.replay", {}).count("attempts") == 3


def test_values_come_in_base_units() -> None:
    loss = resolve("link.loss", {"loss": "2 %", "direction": "up"})
    assert (loss.number("loss"), loss.word("direction")) == (0.02, "up")
    assert resolve("clock.offset", {"offset": "-90 s"}).number("offset") == -90
    assert resolve("keepalive.silence", {"answers": False}).flag("answers") is False
    assert resolve("intruder.wrong-password", {"attempts": 5, "interval": "200 ms"}).number("interval") == 0.2


@pytest.mark.parametrize(
    ("fault_id", "params", "kind", "sentence"),
    [
        ("power.cutt", {}, UnknownWordError, "did you mean 'power.cut'?"),
        (
            "link.loss",
            {"los": "5 %"},
            UnknownWordError,
            "'los' is no parameter of link.loss (did you mean 'loss'?)",
        ),
        ("picture.freeze", {"x": 1}, UnknownWordError, "'x' is no parameter of picture.freeze"),
        ("link.loss", {"loss": "5"}, QuantityError, "field 'timeline.loss': '5' has no unit"),
        ("link.loss", {"loss": "0.001 %"}, FaultError, "write at least 0.01 % and at most 100 %"),
        ("link.loss", {"direction": "upp"}, UnknownWordError, "did you mean 'up'?"),
        ("link.loss", {"direction": 3}, UnknownWordError, "'3' is no direction"),
        ("keepalive.silence", {"answers": "no"}, FaultError, "must be true or false"),
        ("intruder.replay", {"attempts": 0}, FaultError, "write at least 1 and at most 100"),
        ("intruder.replay", {"attempts": 1.5}, QuantityError, "no whole number"),
    ],
)
def test_errors_name_place_and_suggest(
    fault_id: str, params: dict[str, object], kind: type[InputError], sentence: str
) -> None:
    with pytest.raises(kind) as caught:
        resolve(fault_id, params, _PLACE)
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("cut.yaml, line 7")


def test_accessors_keep_to_their_type() -> None:
    loss = resolve("link.loss", {})
    with pytest.raises(TypeError):
        loss.number("direction")
    with pytest.raises(TypeError):
        loss.word("loss")
    with pytest.raises(TypeError):
        loss.flag("loss")
    with pytest.raises(UnknownWordError):
        loss.number("delay")


_VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just([1])


@given(st.sampled_from([row.id for row in load_faults()]), st.data())
def test_any_value_resolves_or_gives_the_rooms_error(fault_id: str, data: st.DataObject) -> None:
    names = [each.name for each in load_faults().get(fault_id).parameters] + ["other"]
    try:
        resolved = resolve(fault_id, data.draw(st.dictionaries(st.sampled_from(names), _VALUES)))
    except InputError:
        return
    assert resolved.fault.id == fault_id
