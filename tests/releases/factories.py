"""A release of invented numbers, each of them once, so that a test can tell where it stands."""

from typing import Any

DIGEST = "7f3a91c2e04b5d6879a0b1c2d3e4f5061728394a5b6c7d8e9fa0b1c2d3e4f506"


def content(**changes: Any) -> dict[str, Any]:
    """The content of a release; `changes` replace parts of it."""
    return {
        "format": "lavterskel-release-1",
        "year": 2026,
        "edition": 1,
        "reason": "",
        "closed_on": "2027-01-12",
        "released_on": "2027-01-14",
        "demo": False,
        "draft": False,
        "refused": None,
        "corrects": False,
        "on_request": False,
        "rule": "4",
        "before_rule": "4",
        "headline": [
            {"name": "contacts", "value": 185, "before": 160},
            {"name": "persons", "value": 110, "low": 85, "high": 115, "before": 98},
            {"name": "new_persons", "value": 95, "low": 70, "high": 100, "before": None},
        ],
        "estimate": None,
        "linked": {"contacts_linked": 75},
        "open": {"owed": 3, "unsure": 2, "not_looked": 41},
        "tables": [BY_CATEGORY, BY_GENDER, BY_CATEGORY_AND_AGE, NEW_BY_GENDER, OF_YEARS, BY_CHANNEL, BY_QUARTER],
        "cells": [],
        **changes,
    }


def estimate() -> dict[str, Any]:
    persons, new = {"middle": 104, "low": 96, "high": 113}, {"middle": 88, "low": 79, "high": 97}
    return {"persons": persons, "new_persons": new, "settled": 74, "needed": 150}


def overlap() -> dict[str, Any]:
    """Two years by two versions of the rule, as the first edition after a change has them."""
    numbers = {"confirmed": [15, 26, 20, 31], "uncertain": [36, 33, 35, 27], "none": [47, 39, 55, 52]}
    rows = [{"head": [word], "values": values} for word, values in numbers.items()]
    by_category = {"name": "persons_by_category", "unit": "persons", "by": ["category"], "rows": rows}
    columns = [[year, rule] for year in (2025, 2026) for rule in ("4", "4b")]
    tables = [by_category | {"total": {"values": [98, 98, 110, 110]}}]
    return {"before": "4", "now": "4b", "columns": columns, "tables": tables}


def table(name: str, unit: str, by: list[str], rows: list[tuple[Any, ...]], **changes: Any) -> dict[str, Any]:
    """A table of rows such as ("confirmed", 20, 15): heads, value, the year before or None. The last is the total."""
    made = [
        {"head": list(head), "value": value, "approximate": True, "before": before} for *head, value, before in rows
    ]
    *groups, total = made
    del total["head"]
    return {"name": name, "unit": unit, "years": [2026], "by": by, "rows": groups, "total": total, **changes}


BY_CATEGORY = table(
    "persons_by_category",
    "persons",
    ["category"],
    [("confirmed", 20, 15), ("uncertain", 35, 36), ("none", 55, 47), (110, 98)],
)
BY_GENDER = table(
    "persons_by_gender", "persons", ["gender"], [("men", 102, 93), ("others_or_unknown", 8, None), (110, 98)]
)
BY_CATEGORY_AND_AGE = table(
    "persons_by_category_and_age",
    "persons",
    ["category", "age"],
    [
        ("confirmed", "under_25", 5, 0),
        ("confirmed", "from_25", 10, 11),
        ("confirmed", "unknown_age", 5, 4),
        ("uncertain", "under_25", 12, 10),
        ("uncertain", "from_25", 17, 19),
        ("uncertain", "unknown_age", 6, 7),
        ("none", "under_25", 21, 18),
        ("none", "from_25", 25, 24),
        ("none", "unknown_age", 9, 5),
        (110, 98),
    ],
)
NEW_BY_GENDER = table(
    "new_persons_by_gender",
    "new_persons",
    ["gender"],
    [("men", 88, None), ("others_or_unknown", 7, None), (95, None)],
)
OF_YEARS = table(
    "persons_of_years_by_category",
    "persons",
    ["category"],
    [("confirmed", 31, None), ("uncertain", 62, None), ("none", 90, None), (183, None)],
    years=[2025, 2026],
)
BY_CHANNEL = table(
    "contacts_by_channel",
    "contacts",
    ["channel"],
    [("own_chat", 74, 58), ("other_sites", 77, 75), ("phone_and_mail", 28, 27), ("in_person", 6, 0), (185, 160)],
)
BY_QUARTER = table(
    "contacts_by_quarter",
    "contacts",
    ["quarter"],
    [("first", 34, 37), ("second", 40, 44), ("third", 39, 33), ("fourth", 72, 46), (185, 160)],
)
