"""What is published of a closed year: its plan, its frozen cells, the releases and their rows. Added, never changed."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

NEVER_CHANGED = ("publication_plans", "releases", "frozen_cells", "published_rows")
UNITS = ("persons", "contacts")
KINDS = ("persons", "contacts", "added", "taken")
HOWS = ("stored", "exact", "again", "alone")


def upgrade() -> None:
    op.create_table(
        "publication_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("tables", sa.String(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["accounts.id"], name=op.f("fk__publication_plans__actor_id__accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__publication_plans")),
    )
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("last_decision", sa.Integer(), nullable=False),
        sa.Column("on_request", sa.Boolean(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.CheckConstraint("edition >= 1", name=op.f("ck__releases__edition")),
        sa.ForeignKeyConstraint(["actor_id"], ["accounts.id"], name=op.f("fk__releases__actor_id__accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__releases")),
        sa.UniqueConstraint("year", "edition", name=op.f("uq__releases__year_edition")),
    )
    op.create_table(
        "frozen_cells",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Enum(*UNITS, name="unit", native_enum=False, create_constraint=True), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("correction", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk__frozen_cells__release_id__releases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__frozen_cells")),
        sa.UniqueConstraint(
            "unit", "kind", "year", "last", "group", "correction",
            name=op.f("uq__frozen_cells__unit_kind_year_last_group_correction"),
        ),
    )
    op.create_table(
        "published_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Enum(*UNITS, name="unit", native_enum=False, create_constraint=True), nullable=False),
        sa.Column("table", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("of", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("how", sa.Enum(*HOWS, name="how", native_enum=False, create_constraint=True), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk__published_rows__release_id__releases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__published_rows")),
    )
    for table in NEVER_CHANGED:
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_{what.lower()} BEFORE {what} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'what was published is never altered'); END"
            )


def downgrade() -> None:
    for table in reversed(NEVER_CHANGED):
        op.drop_table(table)
