"""A sheet comes in: read into memory, understood, looked at, corrected, and then stored as a whole or not at all."""

import asyncio
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from chat import calendar
from counselor_console import uploads
from stats.contacts import list_contacts
from stats.models import Contact
from stats.sheets import MAX_BYTES
from tests.console.conftest import House
from tests.stats.sheet_files import CONTACTS, YEARS, as_csv, as_xlsx, two_years

pytestmark = pytest.mark.anyio

START, PREVIEW, ERRORS = "/console/import", "/console/import/preview", "/console/import/errors.csv"
CANARY = "havkatt kanarifugl"
SHEET = "\n".join(
    (
        "Dato;Kanal;Kategori;Alder;Brukernavn;Notat;Føring",
        "02.03.2024 21:47:38;SMS;Ja;22;havkatt_77;Har hund.;x",
        "05.03.2024;Gaysir;Kanskje;41 år;havkatt_78;;y",
    )
).encode()
WRONG = b"Dato;Kanal;Kategori;Notat\n2024-03-02;SMS;Ja;a\n2024-13-02;fax;Ja;b\n2099-01-01;SMS;;c\n"


async def read(client: httpx.AsyncClient, content: bytes, name: str = "kontakter.csv") -> httpx.Response:
    return await client.post(START, files={"file": (name, content)})


async def look(client: httpx.AsyncClient) -> str:
    return unescape((await client.get(PREVIEW)).text)


def as_chosen(page: str) -> dict[str, str]:
    """The form as the page shows it."""
    chosen = {"key": re.findall(r'name="key" value="([^"]+)"', page)[0]}
    for name, options in re.findall(r'<select [^>]*name="([^"]+)">(.*?)</select>', page, re.S):
        chosen[name] = next(iter(re.findall(r'<option value="([^"]*)" selected', options)), "")
    return chosen


async def decide(client: httpx.AsyncClient, do: str, **changed: str) -> httpx.Response:
    return await client.post(PREVIEW, data=as_chosen(await look(client)) | changed | {"do": do})


async def stored(house: House) -> int:
    number: int = await house.app.state.app_db.run(lambda session: session.scalar(select(func.count(Contact.id))))
    return number


async def contacts(house: House) -> list[Contact]:
    def all_of_them(session: Any) -> list[Contact]:
        return list(session.scalars(select(Contact).order_by(Contact.day)))

    found: list[Contact] = await house.app.state.app_db.run(all_of_them)
    return found


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_a_sheet_is_previewed_and_stored_and_nothing_before(
    house: House, cora: httpx.AsyncClient, form: str
) -> None:
    table = [line.split(";") for line in SHEET.decode().splitlines()]
    answer = await read(cora, SHEET if form == "csv" else as_xlsx(table))
    assert (answer.status_code, answer.headers["location"]) == (303, PREVIEW)
    page = await look(cora)
    assert as_chosen(page)["column-0"] == "date"
    assert ("SMS · Gaysir" in page, "havkatt_77" in page) == (True, False)
    assert await stored(house) == 0
    assert (await decide(cora, "store")).headers["location"] == START
    assert [(one.day.isoformat(), one.channel.value) for one in await contacts(house)] == [
        ("2024-03-02", "phone_sms"),
        ("2024-03-05", "gay_community_site"),
    ]
    assert (await cora.get(PREVIEW)).headers["location"] == START


async def test_a_time_of_day_is_stored_nowhere(house: House, cora: httpx.AsyncClient) -> None:
    await read(cora, SHEET)
    await decide(cora, "store")
    folder = Path(house.app.state.settings.data_dir)
    assert all(b"21:47:38" not in file.read_bytes() for file in folder.rglob("*") if file.is_file())


async def test_a_column_is_given_another_meaning_and_the_contacts_follow(house: House, cora: httpx.AsyncClient) -> None:
    await read(cora, b"Dato;Kategori;Hvor;Hvordan\n2024-03-02;Ja;SMS;Facebook\n")
    page = await look(cora)
    assert (as_chosen(page)["column-2"], 'value="store"' in page) == ("", False)
    assert (await decide(cora, "preview", **{"column-2": "channel"})).status_code == 303
    assert as_chosen(await look(cora))["column-2"] == "channel"
    await decide(cora, "preview", **{"column-2": "", "column-3": "channel"})
    await decide(cora, "store")
    assert [one.channel.value for one in await contacts(house)] == ["facebook"]


async def test_a_value_that_is_not_understood_is_asked_about(house: House, cora: httpx.AsyncClient) -> None:
    await read(cora, b"Dato;Kategori;Kanal\n2024-03-02;Ja;fax\n2024-03-03;Ja;fax\n")
    page = await look(cora)
    assert ("2 rows" in page or "2 rader" in page, 'value="store"' in page) == (True, False)
    await decide(cora, "preview", **{"channel-0": "email"})
    await decide(cora, "store")
    assert {one.channel.value for one in await contacts(house)} == {"email"}


async def test_what_was_not_looked_at_is_not_stored(house: House, cora: httpx.AsyncClient) -> None:
    await read(cora, SHEET)
    answer = await decide(cora, "store", **{"column-1": ""})
    assert (answer.status_code, await stored(house)) == (409, 0)


async def test_a_column_that_names_a_person_cannot_be_chosen(cora: httpx.AsyncClient) -> None:
    await read(cora, SHEET)
    assert "column-4" not in as_chosen(await look(cora))
    await decide(cora, "preview", **{"column-4": "comment", "column-5": ""})
    page = await look(cora)
    assert "havkatt_77" not in page


async def test_every_wrong_row_is_told_with_its_number_and_nothing_is_stored(
    house: House, cora: httpx.AsyncClient
) -> None:
    await read(cora, WRONG)
    page = await look(cora)
    assert 'value="store"' not in page
    answer = await decide(cora, "store")
    assert (answer.status_code, await stored(house)) == (409, 0)
    report = (await cora.get(ERRORS)).text
    numbers = [line.split(";")[0] for line in report.removeprefix("\ufeff").splitlines()[1:]]
    assert set(numbers) == {"3", "4"}
    assert "fax" not in report


async def test_notes_that_may_tell_who_it_is_are_told_by_row_and_kind(cora: httpx.AsyncClient) -> None:
    day = f"{calendar.today():%d.%m.%Y}"
    await read(cora, f"Dato;Kanal;Kategori;Notat\n{day};SMS;Ja;Har hund.\n{day};SMS;Ja;Ring 400 00 123.\n".encode())
    told = re.sub(r"<[^>]+>", " ", (await look(cora)).partition("</section>")[0])
    assert re.search(r"(Row|Rad) 3\s+(telephone number|telefonnummer)", told)
    assert not re.search(r"(Row|Rad) 2\b", told)


class TestNotesThatTell:
    @property
    def sheet(self) -> bytes:
        day = calendar.today()
        return f"Dato;Kanal;Kategori;Notat\n{day};SMS;Ja;Har hund.\n{day};SMS;Ja;Ring 400 00 123.\n".encode()

    async def test_neither_choice_is_made_beforehand(self, cora: httpx.AsyncClient) -> None:
        await read(cora, self.sheet)
        choices = re.findall(r'<input type="radio" name="telling" value="(\w+)"([^>]*)>', await look(cora))
        assert choices == [("leave_out", ""), ("keep", "")]

    @pytest.mark.parametrize("choice", [{}, {"telling": ""}, {"telling": "both"}])
    async def test_nothing_is_stored_before_one_is_chosen(
        self, house: House, cora: httpx.AsyncClient, choice: dict[str, str]
    ) -> None:
        await read(cora, self.sheet)
        answer = await decide(cora, "store", **choice)
        assert (answer.status_code, 'id="telling-error"' in answer.text) == (422, True)
        assert await stored(house) == 0
        assert (await cora.get(PREVIEW)).status_code == 200

    @pytest.mark.parametrize(("choice", "left"), [("keep", "Ring 400 00 123."), ("leave_out", "")])
    async def test_they_are_kept_or_left_out_and_the_contacts_counted(
        self, house: House, cora: httpx.AsyncClient, choice: str, left: str
    ) -> None:
        await read(cora, self.sheet)
        assert (await decide(cora, "store", telling=choice)).status_code == 303
        kept = await house.app.state.app_db.run(list_contacts, house.app.state.service_key)
        assert sorted(one.note for one in kept) == sorted(["Har hund.", left])
        assert ("Ett notat er utelatt" in (await cora.get(START)).text) is (choice == "leave_out")

    async def test_a_sheet_without_them_asks_nothing(self, cora: httpx.AsyncClient) -> None:
        await read(cora, SHEET)
        assert 'name="telling"' not in await look(cora)


async def test_pressed_twice_at_once_it_is_stored_once_and_both_are_told(house: House, cora: httpx.AsyncClient) -> None:
    await read(cora, SHEET)
    form = as_chosen(await look(cora)) | {"do": "store"}
    answers = await asyncio.gather(*(cora.post(PREVIEW, data=form) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {303}
    assert await stored(house) == 2


async def test_pressed_once_more_afterwards_it_says_what_came_of_it(house: House, cora: httpx.AsyncClient) -> None:
    await read(cora, SHEET)
    form = as_chosen(await look(cora)) | {"do": "store"}
    answers = [await cora.post(PREVIEW, data=form) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303] * 3
    assert await stored(house) == 2
    assert (await cora.post(PREVIEW, data=form | {"key": "another"})).status_code == 409


async def test_the_same_sheet_of_two_colleagues_at_once_is_stored_once(
    house: House, cora: httpx.AsyncClient, dan: httpx.AsyncClient
) -> None:
    for client in (cora, dan):
        await read(client, SHEET)
    answers = await asyncio.gather(decide(cora, "store"), decide(dan, "store"))
    assert ({answer.status_code for answer in answers}, await stored(house)) == ({303}, 2)


async def test_a_second_import_of_the_same_sheet_changes_nothing(house: House, cora: httpx.AsyncClient) -> None:
    await read(cora, SHEET)
    await decide(cora, "store")
    before = [(one.id, one.day) for one in await contacts(house)]
    await read(cora, SHEET)
    page = await look(cora)
    assert 'value="store"' not in page
    await decide(cora, "store")
    assert [(one.id, one.day) for one in await contacts(house)] == before


async def test_a_sheet_that_grew_adds_only_what_is_new(house: House, cora: httpx.AsyncClient) -> None:
    await read(cora, SHEET)
    await decide(cora, "store")
    await read(cora, SHEET + b"\n06.03.2024;SMS;Nei;;;;z\n")
    await decide(cora, "store")
    assert await stored(house) == 3


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_two_years_of_contacts_come_in_through_the_preview(
    house: House, cora: httpx.AsyncClient, form: str
) -> None:
    table = two_years()
    await read(cora, as_csv(table) if form == "csv" else as_xlsx(table))
    assert 'value="store"' in await look(cora)
    assert (await decide(cora, "store")).status_code == 303
    found = await contacts(house)
    assert (len(found), {one.day.year for one in found}) == (CONTACTS, set(YEARS))
    assert [one.day for one in found] == [row[1] for row in table[1:]]
    await read(cora, as_xlsx(table) if form == "csv" else as_csv(table))
    assert 'value="store"' not in await look(cora), "the other form of the same sheet is the same sheet"


@pytest.mark.parametrize(
    "content",
    [b"", b"hei", b"PK\x03\x04 and no more", b"\xd0\xcf\x11\xe0", b"\x00\x01\x02", b'a;b\n"' + b"x" * 200_000],
    ids=["empty", "no sheet", "broken", "old", "bytes", "an open quotation mark"],
)
async def test_a_file_that_cannot_be_read_is_a_clear_error(cora: httpx.AsyncClient, content: bytes) -> None:
    answer = await read(cora, content)
    assert (answer.status_code, 'id="file-error"' in answer.text) == (422, True)
    assert (await cora.get(PREVIEW)).headers["location"] == START


@pytest.mark.parametrize("more", [1, 1024 * 1024])
async def test_a_file_that_is_too_large_is_a_clear_error(cora: httpx.AsyncClient, more: int) -> None:
    answer = await read(cora, b"a;b\n" + b"1;2\n" * ((MAX_BYTES + more) // 4 + 1))
    assert (answer.status_code, "20 MB" in answer.text) == (422, True)


async def test_a_form_without_a_file_asks_for_one(cora: httpx.AsyncClient) -> None:
    for answer in (await cora.post(START), await cora.post(START, data={"file": "kontakter.csv"})):
        assert (answer.status_code, 'id="file-error"' in answer.text) == (422, True)


class TestUploads:
    async def test_a_colleague_does_not_meet_it(self, cora: httpx.AsyncClient, dan: httpx.AsyncClient) -> None:
        await read(cora, SHEET)
        chosen = as_chosen(await look(cora))
        assert (await dan.get(PREVIEW)).headers["location"] == START
        assert (await dan.get(ERRORS)).headers["location"] == START
        assert (await dan.post(PREVIEW, data=chosen | {"do": "store"})).status_code == 409

    async def test_neither_does_the_same_person_elsewhere(self, house: House, cora: httpx.AsyncClient) -> None:
        await read(cora, SHEET)
        assert (await (await house.staff("Cora")).get(PREVIEW)).headers["location"] == START

    async def test_a_form_fits_no_later_file(self, house: House, cora: httpx.AsyncClient) -> None:
        await read(cora, SHEET)
        chosen = as_chosen(await look(cora))
        await read(cora, SHEET.replace(b"SMS", b"Gaysir"))
        assert (await cora.post(PREVIEW, data=chosen | {"do": "store"})).status_code == 409
        assert await stored(house) == 0

    async def test_it_goes_when_it_is_thrown_away(self, house: House, cora: httpx.AsyncClient) -> None:
        await read(cora, SHEET)
        assert (await decide(cora, "discard")).headers["location"] == START
        assert (await cora.get(PREVIEW)).headers["location"] == START
        assert await stored(house) == 0

    async def test_it_goes_after_a_while(self, house: House, cora: httpx.AsyncClient) -> None:
        house.app.state.uploads = uploads.Uploads(seconds=0)
        await read(cora, SHEET)
        await asyncio.sleep(0)
        assert (await cora.get(PREVIEW)).headers["location"] == START

    async def test_what_was_never_imported_is_in_no_file_and_no_log(
        self, house: House, cora: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        sheets = [SHEET.replace(b"Har hund.", CANARY.encode()) + b"\n" * 1_500_000]
        sheets += [b"a\n" + CANARY.encode(), b"PK" + CANARY.encode()]
        for sheet in sheets:
            await read(cora, sheet, f"{CANARY}.csv")
            await cora.get(PREVIEW)
            await cora.get(ERRORS)
        assert not list(traces(Path(house.app.state.settings.data_dir)))
        said = capfd.readouterr()
        assert CANARY not in caplog.text + said.out + said.err


def traces(folder: Path) -> Iterator[Path]:
    """Files below the folder, and those that this process has open, that the canary is in."""
    opened = [link for link in Path("/proc/self/fd").iterdir() if link.is_file()]
    for path in [*folder.rglob("*"), *opened]:
        if path.is_file() and CANARY.encode() in path.read_bytes():
            yield path


@pytest.mark.parametrize("name", ["Lea", "Max"])
async def test_who_does_not_register_may_not(house: House, name: str) -> None:
    other = await house.staff(name)
    for path in (START, PREVIEW, ERRORS):
        assert (await other.get(path)).status_code == 403
    assert (await read(other, SHEET)).status_code == 403
    assert (await other.post(PREVIEW, data={"do": "store"})).status_code == 403


async def test_a_stranger_is_led_to_sign_in(house: House) -> None:
    answer = await (await house.stranger()).get(START)
    assert (answer.status_code, "/console/login" in answer.headers["location"]) == (303, True)
