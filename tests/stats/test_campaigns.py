"""Short addresses: where they lead, which numbers are kept, and that they lead to nobody else's pages."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from chat.settings import load_settings
from stats import campaigns
from stats.campaigns import CODE, Links
from stats.forms import FormErrors
from stats.models.records import Campaign, CampaignClicks, OpenedConversations
from tests.stats.factories import TODAY

DAY = timedelta(days=1)
SETTINGS = load_settings({"LAVTERSKEL_EMBED_ORIGINS": "https://vert.example"})
[OURS] = SETTINGS.origins[:1]
PLAIN = {"name": "Kort på utesteder", "code": "kort25", "target": "/", "first_day": "2025-06-01"}


def is_page(path: str) -> bool:
    return path in ("/", "/embed")


def campaign(**differing: str) -> Campaign:
    form = {name: [value] for name, value in (PLAIN | differing).items()}
    return campaigns.parse_campaign(form, SETTINGS, is_page)


def stored(session: Session, **differing: str) -> Campaign:
    made = campaign(**differing)
    session.add(made)
    session.flush()
    return made


@pytest.fixture
def links(session: Session) -> Links:
    links = Links()
    links.learn([stored(session, last_day="2025-06-30", target="/?lang=en")])
    return links


class TestWhereItMayLead:
    @pytest.mark.parametrize("target", ["/", "/?lang=en", "/embed", "https://vert.example/spor-oss?fra=kort"])
    def test_a_page_of_ours_or_of_a_site_that_shows_it(self, target: str) -> None:
        assert campaign(target=target).target == target

    def test_of_a_whole_address_of_ours_the_path_is_kept(self) -> None:
        assert campaign(target=f"{OURS}/?lang=en").target == "/?lang=en"
        assert campaign(target=OURS).target == "/"

    @pytest.mark.parametrize(
        "target",
        [
            "",
            "https://other.example/",
            "//other.example",
            "/\\other.example",
            "/\t/other.example",
            "https://vert.example.other.example/",
            "https://vert.example@other.example/",
            "javascript:alert(1)",
            "/nowhere",
            "front",
            "/ med mellomrom",
        ],
    )
    def test_and_to_no_other_place(self, target: str) -> None:
        with pytest.raises(FormErrors) as refused:
            campaign(target=target)
        assert list(refused.value.errors) == ["target"]


class TestTheCode:
    def test_it_is_kept_in_small_letters(self) -> None:
        assert campaign(code="KORT25").code == "kort25"

    def test_without_one_it_is_random_and_easy_to_read(self) -> None:
        codes = {campaign(code="").code for _ in range(50)}
        assert len(codes) == 50
        assert all(CODE.fullmatch(code) and not set(code) & set("il1o0") for code in codes)

    @pytest.mark.parametrize("code", ["abc", "a" * 21, "to ord", "blåbær", "../x"])
    def test_another_kind_of_code_is_refused(self, code: str) -> None:
        with pytest.raises(FormErrors) as refused:
            campaign(code=code)
        assert list(refused.value.errors) == ["code"]


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("first_day", ""), ("last_day", "2025-05-31")])
def test_a_wrong_field_is_refused_by_name(field: str, value: str) -> None:
    with pytest.raises(FormErrors) as refused:
        campaign(**{field: value})
    assert list(refused.value.errors) == [field]


class TestFollowing:
    def test_each_press_is_one_more_in_the_days_number(self, links: Links) -> None:
        for day in (TODAY, TODAY, TODAY + DAY):
            assert links.follow("kort25", day, counted=True) == "/?lang=en"
        assert list(links.take_clicks().values()) == [2, 1]

    def test_what_is_not_counted_leads_there_all_the_same(self, links: Links) -> None:
        assert links.follow("kort25", TODAY, counted=False) == "/?lang=en"
        assert links.take_clicks() == {}

    @pytest.mark.parametrize("day", [date(2025, 5, 31), date(2025, 7, 1)])
    def test_outside_its_days_it_leads_nowhere_and_counts_nothing(self, links: Links, day: date) -> None:
        assert links.follow("kort25", day, counted=True) is None
        assert links.take_clicks() == {}

    def test_an_unknown_code_leaves_nothing_behind(self, links: Links) -> None:
        before = vars(links).copy()
        assert links.follow("ukjent", TODAY, counted=True) is None
        assert vars(links) == before

    def test_one_that_is_retired_is_unknown(self, session: Session) -> None:
        links = Links()
        links.learn([stored(session, retired="yes")])
        assert links.follow("kort25", TODAY, counted=True) is None

    def test_what_was_taken_is_not_taken_again(self, links: Links) -> None:
        links.follow("kort25", TODAY, counted=True)
        assert links.take_clicks()
        assert links.take_clicks() == {}


class TestTheNumbers:
    def test_what_is_written_down_adds_to_the_day(self, session: Session) -> None:
        made = stored(session)
        for clicks, opened in ((2, 1), (3, 4)):
            campaigns.record_day(session, {(made.id, TODAY): clicks}, TODAY, opened)
            session.flush()
        assert [(row.day, row.clicks) for row in session.query(CampaignClicks)] == [(TODAY, 5)]
        assert [(row.day, row.number) for row in session.query(OpenedConversations)] == [(TODAY, 5)]

    def test_a_day_on_which_nothing_happened_has_no_row(self, session: Session) -> None:
        campaigns.record_day(session, {}, TODAY, 0)
        session.flush()
        assert session.query(OpenedConversations).count() == 0

    def test_a_period_has_its_days_and_no_others(self, session: Session) -> None:
        made, quiet = stored(session), stored(session, code="stille")
        for day in (TODAY - DAY, TODAY, TODAY + DAY):
            campaigns.record_day(session, {(made.id, day): 1}, day, 10)
        session.flush()
        followed = {one.campaign.id: one.clicks for one in campaigns.list_followed(session, TODAY, TODAY + DAY)}
        assert followed == {made.id: 2, quiet.id: 0}
        assert campaigns.count_opened(session, TODAY, TODAY + DAY) == 20

    def test_nothing_but_numbers_by_day_can_be_stored(self) -> None:
        assert set(CampaignClicks.__table__.columns.keys()) == {"campaign_id", "day", "clicks"}
        assert set(OpenedConversations.__table__.columns.keys()) == {"day", "number"}
