"""Destruction, backups and answers as an operator meets them: the installed commands and a real server."""

import asyncio
import os
import signal
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app import create_app
from chat import calendar, upkeep
from chat.settings import load_settings
from chat.surroundings import QUESTIONS
from stats import backup
from stats.retention import Incomplete
from stats.standing import utc_now
from tests.protocol.client import Server
from tests.server import LiveServer, live_server
from tests.test_cli import Run, contacts_file, run

__all__ = ["contacts_file", "run"]
BREAK_RETENTION = "CREATE TRIGGER t BEFORE UPDATE ON contacts BEGIN SELECT RAISE(ABORT, 'no'); END"
EXPIRE_NOTES = "UPDATE contacts SET note_until = '2020-01-01'"


def alter(data: Path, statement: str) -> None:
    with closing(sqlite3.connect(data / "app.db")) as database, database:
        database.execute(statement)


def ask(data: Path, question: str, file: str = "app.db") -> object:
    with closing(sqlite3.connect(data / file)) as database:
        return database.execute(question).fetchone()[0]


def age(data: Path, hours: float) -> None:
    """Makes the conversations' files look as if nothing had been written for so long."""
    then = time.time() - hours * 3600
    for file in data.glob("live.db*"):
        os.utime(file, (then, then))


def lose_the_register(data: Path) -> None:
    for file in data.glob("app.db*"):
        file.unlink()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


# Destruction


def test_the_command_destroys_and_says_how_much(run: Run, contacts_file: Path, data: Path) -> None:
    run("contacts", "import", str(contacts_file))
    alter(data, EXPIRE_NOTES)
    told = run("retention", "run")
    assert told.returncode == 0
    assert "Destroyed 3: The note on a contact" in told.stdout
    assert ask(data, "SELECT count(*) FROM contacts WHERE note IS NULL") == 3
    assert "last destroyed 3" in run("doctor").stdout


def test_conversations_end_although_the_register_resists(run: Run, contacts_file: Path, data: Path) -> None:
    run("contacts", "import", str(contacts_file))
    with live_server(data, OPEN="always") as process, closing(Server(process.url)) as server:
        server.open().join().say("hei")
        process.stop(signal.SIGKILL)
    age(data, hours=1.1)
    alter(data, EXPIRE_NOTES)
    alter(data, BREAK_RETENTION)
    alter(data, "DELETE FROM statements WHERE name = 'retention_ran'")
    told = run("retention", "run")
    assert (told.returncode, "not destroyed: The note on a contact" in told.stderr) == (1, True)
    assert ask(data, "SELECT count(*) FROM messages", "live.db") == 0
    assert ask(data, "SELECT number FROM destructions WHERE kind = 'conversation'") == 1


def test_it_destroys_where_a_server_would_refuse_to_run_and_says_why_that_is(
    run: Run, contacts_file: Path, data: Path
) -> None:
    run("contacts", "import", str(contacts_file))
    alter(data, EXPIRE_NOTES)
    data.chmod(0o755)
    told = run("retention", "run")
    assert (told.returncode, "Destroyed 3" in told.stdout) == (0, True)
    assert "data can be opened by other users" in told.stderr


def test_a_server_whose_destruction_fails_does_not_start(run: Run, contacts_file: Path, data: Path) -> None:
    run("contacts", "import", str(contacts_file))
    alter(data, EXPIRE_NOTES)
    alter(data, BREAK_RETENTION)
    refused = run("serve", GUARDS="warn")
    assert refused.returncode == 1
    assert "For visitors" not in refused.stdout
    assert "not destroyed: The note on a contact" in refused.stderr


def test_a_clock_that_went_back_is_said(run: Run, data: Path) -> None:
    run("retention", "run")
    alter(data, "UPDATE statements SET value = '2099-01-01T00'")
    refused = run("serve", GUARDS="warn")
    assert refused.returncode == 1
    assert "set the clock right" in refused.stderr


@pytest.mark.parametrize("wake", ["serve", "retention run"])
def test_conversations_left_by_a_dead_server_are_over_before_anyone_is_served(data: Path, run: Run, wake: str) -> None:
    with live_server(data, OPEN="always") as process, closing(Server(process.url)) as server:
        visitor = server.open()
        visitor.join().say("hei")
        process.stop(signal.SIGKILL)
    age(data, hours=1.1)
    if wake == "serve":
        with live_server(data, OPEN="always") as process, closing(Server(process.url)) as server:
            assert ask(data, "SELECT count(*) FROM conversations", "live.db") == 0
            assert server.post("/tickets", visitor.bearer).status_code == 401
    else:
        assert run("retention", "run").returncode == 0
    assert ask(data, "SELECT count(*) FROM messages", "live.db") == 0
    assert ask(data, "SELECT number FROM destructions WHERE kind = 'conversation'") == 1


def test_those_that_are_young_enough_go_on(data: Path, run: Run) -> None:
    with live_server(data, OPEN="always") as process, closing(Server(process.url)) as server:
        server.open().join().say("hei")
        process.stop(signal.SIGKILL)
    age(data, hours=0.5)
    assert run("retention", "run").returncode == 0
    assert ask(data, "SELECT count(*) FROM messages", "live.db") == 1


@pytest.mark.anyio
async def test_a_service_that_cannot_destroy_closes_and_opens_again(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(load_settings({"LAVTERSKEL_DATA_DIR": str(data), "LAVTERSKEL_OPEN": "always"}))
    rounds: list[Callable[[], object]] = []
    monkeypatch.setattr(upkeep, "repeat", lambda work, _seconds: _keep(rounds, work))
    async with app.router.lifespan_context(app):
        assert app.state.conversations.is_open()
        await asyncio.sleep(0)  # lets the tasks begin
        tend, _of_the_door = rounds
        alter(data, "INSERT INTO invitations VALUES (x'00', NULL, '2020-01-01 00:00:00')")
        alter(data, "UPDATE statements SET value = '2020-01-01T00' WHERE name = 'retention_ran'")
        alter(data, "CREATE TRIGGER t BEFORE DELETE ON invitations BEGIN SELECT RAISE(ABORT, 'no'); END")
        with pytest.raises(Incomplete):
            await tend()  # type: ignore[misc]
        assert not app.state.conversations.is_open()
        alter(data, "DROP TRIGGER t")
        await tend()  # type: ignore[misc]
        assert app.state.conversations.is_open()


async def _keep(rounds: list[Callable[[], object]], work: Callable[[], object]) -> None:
    rounds.append(work)


# Backups


def test_a_backup_is_restored_with_every_note_and_nothing_that_is_over(
    run: Run, contacts_file: Path, data: Path, tmp_path: Path
) -> None:
    run("contacts", "import", str(contacts_file))
    before = run("contacts", "export", "--with-notes").stdout
    alter(data, "UPDATE contacts SET note_until = '2020-01-01' WHERE id = 'aa000003'")
    assert run("backup", str(tmp_path / "copies")).returncode == 0
    [copy] = (tmp_path / "copies").iterdir()
    assert (copy.name, copy.stat().st_mode & 0o077) == (f"app-{calendar.today()}.db", 0)
    assert b"bakeri" not in copy.read_bytes()
    assert run("restore", "--rehearse", str(copy)).stdout.count("3 contacts") == 1
    lose_the_register(data)
    assert run("restore", str(copy)).returncode == 0
    after = run("contacts", "export", "--with-notes").stdout
    assert after.splitlines()[:2] == before.splitlines()[:2]
    assert ask(data, "SELECT group_concat(id) FROM contacts WHERE note IS NULL") == "aa000003"


def test_a_rehearsal_is_remembered(run: Run, contacts_file: Path, tmp_path: Path) -> None:
    run("contacts", "import", str(contacts_file))
    assert "No backup copy has been restored" in run("doctor").stdout
    run("backup", str(tmp_path / "copies"))
    run("restore", "--rehearse", str(next((tmp_path / "copies").iterdir())))
    assert "No backup copy has been restored" not in run("doctor").stdout


def test_a_rehearsal_of_the_register_itself_proves_nothing(run: Run, contacts_file: Path, data: Path) -> None:
    run("contacts", "import", str(contacts_file))
    register, soft, hard = data / "app.db", data.parent / "soft.db", data.parent / "hard.db"
    soft.symlink_to(register)
    hard.hardlink_to(register)
    for same in (register, soft, hard):
        refused = run("restore", "--rehearse", str(same))
        assert (refused.returncode, "the register itself" in refused.stderr) == (1, True)
    assert "No backup copy has been restored" in run("doctor").stdout


def test_nor_does_one_of_a_copy_without_contacts(run: Run, contacts_file: Path, tmp_path: Path) -> None:
    run("account", "add", "cora", "--role", "lead")
    run("backup", str(tmp_path / "copies"))
    copy = str(next((tmp_path / "copies").iterdir()))
    run("retention", "run")  # makes the service key
    assert run("restore", "--rehearse", copy).returncode == 0
    run("contacts", "import", str(contacts_file))
    refused = run("restore", "--rehearse", copy)
    assert (refused.returncode, "has no contacts" in refused.stderr) == (1, True)


@pytest.mark.parametrize("good", [True, False])
def test_a_rehearsal_leaves_nothing_behind(run: Run, contacts_file: Path, data: Path, good: bool) -> None:
    run("contacts", "import", str(contacts_file))
    run("backup", str(data.parent / "copies"))
    copy = next((data.parent / "copies").iterdir())
    if not good:
        copy.write_bytes(copy.read_bytes()[:5000])
    before = {file.name for file in data.iterdir()}
    assert run("restore", "--rehearse", str(copy)).returncode == (0 if good else 1)
    assert {file.name for file in data.iterdir()} == before


def test_a_rehearsal_happens_beside_the_register_and_closed_to_others(
    contacts_file: Path, run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("contacts", "import", str(contacts_file))
    run("backup", str(data.parent / "copies"))
    seen: dict[Path, int] = {}

    def look(fresh: Path, *_: object) -> int:
        seen.update({path: path.stat().st_mode & 0o777 for path in (fresh, fresh.parent)})
        return 3

    monkeypatch.setattr(backup, "_open", look)
    backup.rehearse(next((data.parent / "copies").iterdir()), data / "app.db", b"", utc_now())
    assert seen == {data / "restoring" / "app.db": 0o600, data / "restoring": 0o700}


@pytest.mark.parametrize("command", ["serve", "retention run"])
def test_what_a_killed_rehearsal_left_goes_at_the_next_start(data: Path, run: Run, command: str) -> None:
    (data / "restoring").mkdir(parents=True)
    (data / "restoring" / "app.db").touch()
    if command == "serve":
        with live_server(data):
            pass
    else:
        run("retention", "run")
    assert not (data / "restoring").exists()


def test_a_restored_register_knows_nothing_of_the_other_machine(
    run: Run, contacts_file: Path, data: Path, tmp_path: Path
) -> None:
    run("contacts", "import", str(contacts_file))
    run("doctor", "--ask", text="self\nnone\nnone\n")
    for name in ("first", "second"):
        run("backup", str(tmp_path / name))
        run("restore", "--rehearse", str(next((tmp_path / name).iterdir())))
    assert "tls: self" in run("doctor").stdout
    lose_the_register(data)
    run("restore", str(next((tmp_path / "second").iterdir())))
    told = run("doctor").stdout
    assert told.count(": unknown") == len(QUESTIONS)
    assert "No backup copy has been restored" in told
    assert "No backup copy has been written" in told
    assert str(tmp_path / "first") not in told


def test_a_register_is_never_written_over(run: Run, contacts_file: Path, tmp_path: Path) -> None:
    run("contacts", "import", str(contacts_file))
    run("backup", str(tmp_path / "copies"))
    refused = run("restore", str(next((tmp_path / "copies").iterdir())))
    assert refused.returncode == 1
    assert "move it away" in refused.stderr


@pytest.mark.parametrize("harm", ["cut", "other", "missing", "another key"])
def test_a_copy_that_is_no_good_is_refused_and_nothing_is_left(
    run: Run, contacts_file: Path, data: Path, tmp_path: Path, harm: str
) -> None:
    run("contacts", "import", str(contacts_file))
    run("backup", str(tmp_path / "copies"))
    copy = next((tmp_path / "copies").iterdir())
    if harm == "cut":
        copy.write_bytes(copy.read_bytes()[:5000])
    elif harm == "other":
        copy.write_bytes((data / "secret.key").read_bytes())
    elif harm == "missing":
        copy.unlink()
    else:
        (data / "secret.key").write_bytes(bytes(32))
    lose_the_register(data)
    refused = run("restore", str(copy))
    assert refused.returncode == 1
    assert copy.name in refused.stderr
    assert not list(data.glob("app.db*"))
    assert not (data / "restoring").exists()


def test_without_a_register_nothing_is_written_and_no_copy_goes(run: Run, tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    (copies / "app-2020-01-01.db").touch()
    refused = run("backup", str(copies))
    assert (refused.returncode, "cannot be copied" in refused.stderr) == (1, True)
    assert [file.name for file in copies.iterdir()] == ["app-2020-01-01.db"]


def test_a_copy_is_not_put_beside_the_log_of_another_register(run: Run, contacts_file: Path, data: Path) -> None:
    run("contacts", "import", str(contacts_file))
    run("backup", str(data.parent / "copies"))
    lose_the_register(data)
    (data / "app.db-wal").write_bytes(b"of another")
    refused = run("restore", str(next((data.parent / "copies").iterdir())))
    assert (refused.returncode, "app.db-wal is there already" in refused.stderr) == (1, True)


def test_old_copies_are_destroyed_and_other_files_are_not(run: Run, contacts_file: Path, tmp_path: Path) -> None:
    run("contacts", "import", str(contacts_file))
    copies = tmp_path / "copies"
    copies.mkdir()
    for name in ("app-2020-01-01.db", "app-2020-01-01.txt", "letters.db"):
        (copies / name).touch()
    run("backup", str(copies))
    assert "last destroyed 1" in run("doctor").stdout
    assert {file.name for file in copies.iterdir()} == {
        f"app-{calendar.today()}.db",
        "app-2020-01-01.txt",
        "letters.db",
    }


def test_the_server_destroys_old_copies_although_no_more_are_made(
    run: Run, contacts_file: Path, data: Path, tmp_path: Path
) -> None:
    run("contacts", "import", str(contacts_file))
    copies = tmp_path / "copies"
    run("backup", str(copies))
    (copies / "app-2020-01-01.db").touch()
    assert "oldest left 2020-01-01" in run("doctor").stdout
    with live_server(data) as server, server.client() as visitor:
        assert {file.name for file in copies.iterdir()} == {f"app-{calendar.today()}.db"}
        assert "copies" not in visitor.get("/").text
        page = read(server, "/console/kept")
    assert "Sist slettet: én" in page
    assert "Sist skrevet" in page
    assert str(copies) not in page


def test_copies_in_the_folder_of_before_are_the_operators_and_that_is_said(
    run: Run, contacts_file: Path, tmp_path: Path
) -> None:
    run("contacts", "import", str(contacts_file))
    run("backup", str(tmp_path / "one"))
    assert f"copies in {tmp_path / 'one'} are yours" in run("backup", str(tmp_path / "two")).stdout


# The service key


@pytest.mark.parametrize("harm", ["missing", "another"])
def test_without_the_key_that_sealed_nothing_goes_on_and_none_is_made(
    run: Run, contacts_file: Path, data: Path, harm: str
) -> None:
    run("contacts", "import", str(contacts_file))
    key = data / "secret.key"
    key.unlink()
    if harm == "another":
        key.write_bytes(bytes(32))
    words = "put it back at" if harm == "missing" else "is not the service key"
    for command in (["serve"], ["contacts", "import", str(contacts_file)], ["contacts", "export"]):
        refused = run(*command, GUARDS="warn")
        assert (refused.returncode, refused.stdout) == (1, "")
        assert words in refused.stderr
    assert words in run("doctor").stdout
    assert key.exists() == (harm == "another")


@pytest.mark.parametrize("rehearse", [[], ["--rehearse"]])
def test_a_copy_is_restored_with_its_key_only(
    run: Run, contacts_file: Path, data: Path, tmp_path: Path, rehearse: list[str]
) -> None:
    run("contacts", "import", str(contacts_file))
    run("backup", str(tmp_path / "copies"))
    key = tmp_path / "elsewhere.key"
    copy = str(next((tmp_path / "copies").iterdir()))
    other = {"DATA_DIR": str(tmp_path / "other"), "SECRET_FILE": str(key)}
    refused = run("restore", *rehearse, copy, **other)
    assert (refused.returncode, "put it back at" in refused.stderr) == (1, True)
    assert not key.exists()
    (data / "secret.key").rename(key)
    assert run("restore", *rehearse, copy, **other).returncode == 0
    assert (tmp_path / "other" / "app.db").exists() == (not rehearse)


# The machine around the machine


def test_what_was_not_answered_is_not_assumed(data: Path) -> None:
    with live_server(data, OPEN="always") as server, server.client() as visitor:
        page = visitor.get("/?lang=en").text
        assert page.count("We have not yet stated") == 3
        assert "No images of our machine" not in page


def test_the_answers_are_kept_and_printed_to_visitors(run: Run, data: Path) -> None:
    told = run("doctor", "--ask", text="network\nhost 30, network 1\ndisk\n")
    assert (told.returncode, "tls: network" in told.stdout) == (0, True)
    with live_server(data, OPEN="always") as server, server.client() as visitor:
        page = visitor.get("/?lang=en").text
    assert "as far as a network service in front of us" in page
    assert "logged for 30 days by the company that runs our machine." in page
    assert "logged for 1 day by a network service in front of us." in page
    assert "Images of our machine’s disk are taken." in page
    assert "We have not yet stated" not in page


@pytest.mark.parametrize(("secret_file", "with_key"), [("data/secret.key", True), ("elsewhere.key", False)])
def test_images_of_the_disk_are_said_to_have_the_notes_and_where_it_is_so_their_key(
    run: Run, data: Path, tmp_path: Path, secret_file: str, with_key: bool
) -> None:
    run("doctor", "--ask", text="self\nnone\ndisk\n")
    with (
        live_server(data, OPEN="always", SECRET_FILE=str(tmp_path / secret_file)) as server,
        server.client() as visitor,
    ):
        page = visitor.get("/?lang=en").text
    assert ("Our notes are in them too, with the key that opens them" in page) is with_key
    assert ("Our notes are in them too, encrypted" in page) is not with_key


@pytest.mark.parametrize(
    "answers", ["me\nnone\nnone\n", "self\nhost\nnone\n", "self\nnone, host 3\nnone\n", "self\nnone\nmaybe\n", "self\n"]
)
def test_an_answer_that_is_none_is_refused_and_nothing_is_kept(run: Run, answers: str) -> None:
    assert run("doctor", "--ask", text=answers).returncode == 1
    assert run("doctor").stdout.count(": unknown") == 3


# To staff


def test_staff_read_what_is_kept_and_why_visitors_may_not_come(data: Path, run: Run, contacts_file: Path) -> None:
    run("contacts", "import", str(contacts_file))
    alter(data, EXPIRE_NOTES)
    with live_server(data) as server:
        page = read(server, "/console/kept")
    assert "Sist slettet: 3" in page
    assert "Ansatte logger inn uten en ekstra faktor." in page
    assert "12 timer etter at den begynte" in page


def read(server: LiveServer, path: str) -> str:
    with closing(server.staff("kaja")) as kaja:
        text: str = kaja.get(path).text
        return text
