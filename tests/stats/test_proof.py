"""What the proof page says can turn out otherwise."""

import logging
from datetime import date
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from chat.silence import kept_logs
from stats.proof import read_proof
from stats.releases.closing import close
from tests.stats.factories import CORA, add


def test_a_log_that_is_kept_is_named(tmp_path: Path) -> None:
    before = kept_logs()  # what watches the tests may write somewhere itself
    log, handler = logging.getLogger("chat.somewhere"), logging.FileHandler(tmp_path / "log")
    log.addHandler(handler)
    try:
        assert kept_logs() == [*before, "chat.somewhere"]
    finally:
        log.removeHandler(handler)
        handler.close()


def test_an_edition_that_was_altered_behind_the_database_is_named(session: Session) -> None:
    add(session, day=date(2024, 5, 5), note="")
    session.commit()
    close(session, 2024, "", CORA, date(2025, 1, 9), why_not_two="There is one counsellor.")
    assert read_proof(session, ()).ledger.wrong == ()
    session.execute(text("DROP TRIGGER releases_update"))
    altered = {"was": '"edition":1', "becomes": '"edition":3'}
    session.execute(text("UPDATE releases SET content = replace(content, :was, :becomes)"), altered)
    session.expire_all()
    assert read_proof(session, ()).ledger.wrong == ("2024-1",)
