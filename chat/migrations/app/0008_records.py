"""The service's other records: referral services, activities, campaigns, incidents, age concerns.

The counts of what was destroyed are copied to a table that knows the new kind, because SQLite cannot change a CHECK.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WORDS = {
    "referralcategory": (
        "health",
        "legal",
        "social",
        "housing",
        "crisis",
        "violence",
        "economy",
        "mental_health",
        "substance_use",
        "police",
        "other",
    ),
    "activitykind": ("meeting", "seminar", "stand", "media", "advertising", "talk", "other"),
    "incidentkind": (
        "violence",
        "rape",
        "robbery",
        "threats",
        "eviction",
        "fine",
        "false_police",
        "harassment",
        "other",
    ),
    "reported": ("yes", "no", "unknown"),
    "whynot": (
        "afraid_of_police",
        "afraid_of_landlord",
        "afraid_of_deportation",
        "no_trust",
        "not_serious",
        "other",
    ),
    "ageoutcome": ("no_reason", "talked", "child_welfare", "police", "not_traced"),
}
OLDER_KINDS = (
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
    "check_code",
)
TABLES = (
    "age_concerns",
    "incidents",
    "opened_conversations",
    "campaign_clicks",
    "campaigns",
    "activities",
    "referral_services",
)


def _words(name: str) -> sa.Enum:
    return sa.Enum(*WORDS[name], name=name, native_enum=False, create_constraint=True)


def upgrade() -> None:
    op.create_table(
        "referral_services",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("category", _words("referralcategory"), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("languages", sa.String(), nullable=False),
        sa.Column("telephone", sa.String(), nullable=False),
        sa.Column("web", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__referral_services")),
        sa.UniqueConstraint("name", name=op.f("uq__referral_services__name")),
    )
    op.create_table(
        "activities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _words("activitykind"), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck__activities__days")),
        sa.CheckConstraint("reached >= 0", name=op.f("ck__activities__reached")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__activities")),
    )
    op.create_index(op.f("ix__activities_first_day"), "activities", ["first_day"], unique=False)
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("retired", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck__campaigns__days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__campaigns")),
        sa.UniqueConstraint("code", name=op.f("uq__campaigns__code")),
    )
    op.create_table(
        "campaign_clicks",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("clicks", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaigns.id"],
            name=op.f("fk__campaign_clicks__campaign_id__campaigns"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "day", name=op.f("pk__campaign_clicks")),
    )
    op.create_table(
        "opened_conversations",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk__opened_conversations")),
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("kind", _words("incidentkind"), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("reported", _words("reported"), nullable=False),
        sa.Column("why_not", _words("whynot"), nullable=True),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("warning", sa.LargeBinary(), nullable=True),
        sa.Column("texts_until", sa.Date(), nullable=True),
        sa.CheckConstraint("strftime('%d', month) = '01'", name=op.f("ck__incidents__month")),
        sa.CheckConstraint("why_not IS NULL OR reported = 'no'", name=op.f("ck__incidents__why_not")),
        sa.CheckConstraint("consent OR warning IS NULL", name=op.f("ck__incidents__consent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__incidents")),
    )
    op.create_index(op.f("ix__incidents_month"), "incidents", ["month"], unique=False)
    op.create_table(
        "age_concerns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("signs", sa.String(), nullable=False),
        sa.Column("counselor_id", sa.Integer(), nullable=False),
        sa.Column("consulted", sa.Boolean(), nullable=False),
        sa.Column("outcome", _words("ageoutcome"), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["counselor_id"], ["accounts.id"], name=op.f("fk__age_concerns__counselor_id__accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__age_concerns")),
    )
    op.create_index(op.f("ix__age_concerns_day"), "age_concerns", ["day"], unique=False)
    _remake_destructions((*OLDER_KINDS, "age_concern", "note_export"))


def downgrade() -> None:
    _remake_destructions(OLDER_KINDS)
    for table in TABLES:
        op.drop_table(table)


def _remake_destructions(kinds: tuple[str, ...]) -> None:
    op.rename_table("destructions", "other_destructions")
    op.create_table(
        "destructions",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.Enum(*kinds, name="kind", native_enum=False, create_constraint=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", name=op.f("pk__destructions")),
    )
    op.execute(f"INSERT INTO destructions SELECT * FROM other_destructions WHERE kind IN {kinds}")
    op.drop_table("other_destructions")
