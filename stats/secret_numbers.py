"""Secret numbers that are drawn once and kept, such as what a rounding or an estimate begins from."""

import secrets

from sqlalchemy.orm import Session

from chat.db import begin_writing, is_writing
from chat.models import Statement


def drawn_once(session: Session, name: str, below: int) -> int:
    """The number of that name. Where there is none it is drawn, at least 0 and less than `below`.

    It is committed at once, unless `session` is writing already: what is made of it may take a minute, and nobody who
    writes shall wait for that.
    """
    if session.get(Statement, name) or is_writing(session):
        return _drawn(session, name, below)
    with Session(session.get_bind()) as own, own.begin():
        begin_writing(own)
        return _drawn(own, name, below)


def _drawn(session: Session, name: str, below: int) -> int:
    stated = session.get(Statement, name)
    if stated is None:
        stated = Statement(name=name, value=str(secrets.randbelow(below)))
        session.add(stated)
        session.flush()
    return int(stated.value)
