from __future__ import annotations

import dataclasses
import io
import re
from html.parser import HTMLParser

import pytest
from lxml import etree
from rich.console import Console

from camproof.reports.city import (
    CityReport,
    Comparison,
    CoverageView,
    print_city,
    print_comparison,
    render_city_html,
    render_comparison_html,
)
from camproof.reports.city.compared import gains, groups, headline, narrower, samenesses
from camproof.reports.city.numbers import estimate_text, figure_text
from camproof.simulator.answers import Difference, Key, compare, estimate, key_of

VOID = {"meta", "link", "br", "col", "input"}
HOSTILE = "<script>alert('x')</script>\u202e\x1b[31m"


class Page(HTMLParser):
    """Tags, attributes and text of a page; fails on tags that do not close."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        self.ids += [value for name, value in attrs if name == "id"]
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
        return plain(" ".join(self.words))


def plain(text: str) -> str:
    """With one sort of space."""
    return re.sub(r"\s+", " ", text)


def check_alone(page: Page) -> None:
    """Nothing is asked for from anywhere, nothing runs, no id is given twice."""
    assert not page.tags & {"script", "iframe", "object", "img", "embed"}
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    for name, value in page.attributes:
        if name in ("href", "src", "xlink:href", "action"):
            assert value == "data:,"
    assert len(page.ids) == len(set(page.ids))


def check_drawings(html: str) -> None:
    """Each picture is well-formed XML, and every coordinate a number."""
    drawings = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert drawings
    for drawing in drawings:
        for element in etree.fromstring(drawing).iter():
            for name in ("x", "y", "width", "height", "cx", "cy", "r", "x1", "x2", "y1", "y2"):
                float(element.get(name, "0"))
            assert not re.search("nan|inf|None", element.get("d", ""))


def test_the_page_stands_alone(report: CityReport) -> None:
    html = render_city_html(report)
    page = Page(html)
    check_alone(page)
    check_drawings(html)
    sections = {"outcome", "goals", "map", "time", "spread", "causes", "crews", "rates", "cost", "inputs"}
    assert sections <= set(page.ids)


def test_the_numbers_of_the_page_are_those_of_the_result(report: CityReport) -> None:
    text = Page(render_city_html(report)).text
    result = report.result
    for answer in result.goals:
        assert estimate_text(answer.estimate, "share") in text
    for key, found in result.estimates.items():
        if key.measure in ("intact rate", "online rate", "recording completeness"):
            assert estimate_text(found, "share") in text
        if key.measure == "camera hours lost by cause":
            assert plain(figure_text(found.mean, "count")) in text
    assert "Of 3 goals: 1 fail, 1 inconclusive, 1 pass." in text
    assert f"({result.goals[0].needed} in all)" in text
    assert report.making.command in text
    for term in ("完好率", "在线率", "录像完整率", "重点公共区域"):
        assert term in text


def test_inputs_of_ours_are_marked(report: CityReport) -> None:
    html = render_city_html(report)
    assert re.search(r"camera: life</td><td[^>]*>exponential, mean 4.000 h</td>", html)
    assert html.count('<span class="badge inconclusive">ours</span>') > 20


def test_the_map_holds_a_dot_for_each_camera(report: CityReport) -> None:
    html = render_city_html(report)
    dots = re.findall(r'<circle class="q\d"[^>]*><title>(camera \d+), ', html)
    assert len(set(dots)) == 220
    assert "show-proposed" not in html.split("<body>")[1]


def test_coverage_is_told_where_it_was_looked_at(report: CityReport, view: CoverageView) -> None:
    seen = dataclasses.replace(report, coverage=view)
    html = render_city_html(seen)
    page = Page(html)
    check_alone(page)
    check_drawings(html)
    assert "working or not: 75.0 % of all." in page.text
    assert "With the 1 camera proposed on the map it would be 100.0 %" in page.text
    assert "crossing 路口" in page.text
    assert html.count("<title>a far village (rural): no camera sees it</title>") == 1
    console = Console(width=80, record=True, file=io.StringIO())
    print_city(seen, console)
    assert "Cameras see 75.0 % of the places; with 1 camera more" in console.export_text()


def test_hostile_strings_stay_text(report: CityReport) -> None:
    city = report.result.city
    inventory = dataclasses.replace(
        city.inventory,
        codes=tuple(f"{HOSTILE}{row}" for row in range(220)),
        names=(HOSTILE,) * 220,
        districts=tuple(f"{HOSTILE}{at}" for at in range(3)),
    )
    spec = dataclasses.replace(city.spec, name=HOSTILE)
    changed = dataclasses.replace(city, spec=spec, inventory=inventory)
    hostile = dataclasses.replace(
        report, result=dataclasses.replace(report.result, city=changed), notes=(HOSTILE,)
    )
    html = render_city_html(hostile)
    check_alone(Page(html))
    check_drawings(html)
    assert "\u202e" not in html
    assert "\x1b" not in html
    console = Console(width=80, record=True, file=io.StringIO())
    print_city(hostile, console)
    assert "\u202e" not in console.export_text()


def test_a_large_city_is_drawn_in_cells(report: CityReport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camproof.reports.city.charts.map.MOST_DOTS", 100)
    html = render_city_html(report)
    check_drawings(html)
    assert "<circle" not in html
    counts = re.findall(r"<title>(\d+) cameras?, mean", html)
    assert sum(map(int, counts)) == 220


def test_a_city_without_goals_or_crews_has_a_page(report: CityReport) -> None:
    spec = dataclasses.replace(report.result.city.spec, goals=(), teams=(), spares=())
    city = dataclasses.replace(report.result.city, spec=spec)
    bare = dataclasses.replace(report, result=dataclasses.replace(report.result, city=city, goals=()))
    page = Page(render_city_html(bare))
    assert "The city file names no goal" in page.text
    assert "There are no crews." in page.text


def test_the_terminal_says_it_in_80_columns(report: CityReport) -> None:
    console = Console(width=80, record=True, file=io.StringIO())
    print_city(report, console, page="runs/x/report.html")
    said = console.export_text()
    assert max(map(len, said.splitlines())) <= 80
    for words in (
        "FAIL  Of 3 goals",
        "Report: runs/x/report.html",
        "use of day (1)",
        "Again: camproof city run",
    ):
        assert words in said
    assert estimate_text(report.result.estimates[Key("intact rate", "share")], "share") in said
    assert said.index("camera hours") < said.index("Yearly cost")


def test_the_comparison_stands_alone(comparison: Comparison) -> None:
    html = render_comparison_html(comparison)
    page = Page(html)
    check_alone(page)
    check_drawings(html)
    assert "1 crew for everything" in page.text
    assert "3 crews for everything" in page.text
    assert plain(headline(comparison)) in page.text
    assert "town.city.yaml and more.city.yaml" in page.text


def test_more_crews_cost_more_and_gain_points(comparison: Comparison) -> None:
    rate = next(each for each in comparison.differences if each.key == Key("intact rate", "share"))
    assert rate.sure
    assert rate.change.mean > 0
    assert narrower(rate) > 1
    gain = gains(comparison)[0]
    assert gain.cost.change.mean == pytest.approx(400_000, rel=0.01)
    assert gain.per_point == pytest.approx(gain.cost.change.mean / (rate.change.mean * 100))
    assert "each point that B gains costs about" in gain.text
    assert headline(comparison).startswith("B's intact rate is better: +")


def test_a_change_of_next_to_nothing_has_no_price(comparison: Comparison) -> None:
    """A point would be priced at a hundred thousand times the difference in cost."""
    key = Key("intact rate", "share")
    tiny = estimate([1e-7, 1.1e-7, 0.9e-7])
    differences = tuple(
        dataclasses.replace(each, change=tiny) if each.key == key else each for each in comparison.differences
    )
    gain = gains(dataclasses.replace(comparison, differences=differences))[0]
    assert gain.rate.sure
    assert gain.per_point is None
    assert "below a hundredth of a point, too small" in gain.text


def test_a_point_has_no_price_where_the_cost_is_open(comparison: Comparison) -> None:
    open_ = estimate([-900.0, 1000.0, 500.0])
    differences = tuple(
        dataclasses.replace(each, change=open_) if each.key.measure == "yearly cost" else each
        for each in comparison.differences
    )
    gain = gains(dataclasses.replace(comparison, differences=differences))[0]
    assert gain.rate.sure
    assert not gain.cost.sure
    assert gain.per_point is None
    assert "the change of the yearly cost is not sure" in gain.text


def test_only_a_rise_of_what_should_rise_is_green(comparison: Comparison) -> None:
    def told(key: Key) -> str:
        risen = Difference(key, estimate([0.2, 0.21]), estimate([0.4, 0.42]), estimate([0.2, 0.21]), 0.1)
        assert risen.sure
        console = Console(width=120, record=True, file=io.StringIO(), color_system="standard")
        print_comparison(dataclasses.replace(comparison, differences=(risen, *rest)), console)
        text = console.export_text(styles=True)
        line = next(line for line in text.splitlines() if key.measure in line)
        return "green" if "\x1b[32m" in line else "plain"

    needed = (Key("intact rate", "share"), Key("yearly cost", "CNY"))
    rest = tuple(each for each in comparison.differences if each.key in needed)
    assert told(Key("coverage in effect", "share", of="crossing")) == "green"
    assert told(Key("streams refused", "share", of="match")) == "plain"
    assert told(Key("peak link load", "share")) == "plain"


def test_what_is_the_same_is_not_shown(comparison: Comparison) -> None:
    shown = [each for _, found in groups(comparison) for each in found]
    assert shown
    assert not any(each.untouched for each in shown)
    assert len({each.key for each in shown}) == len(shown)
    outages = next(
        each for each in comparison.differences if each.key == Key("outages", "count", of="feeder")
    )
    assert outages.untouched


def test_a_design_beside_itself_differs_in_nothing(comparison: Comparison) -> None:
    rows = comparison.first.result.rows
    same = dataclasses.replace(comparison, second=comparison.first, differences=compare(rows, rows))
    assert not [each for _, found in groups(same) for each in found]
    assert gains(same) == ()
    assert headline(same).startswith("Both have the same intact rate")
    told = samenesses(same)
    assert len(told) == len({key_of(goal) for goal in same.first.result.city.spec.goals}) == 3
    assert all("the same by construction" in each for each in told)
    check_alone(Page(render_comparison_html(same)))


def test_what_no_replication_touched_is_told_with_what_that_proves(comparison: Comparison) -> None:
    """The designs differ in crews, so that nothing is the same by construction."""
    assert samenesses(comparison) == ()
    rows = comparison.first.result.rows
    same = dataclasses.replace(comparison, differences=compare(rows, rows))
    assert samenesses(same)[1] == (
        "online rate: the same in 6 replications of each; "
        "that less than 39.3 % of periods differ is 95 % sure"
    )


def test_the_comparison_in_the_terminal(comparison: Comparison) -> None:
    console = Console(width=80, record=True, file=io.StringIO())
    print_comparison(comparison, console, page="runs/x/report.html")
    said = console.export_text()
    assert max(map(len, said.splitlines())) <= 80
    for words in ("B less A", "narrower", "each point that B gains", "Report: runs/x/report.html"):
        assert words in said
