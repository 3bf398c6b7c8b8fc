"""Every page and state in four looks: axe finds no violation, nothing is wider than the screen, a picture is kept.

The pictures go to `artifacts/screenshots/`, which git ignores, for people to look at.
"""

from pathlib import Path
from typing import Any

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
LOOKS: list[tuple[int, int, str]] = [(360, 740, "light"), (360, 740, "dark"), (1280, 800, "light"), (1280, 800, "dark")]


@pytest.mark.parametrize(("width", "height", "colours"), LOOKS)
def test_every_page_is_accessible_and_fits(
    tmp_path: Path, new_context: NewContext, width: int, height: int, colours: str
) -> None:
    port, rules = free_port(), OF_COLOURS if colours == "dark" else RULES
    look: dict[str, Any] = {"viewport": {"width": width, "height": height}, "color_scheme": colours, "bypass_csp": True}
    folder = PICTURES / f"{width}-{colours}"
    folder.mkdir(parents=True, exist_ok=True)
    findings: list[str] = []
    seen: list[str] = []
    with live_server(tmp_path / "data", command="demo", EMBED_ORIGINS=f"http://127.0.0.1:{port}") as server:
        for name, page in walk(server, port, new_context, **look):
            picture(page, folder / f"{name}.png")
            seen.append(name)
            still = without_script(page, new_context(**look)) if name.endswith("without-script") else page
            findings += [f"{name}: {finding}" for finding in [*violations(still, rules), *too_wide(page)]]
    assert len(seen) == len(set(seen)) >= 25
    assert findings == []


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
    page.evaluate(AXE)
    result = page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)
    return [f"{one['id']} at {node['target']}" for one in result["violations"] for node in one["nodes"]]


def too_wide(page: Page) -> list[str]:
    sizes = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    return [f"wider than the screen: {sizes}"] if sizes[0] > sizes[1] else []
