"""The commands, as an operator meets them: the installed program, a data folder, exit codes and words."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from chat.keys import has_tmpfs
from chat.mailbox import keys
from tests import forked
from tests.server import COMMAND, LiveServer, free_port, live_server

Run = Callable[..., "subprocess.CompletedProcess[str]"]

CONTACTS = [
    {"id": "aa000001", "person": "P1", "date": "2024-02-01", "channel": "web_chat", "category": "uncertain"},
    {"id": "aa000002", "person": "P1", "date": "2024-03-01", "channel": "facebook", "category": "confirmed"},
    {"id": "aa000003", "person": "P2", "date": "2024-03-02", "channel": "phone_sms", "category": "none"},
]
COMMON = {
    "gender": "man",
    "age_band": "25-34",
    "language": "no",
    "topics": ["sti_testing"],
    "said_before": "unknown",
    "comment": "Jobber natt på bakeri, spør om test.",
    "note_until": "2999-01-01",  # at most a year from the import, whatever the file says
}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LAVTERSKEL_")}

    def run(*arguments: str, text: str = "", **settings: str) -> "subprocess.CompletedProcess[str]":
        given = {f"LAVTERSKEL_{name}": value for name, value in settings.items()}
        environment = {**clean, "LAVTERSKEL_DATA_DIR": str(tmp_path / "data"), **given}
        return forked.run(arguments, environment, text, timeout=60)

    return run


@pytest.fixture
def contacts_file(tmp_path: Path) -> Path:
    path = tmp_path / "contacts.jsonl"
    path.write_text("".join(json.dumps(contact | COMMON) + "\n" for contact in CONTACTS))
    return path


@pytest.fixture
def export_with_notes(run: Run) -> Run:
    """An export that a counsellor lets have the notes."""

    def export(*arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        run("account", "add", "cora", "--role", "counselor", "--password-stdin", text="langt nok\n", **settings)
        approved = ("--notes", "--approved-by", "cora")
        return run("contacts", "export", *approved, *arguments, text="langt nok\n", **settings)

    return export


def test_bad_usage_exits_2_and_a_failure_exits_1(run: Run) -> None:
    assert run("dance").returncode == 2
    assert run("serve", "--port", "99999").returncode == 2
    assert run("account", "add", "cora", "--role", "boss").returncode == 2
    refused = run("account", "disable", "nobody")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "there is no account 'nobody'" in refused.stderr


def test_a_wrong_setting_stops_it_and_is_named(run: Run) -> None:
    refused = run("doctor", OPEN="sometimes")
    assert refused.returncode == 1
    assert "LAVTERSKEL_OPEN" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_accounts_are_added_listed_and_disabled(run: Run) -> None:
    added = run(
        "account", "add", "cora", "--role", "counselor", "--role", "lead", "--password-stdin", text="langt nok\n"
    )
    assert added.returncode == 0
    assert "langt nok" not in added.stdout
    assert run("account", "add", "cora", "--role", "lead").returncode == 1
    assert run("account", "add", "dan", "--role", "lead", "--password-stdin", text="kort\n").returncode == 1
    assert run("account", "list").stdout == "cora\tcounselor, lead\n"
    assert run("account", "disable", "cora").returncode == 0
    assert run("account", "list").stdout == "cora\tcounselor, lead\tdisabled\n"


def test_a_guess_at_a_password_is_dear_in_the_program_that_is_installed(tmp_path: Path) -> None:
    """The forked servers of the tests make it cheap."""
    program = [COMMAND, "account", "add", "cora", "--role", "counselor", "--password-stdin"]
    settings = {"LAVTERSKEL_DATA_DIR": str(tmp_path / "data")}
    subprocess.run(program, input="langt nok\n", text=True, check=True, env=settings)
    with closing(sqlite3.connect(tmp_path / "data" / "app.db")) as sql:
        ((known,),) = sql.execute("SELECT password_hash FROM accounts").fetchall()
    assert extract_parameters(known) == RFC_9106_LOW_MEMORY
    assert keys.COST.passes * keys.COST.memory > RFC_9106_LOW_MEMORY.time_cost * RFC_9106_LOW_MEMORY.memory_cost * 1024


def test_an_account_without_a_password_gets_a_one_time_code(own_server: LiveServer) -> None:
    printed = own_server.run("account", "add", "Cora", "--role", "counselor").stdout
    code = printed.split()[-1]
    with own_server.client() as browser:
        form = {"code": code, "name": "", "password": "stille vann dypt", "again": "stille vann dypt"}
        assert browser.post("/console/invitation", data=form).status_code == 303
        again = browser.post("/console/invitation", data=form)
        assert again.status_code in (400, 401, 422)
    own_server.staff("Cora", password="stille vann dypt").close()


def test_the_first_start_prints_a_code_for_the_first_account_and_no_password(own_server: LiveServer) -> None:
    printed = own_server.log.read_text()
    code = printed.split()[-1]
    assert f"{own_server.url}/console/invitation" in printed
    assert len(code.replace("-", "")) == 20
    with own_server.client() as browser:
        form = {"code": code, "name": "Ingrid", "password": "stille vann dypt", "again": "stille vann dypt"}
        assert browser.post("/console/invitation", data=form).status_code == 303
    listed = own_server.run("account", "list").stdout
    assert listed == "Ingrid\tadmin, counselor, lead\n"


def test_a_later_start_prints_no_code(tmp_path: Path) -> None:
    with live_server(tmp_path / "data") as server:
        server.add_account("cora", ["counselor"])
    server.log.write_text("")
    with live_server(tmp_path / "data") as server:
        assert "one-time code" not in server.log.read_text()


def test_contacts_go_in_and_come_out_without_persons_or_notes(
    run: Run, export_with_notes: Run, contacts_file: Path
) -> None:
    imported = run("contacts", "import", str(contacts_file), "--with-links")
    assert (imported.returncode, imported.stdout) == (0, "Imported 3 contacts and 1 links.\n")
    rows = [json.loads(line) for line in run("contacts", "export").stdout.splitlines()]
    assert {row["id"] for row in rows} == {"aa000001", "aa000002", "aa000003"}
    assert all("person" not in row and row["comment"] == "" for row in rows)
    with_notes = [json.loads(line) for line in export_with_notes().stdout.splitlines()]
    assert {row["comment"] for row in with_notes} == {COMMON["comment"]}


def test_an_import_with_one_bad_row_changes_nothing_and_names_the_row(run: Run, contacts_file: Path) -> None:
    with contacts_file.open("a") as file:
        file.write(json.dumps({"id": "aa000004", "date": "2024-13-01"}) + "\n")
    refused = run("contacts", "import", str(contacts_file))
    assert refused.returncode == 1
    assert "nothing was imported" in refused.stderr
    assert "line 4:" in refused.stderr
    assert run("contacts", "export").stdout == ""


def test_a_file_that_cannot_be_read_is_a_clear_failure(run: Run, tmp_path: Path) -> None:
    missing = run("contacts", "import", str(tmp_path / "none.jsonl"))
    assert missing.returncode == 1
    assert "none.jsonl cannot be read" in missing.stderr


def test_a_note_that_is_over_is_not_imported_and_that_is_said(
    run: Run, export_with_notes: Run, contacts_file: Path
) -> None:
    contacts_file.write_text(contacts_file.read_text().replace("2999-01-01", ""))
    assert "not kept: 3" in run("contacts", "import", str(contacts_file)).stderr
    rows = [json.loads(line) for line in export_with_notes().stdout.splitlines()]
    assert [row["comment"] for row in rows] == ["", "", ""]


def test_the_figures_count_linked_persons_once(run: Run, contacts_file: Path) -> None:
    run("contacts", "import", str(contacts_file), "--with-links")
    report = json.loads(run("figures", "2024").stdout)
    values = {name: figure["value"] for name, figure in report["figures"].items()}
    assert report["year"] == 2024
    assert (values["contacts"], values["persons_linked"], values["new_persons"]) == (3, 2, 2)
    assert (values["persons_confirmed"], values["persons_uncertain"], values["persons_none"]) == (1, 0, 1)
    assert values["contacts_per_person"] == 1.5
    assert all(figure["rule"] for figure in report["figures"].values())


def test_doctor_says_what_is_stored_and_what_is_missing(run: Run, contacts_file: Path) -> None:
    run("contacts", "import", str(contacts_file))
    told = run("doctor")
    assert told.returncode == 0
    assert "3 contacts" in told.stdout
    assert "The note on a contact: 1 year after it was written; oldest left" in told.stdout
    assert "not for real visitors" in told.stdout


def test_doctor_makes_nothing_on_a_machine_where_nothing_is(run: Run, tmp_path: Path) -> None:
    told = run("doctor").stdout
    assert "no app.db yet" in told
    assert "no live.db yet" in told
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_doctor_changes_nothing(run: Run, tmp_path: Path, how: signal.Signals) -> None:
    data = tmp_path / "data"
    with live_server(data) as server:
        server.stop(how)
    before = contents(data)
    assert "0 running conversations" in run("doctor").stdout
    assert contents(data) == before


def test_doctor_does_not_bring_a_database_up_to_date(run: Run, contacts_file: Path, tmp_path: Path) -> None:
    run("contacts", "import", str(contacts_file))
    with closing(sqlite3.connect(tmp_path / "data" / "app.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '0002'")
    before = contents(tmp_path / "data")
    assert "app.db is of another version" in run("doctor").stdout
    assert contents(tmp_path / "data") == before


def contents(folder: Path) -> dict[str, tuple[float, bytes]]:
    """Of each file when it was changed and what it holds, but for the index of the log, where readers sign."""
    return {
        file.name: (file.stat().st_mtime, file.read_bytes())
        for file in folder.iterdir()
        if file.is_file() and not file.name.endswith("-shm")
    }


def test_enforced_guards_refuse_an_open_data_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    refused = run("serve", "--port", str(free_port()), GUARDS="enforce")
    assert refused.returncode == 1
    assert "data can be opened by other users" in refused.stderr


def test_a_second_server_on_the_same_folder_or_port_is_refused_and_the_code_stays_good(own_server: LiveServer) -> None:
    code = own_server.log.read_text().split()[-1]
    same_folder = own_server.run("serve", "--port", str(free_port()))
    assert (same_folder.returncode, same_folder.stdout) == (1, "")
    assert "another process is serving" in same_folder.stderr
    with own_server.client() as browser:
        form = {"code": code, "name": "Ingrid", "password": "stille vann dypt", "again": "stille vann dypt"}
        assert browser.post("/console/invitation", data=form).status_code == 303


@pytest.mark.skipif(not has_tmpfs(), reason="this machine has no tmpfs to keep keys in")
def test_a_copy_of_a_folder_that_is_being_served_is_refused(own_server: LiveServer, run: Run, tmp_path: Path) -> None:
    """It has the same keys, and would drop those of conversations that it does not know."""
    shutil.copytree(own_server.data_dir, tmp_path / "copy").chmod(0o700)
    refused = run("serve", "--port", str(free_port()), DATA_DIR=str(tmp_path / "copy"))
    assert refused.returncode == 1
    assert "or a copy of it" in refused.stderr


def test_a_port_in_use_is_a_clear_failure(own_server: LiveServer, run: Run, tmp_path: Path) -> None:
    refused = run("serve", "--port", str(own_server.port), DATA_DIR=str(tmp_path / "another"))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"port {own_server.port} cannot be used" in refused.stderr


def test_a_note_with_line_breaks_survives_the_way_out_and_in(run: Run, export_with_notes: Run, tmp_path: Path) -> None:
    first = tmp_path / "one.jsonl"
    first.write_text(json.dumps(CONTACTS[0] | COMMON | {"comment": "en linje\nto\u2028linjer"}) + "\n")
    assert run("contacts", "import", str(first)).returncode == 0
    for form in ("jsonl", "csv"):
        out = tmp_path / f"out.{form}"
        out.write_text(export_with_notes("--format", form).stdout, newline="")
        elsewhere = {"DATA_DIR": str(tmp_path / form)}
        imported = run("contacts", "import", str(out), **elsewhere)
        assert imported.returncode == 0, imported.stderr
        row = json.loads(export_with_notes(**elsewhere).stdout)
        assert row["comment"] == "en linje\nto\u2028linjer"


def test_a_demo_never_mixes_with_real_data(run: Run) -> None:
    run("account", "add", "cora", "--role", "counselor")
    refused = run("demo", "--port", str(free_port()))
    assert refused.returncode == 1
    assert "a demo needs a folder of its own" in refused.stderr


def test_comments_are_checked_line_by_line(run: Run) -> None:
    comments = [{"id": "a1", "text": "😀 Ring 400 00 123 i dag."}, {"id": 2, "text": "Spurte om § 202."}]
    assert run("comment", "dance").returncode == 2
    checked = run("comment", "check", text="\n".join(json.dumps(one) for one in comments) + "\n\n")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert [json.loads(line) for line in checked.stdout.splitlines()] == [
        {"id": "a1", "spans": [{"start": 7, "end": 17, "kind": "phone"}]},
        {"id": 2, "spans": []},
    ]


def test_a_comment_is_answered_before_the_next_one_is_read() -> None:
    program = [COMMAND, "comment", "check"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as checking:
        assert checking.stdin
        assert checking.stdout
        for id_ in ("a", "b"):
            checking.stdin.write(json.dumps({"id": id_, "text": "hei"}) + "\n")
            checking.stdin.flush()
            assert json.loads(checking.stdout.readline()) == {"id": id_, "spans": []}
        checking.stdin.close()


@pytest.mark.parametrize(
    "line", ["x", "[]", '"tekst"', '{"id": 1}', '{"text": "Ring Bård."}', '{"id": 1, "text": 7}', "[" * 99999]
)
def test_a_comment_that_cannot_be_read_is_named_by_its_line_and_not_told(run: Run, line: str) -> None:
    refused = run("comment", "check", text='{"id": 1, "text": "hei"}\n' + line + "\n")
    assert (refused.returncode, len(refused.stdout.splitlines())) == (1, 1)
    assert "line 2" in refused.stderr
    assert "Bård" not in refused.stderr


def test_details_in_imported_notes_are_told_by_line_and_kind_and_stop_nothing(run: Run, contacts_file: Path) -> None:
    lines = contacts_file.read_text().splitlines(keepends=True)
    lines[1] = lines[1].replace("om test", "heter Torgeir, nås på 400 00 123")
    contacts_file.write_text("".join(lines))
    imported = run("contacts", "import", str(contacts_file))
    assert (imported.returncode, imported.stdout) == (0, "Imported 3 contacts and 0 links.\n")
    assert imported.stderr == "line 2: the note may tell who it is: name, phone\n"
