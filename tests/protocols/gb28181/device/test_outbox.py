"""Messages leave one after the other, each made when its turn comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from camproof.protocols.gb28181.device.outbox import Outbox
from camproof.protocols.manscdp import Manscdp
from camproof.protocols.sip import SipResponse

Answered = Callable[[SipResponse | None, float], None]


class Wire:
    """Keeps what was sent, and answers when it is told to."""

    def __init__(self) -> None:
        self.sent: list[int] = []
        self.made: list[int] = []
        self.failed: list[int] = []
        self._waiting: list[Answered] = []
        self.box = Outbox(self._send, self._failed)

    def _send(self, message: Manscdp, answered: Answered, now_s: float) -> None:
        self.sent.append(message.sn)
        self._waiting.append(answered)

    def _failed(self, message: Manscdp, status: int | None, now_s: float) -> bool:
        self.failed.append(message.sn)
        return False

    def answer(self, status: int = 200) -> None:
        self._waiting.pop(0)(SipResponse(status), 0.0)

    def pages(self, *numbers: int) -> Iterator[Manscdp]:
        for number in numbers:
            self.made.append(number)
            yield message(number)


def message(number: int) -> Manscdp:
    return Manscdp("Response", "Catalog", number, "34020000001320000001", ())


def test_each_is_made_when_the_one_before_is_answered() -> None:
    wire = Wire()
    wire.box.post_all(wire.pages(1, 2, 3), 0.0)
    wire.box.post(message(4), 0.0)
    assert (wire.sent, wire.made) == ([1], [1])
    wire.answer()
    assert (wire.sent, wire.made) == ([1, 2], [1, 2])
    wire.box.post(message(9), 0.0, urgent=True)
    for _ in range(3):
        wire.answer()
    assert wire.sent == [1, 2, 9, 3, 4]
    assert len(wire.box) == 1
    wire.answer()
    assert len(wire.box) == 0


def test_none_at_all_holds_nobody_up() -> None:
    wire = Wire()
    wire.box.post_all(iter(()), 0.0)
    wire.box.post(message(1), 0.0)
    assert wire.sent == [1]


def test_a_failure_empties_what_is_not_made_yet() -> None:
    wire = Wire()
    wire.box.post_all(wire.pages(1, 2, 3), 0.0)
    wire.answer(500)
    assert (wire.sent, wire.made, wire.failed, len(wire.box)) == ([1], [1], [1], 0)
    wire.box.post(message(5), 0.0)
    assert wire.sent == [1, 5]
