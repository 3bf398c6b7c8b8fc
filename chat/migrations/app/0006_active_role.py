"""Which of its roles an account works in, for each signed-in browser; who approved that notes were exported.

The table of sessions is made anew, because only so does a session end with the role it is in. Nothing refers to it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


ROLES = ("counselor", "peer_worker", "mediator", "student", "lead", "admin")
FIRST_ROLE = (
    "(SELECT role FROM account_roles r WHERE r.account_id = s.account_id"
    f" ORDER BY instr('{' '.join(ROLES)}', role) LIMIT 1)"
)


def upgrade() -> None:
    op.rename_table("staff_sessions", "older_sessions")
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Enum(*ROLES, name="role", native_enum=False, create_constraint=True), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id", "role"],
            ["account_roles.account_id", "account_roles.role"],
            name=op.f("fk__staff_sessions__account_id_role__account_roles"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk__staff_sessions")),
    )
    op.execute(
        f"INSERT INTO staff_sessions SELECT token_hash, account_id, {FIRST_ROLE}, language, expires_at"
        " FROM older_sessions s WHERE account_id IN (SELECT account_id FROM account_roles)"
    )
    op.drop_table("older_sessions")
    op.create_table(
        "note_exports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=False),
        sa.Column("notes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["accounts.id"], name=op.f("fk__note_exports__approved_by__accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__note_exports")),
    )


def downgrade() -> None:
    op.drop_table("note_exports")
    op.rename_table("staff_sessions", "newer_sessions")
    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk__staff_sessions__account_id__accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk__staff_sessions")),
    )
    op.execute("INSERT INTO staff_sessions SELECT token_hash, account_id, language, expires_at FROM newer_sessions")
    op.drop_table("newer_sessions")
