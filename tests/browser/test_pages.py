"""Every page and state in four looks, two sizes in two sets of colours: axe finds no violation, nothing is wider than
the screen.

`make screenshots` also keeps pictures for people to look at, in `artifacts/screenshots/`, which git ignores.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page

from tests.browser.scenes import walk
from tests.conftest import NewContext
from tests.server import free_port, live_server

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "artifacts" / "screenshots"
AXE = (ROOT / "tests" / "vendor" / "axe-4.14.1.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOURS = ["color-contrast", "link-in-text-block"]  # the rules whose answer another set of colours can change
IN_COLOURS = {"light": RULES, "dark": OF_COLOURS}
SIZES = [(360, 740), (1280, 800)]
VIOLATIONS = """rules => axe.run(document, { runOnly: rules, resultTypes: ["violations"] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target}`)))"""  # the rest is large


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_page_is_accessible_and_fits(tmp_path: Path, new_context: NewContext, width: int, height: int) -> None:
    port, look = free_port(), {"viewport": {"width": width, "height": height}, "bypass_csp": True}
    look["reduced_motion"] = "reduce"  # other colours come at once
    findings: list[str] = []
    seen: list[str] = []
    with live_server(tmp_path / "data", command="demo", EMBED_ORIGINS=f"http://127.0.0.1:{port}") as server:
        for name, page in walk(server, port, new_context, **look):
            seen.append(name)
            still = without_script(page, new_context(**look)) if name.endswith("without-script") else page
            findings += [f"{name}, {finding}" for finding in in_all_colours(page, still, name, width)]
    assert len(seen) == len(set(seen)) >= 25
    assert findings == []


def in_all_colours(page: Page, still: Page, name: str, width: int) -> Iterator[str]:
    """What is wrong with the page, which ends as it began; where axe cannot run in it, it runs in `still`."""
    for colours, rules in IN_COLOURS.items():
        for one in (page, still):
            put_on(one, colours)
        if "PICTURES" in os.environ:
            picture(page, folder_for(width, colours) / f"{name}.png")
        yield from (f"{colours}: {finding}" for finding in [*violations(still, rules), *too_wide(page)])
    put_on(page, "light")


def put_on(page: Page, colours: str) -> None:
    page.emulate_media(color_scheme="dark" if colours == "dark" else "light")


def folder_for(width: int, colours: str) -> Path:
    folder = PICTURES / f"{width}-{colours}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def picture(page: Page, path: Path) -> None:
    """Chromium cannot always draw a page that has stood behind many others; in front it can."""
    try:
        page.screenshot(path=path)
    except Error:
        page.bring_to_front()
        page.screenshot(path=path)


def without_script(page: Page, context: BrowserContext) -> Page:
    """The page as somebody without script has it, where axe can run: what is in noscript is really there."""
    still = context.new_page()
    address, seen = page.url, page.content().replace("noscript>", "div>").replace("http-equiv", "data-was")
    still.route("**/*.js*", lambda route: route.abort())
    still.route(address, lambda route: route.fulfill(body=seen, content_type="text/html; charset=utf-8"))
    still.goto(address)
    return still


def violations(page: Page, rules: list[str] = RULES) -> list[str]:
    if page.evaluate("!window.axe"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(VIOLATIONS, rules)
    return found


def too_wide(page: Page) -> list[str]:
    sizes = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    return [f"wider than the screen: {sizes}"] if sizes[0] > sizes[1] else []
