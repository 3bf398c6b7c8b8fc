"""The statistics on paper: whole, in reading order, and marked on every sheet."""

import re
import zlib
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.staff import sign_in
from tests.conftest import NewContext
from tests.server import LiveServer, live_server

pytestmark = pytest.mark.browser

# Columns break as sheets do, by the same rules, and unlike sheets they can be measured.
SHEETS = "html { block-size: 267mm; column-width: 174mm; column-gap: 0; column-fill: auto } body { inline-size: auto }"
ONLY_THE_FOOT = "main { visibility: hidden }"
WITHOUT_THE_FOOT = ".foot { visibility: hidden }"
BOXES = """() => [...document.querySelectorAll('h1, h2, .marking, .rule, .bars__label, table, .months, .bars__row')]
  .flatMap(part => [...part.getClientRects()].map(box => ({
    name: `${part.tagName} ${part.textContent.trim().slice(0, 30)}`,
    left: box.left, right: box.right, top: box.top, bottom: box.bottom,
  })))"""
LONELY = """() => [...document.querySelectorAll('h2')]
  .filter(head => head.nextElementSibling.getBoundingClientRect().left >= head.getBoundingClientRect().right)
  .map(head => head.textContent)"""


def test_nothing_lies_over_anything_else(report: Page) -> None:
    boxes = on_sheets(report).evaluate(BOXES)
    assert len(boxes) > 25
    over = [
        f"{one['name']} | {other['name']}"
        for turn, one in enumerate(boxes)
        for other in boxes[:turn]
        if min(one["right"], other["right"]) - max(one["left"], other["left"]) > 1
        and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 1
    ]
    assert over == []


def test_no_heading_stands_on_another_sheet_than_what_it_is_about(report: Page) -> None:
    assert on_sheets(report).evaluate(LONELY) == []


@pytest.mark.parametrize("shown", [ONLY_THE_FOOT, WITHOUT_THE_FOOT])
def test_every_sheet_has_the_marking_and_none_has_nothing_else(report: Page, shown: str) -> None:
    report.add_style_tag(content=shown)
    paper = report.pdf(format="A4")
    assert sheets(paper) >= 2
    assert drawn_texts(paper) == sheets(paper)


def test_the_marking_says_what_the_sheet_is(report: Page) -> None:
    foot = report.locator(".foot")
    assert not foot.is_visible()
    report.emulate_media(media="print")
    assert foot.inner_text().split("\n") == ["Internt, ikke for publisering", "Demo, oppdiktede tall"]


def test_paper_is_light_where_the_screen_is_dark(report: Page) -> None:
    colour = "getComputedStyle(document.querySelector('.value')).fill"
    report.emulate_media(media="print", color_scheme="light")
    light = report.evaluate(colour)
    report.emulate_media(media="print", color_scheme="dark")
    assert report.evaluate(colour) == light


def on_sheets(page: Page) -> Page:
    page.emulate_media(media="print")
    page.add_style_tag(content=SHEETS)
    return page


def sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def drawn_texts(pdf: bytes) -> int:
    """How many of the file's drawings have text in them; each sheet is one drawing."""
    packed = re.findall(rb"/FlateDecode.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return sum(b" Tf" in zlib.decompress(drawing) for drawing in packed)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, str]]:
    """A demo, and the password of its lead Berit."""
    with live_server(tmp_path_factory.mktemp("print") / "data", command="demo") as server:
        yield server, server.add_account("berit", ["lead"])


@pytest.fixture
def report(demo: tuple[LiveServer, str], new_context: NewContext) -> Page:
    """The demo's year as the lead has it open."""
    server, password = demo
    page = new_context(bypass_csp=True, viewport={"width": 658, "height": 1000}).new_page()
    sign_in(page, server, "berit", password)
    page.goto(f"{server.url}/stats?year=2025")
    return page
