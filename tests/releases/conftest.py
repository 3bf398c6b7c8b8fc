"""A register with two years that are over: some persons of the first come back in the second."""

import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy.orm import Session

from stats.releases import requesting
from stats.vocabulary import AgeBand, Category, Channel
from tests.databases import lay_app_db
from tests.stats.conftest import add_staff, folder, lead, opened, server, session  # noqa: F401
from tests.stats.factories import CORA, add_person

FIRST, SECOND = 2023, 2024
AFTER = date(2025, 1, 20)
ALONE = "There is one counsellor."
CATEGORIES = [Category.CONFIRMED] * 4 + [Category.UNCERTAIN] * 3 + [Category.NONE] * 2
AGES = [AgeBand.FROM_25, AgeBand.FROM_18, AgeBand.UNKNOWN]
CHANNELS = [Channel.WEB_CHAT, Channel.FACEBOOK, Channel.PHONE_SMS, Channel.IN_PERSON]


def contacts_of(number: int, year: int, times: int) -> Iterator[dict[str, object]]:
    for time in range(times):
        yield {
            "day": date(year, 1, 10) + timedelta(number * 3 % 330 + time * 4),
            "category": CATEGORIES[number % len(CATEGORIES)],
            "age_band": AGES[number % len(AGES)],
            "channel": CHANNELS[(number + time) % len(CHANNELS)],
            "note": "",
        }


def drafted(page: httpx.Response) -> dict[str, str]:
    """What the form of a draft's page sends of it."""
    found = re.search(r'name="drafted" value="([0-9a-f]{64})"', page.text)
    assert found
    return {"drafted": found[1]}


def give_exact(register: Session, year: int) -> None:
    """Enters true counts in the ledger, which nobody held against anything."""
    with pytest.MonkeyPatch.context() as earlier:
        earlier.setattr(requesting, "hold", lambda *_: None)
        requesting.give_out(register, year, "persons_by_category_and_age", "Long ago.", CORA, AFTER, exact=True)
    register.commit()


@pytest.fixture(scope="session")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """31 persons in the first year, 7 of whom are among the 29 of the second. Registered once: tests have copies."""
    path = lay_app_db(tmp_path_factory.mktemp("two-years"))
    with opened(path) as empty:
        add_staff(empty)
        for number in range(31):
            of_first = contacts_of(number, FIRST, 1 + number % 3)
            of_second = contacts_of(number, SECOND, 1) if number % 4 == 0 and number < 28 else ()
            add_person(empty, *of_first, *of_second)
        for number in range(22):
            add_person(empty, *contacts_of(number + 40, SECOND, 1 + number % 2))
        empty.commit()
    return path


@pytest.fixture
def register(two_years: Path, folder: Path) -> Iterator[Session]:  # noqa: F811
    with opened(Path(shutil.copy(two_years, folder))) as register:
        yield register
