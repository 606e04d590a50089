from __future__ import annotations

from camproof.domain.telling import Teller


def test_what_is_too_much_for_a_second_is_counted() -> None:
    told: list[str] = []
    teller = Teller(told.append, 2)
    for number in range(5):
        teller.say(7.0 + number / 10, str(number))
    assert told == ["0", "1"]
    teller.say(8.1, "next")
    assert told[2:] == ["... and 3 more like this in that second", "next"]


def test_a_tick_tells_what_was_kept_back_once() -> None:
    told: list[str] = []
    teller = Teller(told.append, 1)
    teller.say(0.1, "a")
    teller.say(0.2, "b")
    for now_s in (0.9, 1.0, 2.0, 3.0):
        teller.tick(now_s)
    assert told == ["a", "... and 1 more like this in that second"]
