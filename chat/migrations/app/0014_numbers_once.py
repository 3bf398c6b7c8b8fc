"""The numbers of what can be taken away are given once, so that an old form never reaches what came after it.

SQLite promises that only of a table that is made so, so each is made anew from its own text. Nothing refers to any of
them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLES = ("owed_registrations", "incidents", "activities", "age_concerns", "rota_exceptions")
OTHER = "other_numbers"
REUSED, ONCE = "\tid INTEGER NOT NULL,", "\tid INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,"
END = "\n)"


def upgrade() -> None:
    for table in TABLES:
        made = _texts(table, "table")[0].replace(REUSED, ONCE).replace(_key(table), "")
        _remake(table, made)


def downgrade() -> None:
    for table in TABLES:
        made = _texts(table, "table")[0].replace(ONCE, REUSED).removesuffix(END) + _key(table) + END
        _remake(table, made)


def _key(table: str) -> str:
    return f", \n\tCONSTRAINT pk__{table} PRIMARY KEY (id)"


def _texts(table: str, kind: str) -> list[str]:
    """What made the table, or its indexes."""
    found = sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = :table AND type = :kind AND sql IS NOT NULL")
    return list(op.get_bind().scalars(found, {"table": table, "kind": kind}))


def _remake(table: str, made: str) -> None:
    indexes = _texts(table, "index")
    op.rename_table(table, OTHER)
    for name in [index.split(" ON ")[0].split()[-1] for index in indexes]:
        op.drop_index(name, OTHER)
    for text in (made, *indexes):
        op.get_bind().exec_driver_sql(text)
    op.execute(f"INSERT INTO {table} SELECT * FROM {OTHER}")  # noqa: S608 - our names
    op.drop_table(OTHER)
