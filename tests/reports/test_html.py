from __future__ import annotations

import dataclasses
import itertools
import math
import re
from html.parser import HTMLParser

import pytest

from camproof.reports import LoadSample, OnlineSeries, render_html
from camproof.reports.summary import tiles
from camproof.verdicts.outcome import Outcome

VOID = {"meta", "link", "br", "col"}
ALLOWED = {
    *("html", "head", "meta", "title", "link", "style", "body", "header", "main", "footer", "section", "div"),
    *("span", "p", "h1", "h2", "h3", "dl", "dt", "dd", "ul", "li", "b", "s", "br", "code", "pre", "figure"),
    *("table", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "figcaption"),
    *("svg", "g", "rect", "line", "circle", "path", "text"),
}


class Page(HTMLParser):
    """Tags, attributes and text of a page; fails on tags that do not close."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


PHRASES = """\
Acceptance of a GB/T 28181 network
Of 11 verdicts: 2 fail, 1 inconclusive, 7 pass.
全时可用
Whole-network sharing
AVAIL-1
96.5 %
≥ 97 %
≥ 98 %
overridden
GB/T 28181-2022 5.5 c
n 36, 95 %: 93.1 % to 99.4 %
n 40, census
12.0–30.0 s
class key-public-area
bench default
source unverified
never
picture frozen
no planned fault
not detected
district east
SumNum differs
Expires: 60
Event loop lag
bench-7
camproof run library/acceptance.scenario.yaml --seed 20240607
体育场二号门
离线判定
INVITE sent to key frame decoded"""


def test_the_page_names_everything(result):
    text = Page(render_html(result)).text
    for phrase in PHRASES.splitlines():
        assert phrase in text, phrase


def test_the_page_stands_alone(result):
    html = render_html(result)
    page = Page(html)
    assert page.tags <= ALLOWED
    assert [value for name, value in page.attributes if name in ("src", "href", "action")] == ["data:,"]
    assert not any(name.startswith("on") for name, _ in page.attributes)
    assert "@import" not in html
    assert "url(" not in html
    assert "http://" not in html
    assert "https://" not in html
    assert "default-src 'none'" in html


def test_hostile_strings_are_text(hostile, hostile_text):
    page = Page(render_html(hostile))
    assert page.tags <= ALLOWED
    assert not any(name.startswith("on") for name, _ in page.attributes)
    assert not any(character in page.text for character in "\x00\x1b\x9b\u202e\ufffe")
    if hostile_text.isprintable() and len(hostile_text) < 100:
        assert re.sub(r"\s+", " ", hostile_text) in page.text
    render_html(hostile).encode()


def test_an_empty_run_is_a_page_too(result):
    bare = dataclasses.replace(
        result,
        phases=(),
        findings=(),
        faults=(),
        online=(),
        load=(),
        deviations=(),
        notes=(),
        outcome=Outcome.ERROR,
    )
    text = Page(render_html(bare)).text
    assert "No verdict was reached." in text
    assert "No phase was played." in text
    assert "Not sampled." in text


def test_no_figure_is_not_a_number(result):
    odd = dataclasses.replace(
        result,
        online=(
            OnlineSeries(label="none", kind="all", points=()),
            OnlineSeries(label="one", kind="all", points=((0.0, 1.0),)),
        ),
        load=(LoadSample(t_s=0.0, cpu_share=0.0), LoadSample(t_s=0.0, cpu_share=1.0)),
    )  # fmt: skip
    assert not re.search(r'="[^"]*(nan|inf)\b', render_html(odd))


def test_there_is_a_tile_for_each_goal_of_the_policy(result):
    found = {tile.goal: tile for tile in tiles(result)}
    assert list(found) == ["coverage", "sharing", "availability", "control", "transport"]
    assert found["coverage"].outcome is Outcome.NOT_RUN
    assert (found["availability"].outcome, found["availability"].tally) == (Outcome.FAIL, "2 fail, 3 pass")


@pytest.mark.parametrize("count", [1, 40])
def test_many_series_and_faults_keep_apart(result, count):
    many = dataclasses.replace(result, online=result.online[:1] * count, faults=result.faults[:1] * count)
    html = render_html(many)
    lanes = [float(y) for y in re.findall(r'class="lane-label" x="[\d.]+" y="([\d.]+)"', html)]
    assert len(lanes) == count
    assert all(later - earlier >= 20 for earlier, later in itertools.pairwise(lanes))


def test_a_long_series_is_thinned_but_keeps_its_dip(result):
    points = tuple((float(t), 0.2 if t == 61_803 else 1.0) for t in range(100_000))
    long = dataclasses.replace(
        result, duration_s=1e5, online=(OnlineSeries(label="a", kind="all", points=points, cameras=5),)
    )
    html = render_html(long)
    assert len(html) < 300_000
    assert "lowest 20 %" in Page(html).text
    assert math.isfinite(long.duration_s)
