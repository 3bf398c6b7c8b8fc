"""From when to when a service of the directory can be chosen, and which one took its place.

Columns are added where they are: contacts refer to the services. A service that was retired without a day is so from
the day of this step.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLE = "referral_services"
BEGINNING = "2000-01-01"  # no contact is older
RETIRED = sa.Column("retired", sa.Boolean(), server_default=sa.false(), nullable=False)


def upgrade() -> None:
    _add(f"valid_from DATE DEFAULT '{BEGINNING}' NOT NULL")
    _add("retired_on DATE")
    _add(
        f"replaced_by INTEGER CONSTRAINT ck__{TABLE}__replaced CHECK (replaced_by IS NULL OR retired_on IS NOT NULL)"
        f" CONSTRAINT fk__{TABLE}__replaced_by__{TABLE} REFERENCES {TABLE} (id)"
    )
    op.execute(f"UPDATE {TABLE} SET retired_on = date('now') WHERE retired")
    op.execute(f"ALTER TABLE {TABLE} DROP COLUMN retired")


def downgrade() -> None:
    op.add_column(TABLE, RETIRED)
    op.execute(f"UPDATE {TABLE} SET retired = retired_on IS NOT NULL")
    for column in ("replaced_by", "retired_on", "valid_from"):
        op.execute(f"ALTER TABLE {TABLE} DROP COLUMN {column}")


def _add(column: str) -> None:
    op.execute(f"ALTER TABLE {TABLE} ADD COLUMN {column}")
