"""Languages that visitors are offered because somebody approved their safety texts, and phrases that visitors say.

The first phrases are drafts, for the service to change and approve.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ROLES = ("counselor", "peer_worker", "mediator", "student", "lead", "admin")
LANGUAGES = ("nb", "nn", "en", "ro", "th", "es", "ar")

PHRASES = (
    ("Ja", "Ja.", "Ja.", "Yes.", "Da.", "ใช่", "Sí.", "نعم."),
    ("Nei", "Nei.", "Nei.", "No.", "Nu.", "ไม่ใช่", "No.", "لا."),
    (
        "Forstår ikke",
        "Jeg forstår ikke.",
        "Eg forstår ikkje.",
        "I do not understand.",
        "Nu înțeleg.",
        "ฉันไม่เข้าใจ",
        "No entiendo.",
        "لا أفهم.",
    ),
    (
        "Er i fare",
        "Jeg er i fare.",
        "Eg er i fare.",
        "I am in danger.",
        "Sunt în pericol.",
        "ฉันกำลังตกอยู่ในอันตราย",
        "Estoy en peligro.",
        "أنا في خطر.",
    ),
    (
        "Kan ikke skrive nå",
        "Jeg kan ikke skrive akkurat nå. Vent på meg.",
        "Eg kan ikkje skrive akkurat no. Vent på meg.",
        "I cannot write just now. Please wait for me.",
        "Nu pot să scriu acum. Vă rog să mă așteptați.",
        "ตอนนี้ฉันพิมพ์ไม่ได้ กรุณารอฉัน",
        "Ahora no puedo escribir. Espéreme, por favor.",
        "لا أستطيع الكتابة الآن. أرجو الانتظار.",
    ),
    (
        "Kan jeg ringe",
        "Kan jeg ringe dere?",
        "Kan eg ringje dykk?",
        "Can I call you?",
        "Pot să vă sun?",
        "ฉันโทรหาพวกคุณได้ไหม",
        "¿Puedo llamarles?",
        "هل يمكنني الاتصال بكم هاتفيًا؟",
    ),
    (
        "Hvor kan jeg teste meg",
        "Hvor kan jeg teste meg?",
        "Kvar kan eg teste meg?",
        "Where can I get tested?",
        "Unde pot să îmi fac analizele?",
        "ฉันไปตรวจได้ที่ไหน",
        "¿Dónde puedo hacerme las pruebas?",
        "أين يمكنني إجراء الفحص؟",
    ),
    (
        "Trenger lege",
        "Jeg trenger lege.",
        "Eg treng lege.",
        "I need a doctor.",
        "Am nevoie de un medic.",
        "ฉันต้องการพบแพทย์",
        "Necesito un médico.",
        "أحتاج إلى طبيب.",
    ),
    (
        "Noen som snakker språket mitt",
        "Jeg vil gjerne snakke med noen som kan språket mitt.",
        "Eg vil gjerne snakke med nokon som kan språket mitt.",
        "I would like somebody who speaks my language.",
        "Aș dori să vorbesc cu cineva care îmi vorbește limba.",
        "ฉันอยากคุยกับคนที่พูดภาษาของฉัน",
        "Me gustaría hablar con alguien que hable mi idioma.",
        "أودّ التحدث مع شخص يتكلم لغتي.",
    ),
    ("Takk", "Tusen takk.", "Tusen takk.", "Thank you.", "Vă mulțumesc.", "ขอบคุณ", "Muchas gracias.", "شكرًا لكم."),
)


def upgrade() -> None:
    op.create_table(
        "approved_languages",
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("approved_as", sa.Enum(*ROLES, name="role", native_enum=False, create_constraint=True), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("language", name="pk__approved_languages"),
    )
    op.add_column("phrases", sa.Column("by_visitor", sa.Boolean(), nullable=False, server_default=sa.false()))
    _add_phrases()


def downgrade() -> None:
    sql = op.get_bind()
    of_visitors = "SELECT id FROM phrases WHERE by_visitor"
    sql.execute(sa.text(f"DELETE FROM phrase_texts WHERE phrase_id IN ({of_visitors})"))
    sql.execute(sa.text("DELETE FROM phrases WHERE by_visitor"))
    op.drop_column("phrases", "by_visitor")
    op.drop_table("approved_languages")


def _add_phrases() -> None:
    sql = op.get_bind()
    phrase = sa.text("INSERT INTO phrases (title, urgent, retired, by_visitor) VALUES (:title, 0, 0, 1) RETURNING id")
    text = sa.text("INSERT INTO phrase_texts (phrase_id, language, body, approved) VALUES (:id, :language, :body, 0)")
    for title, *bodies in PHRASES:
        id_ = sql.execute(phrase, {"title": title}).scalar_one()
        texts = zip(LANGUAGES, bodies, strict=True)
        sql.execute(text, [{"id": id_, "language": language, "body": body} for language, body in texts])
