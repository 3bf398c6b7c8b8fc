"""Every page and state that a person can meet, brought about as people would, one after the other.

`walk` yields a name for each; whoever walks looks at the page it comes with: axe, or a camera.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date

from playwright.sync_api import BrowserContext, FilePayload, Locator, Page, expect

from tests.browser.host import host_page
from tests.browser.staff import answer, sign_in, take_next
from tests.server import LiveServer
from tests.stats.conftest import bring_in
from tests.stats.sheet_files import Cell, as_csv, two_years

Scene = tuple[str, Page]
NewContext = Callable[..., BrowserContext]
OPENING = [
    "hei. er det noen der",
    "hello. is ok to write english?",
    "er det lov å ta betalt i det hele tatt?",
    "jeg lurer på noe om testing",
]
REPLIES = [
    "Hei! Ja, jeg er her. Hva lurer du på?",
    "Yes, of course. What would you like to ask?",
    "Ja. Det er ikke straffbart å selge.",
    "Så bra at du spør.",
]

PRINTED = """tittel;Personer og kontakter (oppdiktet)
kilde;Årsmelding 2015, side 9
enhet;personer, kontakter
metode;Hver person én gang i året. Kontakter er alle besøk og samtaler.
versjon;2
brudd;2013;Fra 2013 er også kontakter på nett talt med.
kolonne;+/- % fra 2014;endring;2014;2015
rad;kontakter per person;forhold;kontakter;personer;1
rad;uten opplysning om kjønn;rest;personer;kvinner;menn
tabell;2011;2012;2013;2014;2015;+/- % fra 2014
personer;410;433;612;655;701;+7
kvinner;388;401;498;520;544;+4
menn;22;32;101;120;141;+18
uten opplysning om kjønn;;;13;15;16;
kontakter;980;1120;2210;2480;2604;+5
kontakter per person;2,4;2,5;3,6;3,8;3,7;
besøk av andre;om lag 40;like under 50;;61;60;-2
"""


def walk(server: LiveServer, port: int, new_context: NewContext, **look: object) -> Iterator[Scene]:
    """All scenes in the given look (viewport, colours), on a demo server that nobody else uses."""
    passwords = dict(re.findall(r"^(\w+) \(.*\): (\S+)$", (server.data_dir / "DEMO").read_text(), re.M))

    def make(**options: object) -> BrowserContext:
        return new_context(**look, **options)

    yield from before_opening(server, make)
    staff = make().new_page()
    sign_in(staff, server, "kaja", passwords["kaja"])
    yield "console-empty", staff
    yield from first_visit(server, make, staff)
    yield from registration(staff)
    yield from many_conversations(server, make, staff, passwords["jonas"])
    yield from embedded(server, port, make)
    yield from contacts(server, staff)
    yield from importing(server, staff)
    yield from outreach(server, make, staff, passwords["ingrid"])
    yield from records(server, staff)
    yield from lists_of_records(server, make, passwords["ingrid"])
    yield from texts(server, make, staff, passwords["ingrid"])
    yield from mailbox(server, make, staff, passwords)
    yield from statistics(server, make, passwords["ingrid"])


def before_opening(server: LiveServer, make: NewContext) -> Iterator[Scene]:
    page = make().new_page()
    for name, path in (
        ("visitor-closed", "/"),
        ("visitor-closed-english", "/?lang=en"),
        ("answers", "/read"),
        ("visitor-about", "/about"),
        ("error-404", "/nowhere"),
        ("console-sign-in", "/console/login"),
        ("console-invitation", "/console/invitation"),
    ):
        page.goto(server.url + path)
        yield name, page
    page.goto(f"{server.url}/console/login")
    page.get_by_label("Navn").fill("kaja")
    page.get_by_label("Passord").fill("ikke dette")
    page.locator("main button").last.click()
    expect(page.locator('[role="alert"], .error').first).to_be_visible()
    yield "console-sign-in-refused", page


def first_visit(server: LiveServer, make: NewContext, staff: Page) -> Iterator[Scene]:
    context = make()
    page = context.new_page()
    page.goto(server.url)
    yield "visitor-open", page
    write_first(page, OPENING[0])
    expect(page.locator("#place")).to_be_visible()
    yield "visitor-waiting", page
    expect(staff.locator("#take-next")).to_be_enabled()
    yield "console-one-waiting", staff
    lane = take_next(staff)
    answer(lane, REPLIES[0])
    expect(page.locator("#log")).to_contain_text("jeg er her")
    page.locator("#more").fill("har vært med en mann uten kondom. er litt stressa")
    page.locator("#composer button.button").last.click()
    expect(lane.locator(".lane__log")).to_contain_text("litt stressa")
    yield "visitor-active", page
    yield "console-one-conversation", staff
    page.locator(".no-note:visible").click()
    expect(lane.locator(".lane__note")).to_be_visible()
    yield "visitor-no-note", page
    yield "console-no-note", staff
    page.locator(".no-note:visible").click()
    expect(lane.locator(".lane__note")).to_be_hidden()
    context.set_offline(True)
    page.locator("#more").fill("kan jeg komme uten legitimasjon")
    page.locator("#composer button.button").last.click()
    expect(page.locator("#lost")).to_be_visible()
    yield "visitor-lost", page
    context.set_offline(False)
    expect(page.locator("#lost")).to_be_hidden()
    yield from no_script(server, make)
    close(lane)
    expect(page.locator("#ended-heading")).to_be_visible()
    yield "visitor-ended", page


def no_script(server: LiveServer, make: NewContext) -> Iterator[Scene]:
    page = make(java_script_enabled=False).new_page()
    page.goto(server.url)
    yield "visitor-open-without-script", page
    page.locator("#first-text").fill("virker det uten skript?")
    page.locator("#first button").click()
    expect(page.locator("noscript .message__text")).to_have_text("virker det uten skript?")
    yield "visitor-waiting-without-script", page
    page.locator("#leave button").click()
    expect(page.locator("body")).to_be_empty()


def registration(staff: Page) -> Iterator[Scene]:
    pane = staff.locator("#pane")
    expect(pane.locator("form.registration")).to_be_visible()
    yield "registration", staff
    pane.locator('input[name="about"][value="himself"]').check(force=True)
    pane.locator(".registration__do").click()
    expect(pane.locator(".error").first).to_be_visible()
    yield "registration-with-errors", staff
    pane.locator('input[name="category"][value="uncertain"]').check()
    pane.locator("#note").fill("Kaller seg nattugle_87 der han annonserer, vil bli ringt på 400 00 123.")
    pane.get_by_text("Behold …").last.click()
    pane.locator("#keep-2").select_option("public")
    expect(pane.locator("mark.kept")).to_be_visible()
    yield "registration-with-findings", staff
    pane.locator("#note").fill("Bor med en som ikke vet noe. Jobber natt, har hund. Vil teste seg utenom fastlegen.")
    expect(pane.locator(".earlier__one").first).to_be_visible()
    yield "registration-with-earlier", staff
    pane.locator(".registration__do").click()
    expect(pane.locator("form.registration")).to_have_count(0)
    yield "registration-saved", staff


def many_conversations(server: LiveServer, make: NewContext, staff: Page, password: str) -> Iterator[Scene]:
    staff.goto(f"{server.url}/console")
    visitors = [make().new_page() for _ in OPENING]
    for page, words, reply in zip(visitors, OPENING, REPLIES, strict=True):
        page.goto(server.url)
        write_first(page, words)
        expect(page.locator("#place")).to_be_visible()
        show(staff, "queue")
        lane = take_next(staff)
        answer(lane, reply)
    yield "console-four-conversations", staff
    staff.keyboard.press("Escape")  # out of the field: the letters are keys again
    staff.keyboard.press("?")
    expect(staff.locator("#help")).to_be_visible()
    yield "console-help", staff
    staff.keyboard.press("Escape")
    yield from helps_to_answer(staff)
    yield from a_colleague(server, make, staff, password)
    for page in visitors:
        page.locator("#leave button").click()
        page.wait_for_url("about:blank")
    expect(staff.locator("chat-lane[data-ended]")).to_have_count(len(visitors))
    yield "console-visitors-left", staff


def a_colleague(server: LiveServer, make: NewContext, staff: Page, password: str) -> Iterator[Scene]:
    """Somebody who is asked to take over and says no, then reads along."""
    jonas = make().new_page()
    sign_in(jonas, server, "jonas", password)
    show(staff, "lanes")
    lane = staff.locator("chat-lane[data-current]")
    lane.get_by_role("button", name="Kollega").click()
    lane.get_by_label("Det kollegaen bør vite. Det slettes").fill("Vil helst snakke med en mann. Spør om boligen.")
    lane.get_by_role("button", name="Spør", exact=True).click()
    expect(lane.locator(".lane__offered")).to_be_visible()
    yield "console-colleague-is-asked", staff
    expect(jonas.locator("#rail-asked")).to_contain_text("kaja ber deg ta over.")
    yield "console-asked-to-take-over", jonas
    jonas.locator("#rail-asked").get_by_role("button", name="Ikke nå").click()
    expect(lane.locator(".lane__offered")).to_be_hidden()
    lane.get_by_role("button", name="Kollega").click()
    lane.get_by_role("button", name="Be med").click()
    jonas.locator("#rail-joined [data-lane]").click()
    expect(jonas.locator("chat-lane .lane__others")).to_be_visible()
    yield "console-reads-along", jonas
    jonas.get_by_role("button", name="Gå ut").click()
    jonas.get_by_role("button", name="Ja, gå ut").click()
    expect(jonas.locator("chat-lane")).to_have_count(0)
    jonas.locator("details.menu summary").click()
    jonas.get_by_role("button", name="Logg ut").click()
    jonas.wait_for_url("**/console/login")
    lane.get_by_role("button", name="Lukk", exact=True).click()


def helps_to_answer(staff: Page) -> Iterator[Scene]:
    """The phrasebook of the lane that one is in, Act now for it, and the menu with what one may set."""
    lane = staff.locator("chat-lane[data-current]")
    lane.locator("[data-phrases]").click()
    lane.locator(".phrasebook__words").fill("gratis")
    expect(lane.locator(".found")).to_have_count(2)
    yield "phrasebook", staff
    staff.keyboard.press("Escape")
    lane.locator("[data-act-now]").click()
    expect(staff.locator("#pane .acting")).to_be_visible()
    yield "act-now", staff
    staff.get_by_role("button", name="Faren er over").click()
    expect(staff.get_by_role("button", name="Den er ikke over")).to_be_visible()
    yield "act-now-over", staff
    staff.locator("details.menu summary").click()
    yield "menu", staff
    staff.locator("details.menu summary").click()
    staff.locator("#pane [data-close-pane]").click()


def embedded(server: LiveServer, port: int, make: NewContext) -> Iterator[Scene]:
    for name, attributes in (("widget-button", ""), ("widget-panel", 'data-mode="panel"')):
        with host_page(port, server.url, attributes) as host:
            page = make().new_page()
            page.goto(host)
            expect(page.get_by_text("Spør oss")).to_be_visible()
            if attributes:
                page.get_by_role("button", name="Spør oss").click()
                expect(page.frame_locator("iframe").locator("#first-text")).to_be_visible()
            yield name, page


def contacts(server: LiveServer, staff: Page) -> Iterator[Scene]:
    staff.goto(f"{server.url}/console/contacts/new")
    yield "new-contact", staff
    staff.goto(f"{server.url}/console/contacts")
    yield "contacts", staff
    staff.locator('main a[href^="/console/contacts/"]:not([href$="new"])').nth(3).click()
    staff.wait_for_url(re.compile("/console/contacts/[0-9a-f]+$"))
    yield "contact", staff
    yield from refused(server, staff)
    yield from undecided(server, staff)
    staff.goto(f"{server.url}/console/checks")
    yield "known-pair", staff


def refused(server: LiveServer, staff: Page) -> Iterator[Scene]:
    """A link to somebody of whom it is decided, on the pages of two others, that he is another."""
    others = staff.locator(".contact__verdicts [name=other]")
    another, same = (others.nth(place).input_value() for place in (0, 1))
    for other, said in ((another, "En annen person"), (same, "Samme person")):
        answers = staff.locator(f'.contact__verdicts:has([name="other"][value="{other}"])')
        answers.get_by_role("button", name=said).click()
        expect(answers).to_have_count(0)
    staff.goto(f"{server.url}/console/contacts/{same}")
    others.first.evaluate("(shown, other) => { shown.value = other; }", another)
    staff.get_by_role("button", name="Samme person").first.click()
    expect(staff.get_by_role("alert")).to_contain_text("ulike personer")
    yield "contact-refused", staff


def undecided(server: LiveServer, staff: Page) -> Iterator[Scene]:
    """The demo's years, which are both open: the one to close first, and what a counsellor says of the other."""
    staff.goto(f"{server.url}/console/undecided")
    yield "undecided", staff
    staff.get_by_role("link", name="2025", exact=True).click()
    gone_through = staff.get_by_role("button", name="Jeg har gått gjennom listen for 2025")
    expect(gone_through).to_be_visible()
    staff.locator('[name="list"]').evaluate("shown => { shown.value = 'an earlier one'; }")
    gone_through.click()
    expect(staff.get_by_role("alert")).to_contain_text("Listen er endret")
    yield "undecided-changed", staff
    gone_through.click()
    expect(staff.get_by_role("button", name="Ikke likevel")).to_be_visible()
    yield "undecided-gone-through", staff


def outreach(server: LiveServer, make: NewContext, staff: Page, password: str) -> Iterator[Scene]:
    lead = make().new_page()
    sign_in(lead, server, "ingrid", password)
    lead.goto(f"{server.url}/console/venues/new")
    lead.locator(".registration__save button").click()
    expect(lead.locator("#name-error")).to_be_visible()
    yield "venue-with-errors", lead
    lead.locator("#name").fill("Blåtimen")
    lead.locator("#kind").select_option("chat_room")
    lead.locator("#channel").select_option("chat_room")
    lead.locator("#rules").fill("Bare svare, aldri skrive først.")
    lead.locator(".registration__save button").click()
    lead.locator("#profile").fill("oss_i_gata")
    lead.get_by_role("button", name="Legg til navnet").click()
    expect(lead.locator(".contact__head", has_text="oss_i_gata")).to_be_visible()
    yield "venue", lead
    lead.goto(f"{server.url}/console/venues")
    yield "venues", lead
    lead.goto(f"{server.url}/console/rota/new")
    for name, value in (("venue", "1"), ("weekday", "3")):
        lead.locator(f"#{name}").select_option(value)
    for name, value in (("starts", "17:00"), ("ends", "20:30")):
        lead.locator(f"#{name}").fill(value)
    yield "weekly-shift", lead
    lead.locator(".registration__save button").click()
    lead.get_by_role("button", name="Lagre dagen").click()
    expect(lead.locator("#day-error")).to_be_visible()
    yield "rota", lead
    staff.goto(f"{server.url}/console/venues/1")
    yield "venue-to-read", staff
    staff.goto(f"{server.url}/console/shifts")
    yield "shifts", staff
    staff.locator(".contact__head a").first.click()
    staff.wait_for_url("**/console/shifts/*")
    yield "shift", staff
    staff.goto(f"{server.url}/console/shifts")
    staff.get_by_role("button", name="Lag en kontrollkode").click()
    expect(staff.locator(".shifts__given")).to_be_visible()
    yield "check-code", staff
    yield from ours(server, make, staff.locator(".shifts__given").inner_text())
    staff.goto(f"{server.url}/console")
    staff.get_by_role("button", name="Steng nå").click()
    expect(staff.get_by_role("button", name="Åpne igjen")).to_be_visible()
    yield "console-shut", staff
    staff.get_by_role("button", name="Åpne igjen").click()
    expect(staff.get_by_role("button", name="Steng nå")).to_be_visible()


def ours(server: LiveServer, make: NewContext, code: str) -> Iterator[Scene]:
    page = make().new_page()
    page.goto(f"{server.url}/us")
    yield "ours", page
    for said in ("yes", "no"):
        page.locator("#code").fill(code)
        page.locator(".ours__check button").click()
        expect(page.locator(f".ours__answer--{said}")).to_be_visible()
        yield f"ours-{said}", page


def records(server: LiveServer, staff: Page) -> Iterator[Scene]:
    """What a counselor writes down beside contacts."""
    staff.goto(f"{server.url}/console/directory")
    yield "directory", staff
    staff.locator("#words").fill("anonymt bergen")
    expect(staff.locator("#found .contact")).to_have_count(1)
    yield "directory-found", staff
    staff.goto(f"{server.url}/console/activities")
    yield "activities", staff
    staff.goto(f"{server.url}/console/activities/new")
    save(staff)
    expect(staff.locator(".error").first).to_be_visible()
    yield "activity-with-errors", staff
    staff.goto(f"{server.url}/console/campaigns")
    yield "campaigns", staff
    yield from incident(server, staff)
    yield from age_concern(server, staff)


def incident(server: LiveServer, staff: Page) -> Iterator[Scene]:
    staff.goto(f"{server.url}/console/incidents/new")
    yield "incident", staff
    staff.locator("#kind").select_option("robbery")
    staff.locator("#month").fill("2026-01")
    staff.locator("#area").fill("Bergen sentrum")
    staff.locator('[name="reported"][value="no"]').check(force=True)
    staff.locator("#why_not").select_option("no_trust")
    staff.locator('[name="consent"]').check()
    staff.locator("#note").fill("To kom da døra ble åpnet. Ringte fra 400 00 123.")
    save(staff)
    expect(staff.locator(".note mark")).to_be_visible()
    yield "incident-with-findings", staff
    staff.locator("#note").fill("To kom da døra ble åpnet for én. Se etter om noen står i trappa.")
    save(staff)
    staff.wait_for_url("**/console/incidents?year=2026")
    yield "incidents", staff


def age_concern(server: LiveServer, staff: Page) -> Iterator[Scene]:
    staff.goto(f"{server.url}/console/age-concerns/new")
    save(staff)
    expect(staff.locator(".error").first).to_be_visible()
    yield "age-concern-with-errors", staff
    for name, value in (("signs", "situation"), ("outcomes", "talked"), ("outcomes", "child_welfare")):
        staff.locator(f'[name="{name}"][value="{value}"]').check()
    staff.locator('[name="consulted"]').check()
    staff.locator("#note").fill("Skrev om prøver på skolen og ville ikke si alder.")
    save(staff)
    staff.wait_for_url("**/console/age-concerns")
    yield "age-concerns", staff


def lists_of_records(server: LiveServer, make: NewContext, password: str) -> Iterator[Scene]:
    """What the lead keeps."""
    page = make().new_page()
    sign_in(page, server, "ingrid", password)
    for name, path in (
        ("directory-of-the-lead", "directory"),
        ("service", "directory/1"),
        ("campaigns-of-the-lead", "campaigns"),
        ("campaign", "campaigns/1"),
    ):
        page.goto(f"{server.url}/console/{path}")
        yield name, page


def texts(server: LiveServer, make: NewContext, staff: Page, password: str) -> Iterator[Scene]:
    """What is said in the service's name, and who decides on it."""
    staff.goto(f"{server.url}/console/phrases")
    yield "prepared-replies", staff
    page = make().new_page()
    sign_in(page, server, "ingrid", password)
    page.goto(f"{server.url}/console/phrases/new")
    page.locator("#title").fill("Ring Kari Nordmann")
    page.locator("#body-1").fill("Ring meg på 400 00 123.")
    page.get_by_role("button", name="Lagre").click()
    expect(page.locator("#body-1-error")).to_be_visible()
    yield "prepared-reply-with-findings", page
    page.goto(f"{server.url}/console/phrases/1")
    yield "prepared-reply", page
    page.goto(f"{server.url}/console/answers")
    page.locator(".told summary").first.click()
    yield "answers-of-the-lead", page
    page.goto(f"{server.url}/console/answers/6/nb")
    page.get_by_role("button", name="Lagre og publiser").click()
    expect(page.locator("#body-error")).to_be_visible()
    yield "answer-with-a-note-for-ourselves", page
    page.goto(f"{server.url}/console/reach")
    yield "help-and-address", page
    page.goto(f"{server.url}/console/reach/new")
    page.locator("#value").fill("ring oss")
    page.get_by_role("button", name="Lagre").click()
    expect(page.locator("#value-error")).to_be_visible()
    yield "help-line-with-errors", page
    page.goto(f"{server.url}/console/guidance")
    page.locator("#child").get_by_role("button", name="Lagre og godkjenn").first.click()
    expect(page.locator("#child")).to_contain_text("Godkjent av ingrid")
    yield "guidance", page
    page.goto(f"{server.url}/console/languages")
    yield "languages-of-visitors", page
    page.goto(f"{server.url}/console/languages/ar")
    yield "safety-texts", page


def mailbox(server: LiveServer, make: NewContext, staff: Page, passwords: dict[str, str]) -> Iterator[Scene]:
    """From nobody reading it to an answer that waits for its visitor."""
    visitor, lead = make().new_page(), make().new_page()
    visitor.goto(f"{server.url}/later")
    yield "later-nobody-reads", visitor
    staff.goto(f"{server.url}/console/mailbox")
    yield "mailbox-key", staff
    staff.locator("#key-password").fill(passwords["kaja"])
    staff.get_by_role("button", name="Åpne").click()
    expect(staff.locator("#key-password")).to_have_count(0)
    sign_in(lead, server, "ingrid", passwords["ingrid"])
    lead.goto(f"{server.url}/console/mailbox")
    lead.locator("#reader-1").select_option(label="kaja")
    lead.get_by_role("button", name="Lagre").click()
    expect(lead.locator("#pane, main").first).to_contain_text("leses neste gang")
    yield "mailbox-readers", lead
    yield from later(server, visitor)
    staff.goto(f"{server.url}/console/mailbox")
    yield "mailbox", staff
    staff.locator("a[href^='/console/mailbox/']").first.click()
    staff.get_by_role("button", name="Jeg svarer").click()
    staff.locator("#answer").fill("Ring Kari Nordmann på 400 00 123.")
    staff.get_by_role("button", name="Send svaret").click()
    expect(staff.locator("#answer-error")).to_be_visible()
    yield "mailbox-answer-with-findings", staff
    staff.locator("#answer").fill("Ja, det er gratis.")
    staff.get_by_role("button", name="Send svaret").click()
    expect(staff.locator("#answer")).to_have_count(0)
    visitor.goto(f"{server.url}/later/read")
    yield "later-answered", visitor
    staff.goto(f"{server.url}/console/password")
    yield "own-password", staff


def later(server: LiveServer, page: Page) -> Iterator[Scene]:
    page.goto(f"{server.url}/later")
    page.locator("summary", has_text="Hva vi noterer").click()
    yield "later", page
    page.locator("#text").fill("er det gratis å teste seg?")
    page.get_by_role("button", name="Send og få en kode").click()
    expect(page.locator("#digits")).to_be_visible()
    yield "later-code", page
    code = page.locator("#digits").inner_text()
    page.goto(f"{server.url}/later")
    page.locator("#code").fill(code[:-1])
    page.get_by_role("button", name="Les", exact=True).click()
    expect(page.locator("#code-problem")).to_be_visible()
    yield "later-mistyped", page


def save(page: Page) -> None:
    page.locator(".registration__save button").click()


def importing(server: LiveServer, staff: Page) -> Iterator[Scene]:
    staff.goto(f"{server.url}/console/import")
    yield "import", staff
    read_sheet(staff, b"PK no more")
    expect(staff.locator("#file-error")).to_be_visible()
    yield "import-refused", staff
    good = two_years()[:30]
    wrong: list[list[Cell]] = [
        [31, "2024-13-02", "fax", "Ja", "Mann", "20-30", "norsk", "", "", "havkatt_31", "Vil prate.", ""]
    ]
    read_sheet(staff, as_csv([*good, *wrong]))
    expect(staff.locator(".import__errors")).to_be_visible()
    yield "import-with-errors", staff
    today = f"{date.today():%d.%m.%Y}"  # noqa: DTZ011 - the calendar of the service
    telling: list[Cell] = [32, today, "Chat", "Usikker", "Mann", "22", "norsk", "", "", "", "Ring 400 00 123.", ""]
    read_sheet(staff, as_csv([*good, telling]))
    staff.locator('button[value="store"]').click()
    expect(staff.locator("#telling-error")).to_be_visible()
    yield "import-asks-about-notes", staff
    read_sheet(staff, as_csv(good))
    expect(staff.locator('button[value="store"]')).to_be_visible()
    yield "import-preview", staff
    staff.locator('button[value="store"]').click()
    expect(staff.get_by_role("status")).to_be_visible()
    yield "import-done", staff


def read_sheet(staff: Page, content: bytes) -> None:
    if not staff.url.endswith("/console/import"):
        staff.goto(f"{staff.url.partition('/console')[0]}/console/import")
    staff.locator("#file").set_input_files(FilePayload(name="kontakter.csv", mimeType="text/csv", buffer=content))
    with staff.expect_navigation():
        staff.locator(".import__upload button").click()


def statistics(server: LiveServer, make: NewContext, password: str) -> Iterator[Scene]:
    page = make().new_page()
    sign_in(page, server, "ingrid", password)
    page.goto(f"{server.url}/stats?year=2025")
    yield "statistics", page
    page.goto(f"{server.url}/stats?year=1999")
    yield "statistics-no-such-year", page
    page.goto(f"{server.url}/stats/estimate?year=2025")
    yield "estimate", page
    yield from printed_tables(server, page)
    yield from exploring(server, page)
    yield from editions(server, page)
    page.goto(f"{server.url}/console")
    yield "error-403", page


def printed_tables(server: LiveServer, page: Page) -> Iterator[Scene]:
    """Figures of earlier reports: none yet, a file that is wrong, one that is looked at, stored, and stored again."""
    page.goto(f"{server.url}/stats/series")
    yield "series-none", page
    read_printed(page, PRINTED.replace("kilde;", "farge;"))
    yield "series-wrong", page
    read_printed(page, PRINTED)
    yield "series-preview", page
    store_printed(page)
    page.goto(f"{server.url}/stats/series")
    read_printed(page, PRINTED.replace("980;1120", "980;1121"))
    store_printed(page)
    yield "series-table", page
    with page.expect_navigation():
        page.get_by_role("link", name="Utgave 1").click()
    yield "series-older", page
    page.goto(f"{server.url}/stats/series")
    yield "series", page


def read_printed(page: Page, content: str) -> None:
    page.locator("#file").set_input_files(FilePayload(name="tabell.csv", mimeType="text/csv", buffer=content.encode()))
    with page.expect_navigation():
        page.get_by_role("button", name="Les filen").click()


def store_printed(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Importer tabellen").click()


def editions(server: LiveServer, page: Page) -> Iterator[Scene]:
    """The demo's years: before one is closed, after, a table refused, and what can be shown of it."""
    page.goto(f"{server.url}/stats/releases/2024")
    yield "edition-before-closing", page
    for year in (2024, 2025):
        page.goto(f"{server.url}/stats/releases/{year}")
        page.get_by_role("button", name=f"Lag utkastet for {year}").click()
        if year == 2024:
            expect(page.locator("#why-not-two")).to_be_visible(timeout=60_000)
            yield "edition-draft", page
        page.locator("#why-not-two").fill("Tjenesten har én rådgiver.")
        for box in page.locator("input[name='leaving']").all():  # an earlier year that nobody closed
            box.check()
        page.get_by_role("button", name=f"Lukk {year} og publiser").click()
        expect(page.get_by_role("link", name=f"{year}, utgave 1")).to_be_visible(timeout=60_000)
    page.locator("#table").select_option("persons_by_category_and_age")
    page.locator("#for-whom").fill("En avis spurte.")
    page.get_by_label("De sanne tallene").check()
    page.get_by_role("button", name="Gi ut tabellen").click()
    expect(page.locator("#refused")).to_be_visible(timeout=30_000)
    yield "edition-refused", page
    bring_in(server, server.data_dir.parent, 2025, 12)  # registered late
    page.goto(f"{server.url}/stats/releases/2025")
    page.get_by_role("button", name="Lag utkast til en rettet utgave").click()
    expect(page.locator("#reason")).to_be_visible(timeout=60_000)
    yield "edition-correction", page
    page.goto(f"{server.url}/stats/releases/2025/1")
    yield "edition", page
    page.goto(f"{server.url}/stats/releases")
    yield "editions", page
    page.goto(f"{server.url}/stats/proof")
    yield "proof", page


def exploring(server: LiveServer, page: Page) -> Iterator[Scene]:
    page.goto(f"{server.url}/stats/explore?year=2025")
    yield "explore", page
    page.get_by_label("Etter").select_option("month")
    expect(page.locator("#answer-title")).to_contain_text("måned")
    yield "explore-months", page
    page.get_by_label("Etter").select_option("topic")
    page.get_by_label("Krysset med").select_option("category")
    page.get_by_text("Bare noen av dem").click()
    page.locator("#only-age_band").select_option("18-24")
    expect(page.locator("#answer")).to_contain_text("Alder: 18–24")
    yield "explore-crossed", page
    page.locator(".how summary").first.click()
    page.locator("#only-nationality").select_option("foreign")
    expect(page.locator("#answer")).to_contain_text("Ingenting passer med alt dette")
    yield "explore-nothing", page


def write_first(page: Page, words: str) -> None:
    page.locator("#first-text").fill(words)
    page.locator("#first button").click()


def close(lane: Locator) -> None:
    lane.locator('[data-ask="close"]').click()
    lane.locator('[data-asked="close"] button').first.click()


def show(staff: Page, view: str) -> None:
    """On a phone, the part of the console behind this tab."""
    tab = staff.locator(f'.tabs [data-show="{view}"]')
    if tab.is_visible():
        tab.click()
