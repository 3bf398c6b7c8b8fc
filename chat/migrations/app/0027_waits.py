"""How many visitors of a month waited how long for a first answer."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

BANDS = ("under_1", "under_5", "under_15", "longer", "left")


def upgrade() -> None:
    op.create_table(
        "waits",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("wait", sa.Enum(*BANDS, name="wait", native_enum=False, create_constraint=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", "wait", name=op.f("pk__waits")),
    )


def downgrade() -> None:
    op.drop_table("waits")
