"""Texts of incidents and of concerns about age are sealed in the register, its log and its copies."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from tests.privacy.canaries import files, search
from tests.privacy.watched import traces, watched_server

AREA, OTHER_AREA, WARNING, CONSIDERED = "bortenfor lykta", "ved nabolykta", "gul lue og en stige", "sløyd på fredager"
INCIDENT = {"kind": "threats", "month": "2025-06", "area": AREA, "reported": "unknown"}
INCIDENT |= {"consent": "yes", "note": f"Han hadde {WARNING}."}
CONCERN = {"day": "2025-06-12", "signs": "writing", "outcomes": "not_traced", "note": f"Har {CONSIDERED}."}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """All files while the server runs, a backup among them, after texts were written, changed and deleted."""
    base = tmp_path_factory.mktemp("sealed")
    with watched_server(base) as server, closing(server.staff("cora", ["counselor"])) as cora:
        for address, form in (
            ("incidents/new", INCIDENT),
            ("incidents/new", INCIDENT | {"kind": "fine"}),
            ("incidents/1", INCIDENT | {"area": OTHER_AREA}),
            ("age-concerns/new", CONCERN),
            ("age-concerns/new", CONCERN | {"note": f"{CONSIDERED}, ring 400 00 123"}),
            ("incidents/2/remove", {}),
        ):
            assert cora.post(f"/console/{address}", data=form).status_code == (422 if "ring" in str(form) else 303)
        shown = cora.get("/console/incidents?year=2025").text + cora.get("/console/age-concerns").text
        assert all(words in shown for words in (OTHER_AREA, WARNING, CONSIDERED))
        assert server.run("backup", str(base / "copies")).returncode == 0
        return traces(server) | files(base)


def test_the_register_its_log_and_a_copy_are_among_what_is_searched(places: dict[str, bytes]) -> None:
    names = {Path(place).name for place in places}
    assert {"app.db", "app.db-wal"} <= names
    assert [name for name in names if re.fullmatch(r"app-\d{4}-\d\d-\d\d\.db", name)] != []


def test_no_word_of_them_is_in_any_file(places: dict[str, bytes]) -> None:
    assert search(places, [AREA, OTHER_AREA, WARNING, CONSIDERED]) == []
