from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import SipError
from camproof.protocols.sip import Headers, SipMessage, SipRequest, SipResponse, SipStream, serialise
from camproof.protocols.sip.stream import MAX_LINE_OCTETS


def message(number: int, body: bytes = b"") -> SipRequest:
    headers = [("Call-ID", str(number)), ("CSeq", f"{number} MESSAGE"), ("Content-Length", str(len(body)))]
    return SipRequest("MESSAGE", "sip:a@b", Headers(headers), body)


def feed_all(stream: SipStream, data: bytes, size: int) -> list[SipMessage | SipError]:
    done: list[SipMessage | SipError] = []
    for start in range(0, len(data), size):
        done.extend(stream.feed(data[start : start + size]))
    return done


def whats(stream: SipStream) -> list[str]:
    return [note.what for note in stream.deviations()]


JUNK = "octets that are no SIP stand between messages"
KEEP_ALIVE = "a keep-alive of empty lines stands on the SIP port"


@given(st.lists(st.binary(max_size=60), min_size=1, max_size=4), st.integers(1, 400), st.binary(max_size=3))
def test_any_chunking_gives_the_same_messages(bodies: list[bytes], size: int, lines: bytes) -> None:
    sent = [message(number, body) for number, body in enumerate(bodies)]
    gap = b"\r\n" * len(lines)
    data = b"".join(serialise(one) + gap for one in sent)
    assert feed_all(SipStream(), data, size) == sent


@given(st.lists(st.binary(max_size=200), max_size=6), st.integers(1, 50))
def test_any_bytes_give_messages_and_sip_errors(chunks: list[bytes], size: int) -> None:
    stream = SipStream()
    for item in feed_all(stream, b"\r\n".join(chunks), size):
        assert isinstance(item, SipRequest | SipResponse | SipError)
    stream.deviations()


@given(st.binary(max_size=40).map(lambda data: data.replace(b"SIP/", b"")), st.integers(1, 100))
def test_a_message_is_found_after_any_line_of_junk(junk: bytes, size: int) -> None:
    stream = SipStream()
    found = feed_all(stream, junk.replace(b"\n", b"") + b"\n" + serialise(message(1)), size)
    assert found == [message(1)]


def test_three_messages_in_one_segment() -> None:
    sent = [message(1), message(2, b"<Query/>\r\n\r\n"), message(3)]
    stream = SipStream()
    assert stream.feed(b"".join(serialise(one) for one in sent)) == sent
    assert whats(stream) == []
    assert stream.buffered_octets == 0


def test_one_octet_at_a_time() -> None:
    data = serialise(message(1, b"abc")) + serialise(message(2))
    assert feed_all(SipStream(), data, 1) == [message(1, b"abc"), message(2)]


def test_keep_alives_are_noted() -> None:
    stream = SipStream()
    assert stream.feed(b"\r\n\r\n") == []
    assert whats(stream) == [KEEP_ALIVE]
    assert stream.feed(serialise(message(1)) + b"\r\n\r\n" + serialise(message(2))) == [
        message(1),
        message(2),
    ]
    assert whats(stream) == [KEEP_ALIVE]
    assert whats(stream) == []


def test_binary_junk_right_before_a_start_line() -> None:
    stream = SipStream()
    assert stream.feed(b"\0\0\0\0" + serialise(message(1))) == [message(1)]
    assert whats(stream) == [JUNK]
    response = SipResponse(200, "OK", Headers([("CSeq", "1 MESSAGE"), ("Content-Length", "0")]))
    assert stream.feed(b"\xff\xff" + serialise(response)) == [response]


def test_a_body_longer_than_its_length_is_skipped() -> None:
    long = serialise(message(1, b"<Notify/>")).replace(b"Content-Length: 9", b"Content-Length: 3")
    stream = SipStream()
    first, second = stream.feed(long + b"\r\n" + serialise(message(2)))
    assert isinstance(first, SipRequest)
    assert first.body == b"<No"
    assert second == message(2)
    assert whats(stream) == [JUNK]


def test_missing_content_length_is_noted() -> None:
    head = serialise(message(1)).replace(b"Content-Length: 0\r\n", b"")
    [read] = SipStream().feed(head)
    assert isinstance(read, SipRequest)
    assert "a message on TCP has no Content-Length" in [note.what for note in read.deviations]


def test_a_bad_head_does_not_cost_the_next_message() -> None:
    stream = SipStream()
    first, second = stream.feed(b"SIP/2.0 999 What\r\n\r\n" + serialise(message(1)))
    assert isinstance(first, SipError)
    assert second == message(1)


def test_too_long_a_body_is_refused() -> None:
    stream = SipStream(max_body_octets=10)
    first, second = stream.feed(serialise(message(1, b"x" * 11)) + b"\r\n" + serialise(message(2)))
    assert isinstance(first, SipError)
    assert second == message(2)


def test_memory_is_bounded() -> None:
    stream = SipStream()
    for _ in range(100):
        assert stream.feed(b"\xaa" * 5000) == []
        assert stream.buffered_octets <= MAX_LINE_OCTETS
    assert stream.junk_octets > 480_000
    assert whats(stream) == [JUNK]
    assert stream.feed(b"\n" + serialise(message(1))) == [message(1)]
    assert stream.junk_octets == 0


def test_an_endless_head_is_dropped() -> None:
    stream = SipStream()
    stream.feed(b"REGISTER sip:a@b SIP/2.0\r\n")
    errors = []
    for _ in range(40):
        errors += stream.feed(b"X: " + b"y" * 4000 + b"\r\n")
        assert stream.buffered_octets < 80_000
    assert isinstance(errors[0], SipError)


def test_junk_that_looks_like_sip_ends() -> None:
    stream = SipStream()
    for line in (b"REGISTER xSIP/2.0\n", b"ACK " * 3000 + b"\n", b" SIP/2.0\n", b"x SIP/2.0 200\n"):
        stream.feed(line)
    stream.feed(b"\n\n")
    assert stream.feed(serialise(message(1)))[-1] == message(1)
