"""A conversation that nobody registered in time is counted as skipped, where its card used to go without a trace."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

CHANNELS = (
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
)
EARLIER = ("registered_by_colleague", "nothing_understood", "technical_fault", "other")


def upgrade() -> None:
    _remake((*EARLIER, "lapsed"))


def downgrade() -> None:
    op.execute("UPDATE skipped_registrations SET reason = 'other' WHERE reason = 'lapsed'")
    _remake(EARLIER)


def _remake(reasons: tuple[str, ...]) -> None:
    op.rename_table("skipped_registrations", "earlier_skipped")
    op.create_table(
        "skipped_registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", _words("channel", CHANNELS), nullable=False),
        sa.Column("reason", _words("skipreason", reasons), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__skipped_registrations")),
    )
    op.execute("INSERT INTO skipped_registrations SELECT id, day, channel, reason FROM earlier_skipped")
    op.drop_table("earlier_skipped")


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True)
