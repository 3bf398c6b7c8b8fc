"""What is done to the rows of `live.db`: each function one question or one change, given a connection."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from chat.conversation import Event, State, advance
from chat.errors import NotFound
from chat.models import Conversation, Draft, Incarnation


@dataclass(frozen=True)
class Row:
    """A conversation as it is stored; `facts` and `wrapped_key` are sealed."""

    id: str
    state: State
    counselor_id: int | None
    top: int
    wrapped_key: bytes
    facts: bytes
    keyless_since: int | None = None


COLUMNS = [getattr(Conversation, name) for name in Row.__dataclass_fields__]


def incarnation(connection: Connection) -> str:
    """The identity of this database, given to it on its first use."""
    found = connection.scalar(select(Incarnation.id))
    if found is None:
        found = secrets.token_urlsafe(9)
        connection.execute(insert(Incarnation).values(id=found))
    return found


def add_conversation(connection: Connection, row: Row, token_hash: bytes) -> None:
    connection.execute(insert(Conversation).values(**row.__dict__, token_hash=token_hash))


def find_by_token(connection: Connection, token_hash: bytes) -> Row | None:
    row = connection.execute(select(*COLUMNS).where(Conversation.token_hash == token_hash)).one_or_none()
    return Row(*row) if row else None


def find_mark(connection: Connection, conversation: str) -> bytes | None:
    return connection.scalar(select(Conversation.token_hash).where(Conversation.id == conversation))


def find_top(connection: Connection, conversation: str) -> int:
    """The number of the last stored message, 0 for none."""
    return connection.scalar(select(Conversation.top).where(Conversation.id == conversation)) or 0


def move(
    connection: Connection, conversation: str, facts: bytes, *, state: State, event: Event, counselor_id: int | None
) -> None:
    """Changes the state by the table of `chat.conversation`. Raises NotFound when the row is in another state."""
    changed = connection.execute(
        update(Conversation)
        .where(Conversation.id == conversation, Conversation.state == state)
        .values(state=advance(state, event), counselor_id=counselor_id, facts=facts)
    )
    if changed.rowcount != 1:
        raise NotFound


def set_facts(connection: Connection, conversation: str, facts: bytes) -> None:
    """Stores sealed facts in place of those before. Raises NotFound when the conversation is gone."""
    changed = connection.execute(update(Conversation).where(Conversation.id == conversation).values(facts=facts))
    if changed.rowcount != 1:
        raise NotFound


def purge(connection: Connection, conversation: str) -> int:
    """Deletes the conversation with its messages; how many there were, 1 or 0. Its key must be gone already."""
    return connection.execute(delete(Conversation).where(Conversation.id == conversation)).rowcount


def note_keyless(connection: Connection, conversations: Iterable[str], hour: int) -> None:
    """Keeps the hour (since 1970) in which these were first found without a key."""
    found = update(Conversation).where(Conversation.id.in_(conversations), Conversation.keyless_since.is_(None))
    connection.execute(found.values(keyless_since=hour))


def clear_keyless(connection: Connection, conversation: str) -> None:
    connection.execute(update(Conversation).where(Conversation.id == conversation).values(keyless_since=None))


def put_draft(connection: Connection, name: str, sealed: bytes) -> None:
    """Stores a sealed draft in place of the one before."""
    connection.execute(insert(Draft).prefix_with("OR REPLACE").values(name=name, sealed=sealed))


def purge_draft(connection: Connection, name: str) -> int:
    """Deletes the draft; how many there were, 1 or 0. Its key must be gone already."""
    return connection.execute(delete(Draft).where(Draft.name == name)).rowcount


def find_draft(connection: Connection, name: str) -> bytes | None:
    return connection.scalar(select(Draft.sealed).where(Draft.name == name))


def list_drafts(connection: Connection) -> list[tuple[str, bytes]]:
    return [(name, sealed) for name, sealed in connection.execute(select(Draft.name, Draft.sealed))]


def list_rows(connection: Connection) -> list[Row]:
    return [Row(*row) for row in connection.execute(select(*COLUMNS))]
