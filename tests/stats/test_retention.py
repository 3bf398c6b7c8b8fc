"""What is past its period goes, all of it and nothing else; a run that cannot is noticed."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from chat.db import Database
from chat.models import AppBase, Invitation, StaffSession, Statement
from chat.periods import PERIODS, STALE_HOURS, Kind
from chat.roles import Role
from chat.settings import load_settings
from chat.upkeep import checkpoint
from stats import copies, register, retention
from stats.exchange import export_contacts, import_contacts
from stats.models import Contact, Destruction, OwedRegistration, SkippedRegistration
from stats.owed import owe
from stats.standing import BACKUP_DAYS, read_standing
from stats.vocabulary import Channel, SkipReason
from tests.stats.factories import CORA, KEY, a_contact

NOW = datetime.fromisoformat("2026-11-24T09:30")
TODAY = NOW.date()
KEPT_WITH_THE_COUNTS = {
    "link_checks",
    "contacts",
    "contact_topics",
    "contact_referrals",
    "taken_back",
    "not_contacts",
    "skipped_registrations",
    "link_decisions",
    "uncounted",
    "series_editions",
    "publication_plans",
    "releases",
    "frozen_cells",
    "gone_through",
    "published_rows",
}
KEPT_WITH_THE_SERVICE = {"accounts", "account_roles", "staff_preferences", "statements"}
TEXTS = {"topics", "phrases", "phrase_texts", "guidance", "answers", "answer_texts", "approved_languages"}
REACHED = {"reach", "reach_words", "reach_hours"}
MAILBOX = {"personal_keys", "team_keys", "team_shares"}  # by `chat.mailbox`, when nobody or nothing needs them
SHIFTS = {
    "mailbox_readings",
    "venues",
    "profiles",
    "weekly_shifts",
    "rota_exceptions",
    "rota_rules",
    "shifts",
    "missed",
    "waits",
}
RECORDS = {"referral_services", "activities", "campaigns", "campaign_clicks", "opened_conversations", "incidents"}
DESTROYED = {
    "destructions",
    "owed_registrations",
    "staff_sessions",
    "invitations",
    "note_exports",
    "age_concerns",
    "check_codes",
}


def run(session: Session, now: datetime) -> dict[Kind, int]:
    """A run on what `session` has done so far."""
    session.commit()
    try:
        return retention.run(Database(session.get_bind()), now)  # type: ignore[arg-type]
    finally:
        session.expire_all()


def test_every_table_is_either_destroyed_by_schedule_or_known_to_stay() -> None:
    """A new table has to be put in one of the sets, and in the first only with a rule."""
    assert set(AppBase.metadata.tables) == set().union(
        KEPT_WITH_THE_COUNTS, KEPT_WITH_THE_SERVICE, TEXTS, REACHED, SHIFTS, RECORDS, MAILBOX, DESTROYED
    )
    destroyed = {str(rule(NOW).table) for rule in retention.RULES.values()}
    assert destroyed == DESTROYED | {"contacts", "incidents"}  # of which texts go and the counted facts stay


@pytest.mark.parametrize(("days", "left"), [(365, True), (366, False)])
def test_a_note_is_kept_for_its_period_and_the_contact_for_good(session: Session, days: int, left: bool) -> None:
    contact_id = register.add_contact(session, KEY, "aa000001", a_contact(note="Bor hos en venn."), CORA)
    written = session.get_one(Contact, contact_id)
    assert written.note_until == date.today() + PERIODS[Kind.NOTE].length  # noqa: DTZ011 - as the register does
    written.note_until = TODAY - timedelta(days=days) + PERIODS[Kind.NOTE].length
    done = run(session, NOW)
    assert done == ({} if left else {Kind.NOTE: 1})
    assert (session.get_one(Contact, contact_id).note is not None) == left


@pytest.mark.parametrize(("days", "left"), [(14, 1), (15, 0)])
def test_a_card_is_kept_for_its_period_and_then_counted_as_never_registered(
    session: Session, days: int, left: int
) -> None:
    owe(session, CORA, TODAY - timedelta(days=days), Channel.WEB_CHAT, "nb", True, False)
    owe(session, CORA, TODAY - timedelta(days=days), Channel.WEB_CHAT, "nb", False)  # nobody was there to be registered
    for _ in range(2):
        run(session, NOW)
    assert session.query(OwedRegistration).count() == 2 * left
    lapsed = [(one.day, one.channel, one.reason) for one in session.query(SkippedRegistration)]
    assert lapsed == ([] if left else [(TODAY - timedelta(days=days), Channel.WEB_CHAT, SkipReason.LAPSED)])


def test_what_was_destroyed_is_counted_by_day_and_kind_and_nothing_else_is_kept(session: Session) -> None:
    for _ in range(2):
        owe(session, CORA, TODAY - timedelta(days=20), Channel.WEB_CHAT, "nb", True, False)
    session.add(Destruction(day=TODAY - timedelta(days=4 * 365), kind=Kind.NOTE, number=7))
    session.flush()
    run(session, NOW)
    retention.record(session, TODAY, {Kind.OWED: 3})
    rows = {(row.day, row.kind): row.number for row in session.query(Destruction)}
    assert rows == {(TODAY, Kind.OWED): 5, (TODAY, Kind.AUDIT): 1}
    held = {one.kind: one for one in retention.holdings(session)}
    assert set(held) == set(PERIODS)
    assert (held[Kind.OWED].destroyed, held[Kind.OWED].on, held[Kind.OWED].oldest) == (5, TODAY, None)


def _signed_in(token: bytes, until: datetime) -> StaffSession:
    return StaffSession(token_hash=token, account_id=CORA, role=Role.COUNSELOR, language="nb", expires_at=until)


def test_a_sign_in_that_is_over_goes(session: Session) -> None:
    for number, expires in enumerate((NOW, NOW + timedelta(hours=1))):
        session.add(_signed_in(bytes([number]), expires))
    session.flush()
    assert run(session, NOW) == {Kind.SESSION: 1}


def test_it_runs_once_in_an_hour(session: Session) -> None:
    assert retention.is_due(session, NOW)
    run(session, NOW)
    assert not retention.is_due(session, NOW + timedelta(minutes=29))
    assert retention.is_due(session, NOW + timedelta(minutes=30))


def test_a_clock_that_went_back_stops_it(session: Session) -> None:
    run(session, NOW)
    owe(session, CORA, date(2020, 1, 1), Channel.WEB_CHAT, "nb", True, False)
    with pytest.raises(retention.ClockWentBack):
        run(session, NOW - timedelta(days=2))
    assert session.query(OwedRegistration).count() == 1
    assert not retention.is_current(session, NOW - timedelta(days=2))


def test_without_a_run_for_a_day_nobody_new_may_come(session: Session, folder: Path) -> None:
    settings = load_settings({"LAVTERSKEL_DATA_DIR": str(folder)})
    assert not read_standing(session, settings, NOW).destroying
    run(session, NOW)
    assert read_standing(session, settings, NOW + timedelta(hours=STALE_HOURS - 1)).destroying
    assert not read_standing(session, settings, NOW + timedelta(hours=STALE_HOURS)).destroying


def test_the_bytes_of_a_note_leave_the_file_and_its_log(session: Session, folder: Path) -> None:
    contact_id = register.add_contact(session, KEY, "aa000001", a_contact(note="Bor hos en venn."), CORA)
    row = session.get_one(Contact, contact_id)
    sealed = row.note or b""
    row.note_until = TODAY - timedelta(days=1)
    session.commit()
    files = [folder / "app.db", folder / "app.db-wal"]
    assert any(sealed in file.read_bytes() for file in files)
    run(session, NOW)
    session.commit()
    session.close()
    checkpoint(session.get_bind(), empty=True)  # type: ignore[arg-type]
    assert not any(sealed in file.read_bytes() for file in files if file.exists())


def test_a_kind_that_resists_stops_no_other_and_the_run_counts_as_failed(session: Session) -> None:
    run(session, NOW)
    contact_id = register.add_contact(session, KEY, "aa000001", a_contact(note="Bor hos en venn."), CORA)
    session.get_one(Contact, contact_id).note_until = date(2020, 1, 1)
    session.add(Invitation(code_hash=b"x", account_id=CORA, expires_at=NOW - timedelta(days=1)))
    owe(session, CORA, date(2020, 1, 1), Channel.WEB_CHAT, "nb", True, False)
    session.execute(text("CREATE TRIGGER t BEFORE DELETE ON owed_registrations BEGIN SELECT RAISE(ABORT, 'no'); END"))
    with pytest.raises(retention.Incomplete) as incomplete:
        run(session, NOW + timedelta(hours=3))
    assert incomplete.value.kinds == [Kind.OWED]
    assert (session.query(OwedRegistration).count(), session.query(Invitation).count()) == (1, 0)
    assert session.get_one(Contact, contact_id).note is None
    assert session.get_one(Destruction, (TODAY, Kind.NOTE)).number == 1
    assert session.get_one(Statement, retention.RAN).value == "2026-11-24T09"


def test_the_oldest_that_is_left_is_told_of_every_kind_that_can_be_read(session: Session) -> None:
    session.add(_signed_in(b"x", NOW))
    session.add(Invitation(code_hash=b"x", account_id=CORA, expires_at=NOW))
    session.flush()
    held = {one.kind: one for one in retention.holdings(session)}
    assert held[Kind.SESSION].oldest == TODAY - timedelta(days=1)  # 21.30 the evening before
    assert held[Kind.INVITATION].oldest == TODAY - timedelta(days=7)
    assert "no time of a visitor is stored" in held[Kind.CONVERSATION].unseen


class TestCopies:
    """Of the register, in the folder that `backup` wrote to last."""

    @pytest.mark.parametrize(("days", "left"), [(30, True), (31, False)])
    def test_one_is_kept_for_its_period(self, session: Session, folder: Path, days: int, left: bool) -> None:
        copy = folder / copies.name_of(TODAY - timedelta(days=days))
        copy.touch()
        copies.note(session, folder, TODAY)
        assert run(session, NOW) == ({} if left else {Kind.BACKUP: 1})
        assert copy.exists() == left

    def test_what_a_killed_backup_left_goes_too_and_other_files_do_not(self, session: Session, folder: Path) -> None:
        others = {"app-2020-01-01.txt", "app-2020-02-30.db", "app-now.db", "letters.db"}
        for name in (*others, "app-2020-01-01.unfinished", "app-2020-01-01.db"):
            (folder / name).touch()
        copies.note(session, folder, TODAY)
        assert run(session, NOW) == {Kind.BACKUP: 2}
        assert others <= {file.name for file in folder.iterdir()}

    def test_a_folder_that_is_away_stops_nothing_and_is_told(self, session: Session, folder: Path) -> None:
        copies.note(session, folder / "away", TODAY)
        assert run(session, NOW) == {}
        [held] = [one for one in retention.holdings(session) if one.kind is Kind.BACKUP]
        assert (held.oldest, held.written) == (None, TODAY)
        assert "cannot be reached" in held.unseen

    def test_one_that_resists_makes_the_run_fail(self, session: Session, folder: Path) -> None:
        (folder / "app-2020-01-02.db").mkdir()
        for name in ("app-2020-01-01.db", "app-2020-01-03.db"):
            (folder / name).touch()
        copies.note(session, folder, TODAY)
        with pytest.raises(retention.Incomplete) as incomplete:
            run(session, NOW)
        assert incomplete.value.kinds == [Kind.BACKUP]
        assert [file.name for file in folder.glob("app-2020*")] == ["app-2020-01-02.db"]

    def test_the_oldest_and_the_last_are_told(self, session: Session, folder: Path) -> None:
        for days in (0, 3):
            (folder / copies.name_of(TODAY - timedelta(days=days))).touch()
        copies.note(session, folder, TODAY)
        [held] = [one for one in retention.holdings(session) if one.kind is Kind.BACKUP]
        assert (held.oldest, held.written) == (TODAY - timedelta(days=3), TODAY)

    @pytest.mark.parametrize(("days", "said"), [(BACKUP_DAYS - 1, False), (BACKUP_DAYS, True)])
    def test_when_none_is_written_any_more_staff_are_told(
        self, session: Session, folder: Path, days: int, said: bool
    ) -> None:
        copies.note(session, folder, TODAY - timedelta(days=days))
        settings = load_settings({"LAVTERSKEL_DATA_DIR": str(folder)})
        reasons = read_standing(session, settings, NOW).reasons
        assert ("No backup copy has been written during the last week." in reasons) == said


def test_copying_a_note_out_and_in_does_not_lengthen_its_life(session: Session) -> None:
    kept = register.add_contact(session, KEY, "aa000001", a_contact(note="Bor hos en venn."), CORA)
    session.get_one(Contact, kept).note_until = TODAY + timedelta(days=3)
    [record] = export_contacts(session, KEY, with_notes=True)
    for given, until in ((record["note_until"], TODAY + timedelta(days=3)), ("2999-01-01", None)):
        session.delete(session.get_one(Contact, kept))
        session.flush()
        import_contacts(session, KEY, [json.dumps({**record, "note_until": given})], with_links=False, today=TODAY)
        longest = date.today() + PERIODS[Kind.NOTE].length  # noqa: DTZ011 - as the register does
        assert session.get_one(Contact, kept).note_until == (until or longest)
