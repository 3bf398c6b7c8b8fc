"""What staff do in their browser, said as they would say it."""

from playwright.sync_api import Locator, Page, expect

from tests.server import LiveServer


def sign_in(page: Page, server: LiveServer, name: str, password: str) -> None:
    page.goto(f"{server.url}/console/login")
    page.get_by_label("Navn").fill(name)
    page.get_by_label("Passord").fill(password)
    page.get_by_role("button", name="Logg inn").or_(page.get_by_role("button", name="Fortsett")).click()
    page.wait_for_url(lambda address: "/login" not in address)


def take_next(page: Page) -> Locator:
    """Takes who waits longest; the new lane."""
    before = page.locator("chat-lane").count()
    taken = page.locator("#take-next-form").get_attribute("action")
    page.locator("#take-next").click()
    expect(page.locator("chat-lane")).to_have_count(before + 1)
    expect(page.locator(f'#take-next-form[action="{taken}"]')).to_have_count(0)
    return page.locator("chat-lane").last


def write(lane: Locator, words: str) -> None:
    box = lane.locator(".lane__text")
    box.fill(words)
    box.press("Enter")
    expect(lane.locator(".lane__log")).to_contain_text(words)


def answer(lane: Locator, words: str) -> None:
    """Writes, and waits until the server has it."""
    write(lane, words)
    expect(lane.locator(".log__entry[data-seq]", has_text=words)).to_have_count(1)


def register(page: Page, category: str, note: str) -> None:
    """Fills in the open form about himself, and saves it."""
    pane = page.locator("#pane")
    pane.locator('input[name="about"][value="himself"]').check(force=True)
    pane.locator(f'input[name="category"][value="{category}"]').check()
    if category == "none":
        pane.locator('input[name="basis"][value="nothing_indicates"]').check()
    pane.locator("#note").fill(note)
    pane.locator("#note").press("Control+Enter")
    expect(pane.locator("form.registration")).to_have_count(0)
