"""Shifts, venues, and our own profiles there; and that check codes are destroyed.

The table of destructions is made anew, because a new kind of content changes its check. Nothing refers to it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WORDS = {
    "channel": (
        "web_chat",
        "chat_room",
        "gay_community_site",
        "dating_site",
        "facebook",
        "phone_sms",
        "email",
        "in_person",
        "street",
        "indoor",
    ),
    "venuekind": ("chat_room", "community_site", "dating_site", "facebook", "street", "indoor", "other"),
    "shiftstate": ("planned", "held", "cancelled"),
    "missed": ("unanswered", "turned_away"),
}
EARLIER_KINDS = (
    "conversation",
    "old_conversation",
    "owed",
    "note",
    "session",
    "invitation",
    "mailbox",
    "incident",
    "audit",
    "backup",
)


def _words(name: str) -> sa.Enum:
    return sa.Enum(*WORDS[name], name=name, native_enum=False, create_constraint=True)


def _refers(table: str, column: str, other: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk__{table}__{column}__{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "venues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", _words("venuekind"), nullable=False),
        sa.Column("channel", _words("channel"), nullable=False),
        sa.Column("agreement", sa.Boolean(), nullable=False),
        sa.Column("agreement_day", sa.Date(), nullable=True),
        sa.Column("agreement_until", sa.Date(), nullable=True),
        sa.Column("no_logging", sa.Boolean(), nullable=False),
        sa.Column("no_logging_day", sa.Date(), nullable=True),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__venues")),
        sa.UniqueConstraint("name", name=op.f("uq__venues__name")),
    )
    op.create_table(
        "profiles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("active_from", sa.Date(), nullable=False),
        sa.Column("active_until", sa.Date(), nullable=True),
        _refers("profiles", "venue_id", "venues", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__profiles")),
    )
    op.create_index(op.f("ix__profiles_venue_id"), "profiles", ["venue_id"], unique=False)
    op.create_table(
        "weekly_shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck__weekly_shifts__weekday")),
        _refers("weekly_shifts", "venue_id", "venues"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__weekly_shifts")),
    )
    op.create_table(
        "rota_exceptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("weekly_id", sa.Integer(), nullable=True),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.CheckConstraint("(starts IS NULL) = (ends IS NULL)", name=op.f("ck__rota_exceptions__both_times")),
        _refers("rota_exceptions", "weekly_id", "weekly_shifts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__rota_exceptions")),
    )
    op.create_index(op.f("ix__rota_exceptions_day"), "rota_exceptions", ["day"], unique=False)
    op.create_table(
        "rota_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last_intake", sa.Integer(), server_default=sa.text("15"), nullable=False),
        sa.Column("patience", sa.Integer(), server_default=sa.text("5"), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck__rota_rules__one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__rota_rules")),
    )
    op.create_table(
        "shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("venue_id", sa.Integer(), nullable=True),
        sa.Column("channel", _words("channel"), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("state", _words("shiftstate"), nullable=False),
        sa.Column("team_size", sa.Integer(), nullable=True),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("weekly_id", sa.Integer(), nullable=True),
        sa.Column("by_hand", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck__shifts__attempts")),
        sa.CheckConstraint("team_size >= 1", name=op.f("ck__shifts__team_size")),
        _refers("shifts", "venue_id", "venues"),
        _refers("shifts", "weekly_id", "weekly_shifts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__shifts")),
        sa.UniqueConstraint("weekly_id", "day", name=op.f("uq__shifts__weekly_id_day")),
    )
    op.create_index(op.f("ix__shifts_day"), "shifts", ["day"], unique=False)
    op.create_table(
        "missed",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("why", _words("missed"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "why", name=op.f("pk__missed")),
    )
    op.create_table(
        "check_codes",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk__check_codes")),
    )
    _remake_destructions((*EARLIER_KINDS, "check_code"))


def downgrade() -> None:
    op.execute("DELETE FROM destructions WHERE kind = 'check_code'")
    _remake_destructions(EARLIER_KINDS)
    for table in (
        "check_codes",
        "missed",
        "shifts",
        "rota_rules",
        "rota_exceptions",
        "weekly_shifts",
        "profiles",
        "venues",
    ):
        op.drop_table(table)


def _remake_destructions(kinds: tuple[str, ...]) -> None:
    op.rename_table("destructions", "earlier_destructions")
    op.create_table(
        "destructions",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Enum(*kinds, name="kind", native_enum=False, create_constraint=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", name="pk__destructions"),
    )
    op.execute("INSERT INTO destructions SELECT day, kind, number FROM earlier_destructions")
    op.drop_table("earlier_destructions")
