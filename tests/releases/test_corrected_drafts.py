"""A corrected edition is seen as a draft first, rounded once and held as it will be."""

import json
from contextlib import closing as closed_after
from functools import partial

import pytest
from sqlalchemy.orm import Session

from chat import db
from stats import links
from stats.models.releases import Release
from stats.releases import closing
from stats.releases.closing import draft
from stats.releases.content import digest
from stats.releases.documents.chapter import chapter
from stats.releases.editions import find_release
from stats.releases.making import likeness
from stats.releases.plan import Refused
from stats.releases.requesting import give_out
from tests.releases.closed import close
from tests.releases.conftest import AFTER, FIRST, SECOND, contacts_of, drafted
from tests.releases.drafting import come_back_late, ledger, meet_many, serve
from tests.server import LiveServer
from tests.stats.factories import CORA, add_person
from tests.stats.test_pages import words


class TestOfACorrection:
    def corrected(self, session: Session, drafted: str | None = None) -> Release:
        reason = "Registrert for sent."
        made = closing.close(session, FIRST, reason, CORA, AFTER, drafted=drafted)
        session.commit()
        return made

    @pytest.fixture
    def late(self, register: Session) -> Session:
        """The year is closed, and more is registered of it since."""
        close(register, FIRST)
        for _ in range(12):
            add_person(register, *contacts_of(2, FIRST, 1))
        register.commit()
        return register

    def test_what_is_published_is_what_it_showed(self, late: Session) -> None:
        made = draft(late, FIRST, AFTER)
        late.commit()
        content = json.loads(self.corrected(late, likeness(made.content)).content)
        assert content["edition"] == 2
        for part in ("headline", "tables", "cells"):
            assert content[part] == made.content[part]
        first = find_release(late, FIRST, 1)
        assert first
        assert content["headline"] != json.loads(first.content)["headline"]

    def test_nothing_of_it_enters_the_ledger_and_it_is_rounded_once(self, late: Session) -> None:
        before = ledger(late)
        first, second = (draft(late, FIRST, AFTER).content for _ in range(2))
        assert (ledger(late), first) == (before, second)

    def test_each_correction_has_a_secret_of_its_own(self, late: Session) -> None:
        draft(late, FIRST, AFTER)
        corrected = self.corrected(late)
        for _ in range(9):
            add_person(late, *contacts_of(3, FIRST, 1))
        late.commit()
        assert len({one.seed for one in (find_release(late, FIRST, 1), corrected, self.corrected(late)) if one}) == 3

    def test_a_table_on_request_rounds_nothing_again(self, late: Session) -> None:
        before = draft(late, FIRST, AFTER).content
        give_out(late, FIRST, "persons_by_category", "For a newspaper.", CORA, AFTER)
        late.commit()
        assert draft(late, FIRST, AFTER).content["tables"] == before["tables"]

    @pytest.mark.parametrize("change", ["somebody more", "an edition"])
    def test_after_a_change_nothing_is_published(self, late: Session, change: str) -> None:
        made = draft(late, FIRST, AFTER)
        if change == "an edition":
            self.corrected(late)
        for _ in range(9):
            add_person(late, *contacts_of(3, FIRST, 1))
        late.commit()
        with pytest.raises(Refused, match="Something changed"):
            self.corrected(late, likeness(made.content))

    def test_one_that_comes_out_in_the_same_moment_lends_nobody_its_secret(
        self, late: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        begin_writing = db.begin_writing

        def meanwhile(session: Session) -> None:
            """A colleague publishes, and more is registered, after it was seen which edition this one will be."""
            monkeypatch.setattr(closing, "begin_writing", begin_writing)
            with Session(session.get_bind()) as other:
                self.corrected(other)
                for _ in range(9):
                    add_person(other, *contacts_of(3, FIRST, 1))
                other.commit()
            begin_writing(session)

        monkeypatch.setattr(closing, "begin_writing", meanwhile)
        with pytest.raises(Refused, match="Something changed"):
            self.corrected(late)
        late.rollback()
        assert len({one.seed for one in (find_release(late, FIRST, 2), self.corrected(late)) if one}) == 2

    def test_where_nothing_changed_there_is_none(self, register: Session) -> None:
        close(register, FIRST)
        with pytest.raises(Refused, match="Nothing has changed"):
            draft(register, FIRST, AFTER)

    def test_it_is_refused_as_the_edition_is(self, register: Session) -> None:
        close(register, FIRST)
        close(register, SECOND)
        come_back_late(register)
        made = draft(register, SECOND, AFTER)
        register.commit()
        with pytest.raises(Refused, match=f"Make a new edition of {FIRST}") as refused:
            closing.close(register, SECOND, "Registrert for sent.", CORA, AFTER)
        assert str(made.refused) == str(refused.value)

    @pytest.mark.parametrize("one_person", [False, True])
    def test_where_more_came_back_than_were_there_is_printed_already_nothing_is_refused_for_ever(
        self, register: Session, monkeypatch: pytest.MonkeyPatch, one_person: bool
    ) -> None:
        """Also where the year before cannot be corrected up to them, since they turned out to be one person."""
        close(register, FIRST)
        close(register, SECOND)
        before = set(links.linkable(register))
        come_back_late(register)
        with monkeypatch.context() as unheld:
            unheld.setattr(closing, "hold_edition", lambda *_: None)
            closing.close(register, SECOND, "Registrert for sent.", CORA, AFTER)
        if one_person:
            links.link_chain(register, [one for one in links.linkable(register) if one not in before], AFTER)
        register.commit()
        assert draft(register, FIRST, AFTER).refused is None
        self.corrected(register)

    @pytest.mark.parametrize("language", ["nb", "en"])
    def test_it_says_what_it_is(self, late: Session, language: str) -> None:
        content = draft(late, FIRST, AFTER).content
        told_ = chapter(content, digest(content), language)
        says = {"nb": "En rettet utgave som ikke er publisert.", "en": "A corrected edition that is not published."}
        assert any(says[language] in sentence for sentence in told_.changed)
        assert not any("is not closed" in sentence or "ikke lukket" in sentence for sentence in told_.changed)


def test_a_year_is_corrected_from_a_draft_too(own_server: LiveServer) -> None:
    served = serve(own_server, meet_many, partial(close, year=FIRST), come_back_late)
    place = f"/stats/releases/{FIRST}"
    with closed_after(served.staff("lena", ["lead"])) as lead:
        assert "Lag utkast til en rettet utgave" in words(lead.get(place))
        assert "Publiser en rettet utgave" not in words(lead.get(place))
        page = lead.get(f"{place}/0")
        assert "En rettet utgave som ikke er publisert" in lead.get(f"{place}/0/html").text
        given = drafted(page) | {"reason": "Registrert for sent."}
        refused = lead.post(f"{place}/close", data=given | {"reason": ""})
        assert (refused.status_code, "Skriv hvorfor" in words(refused)) == (422, True)
        other = lead.post(f"{place}/close", data=given | {"drafted": "x"})
        assert (other.status_code, "Noe er endret" in words(other)) == (422, True)
        assert 'value="Registrert for sent."' in other.text
        assert lead.post(f"{place}/close", data=given).status_code == 303
        assert "Registrert for sent." in words(lead.get(f"{place}/2"))
