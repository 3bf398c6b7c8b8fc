"""The second factor of staff: the sealed secret, and the last step of time whose digits were used."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("totp_secret", sa.LargeBinary(), nullable=True))
    op.add_column("accounts", sa.Column("totp_step", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("accounts", "totp_step")
    op.drop_column("accounts", "totp_secret")
