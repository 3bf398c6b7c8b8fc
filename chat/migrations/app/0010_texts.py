"""Texts that staff edit: prepared replies, and what to do in danger; and what each sets for the own console.

The first texts are drafts, for the service to change and approve.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ROLES = ("counselor", "peer_worker", "mediator", "student", "lead", "admin")
PREFERENCES = ("notify", "sound", "no_keys")

PHRASES = (
    (
        "Du bestemmer hva du forteller",
        False,
        "Du bestemmer selv hva du forteller. Jeg trenger ikke navn, alder eller hvor du er. Du kan slutte når du vil.",
        "You decide what to tell. I do not need your name, your age or where you are. You can stop whenever you want.",
    ),
    (
        "Hvem ser det du skriver",
        False,
        "Det du skriver, ser bare vi som svarer her, og det slettes når samtalen er over.",
        "Only we who answer here see what you write, and it is deleted when the conversation is over.",
    ),
    (
        "Når vi er her",
        False,
        "Vi svarer bare når noen av oss er på vakt. Er det stengt, kan du komme tilbake til den samme siden senere.",
        "We answer only while one of us is on duty. When it is closed, you can come back to the same page later.",
    ),
    (
        "Teste seg for seksuelt overførbare infeksjoner",
        False,
        "Du kan teste deg gratis hos fastlegen eller på en klinikk for seksuell helse. Flere klinikker tar imot deg "
        "uten at du sier hvem du er. Vil du at vi finner et sted sammen?",
        "You can get tested free of charge at your doctor’s or at a sexual health clinic. Several clinics see you "
        "without asking who you are. Shall we find a place together?",
    ),
    (
        "Når en test er til å stole på",
        False,
        "En test tatt for tidlig kan være negativ selv om du er smittet. Klinikken sier hvilken dag som passer for "
        "hver infeksjon. Har du plager, kan du gå med en gang.",
        "A test that is taken too early can be negative although you are infected. The clinic tells you which day "
        "suits each infection. If something hurts or looks different, you can go at once.",
    ),
    (
        "Etter sex uten kondom: hiv",
        False,
        "Var det en risiko for hiv, finnes det medisin som kan hindre smitte (PEP). Den må du begynne på så fort som "
        "mulig, og senest innen 72 timer. Legevakten, 116 117, kan hjelpe deg nå.",
        "If there was a risk of HIV, there is medicine that can prevent infection (PEP). You have to start as soon as "
        "possible, and within 72 hours. The doctor on duty, 116 117, can help you now.",
    ),
    (
        "Loven: å selge sex",
        False,
        "Det er ikke straffbart å selge sex i Norge. Det er straffbart å kjøpe, og å tjene på at andre selger.",
        "Selling sex is not a crime in Norway. Buying is, and so is making money on others who sell.",
    ),
    (
        "Loven: spørre en jurist",
        False,
        "Jeg er ikke jurist. Vil du ha svar du kan bygge på, finnes det gratis rettshjelp, og du kan spørre uten å si "
        "hvem du er.",
        "I am not a lawyer. If you want an answer you can rely on, there is free legal aid, and you can ask without "
        "saying who you are.",
    ),
    ("Er du trygg?", True, "Er du trygg akkurat nå?", "Are you safe right now?"),
    (
        "Ring 113",
        True,
        "Ring 113 nå hvis det står om livet. Får du ikke snakket, skriv til meg hva som skjer.",
        "Call 113 now if a life is in danger. If you cannot talk, write to me what is happening.",
    ),
    (
        "Ring 112",
        True,
        "Ring 112 hvis noen truer deg. Du trenger ikke si hvorfor du er der.",
        "Call 112 if somebody threatens you. You need not say why you are there.",
    ),
    (
        "Vi kan ikke finne deg",
        True,
        "Vi ser ikke hvor du er eller hvem du er. Skal noen komme til deg, må du si hvor.",
        "We cannot see where or who you are. If somebody is to come to you, you have to say where.",
    ),
    (
        "Et barn i fare",
        True,
        "Når et barn er i fare, må vi si fra til noen som kan hjelpe. Jeg sier det til deg først. Hva har skjedd?",
        "When a child is in danger, we have to tell somebody who can help. I tell you first. What has happened?",
    ),
    ("Jeg blir her", True, "Jeg blir her sammen med deg.", "I am staying here with you."),
)

GUIDANCE = {
    "numbers": (
        "113 ambulanse\n112 politi\n110 brann\n116 117 legevakt\n116 111 Alarmtelefonen for barn og unge\n"
        "116 123 Mental Helse\n116 006 VO-linjen, vold og overgrep\nBarnevernvakten i området: skriv inn nummeret her",
        "113 ambulance\n112 police\n110 fire\n116 117 doctor on duty\n116 111 for children and young people\n"
        "116 123 somebody to talk to\n116 006 violence and abuse\nChild welfare emergency service of the area: "
        "write its number here",
    ),
    "on_call": (
        "Skriv inn hvem som har bakvakt, og nummeret.",
        "Write down who is on call, and the number.",
    ),
    "danger": (
        "Spør om personen er trygg nå, og hva som skjer. Be om å få vite hvor, så ringer vi, eller be personen ringe 113 "
        "eller 112.\nSi at du blir. Få en kollega til å lese med. Du er ikke alene om å bestemme.\n"
        "Ring selv når du vet nok til at noen kan komme. Si fra at du ringer.",
        "Ask whether the person is safe now, and what is happening. Ask where, and we call, or ask the person to call 113 "
        "or 112.\nSay that you are staying. Get a colleague to read along. You do not decide this alone.\n"
        "Call yourself when you know enough for somebody to come. Say that you are calling.",
    ),
    "child": (
        "Offentlige ansatte og mange yrkesgrupper skal melde til barnevernet når det er grunn til å tro at et barn blir "
        "mishandlet, utnyttet eller alvorlig forsømt (barnevernsloven § 13-2). Plikten går foran taushetsplikten.\n"
        "Er du i tvil om alder, regn personen som mindreårig til dere vet. Si fra til den det gjelder før du melder.",
        "Public employees and many professions must notify child welfare when there is reason to believe that a child "
        "is abused, exploited or seriously neglected (the Child Welfare Act, section 13-2). The duty goes before "
        "confidentiality.\nIf you doubt the age, treat the person as a minor until you know. Tell the person before you "
        "notify.",
    ),
    "avert": (
        "Alle skal prøve å avverge visse alvorlige lovbrudd, som drap, grov vold, voldtekt og menneskehandel, når det "
        "ennå er mulig (straffeloven § 196). Det gjelder også den som har taushetsplikt.",
        "Everybody must try to avert certain grave crimes, such as killing, serious violence, rape and human "
        "trafficking, while it is still possible (the Penal Code, section 196). It also holds for those who are bound "
        "to confidentiality.",
    ),
}


def upgrade() -> None:
    phrases = op.create_table(
        "phrases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk__phrases"),
    )
    texts = op.create_table(
        "phrase_texts",
        sa.Column("phrase_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["phrase_id"], ["phrases.id"], name=op.f("fk__phrase_texts__phrase_id__phrases"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("phrase_id", "language", name="pk__phrase_texts"),
    )
    guidance = op.create_table(
        "guidance",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("approved_as", sa.Enum(*ROLES, name="role", native_enum=False, create_constraint=True), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("key", "language", name="pk__guidance"),
    )
    op.create_table(
        "staff_preferences",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "preference",
            sa.Enum(*PREFERENCES, name="preference", native_enum=False, create_constraint=True),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk__staff_preferences__account_id__accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "preference", name="pk__staff_preferences"),
    )
    for number, (title, urgent, *bodies) in enumerate(PHRASES, 1):
        op.bulk_insert(phrases, [{"id": number, "title": title, "urgent": urgent, "retired": False}])
        said = [{"language": code, "body": body} for code, body in zip(("nb", "en"), bodies)]
        op.bulk_insert(texts, [{"phrase_id": number, "approved": False, **one} for one in said])
    for key, bodies in GUIDANCE.items():
        said = [{"language": code, "body": body} for code, body in zip(("nb", "en"), bodies)]
        op.bulk_insert(guidance, [{"key": key, **one} for one in said])


def downgrade() -> None:
    for table in ("staff_preferences", "guidance", "phrase_texts", "phrases"):
        op.drop_table(table)
