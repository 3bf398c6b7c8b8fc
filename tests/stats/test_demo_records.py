"""The demonstration's records: all of them pass the forms, and none has anybody's number but public services'."""

import re
from datetime import timedelta

from sqlalchemy.orm import Session

from stats import activities, campaigns, directory
from stats.demo_records import load_records
from tests.stats.factories import TODAY


def test_they_are_what_the_forms_would_have_made(session: Session) -> None:
    load_records(session, TODAY)
    assert len(directory.list_all(session)) == 8
    assert len(activities.list_activities(session, TODAY.year)) == 5
    [followed] = campaigns.list_followed(session, TODAY - timedelta(days=60), TODAY)
    assert followed.clicks > campaigns.count_opened(session, TODAY - timedelta(days=60), TODAY) > 0


def test_nobody_can_be_called_but_public_services(session: Session) -> None:
    load_records(session, TODAY)
    numbers = [one.telephone for one in directory.list_all(session) if one.telephone]
    assert all(re.fullmatch("116 ?[0-9]{3}", number) for number in numbers)
    assert not any(one.web for one in directory.list_all(session))
