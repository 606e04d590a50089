"""Header fields: ordered, case-insensitive, immutable, compact forms understood (RFC 3261 7.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

__all__ = ["Headers", "key_of"]

_COMPACT = {
    "a": "accept-contact",
    "b": "referred-by",
    "c": "content-type",
    "e": "content-encoding",
    "f": "from",
    "i": "call-id",
    "k": "supported",
    "l": "content-length",
    "m": "contact",
    "o": "event",
    "r": "refer-to",
    "s": "subject",
    "t": "to",
    "u": "allow-events",
    "v": "via",
    "x": "session-expires",
}

_USUAL = (
    "Accept Allow Allow-Events Authorization Call-ID Contact Content-Encoding Content-Length Content-Type "
    "CSeq Date Event Expires From Max-Forwards Min-Expires Monitor-User-Identity Note Proxy-Authenticate "
    "Proxy-Authorization Record-Route Require Route Server Session-Expires Subject Subscription-State "
    "Supported To User-Agent Via Warning WWW-Authenticate X-GB-Ver"
)


def _spellings() -> dict[str, str]:
    keys = dict(_COMPACT) | {short.upper(): full for short, full in _COMPACT.items()}
    for name in _USUAL.split():
        for spelling in (name, name.lower(), name.upper(), name.title()):
            keys[spelling] = name.lower()
    return keys


KNOWN_SPELLINGS = _spellings()


def key_of(name: str) -> str:
    """The lower-case full name of a header: ``"i"`` and ``"Call-Id"`` give ``"call-id"``."""
    key = KNOWN_SPELLINGS.get(name)
    if key is None:
        key = name.lower()
        key = _COMPACT.get(key, key)
    return key


class Headers:
    """The header fields of one message.

    Names keep the spelling they came with; look-ups do not care for case or compact form. Every change gives
    a new value.

    :param first: what :attr:`by_key` gives, where it is known already.
    """

    __slots__ = ("_first", "_items")

    def __init__(self, items: Iterable[tuple[str, str]] = (), first: Mapping[str, str] | None = None) -> None:
        self._items = tuple(items)
        self._first = first

    @property
    def by_key(self) -> Mapping[str, str]:
        """The first value of each header by its lower-case full name, for who asks for several."""
        first = self._first
        return self._index() if first is None else first

    def _index(self) -> Mapping[str, str]:
        first: dict[str, str] = {}
        known = KNOWN_SPELLINGS
        for name, value in self._items:
            key = known.get(name) or key_of(name)
            if key not in first:
                first[key] = value
        self._first = first
        return first

    def get(self, name: str) -> str | None:
        """The first value of this header; None where there is none."""
        first = self._first
        if first is None:
            first = self._index()
        return first.get(KNOWN_SPELLINGS.get(name) or key_of(name))

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of this header, in the order of the message, one per line."""
        key = key_of(name)
        return tuple(value for other, value in self._items if key_of(other) == key)

    def set(self, name: str, value: str) -> Headers:
        """With this header once: at the place of its first line, or at the end."""
        if name not in self:
            return Headers((*self._items, (name, value)))
        key = key_of(name)
        items: list[tuple[str, str]] = []
        pending = True
        for item in self._items:
            if key_of(item[0]) != key:
                items.append(item)
            elif pending:
                items.append((name, value))
                pending = False
        return Headers(items)

    def add(self, name: str, value: str) -> Headers:
        """With one more line at the end."""
        return Headers((*self._items, (name, value)))

    def extend(self, items: Iterable[tuple[str, str]]) -> Headers:
        """With these lines at the end."""
        return Headers((*self._items, *items))

    def prepend(self, name: str, value: str) -> Headers:
        """With one more line at the top."""
        return Headers(((name, value), *self._items))

    def remove(self, name: str) -> Headers:
        """Without this header."""
        if name not in self:
            return self
        key = key_of(name)
        return Headers(item for item in self._items if key_of(item[0]) != key)

    @property
    def kinds(self) -> int:
        """How many different headers there are."""
        return len(self.by_key)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name) is not None

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Headers):
            return NotImplemented
        return self._items == other._items or self._keyed() == other._keyed()

    def __hash__(self) -> int:
        return hash(self._keyed())

    def _keyed(self) -> tuple[tuple[str, str], ...]:
        return tuple((key_of(name), value) for name, value in self._items)

    def __repr__(self) -> str:
        return f"Headers({list(self._items)!r})"
