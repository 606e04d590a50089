"""Second try for XML that is not well formed: tags are balanced, stray ``<`` escaped, attributes quoted.

What helps is known of MANSCDP: no element lies within one of its own name, and texts lie in elements without
children. One pass, bounded: elements deeper than :data:`MAX_OPEN` end it.
"""

from __future__ import annotations

import re

__all__ = ["rebalance"]

MAX_OPEN = 64

_TAG = re.compile(r"<(/?)([^\W\d][\w.:\-]*+)([^<>]*+)>")
_ATTRIBUTE = re.compile(r"(?<!\S)([^\W\d][\w.:\-]*+)\s*+=\s*+(?:\"([^\"<]*+)\"|'([^'<]*+)'|([^\s\"'<>]++))")
_CONTAINERS = ("list", "item", "info", "alarmstatus", "config", "param")
_VERBATIM = (("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"))


def rebalance(text: str) -> str:
    """A text in which every start tag has its end tag."""
    repair = _Repair(text)
    repair.run()
    return "".join(repair.out)


class _Repair:
    def __init__(self, text: str) -> None:
        self.text = text
        self.out: list[str] = []
        self.open: list[str] = []
        self._has_children: list[bool] = []
        self._has_text: list[bool] = []
        self._endless: set[str] = set()
        self._done = False

    def run(self) -> None:
        at = 0
        while not self._done and len(self.open) <= MAX_OPEN:
            tag = self.text.find("<", at)
            self._words(self.text[at : tag if tag >= 0 else len(self.text)])
            if tag < 0:
                break
            at = self._special(tag) or self._tag(tag)
        self._close_to(0)

    def _words(self, words: str) -> None:
        if self.open:
            self.out.append(words.replace(">", "&gt;"))
            self._has_text[-1] = self._has_text[-1] or bool(words.strip())

    def _special(self, at: int) -> int:
        """Position behind a comment, CDATA section or instruction that begins here; 0 if none does."""
        for begin, end in _VERBATIM:
            if begin not in self._endless and self.text.startswith(begin, at):
                stop = self.text.find(end, at)
                if stop < 0:
                    self._endless.add(begin)
                    return 0
                if begin == "<![CDATA[" and self.open:
                    self.out.append(self.text[at : stop + len(end)])
                return stop + len(end)
        return 0

    def _tag(self, at: int) -> int:
        found = _TAG.match(self.text, at)
        if not found:
            self._words("&lt;")
            return at + 1
        slash, name, rest = found.groups()
        if slash:
            self._end(name)
        else:
            self._start(name, rest)
        return found.end()

    def _start(self, name: str, rest: str) -> None:
        if name in self.open[1:]:
            self._close_to(self.open.index(name, 1))
        elif len(self.open) > 1 and self._is_text():
            self._close_to(len(self.open) - 1)
        if self.open:
            self._has_children[-1] = True
        empty = rest.rstrip().endswith("/")
        self.out.append(f"<{name}{_attributes(rest)}{'/' if empty else ''}>")
        if not empty:
            self.open.append(name)
            self._has_children.append(False)
            self._has_text.append(False)

    def _is_text(self) -> bool:
        """True if the innermost element is one that holds text and lost its end tag."""
        name = self.open[-1].lower()
        return self._has_text[-1] and not self._has_children[-1] and not name.endswith(_CONTAINERS)

    def _end(self, name: str) -> None:
        if name in self.open:
            self._close_to(len(self.open) - 1 - self.open[::-1].index(name))
        elif self.open and not self._has_children[-1]:
            self._close_to(len(self.open) - 1)
        self._done = bool(self.out) and not self.open

    def _close_to(self, depth: int) -> None:
        while len(self.open) > depth:
            self.out.append(f"</{self.open.pop()}>")
            self._has_children.pop()
            self._has_text.pop()


def _attributes(rest: str) -> str:
    if "=" not in rest:
        return ""
    marks: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(rest.rstrip().removesuffix("/")):
        marks.setdefault(name, (double or single or bare).replace('"', "&quot;"))
    return "".join(f' {name}="{value}"' for name, value in marks.items())
