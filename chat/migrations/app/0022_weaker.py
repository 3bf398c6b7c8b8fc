"""Why a contact says less of its person than an earlier one did."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

WORDS = ("not_raised", "says_otherwise", "earlier_mistaken")


def upgrade() -> None:
    check = f"CONSTRAINT ck__contacts__weakerbecause CHECK (weaker_because IN {WORDS})"
    op.execute(f"ALTER TABLE contacts ADD COLUMN weaker_because VARCHAR {check}")


def downgrade() -> None:
    op.execute("ALTER TABLE contacts DROP COLUMN weaker_because")
