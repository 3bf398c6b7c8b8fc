"""Sheets with contacts that somebody uploads."""

import re
from typing import Any

from tests.privacy.kinds.asking import HTML, post, staff_get, staff_post
from tests.privacy.kinds.world import WORDS, Kind, World

START, PREVIEW = "/console/import", "/console/import/preview"
COLUMNS = f"Dato;Kanal;Kategori;Alder;Brukernavn;Notat;{WORDS}"
GOOD = f"{COLUMNS}\n2024-03-02;SMS;Ja;22;{WORDS}77;{WORDS};{WORDS}\n"
OTHER = GOOD.replace("03-02", "03-03")
WRONG = f"{COLUMNS}\n{WORDS};{WORDS};{WORDS};{WORDS};{WORDS};{WORDS};{WORDS}\n"
BROKEN = f'{COLUMNS}\n2024-03-02;"{WORDS * 10_000}\n'
LARGE = COLUMNS + f"\n2024-03-02;SMS;Ja;22;{WORDS};{WORDS};{WORDS}" * 40_000  # more than parsers keep in memory
SELECTED = re.compile(r'<select [^>]*name="([^"]+)">(.*?)</select>', re.S)


def sheet(content: str | bytes) -> dict[str, tuple[str, bytes]]:
    """As a browser sends it: the file has a name too."""
    return {"file": (f"{WORDS}.csv", content.encode() if isinstance(content, str) else content)}


def decide(name: str, expect: int, do: str, changed: dict[str, str] | None = None, own: bool = False) -> Kind:
    """What the page of the preview sends, as it was shown but for `changed`."""

    def run(world: World, kind: str) -> int:
        page = world.http.get(PREVIEW, headers=world.staff.cookie).text
        world.names["key of a sheet"] = re.findall(r'name="key" value="([^"]+)"', page)[0]
        chosen: dict[str, Any] = {field: selected(options) for field, options in SELECTED.findall(page)}
        data = chosen | {"key": "{key of a sheet}", "do": do, "why": WORDS} | (changed or {})
        return int(str(staff_post(kind, expect, f"{PREVIEW}?do={WORDS}", own, data=data).run(world, kind)))

    return Kind(name, expect, run, ("POST", PREVIEW))


def selected(options: str) -> str:
    return next(iter(re.findall(r'<option value="([^"]*)" selected', options)), "")


IMPORTING = [
    staff_get("the page for a sheet", 200, f"{START}?file={WORDS}"),
    staff_get("the preview of no sheet", 303, f"{PREVIEW}?file={WORDS}"),
    staff_get("the errors of no sheet", 303, f"{START}/errors.csv?file={WORDS}"),
    staff_post("words in place of a sheet", 422, START, data={"file": WORDS}),
    staff_post("a sheet that is none", 422, START, files=sheet(b"PK\x03\x04" + WORDS.encode() + b"\x00\xff")),
    staff_post("a sheet with a row that nobody can read", 422, START, files=sheet(BROKEN)),
    staff_post("a sheet with wrong rows", 303, f"{START}?file={WORDS}", files=sheet(WRONG)),
    staff_get("the preview of wrong rows", 200, f"{PREVIEW}?file={WORDS}"),
    staff_get("the errors of wrong rows", 200, f"{START}/errors.csv?file={WORDS}"),
    decide("wrong rows that are to be stored", 409, "store", own=True),
    decide("another meaning", 303, WORDS, {"column-0": WORDS, "category-0": WORDS}),
    decide("a form of another sheet", 409, "store", {"key": WORDS}),
    decide("throwing a sheet away", 303, "discard"),
    staff_post("a decision about no sheet", 409, PREVIEW, data={"key": WORDS, "do": WORDS}),
    staff_post("a large sheet", 303, START, files=sheet(LARGE)),
    staff_post("a good sheet", 303, START, files=sheet(GOOD)),
    decide("a good sheet that is stored", 303, "store"),
    staff_get("the page for the next sheet", 200, f"{START}?file={WORDS}"),
    staff_post("a sheet as a lead", 403, START, who="lea", files=sheet(GOOD)),
    post("a sheet as a stranger", 401, START, files=sheet(GOOD)),
    post("a sheet as a stranger, from a page", 303, START, files=sheet(GOOD), headers=HTML),
]
