"""What staff owe: a card for each conversation that ended, until it is registered or said to be none."""

from datetime import date

from sqlalchemy import CursorResult, delete, insert, literal, select, update
from sqlalchemy.orm import Session

from stats.models import NotAContact, OwedRegistration, SkippedRegistration
from stats.vocabulary import Channel, NotContactReason, SkipReason

CHOSEN = tuple(one for one in SkipReason if one is not SkipReason.LAPSED)  # why staff skip a card


class NotOwed(Exception):
    """This counselor owes no such registration: done already, or somebody else's."""


class NoExchange(Exception):
    """Only one side wrote, so this is not a contact; it can only be recorded as none."""


def owe(
    session: Session,
    counselor_id: int,
    day: date,
    channel: Channel,
    language: str,
    exchanged: bool,
    no_note: bool = False,
    ending: str | None = None,
    return_hint: bytes | None = None,
) -> int:
    """Adds a card for a conversation that ended, unless this `ending` has one, and returns its number.

    `exchanged`: both sides wrote. `no_note`: the visitor wanted no note. `return_hint` goes on to the contact.
    """
    if ending and (known := session.scalar(select(OwedRegistration.id).where(OwedRegistration.ending == ending))):
        return known
    card = OwedRegistration(
        counselor_id=counselor_id,
        day=day,
        channel=channel,
        language=language,
        exchanged=exchanged,
        no_note=no_note,
        ending=ending,
        return_hint=return_hint,
    )
    session.add(card)
    session.flush()
    return card.id


def list_owed(session: Session, counselor_id: int) -> list[OwedRegistration]:
    """The counselor's cards, oldest first."""
    mine = select(OwedRegistration).where(OwedRegistration.counselor_id == counselor_id)
    return list(session.scalars(mine.order_by(OwedRegistration.id)))


def get_owed(session: Session, owed_id: int, counselor_id: int) -> OwedRegistration:
    """The card, if it is this counselor's. Raises NotOwed."""
    card = session.get(OwedRegistration, owed_id)
    if card is None or card.counselor_id != counselor_id:
        raise NotOwed(owed_id)
    return card


def pass_on_owed(session: Session, from_account: int, to_account: int) -> None:
    """Makes all cards of one account another's, as when the first is disabled."""
    cards = update(OwedRegistration).where(OwedRegistration.counselor_id == from_account)
    session.execute(cards.values(counselor_id=to_account))


def record_not_a_contact(session: Session, reason: NotContactReason, counselor_id: int, owed_id: int) -> None:
    """Settles the card as no contact, counted apart. Raises NotOwed."""
    card = take(session, owed_id, counselor_id)
    session.add(NotAContact(day=card.day, channel=card.channel, reason=reason))
    session.flush()


def skip(session: Session, reason: SkipReason, counselor_id: int, owed_id: int) -> None:
    """Settles the card without registering, counted apart with the reason. Raises NotOwed."""
    card = take(session, owed_id, counselor_id)
    session.add(SkippedRegistration(day=card.day, channel=card.channel, reason=reason))
    session.flush()


def lapse(session: Session, before: date) -> None:
    """Counts the conversations of earlier days as never registered. Their cards are to be destroyed with it."""
    exchanged = select(OwedRegistration.day, OwedRegistration.channel, literal(SkipReason.LAPSED.value))
    over = exchanged.where(OwedRegistration.day < before, OwedRegistration.exchanged)
    session.execute(insert(SkippedRegistration).from_select(["day", "channel", "reason"], over))


def take(session: Session, owed_id: int, counselor_id: int) -> OwedRegistration:
    """The card, which is gone now. Raises NotOwed."""
    card = get_owed(session, owed_id, counselor_id)
    settled = session.execute(
        delete(OwedRegistration).where(OwedRegistration.id == owed_id).execution_options(synchronize_session=False)
    )
    if not isinstance(settled, CursorResult) or settled.rowcount != 1:
        raise NotOwed(owed_id)  # the same press came twice, and the other was first
    return card
