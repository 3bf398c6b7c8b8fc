"""A few invented records for the demonstration: where to refer, what was done, what visitors read. Nobody's in truth.

Of services that exist, only public ones are named, by their public numbers.
"""

from datetime import date, time, timedelta

from sqlalchemy.orm import Session

from chat.roles import Role
from stats import answers, reach
from stats.activities import parse_activity
from stats.directory import parse_service
from stats.models.records import Campaign, CampaignClicks, OpenedConversations
from stats.vocabulary import ContactWay

# name | what for | town | anonymous | languages | telephone | good to know
SERVICES = """
Testhjørnet (oppdiktet) | health | Oslo | yes | nb en es | | Gratis prøver uten time, tirsdag og torsdag kveld.
Kveldsklinikken (oppdiktet) | health | Bergen | yes | nb en | | Gratis prøver, mandager 17–20. Spør ikke om navn.
Rett i havn (oppdiktet) | legal | Oslo | yes | nb en ro | | Advokat en kveld i uka. Ta med brev fra det offentlige.
Åpen trapp (oppdiktet) | housing | Trondheim | | nb en | | Ni senger. Ring før klokka fire.
Pengevettet (oppdiktet) | economy | | | nb | | Hjelp med gjeld og frikort, på telefon.
Legevakten | health | | | nb en | 116 117 | Hele landet, hele døgnet. Fører journal.
Alarmtelefonen for barn og unge | crisis | | yes | nb en | 116 111 | Hele landet, hele døgnet.
VO-linjen | violence | | yes | nb en | 116 006 | Om vold og overgrep. Hele døgnet.
"""
# kind | days ago | days it lasted | place | reached | text
ACTIVITIES = """
advertising | 40 | 30 | Et nettsted for menn (oppdiktet) | | Annonse med kort adresse.
stand | 33 | | Biblioteket | 60 | Sammen med to andre tilbud. Delte ut kort.
meeting | 26 | | Asylmottaket (oppdiktet) | 7 | Fagmøte om hvordan man spør uten å gjøre noen flau.
seminar | 12 | | Rådhuset | 35 | Halv dag om hjelp på nett, for helse- og sosialarbeidere.
media | 5 | | Lokalradioen (oppdiktet) | | Intervju. Flere skrev til oss dagene etter.
"""
CLICKS = (4, 0, 7, 3, 1, 9, 2)  # and so on, a number for each day


def load_records(session: Session, today: date) -> None:
    """Adds them, with days counted back from `today`."""
    session.add_all(parse_service(_form(SERVICE, line)) for line in _lines(SERVICES))
    session.add_all(parse_activity(_dated(_form(ACTIVITY, line), today)) for line in _lines(ACTIVITIES))
    _add_campaign(session, today - timedelta(days=40), today)
    _publish_answers(session, today)
    _add_reach(session, today)


def _publish_answers(session: Session, today: date) -> None:
    """All but the last, as if somebody had checked the drafts."""
    for answer in answers.list_answers(session)[:-1]:
        for text in answer.texts:
            text.body = answers.FOR_US.sub("", text.body).strip()
            text.published_by, text.published_as, text.published_on = "ingrid", Role.LEAD, today


def _add_reach(session: Session, today: date) -> None:
    week = {day: (time(10), time(15)) for day in range(5)}
    telephone = reach.NewReach(ContactWay.TELEPHONE, "00 00 00 00", 60, False, {}, week)
    said = {"nb": "Ring på ved den blå døra", "en": "Ring at the blue door"}
    address = reach.NewReach(ContactWay.ADDRESS, "Oppdiktet gate 1, Oslo", 70, False, said, {1: (time(17), time(21))})
    for one in (telephone, address):
        reach.save(session, None, one, "ingrid", today)


SERVICE = ("name", "category", "city", "anonymous", "languages", "telephone", "note")
ACTIVITY = ("kind", "first_day", "last_day", "place", "reached", "text")


def _lines(table: str) -> list[str]:
    return table.strip().splitlines()


def _form(fields: tuple[str, ...], line: str) -> dict[str, list[str]]:
    cells = [cell.strip() for cell in line.split("|")]
    return {name: [cell] for name, cell in zip(fields, cells, strict=True)} | {"valid_from": ["2024-01-01"]}


def _dated(form: dict[str, list[str]], today: date) -> dict[str, list[str]]:
    first = today - timedelta(days=int(form["first_day"][0]))
    lasted = form["last_day"][0]
    return form | {"first_day": [str(first)], "last_day": [str(first + timedelta(days=int(lasted))) if lasted else ""]}


def _add_campaign(session: Session, first: date, today: date) -> None:
    campaign = Campaign(name="Kort og annonse (oppdiktet)", code="kort", target="/?lang=nb", first_day=first)
    session.add(campaign)
    session.flush()
    days = [first + timedelta(days=nth) for nth in range((today - first).days)]
    for nth, day in enumerate(days):
        session.add(CampaignClicks(campaign_id=campaign.id, day=day, clicks=CLICKS[nth % len(CLICKS)]))
        session.add(OpenedConversations(day=day, number=CLICKS[nth % len(CLICKS)] // 3))
