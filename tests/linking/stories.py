"""Invented contacts, told twice by colleagues: in other words, and some of them in the other language."""

import json
from datetime import date, timedelta
from typing import Any

STORIES = [
    (
        "Jobber på tråler utenfor Vardø, savner hunden sin når han er på feltet.",
        "Fisherman up north. Misses his dog at sea.",
    ),
    (
        "Baker på nattskift, stemoren kastet ham ut i fjor.",
        "Bakeren igjen. Står opp om natta, ble kasta ut av stemora.",
    ),
    ("Studerer jus i Bergen og spiller cello i orkester.", "Law student, cellist. Worried about the bar exam."),
    (
        "Bruker rullestol etter en ulykke på motorsykkel.",
        "Motorsykkelulykke, sitter i rullestol. Spør om heis på klinikken.",
    ),
    (
        "Samler frimerker, enkemann, datter i Australia.",
        "Widower with a daughter in Australia and his stamp collection.",
    ),
    (
        "Rømt fra Afghanistan, bor på mottak og venter på UDI.",
        "Asylum seeker from Afghanistan, waits for UDI at the centre.",
    ),
]
COMMON: dict[str, Any] = {
    "channel": "web_chat",
    "category": "uncertain",
    "gender": "man",
    "age_band": "unknown",
    "language": "no",
    "topics": [],
    "said_before": "unknown",
}


def contacts() -> list[dict[str, Any]]:
    """Every story once, then every story once more, a week apart each."""
    told = [(number, notes[time]) for time in (0, 1) for number, notes in enumerate(STORIES)]
    first = date(2025, 1, 6)
    return [
        COMMON
        | {"id": f"c{place:02}", "person": f"P{number}", "date": str(first + timedelta(7 * place)), "comment": note}
        for place, (number, note) in enumerate(told)
    ]


def lines(found: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(contact, ensure_ascii=False) + "\n" for contact in found)
