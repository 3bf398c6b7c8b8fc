"""What else is registered of a contact; the list of topics, which leads edit; skipped registrations.

Columns are added where they are: making `contacts` anew would delete what refers to it. Nothing refers to
`contact_topics` and `destructions`, which are made anew because their checks change.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BEGINNING = "2000-01-01"  # no contact is older
TOPICS = (
    ("sti_testing", "Seksuelt overførbare infeksjoner og testing", "STIs and testing"),
    ("safer_sex", "Sikrere sex", "Safer sex"),
    ("law_rights", "Lov og rettigheter", "Law and rights"),
    ("police", "Politi", "Police"),
    ("quitting_alternatives", "Slutte, og alternativer", "Quitting and alternatives"),
    ("economy_debt", "Økonomi og gjeld", "Money and debt"),
    ("housing", "Bolig", "Housing"),
    ("substance_use", "Rus", "Alcohol and drugs"),
    ("violence_abuse", "Vold og overgrep", "Violence and abuse"),
    ("mental_health", "Psykisk helse", "Mental health"),
    ("sexuality_identity", "Seksualitet og identitet", "Sexuality and identity"),
    ("relationship_partner", "Forhold og partner", "Relationship and partner"),
    ("boundaries_pressure", "Grenser og press", "Boundaries and pressure"),
    ("residence_permit", "Oppholdstillatelse", "Residence permit"),
    ("curious_about_starting", "Lurer på å begynne", "Curious about starting"),
    ("information_about_service", "Om tjenesten vår", "About our service"),
)
CHANNELS = (
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
)
SKIP_REASONS = ("registered_by_colleague", "nothing_understood", "technical_fault", "other")
UNKNOWN_AT_FIRST = {
    "nationality": ("norwegian", "foreign", "unknown"),
    "contacted_by": ("visitor", "we", "unknown"),
    "heard_from": (
        "search",
        "advertisement",
        "friend",
        "another_service",
        "card",
        "media",
        "known_before",
        "other",
        "unknown",
    ),
    "step": ("unknown", "single_contact", "repeated_contact", "phone", "visit", "service_received"),
}
BASIS_OF_CATEGORY = (
    "basis IS NULL OR (category = 'confirmed' AND basis = 'says_so')"
    " OR (category = 'uncertain' AND basis = 'impression')"
    " OR (category = 'none' AND basis IN ('says_no', 'nothing_indicates'))"
)
ADDED = ("basis", "considering", *UNKNOWN_AT_FIRST, "shift_id", "continues")
EARLIER_KINDS = (
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
    "age_concern",
    "note_export",
)


def upgrade() -> None:
    _add_columns()
    _make_topics()
    op.create_table(
        "contact_referrals",
        sa.Column("contact_id", sa.String(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        _refers("contact_referrals", "contact_id", "contacts.id", "CASCADE"),
        _refers("contact_referrals", "service_id", "referral_services.id"),
        sa.PrimaryKeyConstraint("contact_id", "service_id", name=op.f("pk__contact_referrals")),
    )
    op.create_table(
        "skipped_registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", _words("channel", CHANNELS), nullable=False),
        sa.Column("reason", _words("skipreason", SKIP_REASONS), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__skipped_registrations")),
    )
    _remake_destructions((*EARLIER_KINDS, "draft"))


def downgrade() -> None:
    _remake_destructions(EARLIER_KINDS)
    op.drop_table("skipped_registrations")
    op.drop_table("contact_referrals")
    words = tuple(code for code, _, _ in TOPICS)
    _remake_contact_topics(sa.Column("topic", _words("topic", words), nullable=False), f"WHERE topic IN {words}")
    op.drop_table("topics")
    for column in reversed(ADDED):
        op.execute(f"ALTER TABLE contacts DROP COLUMN {column}")


def _add_columns() -> None:
    """What earlier contacts were said to rest on is known, but for those about whom nothing was known."""
    _add(f"basis VARCHAR CONSTRAINT ck__contacts__basis_of_category CHECK ({BASIS_OF_CATEGORY})")
    _add("considering BOOLEAN DEFAULT 0 NOT NULL")
    for name, words in UNKNOWN_AT_FIRST.items():
        check = f"CONSTRAINT ck__contacts__{name} CHECK ({name} IN {words})"
        _add(f"{name} VARCHAR DEFAULT 'unknown' NOT NULL {check}")
    _add("shift_id INTEGER CONSTRAINT fk__contacts__shift_id__shifts REFERENCES shifts (id)")
    _add("continues VARCHAR CONSTRAINT fk__contacts__continues__contacts REFERENCES contacts (id)")
    for category, basis in (("confirmed", "says_so"), ("uncertain", "impression")):
        op.execute(f"UPDATE contacts SET basis = '{basis}' WHERE category = '{category}'")


def _add(column: str) -> None:
    op.execute(f"ALTER TABLE contacts ADD COLUMN {column}")


def _make_topics() -> None:
    op.create_table(
        "topics",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label_nb", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("replaced_by", sa.String(), nullable=True),
        sa.CheckConstraint("replaced_by IS NULL OR retired_on IS NOT NULL", name=op.f("ck__topics__replaced")),
        _refers("topics", "replaced_by", "topics.code"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk__topics")),
    )
    for code, label_nb, label_en in TOPICS:
        op.execute(
            "INSERT INTO topics (code, label_nb, label_en, valid_from)"
            f" VALUES ('{code}', '{label_nb}', '{label_en}', '{BEGINNING}')"
        )
    _remake_contact_topics(sa.Column("topic", sa.String(), nullable=False), "", refers=True)


def _remake_contact_topics(topic: sa.Column, which: str, refers: bool = False) -> None:
    op.rename_table("contact_topics", "earlier_topics")
    op.create_table(
        "contact_topics",
        sa.Column("contact_id", sa.String(), nullable=False),
        topic,
        _refers("contact_topics", "contact_id", "contacts.id", "CASCADE"),
        *([_refers("contact_topics", "topic", "topics.code")] if refers else []),
        sa.PrimaryKeyConstraint("contact_id", "topic", name=op.f("pk__contact_topics")),
    )
    op.execute(f"INSERT INTO contact_topics SELECT contact_id, topic FROM earlier_topics {which}")
    op.drop_table("earlier_topics")


def _remake_destructions(kinds: tuple[str, ...]) -> None:
    op.rename_table("destructions", "earlier_destructions")
    op.create_table(
        "destructions",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", _words("kind", kinds), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", name=op.f("pk__destructions")),
    )
    op.execute(f"INSERT INTO destructions SELECT day, kind, number FROM earlier_destructions WHERE kind IN {kinds}")
    op.drop_table("earlier_destructions")


def _words(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True)


def _refers(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk__{table}__{column}__{target.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete=ondelete)
