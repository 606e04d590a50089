"""YAML text into a tree of located values, within bounds of size, depth and number of values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from camproof.domain.documents.problems import Problems
from camproof.domain.documents.tree import List, Scalar, Table, Value
from camproof.domain.errors import Place

__all__ = ["MAX_CHARACTERS", "MAX_DEPTH", "MAX_VALUES", "compose"]

MAX_CHARACTERS = 200_000
MAX_DEPTH = 40
MAX_VALUES = 50_000


def compose(text: str, file: str, problems: Problems) -> Value | None:
    """The one document of a YAML text; None when it cannot be read, with the reason in `problems`.

    Aliases (``*name``) are copied; tags (``!!python/...``), several documents and keys that are not plain
    words are problems. A key that stands twice is a problem, and its first value stays.
    """
    start = Place(file, 1, 1)
    if len(text) > MAX_CHARACTERS:
        problems.add(f"the file has {len(text)} characters; {MAX_CHARACTERS} are allowed", start)
        return None
    try:
        return _Composer(text, file, problems).document()
    except _StopError as stop:
        problems.add(stop.sentence, stop.place)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = _place(file, mark) if mark is not None else start
        problems.add(f"this is not YAML: {_syntax_sentence(error)}", place)
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        column = error.position - before.rfind("\n")
        problems.add(
            f"this is not YAML: the character U+{int(error.character):04X} is not allowed",
            Place(file, before.count("\n") + 1, column),
        )
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # PyYAML lets a wild \U escape through
        problems.add(f"this is not YAML: {error}", start)
    return None


def _syntax_sentence(error: yaml.MarkedYAMLError) -> str:
    parts = [part for part in (error.context, error.problem) if part]
    sentence = ", ".join(parts) or "it cannot be read"
    if "cannot start any token" in sentence and "'\\t'" in sentence:
        return "lines are indented with spaces, not with tabs"
    if "mapping values are not allowed" in sentence:
        return "a colon stands where none is expected; is the indentation right, or do quotes miss"
    return sentence


def _place(file: str, mark: Any) -> Place:
    return Place(file, mark.line + 1, mark.column + 1)


class _StopError(Exception):
    """Reading ends here."""

    def __init__(self, sentence: str, place: Place) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.place = place


class _Composer:
    def __init__(self, text: str, file: str, problems: Problems) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.SafeLoader)
        self._file = file
        self._problems = problems
        self._anchors: dict[str, tuple[Value, int]] = {}
        self._values = 0

    def document(self) -> Value | None:
        next(self._events)  # the stream
        if isinstance(next(self._events), yaml.StreamEndEvent):
            self._problems.add("the file is empty", Place(self._file, 1, 1))
            return None
        value = self._value(next(self._events), 0)
        next(self._events)  # the document's end
        following = next(self._events)
        if not isinstance(following, yaml.StreamEndEvent):
            raise _StopError("a second document starts here; one file is one document", self._at(following))
        return value

    def _at(self, event: yaml.Event) -> Place:
        return _place(self._file, event.start_mark)

    def _value(self, event: yaml.Event, depth: int) -> Value:
        place = self._at(event)
        if depth > MAX_DEPTH:
            raise _StopError(f"values are nested deeper than {MAX_DEPTH} levels here", place)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, place)
        before = self._values
        self._count(1, place)
        self._check_tag(event, place)
        value: Value
        if isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event, place)
        elif isinstance(event, yaml.SequenceStartEvent):
            value = List(tuple(self._items(depth)), place)
        else:
            value = Table(tuple(self._fields(depth)), place)
        if isinstance(event, yaml.NodeEvent) and event.anchor:
            self._anchors[event.anchor] = (value, self._values - before)
        return value

    def _count(self, values: int, place: Place) -> None:
        self._values += values
        if self._values > MAX_VALUES:
            raise _StopError(f"the file holds more than {MAX_VALUES} values", place)

    def _alias(self, event: yaml.AliasEvent, place: Place) -> Value:
        known = self._anchors.get(event.anchor or "")
        if known is None:
            raise _StopError(f"the alias *{event.anchor} stands for nothing that is written above", place)
        self._count(known[1], place)
        return known[0]

    def _check_tag(self, event: yaml.Event, place: Place) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            self._problems.add(f'the tag "{tag}" has no meaning here; write plain values', place)

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> Scalar:
        if any("\ud800" <= character <= "\udfff" for character in event.value):
            raise _StopError("the text holds half of a surrogate pair, which is no character", place)
        return Scalar(event.value, place, quoted=event.style is not None)

    def _items(self, depth: int) -> Iterator[Value]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._value(event, depth + 1)

    def _fields(self, depth: int) -> Iterator[tuple[Scalar, Value]]:
        seen: dict[str, Place] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._value(event, depth + 1)
            value = self._value(next(self._events), depth + 1)
            if not isinstance(key, Scalar):
                self._problems.add("the name of a field must be a word", key.place)
            elif key.text in seen:
                first = seen[key.text].line
                self._problems.add(f"the field stands here again, first on line {first}", key.place, key.text)
            else:
                seen[key.text] = key.place
                yield key, value
