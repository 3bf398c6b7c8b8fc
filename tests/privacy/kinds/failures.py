"""Failures inside."""

from contextlib import closing

from chat.protocol import CloseCode
from tests.privacy.kinds.asking import VISIT, by_form, http, post, staff_post
from tests.privacy.kinds.conversations import ASKED, MINE
from tests.privacy.kinds.importing import GOOD, OTHER, START, decide, sheet
from tests.privacy.kinds.register import CONTACT, NEW
from tests.privacy.kinds.world import WORDS, Kind, World


def fault(name: str, expect: str = "sent") -> Kind:
    """A text that makes the code fail with it; see `tests/privacy/loud.py`."""
    return by_form(f"a failure: {name}", expect, f"fault={name} {WORDS}")


def fault_in_a_socket(world: World, _kind: str) -> int:
    opened = world.join()
    opened.send("msg", n=77, text=f"fault=handler {WORDS}")
    return opened.close_code


def fault_in_the_writer(world: World, _kind: str) -> str:
    opened = world.join()
    opened.send("msg", n=78, text=f"fault=writer {WORDS}")
    code = str(opened.expect("err")["code"])
    opened.hang_up()
    return code


def in_trouble(name: str, sql: str, back: str, tried: Kind) -> Kind:
    """`tried`, while each transaction begins with `sql`; `back` undoes it."""

    def run(world: World, kind: str) -> object:
        world.trouble.write_text(sql)
        try:
            return tried.run(world, kind)
        finally:
            world.trouble.write_text(back)
            world.http.get("/", headers=world.fill(VISIT))  # its reader's connection is well again

    return Kind(name, tried.expect, run)


def while_locked(world: World, kind: str) -> object:
    with closing(world.live()) as other:
        other.execute("BEGIN IMMEDIATE")
        return by_form(kind, "kept", WORDS).run(world, kind)


def break_the_ciphertext(world: World) -> None:
    with closing(world.live()) as live:
        live.execute("UPDATE messages SET body = zeroblob(300)")


def broken_page(world: World, kind: str) -> object:
    break_the_ciphertext(world)
    return http(kind, 500, "GET", f"/?q={WORDS}", headers=VISIT).run(world, kind)


def broken_socket(world: World, _kind: str) -> int:
    break_the_ciphertext(world)
    return world.join().close_code


SIGN_IN = post("", 500, "/console/login", data={"name": "cora", "password": "{password}"})
READ_ONLY = "PRAGMA query_only=1", "PRAGMA query_only=0"
FULL = "PRAGMA max_page_count=1", "PRAGMA max_page_count=1073741823"
FAULTY, BIG = f"fault=handler {WORDS}", {"why": WORDS * 900}
WHILE_STAFF_WORK = [
    staff_post("taking once more", 200, f"{MINE}/take"),
    staff_post("a failure over a half-written reply", 500, f"{MINE}/half-written", data={"text": FAULTY}),
    staff_post("a failure over a hand-over note", 500, f"{MINE}/offer", data=ASKED | {"note": FAULTY}),
    staff_post("a failure over a note", 500, "/console/notes/check", data={"note": FAULTY}),
    staff_post("a failure over a registration", 500, f"{MINE}/registration", data=CONTACT | {"note": FAULTY}),
    staff_post("a failure over a sheet", 500, START, files=sheet(f"{GOOD}\n{FAULTY}")),
    in_trouble("a hand-over note that cannot be stored", *READ_ONLY, staff_post("", 500, f"{MINE}/offer", data=ASKED)),
    in_trouble("a danger that cannot be stored", *READ_ONLY, staff_post("", 200, f"{MINE}/act-now", data=ASKED)),
    in_trouble("a draft that cannot be stored", *READ_ONLY, staff_post("", 500, f"{NEW}/draft", data=CONTACT)),
    in_trouble("a draft on a full disk", *FULL, staff_post("", 500, f"{NEW}/draft", data=CONTACT | BIG)),
    in_trouble("a contact that cannot be stored", *READ_ONLY, staff_post("", 500, NEW, data=CONTACT)),
    staff_post("a sheet before the trouble", 303, START, files=sheet(OTHER)),
    in_trouble("a sheet that cannot be stored", *READ_ONLY, decide("", 500, "store")),
]
FAILURES = [
    fault("handler", "500"),
    fault("history", "500"),
    fault("thread"),
    fault("finaliser"),
    fault("task"),
    fault("callback"),
    fault("warning"),
    fault("record"),
    fault("writer", "kept"),
    by_form("a template that fails", "kept, then 500", f"fault=template {WORDS}\x01"),
    Kind("a failure in a socket", CloseCode.ERROR, fault_in_a_socket),
    Kind("a failure in the writer, to a socket", "storage", fault_in_the_writer),
    Kind("a locked database", "kept", while_locked),
    in_trouble("a database that may only be read", *READ_ONLY, by_form("", "kept", WORDS)),
    in_trouble("a full disk", *FULL, by_form("", "kept", WORDS + "\U0001f426" * 3900)),
    in_trouble("accounts that may only be read", *READ_ONLY, SIGN_IN),
    *WHILE_STAFF_WORK,
    Kind("ciphertext that was changed, to a page", 500, broken_page),
    Kind("ciphertext that was changed, to a socket", CloseCode.ERROR, broken_socket),
]
