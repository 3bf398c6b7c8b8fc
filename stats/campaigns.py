"""Short addresses of our own, and how often they are followed: a number for each day, and nothing of who followed.

Conversations that were opened are counted beside them, by day, and know of no campaign.
"""

import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chat.language import N_
from chat.settings import Settings
from stats.models.records import Campaign, CampaignClicks, OpenedConversations
from stats.record_forms import LINE, NAME, Form, RecordReader

CODE = re.compile(r"[a-z0-9]{4,20}")
EASY_TO_READ = "abcdefghjkmnpqrstuvwxyz23456789"
RANDOM_LENGTH = 6
# No backslash and nothing that a browser drops: both have led browsers to other places than they seemed to name.
ADDRESS = re.compile(r"/(?!/)[!-\[\]-~]*")

Clicks = Mapping[tuple[int, date], int]  # of a campaign on a day


class Links:
    """The campaigns in memory, so that to follow one asks no database, however often that is done.

    What was followed is counted here, in one number for each campaign and day, until it is taken and written down.
    """

    def __init__(self) -> None:
        self._campaigns: dict[str, Campaign] = {}
        self._clicks: Counter[tuple[int, date]] = Counter()

    def learn(self, campaigns: Iterable[Campaign]) -> None:
        """The campaigns that there are now."""
        self._campaigns = {one.code: one for one in campaigns if not one.retired}

    def follow(self, code: str, today: date, *, counted: bool) -> str | None:
        """Where `code` leads today, if anywhere."""
        found = self._campaigns.get(code)
        if found is None or not found.first_day <= today <= (found.last_day or today):
            return None
        if counted:
            self._clicks[found.id, today] += 1
        return found.target

    def take_clicks(self) -> Clicks:
        """What was followed since this was last asked."""
        taken, self._clicks = self._clicks, Counter()
        return taken


@dataclass(frozen=True)
class Followed:
    """A campaign, and how often it was followed in a period."""

    campaign: Campaign
    clicks: int


def record_day(session: Session, clicks: Clicks, today: date, opened: int) -> None:
    """Adds what was followed, and the conversations opened, to the days' numbers."""
    for (campaign_id, day), number in clicks.items():
        key = {"campaign_id": campaign_id, "day": day}
        row = session.get(CampaignClicks, key) or CampaignClicks(**key, clicks=0)
        row.clicks += number
        session.add(row)
    if opened:
        opening = session.get(OpenedConversations, today) or OpenedConversations(day=today, number=0)
        opening.number += opened
        session.add(opening)


def list_campaigns(session: Session) -> list[Campaign]:
    """The newest first, those that are retired at the end."""
    return list(session.scalars(select(Campaign).order_by(Campaign.retired, Campaign.first_day.desc(), Campaign.id)))


def list_followed(session: Session, first: date, last: date) -> list[Followed]:
    """All campaigns, with how often each was followed from `first` to `last`."""
    numbers = select(CampaignClicks.campaign_id, func.sum(CampaignClicks.clicks))
    within = numbers.where(CampaignClicks.day.between(first, last)).group_by(CampaignClicks.campaign_id)
    clicks = dict(session.execute(within).all())
    return [Followed(one, clicks.get(one.id, 0)) for one in list_campaigns(session)]


def count_opened(session: Session, first: date, last: date) -> int:
    """How many conversations were opened from `first` to `last`."""
    number = select(func.sum(OpenedConversations.number)).where(OpenedConversations.day.between(first, last))
    return session.scalar(number) or 0


def parse_campaign(form: Form, settings: Settings, is_page: Callable[[str], bool]) -> Campaign:
    """The campaign that `form` describes, not yet stored; without a code it gets a random one.

    `is_page` knows which paths of ours visitors can open. Raises FormErrors.
    """
    reader = RecordReader(form)
    first_day = reader.day("first_day")
    campaign = Campaign(
        code=reader.words("code", NAME).lower() or random_code(),
        name=reader.words("name", NAME, N_("Write a name.")),
        target=_path_of_ours(reader.words("target", LINE, N_("Write where it leads.")), settings.origins),
        first_day=first_day,
        last_day=reader.day_if_any("last_day", first_day),
        retired=reader.yes("retired"),
    )
    if not CODE.fullmatch(campaign.code):
        reader.errors["code"] = N_("A code has 4 to 20 of the letters a to z and digits.")
    if "target" not in reader.errors and not _leads_to_us(campaign.target, settings.embed_origins, is_page):
        reader.errors["target"] = N_("It can only lead to a page of ours, such as /?lang=en.")
    reader.finish()
    return campaign


def random_code() -> str:
    return "".join(secrets.choice(EASY_TO_READ) for _ in range(RANDOM_LENGTH))


def _path_of_ours(target: str, origins: Iterable[str]) -> str:
    """The path alone, where the whole address of a page of this service was given."""
    origin = _origin_of(target, origins)
    return target.removeprefix(origin) or "/"


def _leads_to_us(target: str, embed_origins: Iterable[str], is_page: Callable[[str], bool]) -> bool:
    """Whether `target` is a page of this service, or lies on a site that shows it; never a way to anywhere else."""
    origin = _origin_of(target, embed_origins)
    path = target.removeprefix(origin) or "/"
    return bool(ADDRESS.fullmatch(path)) and (bool(origin) or is_page(path.partition("?")[0]))


def _origin_of(target: str, origins: Iterable[str]) -> str:
    """The one of `origins` that `target` lies on, or nothing."""
    return next((one for one in origins if target == one or target.startswith(f"{one}/")), "")
