"""The report as it leaves: JSON for programs, CSV for spreadsheets, in both languages."""

import csv
import json

import pytest
from sqlalchemy.orm import Session

from stats import topics
from stats.counting import RULE
from stats.demo import load_demo
from stats.report import Report, year_report
from tests.databases import lay_app_db
from tests.stats.conftest import add_staff, opened
from tests.stats.factories import KEY

PROMISED = {
    "contacts",
    "persons_linked",
    "persons",
    "new_persons",
    "contacts_per_person",
    "persons_confirmed",
    "persons_uncertain",
    "persons_none",
}
VERSION = {"en": f"Counting rule, version {RULE}.", "nb": f"Telleregel, versjon {RULE}."}


def test_the_json_has_the_promised_shape(report: Report) -> None:
    plain = json.loads(json.dumps(report.as_json()))
    assert set(plain) == {"year", "figures", "tables"}
    assert plain["year"] == 2025
    assert set(plain["figures"]) >= PROMISED
    ranges = {"persons", "new_persons"}
    for name, figure in plain["figures"].items():
        assert set(figure) == ({"value", "least", "rule"} if name in ranges else {"value", "rule"})
    for table in plain["tables"]:
        assert set(table) == {"title", "rule", "columns", "rows"}
        assert all(len(row) == len(table["columns"]) for row in table["rows"])


@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_figure_and_table_has_its_rule_and_version(report: Report, language: str) -> None:
    plain = report.as_json(language)
    rules = [about["rule"] for about in (*plain["figures"].values(), *plain["tables"])]
    assert all(rule.endswith(VERSION[language]) and len(rule) > len(VERSION[language]) + 20 for rule in rules)


def test_it_speaks_norwegian(report: Report) -> None:
    titles = [table["title"] for table in report.as_json("nb")["tables"]]
    assert titles == [
        "Erfaring med å selge sex",
        "Kjønn",
        "Kanaler",
        "Måneder",
        "Det som er registrert",
        "Hva kategorien bygger på",
        "Hva det førte til",
        "Hvordan de hørte om oss",
        "Tema",
        "Hvor vi viste videre",
        "Vakter",
        "Hvor lenge besøkende ventet",
        "Aktiviteter",
        "Hendelser",
    ]
    months = report.as_json("nb")["tables"][3]["rows"]
    assert [months[0][0], months[11][0]] == ["januar", "desember"]


@pytest.mark.parametrize(
    ("language", "between", "marking"),
    [("en", ",", "Internal, not for publication"), ("nb", ";", "Internt, ikke for publisering")],
)
def test_the_csv_opens_with_the_marking(report: Report, language: str, between: str, marking: str) -> None:
    assert next(csv.reader(report.as_csv(language).splitlines(), delimiter=between)) == [marking]


def test_norwegian_spreadsheets_read_the_csv(report: Report) -> None:
    ratio = report.figure("contacts_per_person").value
    assert isinstance(ratio, float)
    text = report.as_csv("nb")
    rows = list(csv.reader(text.splitlines(), delimiter=";"))
    (said,) = (row[1] for row in rows if row[:1] == ["Kontakter per person"])
    assert said == f"{ratio:.2f}".replace(".", ",")
    assert all(line.endswith("\r\n") for line in text.splitlines(keepends=True))


def test_the_csv_of_a_demo_says_so_under_the_marking(report: Report) -> None:
    rows = list(csv.reader(report.as_csv("nb", demo=True).splitlines(), delimiter=";"))
    assert rows[:3] == [["Internt, ikke for publisering"], ["Demo, oppdiktede tall"], ["År", "2025"]]
    assert "Demo" not in report.as_csv("nb")


def test_the_csv_has_every_figure_and_row_of_the_json(report: Report) -> None:
    rows = list(csv.reader(report.as_csv("en").splitlines()))
    plain = report.as_json("en")
    found = [figure["value"] for figure in plain["figures"].values()]
    values = ["" if value is None else str(value) for value in found]
    assert [row[1] for row in rows[4 : 4 + len(values)]] == values
    for table in plain["tables"]:
        assert [table["title"]] in rows
        assert ["Counting rule", table["rule"]] in rows
        for row in table["rows"]:
            assert [str(cell) for cell in row] in rows


def test_no_name_of_a_topic_makes_a_formula_in_csv(session: Session) -> None:
    topics.change(session, "police", "Politi;=1+1", "=1+1", retired_on=None)
    report = year_report(session, 1999)
    assert ('"\'=1+1"' in report.as_csv("en"), "Politi;'=1+1" in report.as_csv("nb")) == (True, True)


def test_a_year_without_anything_is_a_report_of_noughts(session: Session) -> None:
    report = year_report(session, 1999)
    assert {figure.value for figure in report.figures} == {0, None}
    assert all(not any(values) for table in report.tables for _, values in table.rows)


def test_an_unknown_figure_is_an_error(report: Report) -> None:
    with pytest.raises(KeyError):
        report.figure("happiness")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    with opened(lay_app_db(tmp_path_factory.mktemp("demo"))) as session:
        add_staff(session)
        load_demo(session, KEY)
        return year_report(session, 2025)
