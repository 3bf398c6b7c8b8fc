"""The mailbox: whose keys open it, who reads it when, how many want to be counted nowhere, and the hint of a code."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

HINTED = ("contacts", "owed_registrations")


def upgrade() -> None:
    op.create_table(
        "personal_keys",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("passes", sa.Integer(), nullable=False),
        sa.Column("memory", sa.Integer(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("let_in", sa.Boolean(), nullable=False),
        _refers("personal_keys", "account_id", "accounts.id"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk__personal_keys")),
    )
    op.create_table(
        "team_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__team_keys")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "team_shares",
        sa.Column("team_key_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _refers("team_shares", "team_key_id", "team_keys.id"),
        _refers("team_shares", "account_id", "personal_keys.account_id"),
        sa.PrimaryKeyConstraint("team_key_id", "account_id", name=op.f("pk__team_shares")),
    )
    op.create_table(
        "mailbox_readings",
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck__mailbox_readings__weekday")),
        _refers("mailbox_readings", "account_id", "accounts.id"),
        sa.PrimaryKeyConstraint("weekday", name=op.f("pk__mailbox_readings")),
    )
    op.create_table(
        "uncounted",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk__uncounted")),
    )
    for table in HINTED:
        op.execute(f"ALTER TABLE {table} ADD COLUMN return_hint BLOB")


def downgrade() -> None:
    for table in HINTED:
        op.execute(f"ALTER TABLE {table} DROP COLUMN return_hint")
    for table in ("uncounted", "mailbox_readings", "team_shares", "team_keys", "personal_keys"):
        op.drop_table(table)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk__{table}__{column}__{to.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [to], name=name, ondelete="CASCADE")
