"""What the service tells everybody: answers to common questions, numbers to call and an address to visit.

The first answers are drafts, for the service to check, change and publish. The first numbers are those that stood on
the visitor's page.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ROLES = ("counselor", "peer_worker", "mediator", "student", "lead", "admin")
WAYS = ("help_line", "telephone", "address")
LINES = (
    ("116 117", "Legevakt", "Doctor on duty"),
    ("116 123", "Noen å snakke med", "Somebody to talk to"),
    ("113", "Ambulanse", "Ambulance"),
    ("112", "Politi", "Police"),
    ("116 111", "For barn og unge", "For children and young people"),
)
CHECK = ("[Utkast. Skal sjekkes av tjenesten.]\n\n", "[Draft. To be checked by the service.]\n\n")
ANSWERS = (
    (
        "sti_testing",
        (
            "Hvor kan jeg teste meg?",
            "Du kan teste deg hos fastlegen, på legevakten eller på en klinikk for seksuell helse.\n\n"
            "Flere klinikker tar imot deg uten at du sier hvem du er. Spør om det når du ringer eller kommer.\n\n"
            "[Skriv inn klinikker her, med åpningstid.]\n\n"
            "Vet du ikke hvilke prøver du trenger? Spør oss, så finner vi ut av det sammen.",
            "klamydia gonoré syfilis hiv kjønnssykdom prøve sjekk lege std",
        ),
        (
            "Where can I get tested?",
            "You can get tested at your doctor’s, at the doctor on duty or at a sexual health clinic.\n\n"
            "Several clinics see you without asking who you are. Ask about it when you call or come.\n\n"
            "[Write clinics here, with their hours.]\n\n"
            "Do you not know which tests you need? Ask us, and we find out together.",
            "chlamydia gonorrhea syphilis hiv sti std check doctor",
        ),
    ),
    (
        "sti_testing",
        (
            "Når kan jeg stole på en test?",
            "En test som tas for tidlig, kan være negativ selv om du er smittet. Hvor lenge du må vente, er ikke det "
            "samme for alle infeksjoner.\n\n"
            "Klinikken sier hvilken dag som passer for deg. Har du plager, kan du gå med en gang.\n\n"
            "Haster det? Noe hjelp må du få innen få dager. Ring legevakten, 116 117, hele døgnet.",
            "negativ positiv vindu uker dager symptomer pep hast",
        ),
        (
            "When can I rely on a test?",
            "A test that is taken too early can be negative although you are infected. How long you have to wait is "
            "not the same for every infection.\n\n"
            "The clinic tells you which day suits you. If something hurts or looks different, you can go at once.\n\n"
            "Is it urgent? Some help has to come within a few days. Call the doctor on duty, 116 117, at any hour.",
            "negative positive window weeks days symptoms pep urgent",
        ),
    ),
    (
        "sti_testing",
        (
            "Koster prøver og behandling noe?",
            "Mange steder er prøver og behandling av smittsomme infeksjoner gratis. Det kan gjelde selv om du ikke har "
            "papirer her i landet.\n\n"
            "Spør før timen om noe koster penger. Du kan også spørre oss.",
            "pris gratis betale penger egenandel medisin antibiotika",
        ),
        (
            "Do tests and treatment cost anything?",
            "In many places tests and treatment of infections are free of charge. That may hold even if you have no "
            "papers in this country.\n\n"
            "Ask before the appointment whether anything costs money. You can ask us too.",
            "price free pay money fee medicine antibiotics",
        ),
    ),
    (
        "law_rights",
        (
            "Hva sier loven, kort?",
            "Det er ikke straffbart å selge sex i Norge. Det er straffbart å kjøpe, og å tjene på at andre selger.\n\n"
            "Blir du utsatt for noe, har du rett til hjelp. Du kan anmelde, og du kan la være.\n\n"
            "Vi er ikke jurister. Det finnes gratis rettshjelp, og du kan spørre uten å si hvem du er.",
            "lovlig ulovlig straff advokat jurist rettigheter anmelde politi kunde",
        ),
        (
            "What does the law say, in short?",
            "Selling sex is not a crime in Norway. Buying is, and so is making money on others who sell.\n\n"
            "If something is done to you, you have a right to help. You can report it, and you need not.\n\n"
            "We are not lawyers. There is free legal aid, and you can ask without saying who you are.",
            "legal illegal punishment lawyer rights report police client",
        ),
    ),
    (
        "violence_abuse",
        (
            "Hvordan kan jeg være tryggere?",
            "Er du i fare nå, ring 112. Trenger du lege med en gang, ring 113.\n\n"
            "Noe som andre har hatt nytte av:\n\n"
            "- La en du stoler på vite hvor du er, og når du skal være ferdig.\n"
            "- Avtal et ord som betyr at du trenger hjelp.\n"
            "- Stol på magefølelsen. Du kan si nei, også midt i noe.\n\n"
            "Har noe skjedd, er det ikke din skyld. Vi snakker gjerne med deg om det.",
            "vold fare redd trussel voldtekt overgrep sikker alene",
        ),
        (
            "How can I be safer?",
            "If you are in danger now, call 112. If you need a doctor at once, call 113.\n\n"
            "What others have found useful:\n\n"
            "- Let somebody you trust know where you are, and when you will be done.\n"
            "- Agree on a word that means that you need help.\n"
            "- Trust what you feel. You can say no, also in the middle of something.\n\n"
            "If something happened, it is not your fault. We are glad to talk with you about it.",
            "violence danger afraid threat rape assault secure alone",
        ),
    ),
    (
        "housing",
        (
            "Kan jeg miste boligen, eller få bot?",
            "Det kommer an på hva som har skjedd, og hva som står i leieavtalen. Ta vare på brev og meldinger.\n\n"
            "Skriv ikke under på noe før du har spurt noen. Det finnes gratis rettshjelp.\n\n"
            "Har du fått en bot eller et brev du ikke forstår? Vi kan lese det sammen med deg.",
            "leie husleie utkastet kastet ut utleier gebyr forelegg bøter hjemløs",
        ),
        (
            "Can I lose my home, or be fined?",
            "It depends on what has happened, and on what stands in your tenancy agreement. Keep letters and "
            "messages.\n\n"
            "Sign nothing before you have asked somebody. There is free legal aid.\n\n"
            "Have you got a fine or a letter that you do not understand? We can read it together with you.",
            "rent evicted thrown out landlord fee fines homeless tenant",
        ),
    ),
)


def upgrade() -> None:
    answers = op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["topic"], ["topics.code"], name=op.f("fk__answers__topic__topics")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__answers")),
    )
    texts = op.create_table(
        "answer_texts",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("also", sa.String(), nullable=False),
        sa.Column("published_by", sa.String(), nullable=True),
        sa.Column("published_as", _words("role", ROLES), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        _belongs_to("answer", "answers", "answer_texts"),
        sa.PrimaryKeyConstraint("answer_id", "language", name=op.f("pk__answer_texts")),
    )
    reach = op.create_table(
        "reach",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("way", _words("contactway", WAYS), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("always", sa.Boolean(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk__reach")),
    )
    words = op.create_table(
        "reach_words",
        sa.Column("reach_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        _belongs_to("reach", "reach", "reach_words"),
        sa.PrimaryKeyConstraint("reach_id", "language", name=op.f("pk__reach_words")),
    )
    op.create_table(
        "reach_hours",
        sa.Column("reach_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck__reach_hours__weekday")),
        _belongs_to("reach", "reach", "reach_hours"),
        sa.PrimaryKeyConstraint("reach_id", "weekday", name=op.f("pk__reach_hours")),
    )
    for number, (topic, *said) in enumerate(ANSWERS, 1):
        op.bulk_insert(answers, [{"id": number, "topic": topic, "retired": False}])
        for code, check, (title, body, also) in zip(("nb", "en"), CHECK, said):
            text = {"language": code, "title": title, "body": check + body, "also": also}
            op.bulk_insert(texts, [{"answer_id": number, **text}])
    for number, (value, *said) in enumerate(LINES, 1):
        line = {"id": number, "way": "help_line", "value": value, "place": 10 * number, "always": True}
        op.bulk_insert(reach, [line])
        op.bulk_insert(words, [{"reach_id": number, "language": c, "text": t} for c, t in zip(("nb", "en"), said)])


def downgrade() -> None:
    for table in ("reach_hours", "reach_words", "reach", "answer_texts", "answers"):
        op.drop_table(table)


def _words(name: str, members: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True)


def _belongs_to(one: str, table: str, owner: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk__{owner}__{one}_id__{table}")
    return sa.ForeignKeyConstraint([f"{one}_id"], [f"{table}.id"], name=name, ondelete="CASCADE")
