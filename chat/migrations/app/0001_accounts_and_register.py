"""Accounts, and the contact register. The words are frozen here as they were when the tables were made."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WORDS = {
    "channel": (
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
    ),
    "notcontactreason": (
        "empty",
        "abuse",
        "test",
        "press",
    ),
    "role": (
        "counselor",
        "peer_worker",
        "mediator",
        "student",
        "lead",
        "admin",
    ),
    "about": (
        "himself",
        "relative_or_helper",
    ),
    "category": (
        "confirmed",
        "uncertain",
        "none",
    ),
    "gender": (
        "man",
        "woman",
        "trans",
        "nonbinary",
        "unknown",
    ),
    "ageband": (
        "under_18",
        "18-24",
        "25-34",
        "35-49",
        "50+",
        "unknown",
    ),
    "talkedbefore": (
        "volunteered",
        "asked_yes",
        "asked_no",
        "not_asked",
    ),
    "topic": (
        "sti_testing",
        "safer_sex",
        "law_rights",
        "police",
        "quitting_alternatives",
        "economy_debt",
        "housing",
        "substance_use",
        "violence_abuse",
        "mental_health",
        "sexuality_identity",
        "relationship_partner",
        "boundaries_pressure",
        "residence_permit",
        "curious_about_starting",
        "information_about_service",
    ),
    "verdict": ("same",),
}


def _words(name: str) -> sa.Enum:
    return sa.Enum(*WORDS[name], name=name, native_enum=False, create_constraint=True)


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__accounts")),
        sa.UniqueConstraint("name", name=op.f("uq__accounts__name")),
    )
    op.create_table(
        "not_contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", _words("channel"), nullable=False),
        sa.Column("reason", _words("notcontactreason"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__not_contacts")),
    )
    op.create_table(
        "account_roles",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", _words("role"), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk__account_roles__account_id__accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "role", name=op.f("pk__account_roles")),
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", _words("channel"), nullable=False),
        sa.Column("about", _words("about"), nullable=False),
        sa.Column("category", _words("category"), nullable=True),
        sa.Column("gender", _words("gender"), nullable=False),
        sa.Column("age_band", _words("ageband"), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("talked_before", _words("talkedbefore"), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("counselor_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(about = 'himself') = (category IS NOT NULL)", name=op.f("ck__contacts__category_of_himself")
        ),
        sa.ForeignKeyConstraint(
            ["counselor_id"], ["accounts.id"], name=op.f("fk__contacts__counselor_id__accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__contacts")),
    )
    op.create_index(op.f("ix__contacts_day"), "contacts", ["day"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk__invitations__account_id__accounts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk__invitations")),
    )
    op.create_table(
        "owed_registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("counselor_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", _words("channel"), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("exchanged", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["counselor_id"], ["accounts.id"], name=op.f("fk__owed_registrations__counselor_id__accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__owed_registrations")),
    )
    op.create_index(
        op.f("ix__owed_registrations_counselor_id"), "owed_registrations", ["counselor_id"], unique=False
    )
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
    op.create_table(
        "contact_topics",
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("topic", _words("topic"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contacts.id"],
            name=op.f("fk__contact_topics__contact_id__contacts"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("contact_id", "topic", name=op.f("pk__contact_topics")),
    )
    op.create_table(
        "link_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_a", sa.String(), nullable=False),
        sa.Column("contact_b", sa.String(), nullable=False),
        sa.Column("verdict", _words("verdict"), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.CheckConstraint("contact_a <> contact_b", name=op.f("ck__link_decisions__two")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["accounts.id"], name=op.f("fk__link_decisions__actor_id__accounts")
        ),
        sa.ForeignKeyConstraint(
            ["contact_a"], ["contacts.id"], name=op.f("fk__link_decisions__contact_a__contacts")
        ),
        sa.ForeignKeyConstraint(
            ["contact_b"], ["contacts.id"], name=op.f("fk__link_decisions__contact_b__contacts")
        ),
        sa.ForeignKeyConstraint(
            ["undoes"], ["link_decisions.id"], name=op.f("fk__link_decisions__undoes__link_decisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__link_decisions")),
        sa.UniqueConstraint("undoes", name=op.f("uq__link_decisions__undoes")),
    )
    op.create_index(op.f("ix__link_decisions_contact_a"), "link_decisions", ["contact_a"], unique=False)
    op.create_index(op.f("ix__link_decisions_contact_b"), "link_decisions", ["contact_b"], unique=False)


def downgrade() -> None:
    for table in (
        "link_decisions",
        "contact_topics",
        "contacts",
        "not_contacts",
        "owed_registrations",
        "invitations",
        "staff_sessions",
        "account_roles",
        "accounts",
    ):
        op.drop_table(table)
