"""What the lists that leads edit have in common: an entry holds from a day to a day, and another may take its place.

An entry that was used is never deleted. Figures show it under the entry of today's list that took its place, so that
the years can be compared.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from chat.language import N_
from stats.models import ListedTopic
from stats.models.records import ReferralService

E = TypeVar("E", ListedTopic, ReferralService)

NO_HEIR = N_("Choose one that is still used.")
NO_DAY = N_("Give the day from which it is replaced.")
NOT_USED = N_("One of these was not used on that day.")


@dataclass(frozen=True)
class EntryName:
    """An entry as a row of a table: today's names, and whether it is still used."""

    code: str
    names: Mapping[str, str]
    retired: bool = False

    def __str__(self) -> str:
        return self.code


def is_used(entry: ListedTopic | ReferralService, day: date) -> bool:
    return entry.valid_from <= day and not is_over(entry, day)


def are_used(session: Session, kind: type[E], keys: Iterable[str | int], day: date) -> bool:
    """Whether all of them are in the list, and used on that day."""
    found = [session.get(kind, key) for key in keys]
    return all(entry is not None and is_used(entry, day) for entry in found)


def may_replace(heir: E | None, entry: E, before: bool) -> bool:
    """Whether `heir` may take the place of `entry`: it is used itself, or did so `before`. So none point in a ring."""
    return heir is not None and heir is not entry and (heir.retired_on is None or before)


def is_over(entry: ListedTopic | ReferralService, day: date) -> bool:
    return entry.retired_on is not None and entry.retired_on <= day


def last(entry: E, by_key: Mapping[Any, E], day: date) -> E:
    """What has taken the place of `entry` by then; itself, where nothing has."""
    while entry.replaced_by and is_over(entry, day):
        entry = by_key[entry.replaced_by]
    return entry
