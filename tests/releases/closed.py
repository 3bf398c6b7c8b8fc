"""How tests close a year, and read what its edition says."""

import json

from sqlalchemy.orm import Session

from stats.models.releases import Release
from stats.releases import closing
from stats.releases.content import Content
from tests.releases.conftest import AFTER, ALONE, FIRST, SECOND
from tests.stats.factories import CORA

FAR = 4  # a number and the true one, for each of the few groups that were rounded


def content(release: Release) -> Content:
    found: Content = json.loads(release.content)
    return found


def headline(release: Release, name: str) -> Content:
    return next(one for one in content(release)["headline"] if one["name"] == name)


def table(release: Release, name: str) -> Content:
    return next(one for one in content(release)["tables"] if one["name"] == name)


def close(session: Session, year: int, reason: str = "") -> Release:
    session.commit()
    release = closing.close(session, year, reason, CORA, AFTER, why_not_two=ALONE, leaving=True)
    session.commit()
    return release


def close_both(session: Session) -> tuple[Release, Release]:
    return close(session, FIRST), close(session, SECOND)
